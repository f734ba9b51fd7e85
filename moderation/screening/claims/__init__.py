"""Reads what a comment and a fact state about a council service, so the two can be compared."""
