"""Wholesale subscribers: synchronous, each with one person behind it."""
