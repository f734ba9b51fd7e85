"""Measures the service on this machine: taking comments in, pages, the month's report."""
