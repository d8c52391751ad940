"""The only door to the network: one client, with its retries, its limits and its paging."""
