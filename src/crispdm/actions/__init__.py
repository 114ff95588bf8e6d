"""The use cases: the only place where process, gate, lifecycle, files and git meet."""
