"""Phone numbers: the inventory of each location, and who holds what."""
