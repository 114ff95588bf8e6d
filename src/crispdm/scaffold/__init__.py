"""From a template to a project: questions, answers, a tree in memory, and one way to write it."""
