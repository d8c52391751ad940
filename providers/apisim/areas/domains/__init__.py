"""Domains that organizations verify and claim; they stand on the organization."""
