"""Work on paper: formulas and derivations handed in as text, and what each line is worth."""
