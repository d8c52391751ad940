"""The connection of a location to the public telephone network."""
