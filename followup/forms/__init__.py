"""What a coordinator fills in about a planned contact."""
