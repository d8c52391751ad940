"""People of organizations, with their number, extension, roles and licenses."""
