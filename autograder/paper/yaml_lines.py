"""A YAML file of formulas as the lines that it would be as a text, each with its number.

``dZ_dA: W`` is the line ``dZ_dA = W``, a key of keys is a heading, a list or a block of several
lines is a chain of equalities. What is no YAML is read line by line: ``|x|`` and ``@`` begin
nothing in YAML, and a student should not have to know. Parsing goes by events, which takes no more
stack and memory than the text is long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import yaml

__all__ = ["yaml_lines"]

NumberedLines: TypeAlias = list[tuple[int, str]]

_DEEPEST: Final = 5
"""Keys in keys: a set, its problems, their answers, and a list."""
_BACKSLASH: Final = "\ue010"
"""Stands for a backslash while YAML is read, which between double quotes makes ``\\frac`` a form
feed; of the private use area, which no homework holds.
"""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _NoLinesError(Exception):
    """It is YAML, and no formulas."""


def yaml_lines(text: str) -> NumberedLines | None:
    """Return the lines of a text; None where it is not YAML of keys and formulas."""
    try:
        events = yaml.parse(text.replace("\\", _BACKSLASH), Loader=_Loader)
        lines = list(_Reader(text, events).document())
        return [(number, line.replace(_BACKSLASH, "\\")) for number, line in lines]
    except (yaml.YAMLError, _NoLinesError):
        return None


class _Reader:
    """Reads events one by one; what stands in a list or a mapping comes between its two."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self._text, self._rows, self._events = text, text.splitlines(), events

    def document(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of the first document.

        Raises:
            _NoLinesError: it is no mapping.
        """
        for event in self._events:
            if isinstance(event, yaml.MappingStartEvent):
                yield from self._mapping(1)
                return
            if isinstance(event, yaml.NodeEvent):
                raise _NoLinesError

    def _mapping(self, depth: int) -> Iterator[tuple[int, str]]:
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            if not isinstance(event, yaml.ScalarEvent) or depth > _DEEPEST:
                raise _NoLinesError
            yield from self._value(event, next(self._events), depth)

    def _value(self, key: Any, event: Any, depth: int) -> Iterator[tuple[int, str]]:
        number = _line(key)
        match event:
            case yaml.ScalarEvent():
                yield from self._scalar(key.value, event, number, depth)
            case yaml.MappingStartEvent(flow_style=False):
                yield number, _heading(key.value, depth)
                yield from self._mapping(depth + 1)
            case yaml.SequenceStartEvent(flow_style=False):
                yield from self._sequence(key.value)
            case yaml.CollectionStartEvent():
                yield number, f"{key.value} = {self._flow(event)}"
            case _:
                raise _NoLinesError

    def _scalar(self, key: str, event: Any, number: int, depth: int) -> Iterator[tuple[int, str]]:
        """Yield one line, or those of a block, which may say of itself what each line is."""
        if event.style not in ("|", ">"):
            yield _line(event), f"{key} = {_value_of(event)}{self._comment(event)}"
            return
        first, *rows = event.value.split("\n")
        if "=" in first.strip().lstrip("=") and first.strip()[0] != "=":
            yield number, _heading(key, depth)
            yield number + 1, first
        else:
            yield number + 1, f"{key} = {first.strip().removeprefix('=')}"
        yield from enumerate(rows, number + 2)

    def _sequence(self, key: str) -> Iterator[tuple[int, str]]:
        """Yield a list as a chain: its first item is what the key is, each other one is equal."""
        left = f"{key} "
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if not isinstance(event, yaml.ScalarEvent):
                raise _NoLinesError
            number = _line(event)
            side = _value_of(event).strip().removeprefix("=").strip()
            yield number, f"{left}= {side}{self._comment(event)}"
            left = ""

    def _flow(self, start: Any) -> str:
        """Return ``[...]`` or ``{...}`` as it is written."""
        depth, end = 1, start
        while depth:
            end = next(self._events)
            depth += isinstance(end, yaml.CollectionStartEvent)
            depth -= isinstance(end, yaml.CollectionEndEvent)
        return self._text[start.start_mark.index : end.end_mark.index]

    def _comment(self, event: Any) -> str:
        """Return what stands beside a value in words."""
        rest = self._rows[event.end_mark.line][event.end_mark.column :].strip()
        return f"   {rest}" if rest.startswith("#") else ""


def _value_of(event: Any) -> str:
    """Return a scalar; a backslash that was written as two, as YAML has it, is one."""
    value: str = event.value
    return value.replace(_BACKSLASH * 2, _BACKSLASH) if event.style == '"' else value


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _heading(key: str, depth: int) -> str:
    return f"{'#' * depth} {key}"
