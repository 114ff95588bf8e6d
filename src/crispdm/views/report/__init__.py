"""The report: one HTML page for people outside the team. It needs no network and runs no script."""
