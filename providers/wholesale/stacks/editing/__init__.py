"""Edits of stack files: text in, text out, and every line that an edit does not mean stays byte for byte."""
