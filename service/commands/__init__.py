"""The parts of the `council-social` command, a module a group."""
