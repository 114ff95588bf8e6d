"""From a template to a project: questions, answers, a tree in memory, a plan, and one way to carry it out."""

HOME = ".crispdm"
STAGING = f"{HOME}/staging"  # where files of a folder that exists are prepared, until all of them are in place
