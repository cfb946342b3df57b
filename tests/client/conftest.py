"""Fixtures of the worker and of its client, which are tested together."""

from student_workers import (
    any_student,
    any_workers,
    fresh_workers,
    gone,
    open_student,
    open_with,
    open_workers,
    scratch,
    student,
    workers,
    zygote_workers,
)

__all__ = [
    "any_student",
    "any_workers",
    "fresh_workers",
    "gone",
    "open_student",
    "open_with",
    "open_workers",
    "scratch",
    "student",
    "workers",
    "zygote_workers",
]
