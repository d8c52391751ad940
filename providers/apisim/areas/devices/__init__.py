"""Devices of people and workspaces."""
