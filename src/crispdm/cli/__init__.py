"""The command line: one file a command, which parses, calls, shows, and sets the exit code."""
