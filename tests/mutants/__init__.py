"""Mutation testing: does a test fail where the code is changed? `python -m tests.mutants --help` says how."""
