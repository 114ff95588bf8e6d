"""The pilot: its files, what its numbers say, and how surely."""
