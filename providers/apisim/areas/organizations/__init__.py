"""Organizations, also as the identity API shows them."""
