"""The events of a project: their lines, who saw what, the file, its lock and its repair."""
