"""Who does what to whom: frames over words of like meaning, English and Welsh."""
