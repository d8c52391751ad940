"""Stack files: YAML text in, effective values or problems with their places out."""
