"""Audit events: what administrators did."""
