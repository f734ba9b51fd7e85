"""A month's governance report: figures, charts, and a committee paper in both languages."""
