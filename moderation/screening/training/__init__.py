"""How the shipped model is trained: run `python -m moderation.screening.training`."""
