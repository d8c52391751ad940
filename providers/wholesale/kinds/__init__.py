"""What there is: one file per kind, each a declaration and its few calls."""
