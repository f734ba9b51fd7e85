"""The account register, absence and cover, out-of-office messages, and the house rules."""
