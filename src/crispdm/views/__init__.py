"""What people see: text on a terminal or in a pipe, and JSON."""
