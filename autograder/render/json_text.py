"""The report as JSON: the public form, in which fields are added and never renamed."""

from __future__ import annotations

from typing import TextIO

from autograder.report import Report

__all__ = ["write"]


def write(report: Report, stream: TextIO) -> None:
    """Write a report's public JSON form."""
    stream.write(report.dumps())
