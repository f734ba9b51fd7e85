"""The five platforms' wire formats on loopback, with real state: demo, tests, faults."""
