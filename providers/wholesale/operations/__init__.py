"""Doing it: finding or adopting, writing, removing, and what stands guard over it."""
