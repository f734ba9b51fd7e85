"""Word lists written for this project, in English and Welsh, and how they are matched."""
