"""Work on paper: formulas and derivations that were handed in as text, and what each line is worth."""
