"""The answer to the other set."""

# marker-of-the-reference


def cube(x):
    """Differentiate a sum of cubes."""
    return 3 * x**2
