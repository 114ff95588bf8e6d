"""The story of the talk: a team suggests categories for listings, from the first number to a service that is live."""
