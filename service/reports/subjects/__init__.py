"""One module for each subject of the report: rows in, its figures and tables out."""
