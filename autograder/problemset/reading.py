"""Reading a YAML file; who has what it was read to does without this module, and without yaml."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Final

import yaml

from autograder.errors import Mismatch
from autograder.problemset.document import Document, KeyPath

__all__ = ["read_document"]

_Base: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml is ten times faster where it is built in


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """YAML 1.2's plain scalars: ``yes``, ``no``, ``on``, ``off`` are words; nothing is a date."""


_TEXT: Final = "tag:yaml.org,2002:str"
_KEPT: Final = (
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:null",
)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


_DEEPEST: Final = 50
"""Levels of lists and mappings; a problem set has eight."""
_MOST_VALUES: Final = 100_000
"""With aliases written out; the largest set of the bank has 900."""
_TOO_DEEP: Final = Mismatch(
    f"values nested more than {_DEEPEST} deep", "a problem set", "Does an alias hold itself?"
)
_TOO_MANY: Final = Mismatch(
    f"more than {_MOST_VALUES} values", "a problem set", "Aliases of aliases multiply."
)


def read_document(path: Path) -> Document:
    """Read a YAML file.

    What is no YAML, and every key that stands twice, becomes a fault of the document.
    """
    document = Document(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is not None:
            _check_extent(node)
    except UnicodeDecodeError as error:
        document.fault((), f"bytes that are not UTF-8 (at {error.start})", "a text file in UTF-8")
        return document
    except RecursionError:
        document.fault((), *_TOO_DEEP)
        return document
    except _ExtentError as error:
        document.lines[()] = error.line
        document.fault((), *error.mismatch)
        return document
    except yaml.YAMLError as error:
        from autograder.problemset.yaml_faults import explained

        line, said = explained(error, text)
        document.lines[()] = line
        document.fault((), *said)
        return document
    if node is not None:
        document.data = _plain(loader, node, (), document)
    return document


class _ExtentError(Exception):
    """A document goes beyond what a problem set needs."""

    def __init__(self, line: int, mismatch: Mismatch) -> None:
        super().__init__(mismatch)
        self.line, self.mismatch = line, mismatch


def _check_extent(root: yaml.Node) -> None:
    """Look at every value, those behind aliases each time they are named.

    Raises:
        _ExtentError: they lie too deep, as one that holds itself does without end, or are too many.
    """
    left, seen = [(root, 0)], 0
    while left:
        node, depth = left.pop()
        seen += 1
        line = node.start_mark.line + 1
        if depth > _DEEPEST:
            raise _ExtentError(line, _TOO_DEEP)
        if seen > _MOST_VALUES:
            raise _ExtentError(line, _TOO_MANY)
        if isinstance(node, yaml.MappingNode):
            left += ((value, depth + 1) for _, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            left += ((item, depth + 1) for item in node.value)


def _plain(loader: Any, node: yaml.Node, path: KeyPath, document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(loader, item, (*path, position), document)
            for position, item in enumerate(node.value)
        ]
    if node.tag == _TEXT:  # a word as it stands, which most scalars are
        return node.value
    document.written[path] = node.value
    if node.tag in _KEPT:
        with contextlib.suppress(ValueError, OverflowError, LookupError):
            return loader.construct_object(node)
    # a tag that the text does not fit, or of a kind that sets do not know
    kind = node.tag.rpartition(":")[2]
    document.fault(path, f"{node.value!r} as !!{kind}", "a value without a tag")
    return None


def _mapping(
    loader: Any, node: yaml.MappingNode, path: KeyPath, document: Document
) -> dict[Hashable, Any]:
    data: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            document.fault(path, "a key that is a list or a mapping", "a word as a key")
            continue
        key = _plain(loader, key_node, path, document)
        place = (*path, key)
        if key in data:
            document.fault(
                place,
                f"the key {key!r} again at line {key_node.start_mark.line + 1}",
                "each key once",
            )
            continue
        document.lines[place] = key_node.start_mark.line + 1
        data[key] = _plain(loader, value_node, place, document)
    return data
