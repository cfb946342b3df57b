"""What Gradescope accepts in ``results.json``, as a table, and the check of a result against it.

The platform ignores unknown keys in silence and turns many ill-typed values into "please try
submitting it again" with a score of 0. So nothing is written that this table does not vouch for.
Source: the page "Autograder Specifications" of Gradescope's documentation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeGuard, cast

from msgspec import Struct

from autograder.errors import GraderError
from autograder.report import Visibility

__all__ = ["CONTROL", "TEXT_LIMIT", "sound_of_test", "validate"]

TEXT_LIMIT = 100_000
"""Characters; the platform cuts the middle out of any output that is longer."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that may not appear: control characters but for tab and line feed, lone surrogates.

NUL breaks the platform's database text, a lone surrogate is no text at all, and a line ends with a
line feed alone.
"""

_TOTAL_SLACK = 1e-4
"""Points; scores are rounded to 5 places, so a hundred rows move their sum by half of this."""


class _Rule(Struct, frozen=True):
    expected: str
    holds: Callable[[object], bool]


def _one_of(*values: str) -> _Rule:
    return _Rule(
        "one of " + ", ".join(values), lambda value: isinstance(value, str) and value in values
    )


def _is_number(value: object) -> TypeGuard[float]:
    # To isinstance a bool is an int and numpy's scalars are floats: neither is meant. NaN is below
    # nothing.
    if type(value) not in (int, float):
        return False
    return abs(cast(float, value)) < math.inf


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_LIMIT


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_NUMBER = _Rule("a finite number", _is_number)
_POINTS = _Rule("a finite number from 0", lambda value: _is_number(value) and value >= 0)
_TEXT = _Rule(f"text of at most {TEXT_LIMIT} characters", _is_text)
_NAME = _Rule(
    "text that is not empty", lambda value: isinstance(value, str) and bool(value.strip())
)
_NAMES = _Rule("a list of text", _is_names)
_OBJECT = _Rule("an object", lambda value: isinstance(value, dict))
_LIST = _Rule("a list", lambda value: isinstance(value, list))
_FORMAT = _one_of("text", "html", "simple_format", "md", "ansi")
_VISIBILITY = _one_of(*(member.value for member in Visibility))

_TOP_LEVEL: Mapping[str, _Rule] = {
    "score": _POINTS,
    "execution_time": _NUMBER,
    "output": _TEXT,
    "output_format": _FORMAT,
    "test_output_format": _FORMAT,
    "test_name_format": _FORMAT,
    "visibility": _VISIBILITY,
    "stdout_visibility": _VISIBILITY,
    "extra_data": _OBJECT,
    "tests": _LIST,
    "leaderboard": _LIST,
}
_TEST: Mapping[str, _Rule] = {
    "score": _POINTS,
    "max_score": _POINTS,
    "status": _one_of("passed", "failed"),
    "name": _NAME,
    "name_format": _FORMAT,
    "number": _NAME,
    "output": _TEXT,
    "output_format": _FORMAT,
    "tags": _NAMES,
    "visibility": _VISIBILITY,
    "extra_data": _OBJECT,
}
_REQUIRED = ("score", "tests")
_REQUIRED_OF_TEST = ("score", "max_score", "status", "name")


def sound_of_test(key: str, value: object) -> bool:
    """Say whether the platform takes a key of a test with a value."""
    return key in _TEST and _TEST[key].holds(value)


def validate(results: object) -> None:
    """Return if the platform accepts ``results`` as they are.

    Raises:
        GraderError: it does not; the message names every fault, its place and what was expected
        there.
    """
    faults = list(_faults(results))
    if faults:
        raise GraderError("results.json would be refused: " + "; ".join(faults))


def _faults(results: object) -> Iterator[str]:
    if not isinstance(results, dict):
        yield f"the top level is {type(results).__name__}, expected an object"
        return
    yield from _leaf_faults("results", results)
    yield from _object_faults("results", results, _TOP_LEVEL, _REQUIRED)
    tests = results.get("tests")
    if not isinstance(tests, list):
        return
    sound = True
    for index, test in enumerate(tests):
        for fault in _test_faults(f"tests[{index}]", test):
            sound = False
            yield fault
    if sound and _is_number(results.get("score")):
        yield from _total_faults(results["score"], tests)


def _test_faults(where: str, test: object) -> Iterator[str]:
    if not isinstance(test, dict):
        yield f"{where} is {type(test).__name__}, expected an object"
        return
    yield from _object_faults(where, test, _TEST, _REQUIRED_OF_TEST)
    score, most = test.get("score"), test.get("max_score")
    if _is_number(score) and _is_number(most) and score > most:
        yield f"{where}.score is {score}, above its max_score {most}"


def _object_faults(
    where: str, found: Mapping[str, object], table: Mapping[str, _Rule], required: tuple[str, ...]
) -> Iterator[str]:
    for key in required:
        if key not in found:
            yield f"{where}.{key} is missing"
    for key, value in found.items():
        rule = table.get(key)
        if rule is None:
            yield f"{where}.{key} is not a key that the platform knows"
        elif not rule.holds(value):
            yield f"{where}.{key} is {_brief(value)}, expected {rule.expected}"


def _leaf_faults(where: str, value: object) -> Iterator[str]:
    """Name every value that is no plain JSON, at any depth: extra_data is read back later."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaf_faults(f"{where}.{key}", item)
            if not isinstance(key, str):
                yield f"{where} has the key {_brief(key)}, expected text"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaf_faults(f"{where}[{index}]", item)
    elif isinstance(value, str):
        if CONTROL.search(value):
            yield f"{where} holds a control character"
    elif not (value is None or isinstance(value, bool) or _is_number(value)):
        yield f"{where} is {_brief(value)}, expected plain finite JSON"


def _total_faults(score: float, tests: list[dict[str, float]]) -> Iterator[str]:
    total = sum(test["score"] for test in tests)
    if abs(total - score) > _TOTAL_SLACK:
        yield f"results.score is {score}, but its tests sum to {total}"


def _brief(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
