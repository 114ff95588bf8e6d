"""Lines of text for terminals, pipes and Markdown."""
