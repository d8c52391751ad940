"""Workspaces: rooms and desks, with their line where they call with Webex."""
