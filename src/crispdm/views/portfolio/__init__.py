"""What `portfolio` found, as text and as Markdown."""
