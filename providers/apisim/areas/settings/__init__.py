"""Settings of organizations: a key with a truth value."""
