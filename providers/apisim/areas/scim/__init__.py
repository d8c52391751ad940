"""Users as SCIM 2.0 shows them: the people of an organization in another shape."""
