"""Renderers: each writes a :class:`autograder.report.Report` in one form and decides nothing."""
