"""Wholesale customers: asynchronous, with packages, limits and a review."""
