"""Administrators of a partner and the customers that are theirs."""
