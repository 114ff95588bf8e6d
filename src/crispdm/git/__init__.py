"""Git, asked by subject: how it is run, its objects, the history, the work tree, who commits."""
