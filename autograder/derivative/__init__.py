"""A function at a point to its Jacobian, with a bound on the error. Knows nothing of problems."""
