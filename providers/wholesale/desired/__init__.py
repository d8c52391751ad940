"""What the files want, as records; and what of the files is not acted on."""
