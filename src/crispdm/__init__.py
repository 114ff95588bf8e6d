"""CRISP-DM put to work: a project skeleton, and gates that open on evidence."""

__version__ = "0.1.0"
