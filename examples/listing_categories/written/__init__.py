"""What the people of the story write into their project, beside YAML: two small analyses and a rule."""
