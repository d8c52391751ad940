"""Locations, and what Webex Calling adds to them."""
