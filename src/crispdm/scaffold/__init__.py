"""From a template to a project: questions, answers, a tree in memory, a plan, and one way to carry it out."""

HOME = ".crispdm"
INSIDE = f"{HOME}/staging"  # where things are made in a folder that is there already, until all of them are in place
