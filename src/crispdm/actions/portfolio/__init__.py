"""Many projects, one line each: found, read, and remembered in an index that is never trusted over the files."""
