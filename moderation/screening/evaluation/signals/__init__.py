"""Test material for personal data and for disguised words, and the figures on it."""
