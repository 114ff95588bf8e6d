"""The rules: what follows from what happened, and what may happen next."""
