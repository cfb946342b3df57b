"""What an answer should be: inputs drawn, the derivative taken, kept, and compared."""
