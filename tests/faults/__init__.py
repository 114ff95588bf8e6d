"""The campaign of faults and attacks: what may happen to a state file, and to whoever runs crispdm on a project.

`python -m tests.faults` runs the long form and prints what it tried and what was lost; the tests run a short one.
"""
