"""A short example on real data: one person, the template `minimal`, from the problem to the door of the pilot."""
