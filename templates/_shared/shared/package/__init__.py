"""What the scripts of the phases share."""
