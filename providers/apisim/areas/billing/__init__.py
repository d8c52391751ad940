"""Billing reports, made from the usage that subscribers leave behind."""
