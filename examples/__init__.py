"""Examples: whole projects, played by the commands that their people type."""
