"""The command `wholesale`."""
