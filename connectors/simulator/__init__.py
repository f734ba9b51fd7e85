"""The platforms' wire formats on loopback, with real state: demo, tests, faults."""
