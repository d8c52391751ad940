"""The words in which kinds are declared, and the values that go through them."""
