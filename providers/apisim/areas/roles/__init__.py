"""Roles that a person can have."""
