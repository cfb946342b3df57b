"""A fair grader for matrix calculus in Python: it judges layout, shape and numbers, and names the mistake."""

__all__ = ["__version__"]

__version__ = "0.1.0"
