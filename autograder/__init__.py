"""A fair grader for matrix calculus in Python: layout, shape and numbers, with the mistake named.

What is listed here is the declared Python API (docs/api.md); all else may change. A name is
imported when it is first used: this file is read beside student code too, and must stay light.
"""

__all__ = [
    "AnswerKey",
    "AutograderError",
    "GraderError",
    "Problem",
    "ProblemSet",
    "Report",
    "Row",
    "SpecError",
    "StaffError",
    "Status",
    "Submission",
    "UsageError",
    "Visibility",
    "Workers",
    "__version__",
    "check",
    "choose_sets",
    "grade",
    "load_ipython_extension",
    "load_sets",
    "open_submission",
]

__version__ = "0.1.0"

_HOMES = {
    "autograder.client.workers": ("Workers",),
    "autograder.errors": (
        "AutograderError",
        "GraderError",
        "SpecError",
        "StaffError",
        "UsageError",
    ),
    "autograder.grading.grade": ("grade",),
    "autograder.oracle.answer_key": ("AnswerKey",),
    "autograder.oracle.sets": ("load_sets",),
    "autograder.problemset": ("Problem", "ProblemSet"),
    "autograder.report": ("Report", "Row", "Status", "Visibility"),
    "autograder.student.notebook": ("check", "load_ipython_extension"),
    "autograder.submission.files": ("Submission", "choose_sets", "open_submission"),
}
"""Module -> the names of the API that live there; `__init__.pyi` says the same to type checkers."""


def __getattr__(name: str) -> object:
    """Import a name of the API."""
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
