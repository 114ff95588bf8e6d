"""Code that the scripts of the phases share."""
