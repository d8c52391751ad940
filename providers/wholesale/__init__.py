"""The declarative provisioner for Webex Wholesale: YAML stacks in, live customers and users out."""
