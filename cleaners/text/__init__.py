"""The door for flattened text: what each line is, and what of it is kept."""
