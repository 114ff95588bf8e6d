"""How often the verdict is right: pilots drawn at random, of which the truth is known."""
