"""Emergency calls: callback numbers, notifications, RedSky, and the addresses of locations and numbers."""
