"""Renderers: each reads a :class:`autograder.report.Report` and decides nothing."""
