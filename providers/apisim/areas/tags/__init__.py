"""Tags that a partner gives to its customers; they stand on the organization."""
