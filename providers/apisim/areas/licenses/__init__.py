"""Licenses: what a package gives to an organization, and who holds it."""
