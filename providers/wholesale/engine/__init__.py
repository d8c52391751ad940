"""Pulumi's side: the program that declares records, and the server that carries them out."""
