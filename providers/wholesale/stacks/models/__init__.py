"""The three files as pydantic models: what may be written, with the meaning on each field."""
