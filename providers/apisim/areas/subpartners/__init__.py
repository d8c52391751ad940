"""Sub-partners: made and switched by Cisco only, listed by the API."""
