"""An overview of many projects: found, read, and cached in an index that never takes precedence over the files."""
