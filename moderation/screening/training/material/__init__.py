"""Sentences written for this project, kept apart by purpose: training, thresholds."""
