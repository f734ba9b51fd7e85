"""Comments written for measuring the screening; nothing is trained on them or tuned to them."""
