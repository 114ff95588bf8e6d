"""Lines of text: on a terminal, in a pipe, as Markdown."""
