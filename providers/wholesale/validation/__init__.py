"""Checking many files: each by itself, then all together; several at a time, and not again what is known."""
