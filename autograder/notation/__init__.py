"""What a student writes on paper: formulas as Python, as typed or as LaTeX, read to one tree, never run."""
