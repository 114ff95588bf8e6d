"""The status, to be read aloud."""
