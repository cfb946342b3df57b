"""What a student writes on paper: Python, plain text or LaTeX, read to one tree, never run."""
