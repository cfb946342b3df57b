"""The JSON Schema of a problem set, by which editors complete and check it as it is typed.

Which keys there are, where they may stand and what they say comes from
:data:`autograder.problemset.KEYS`; here is only what a value looks like. What JSON Schema cannot
say (that a formula's names are defined, that a shape fits its layout) is said when the set is
loaded.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from autograder.problemset.keys import KEYS, Level
from autograder.problemset.kinds import FORMS
from autograder.problemset.layout import Convention
from autograder.problemset.load import SUBMITTED
from autograder.problemset.model import Feedback, Near, Unit
from autograder.problemset.words import FORMS as WORDS
from autograder.report import Visibility

__all__ = ["FILE_NAME", "header", "schema", "schema_text"]

FILE_NAME: Final = "problem-set.schema.json"
_DIALECT: Final = (
    "http://json-schema.org/draft-07/schema#"  # the newest that YAML editors know in full
)

Schema = dict[str, Any]


def _map_of(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _list_of(values: Schema) -> Schema:
    return {"type": "array", "items": values}


_TEXT: Final[Schema] = {
    "type": ["string", "number"]
}  # YAML reads `title: 3` as a number, and the loader as a text
_POSITIVE: Final[Schema] = {"type": "number", "minimum": 0}
_SHARE: Final[Schema] = {"type": "number", "minimum": 0, "maximum": 1}
_NAME: Final[Schema] = {"pattern": r"^[A-Za-z_]\w*$"}
_GIVEN: Final[Schema] = {"type": "string", "pattern": rf"^\s*({'|'.join(FORMS)})\b"}
_MISTAKE: Final[Schema] = {
    "type": "object",
    "properties": {
        "id": {**_TEXT, "description": "a stable name, by which a cohort can be counted"},
        "answer": {
            "type": ["string", "number", "array"],
            "description": "a formula, or the name of a reference's function",
        },
        "hint": {**_TEXT, "description": "what the student reads"},
    },
    "required": ["id", "answer", "hint"],
    "additionalProperties": False,
}
_TIME_LIMIT: Final[Schema] = {
    "type": "object",
    "properties": {"call": _POSITIVE, "import": _POSITIVE, "submission": _POSITIVE},
    "additionalProperties": False,
}

_USED: Final[Schema] = {"anyOf": [_list_of({"type": "string"}), _map_of(_TEXT)]}
_SPLIT_POINTS: Final[Schema] = {
    "type": "object",
    "properties": {"result": _POSITIVE, "steps": _POSITIVE},
    "additionalProperties": False,
}

_VALUES: Final[Mapping[str, Schema]] = {
    "title": _TEXT,
    "statement": _TEXT,
    "notes": {"anyOf": [_list_of(_TEXT), {"type": "string"}]},
    "convention": {"enum": list(get_args(Convention))},
    "submit": {"type": "string", "pattern": rf"({'|'.join(map(re.escape, SUBMITTED))})$"},
    "problems": {**_map_of({"$ref": "#/definitions/problem"}), "minProperties": 1},
    "given": {**_map_of(_GIVEN), "propertyNames": _NAME},
    "dims": _map_of({"type": ["integer", "string"]}),
    "let": _map_of(_TEXT),
    "forward": _TEXT,
    "answer": {"type": "string"},
    "run": {"type": "string"},
    "stub": {"type": "string"},
    "answers": {
        **_map_of({"$ref": "#/definitions/answer"}),
        "minProperties": 1,
        "propertyNames": _NAME,
    },
    "of": _TEXT,
    "wrt": {
        "anyOf": [
            {"type": "string"},
            {**_list_of({"type": "string"}), "minItems": 2, "maxItems": 2},
        ]
    },
    "along": {"type": "string"},
    "batch": {"type": "string"},
    "axes": _list_of({"anyOf": [{"type": "string", "pattern": r"^(\w+\.\d+|1)$"}, {"const": 1}]}),
    "shape": _list_of({"type": ["string", "integer"]}),
    "choice": {**_list_of(_TEXT), "minItems": 2},
    "form": {"enum": list(WORDS)},
    "expected": {"type": ["string", "number", "array", "boolean"]},
    "points": {"anyOf": [_POSITIVE, _SPLIT_POINTS]},
    "steps": {"anyOf": [{"type": "boolean"}, {"type": "integer", "minimum": 1}]},
    "follows": {**_list_of({"type": "string"}), "minItems": 1},
    "rule": _TEXT,
    "number": _TEXT,
    "tags": _list_of(_TEXT),
    "visibility": {"enum": [word.value for word in Visibility]},
    "near": {"enum": list(get_args(Near))},
    "unit": {"enum": list(get_args(Unit))},
    "shape_credit": _SHARE,
    "follow_credit": _SHARE,
    "feedback": {"enum": list(get_args(Feedback))},
    "credit": _map_of(_SHARE),
    "time_limit": _TIME_LIMIT,
    "memory": {"type": "number", "minimum": 256},
    "fresh": {"type": "boolean"},
    "forbid": _USED,
    "require": _USED,
    "vectorised": {"type": "boolean"},
    "use_credit": _SHARE,
    "mistakes": _list_of(_MISTAKE),
}
"""Key -> what its value looks like."""

_ARRAY: Final[Schema] = {
    "required": ["shape"],
    "oneOf": [{"required": ["wrt"]}, {"required": ["expected"]}],
}
_QUESTION: Final[Schema] = {
    "oneOf": [
        {"required": ["choice", "expected"]},
        {"required": ["form", "expected"]},
        {**_ARRAY, "not": {"anyOf": [{"required": ["choice"]}, {"required": ["form"]}]}},
    ]
}
_REQUIRED: Final[Mapping[Level, Schema]] = {
    "set": {"required": ["submit", "problems"]},
    "problem": {
        "oneOf": [{"required": ["answer"]}, {"required": ["run"]}],
        "dependencies": {"run": ["stub", "answers"]},
        "anyOf": [{"required": ["answers"]}, _QUESTION],
    },
    "answer": _QUESTION,
}


def schema() -> Schema:
    """Return the JSON Schema of a problem set."""
    return {
        "$schema": _DIALECT,
        "title": "Problem set",
        **_level("set"),
        "definitions": {"problem": _level("problem"), "answer": _level("answer")},
    }


def schema_text() -> str:
    """Return the schema as it stands in a file."""
    return json.dumps(schema(), indent=1) + "\n"


def header(path: Path) -> str:
    """Return the line by which an editor finds a set's schema; nothing where none is near."""
    folder = path.resolve().parent
    for place in (folder, folder.parent, folder.parent / "docs"):
        if (place / FILE_NAME).is_file():
            relative = os.path.relpath(place / FILE_NAME, folder).replace(os.sep, "/")
            return f"# yaml-language-server: $schema={relative}\n"
    return ""


def _level(level: Level) -> Schema:
    properties = {name: _described(name) for name, key in KEYS.items() if level in key.levels}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **_REQUIRED[level],
    }


def _described(name: str) -> Schema:
    key = KEYS[name]
    private = "" if key.public else " (never shown to students)"
    inherited = " (the default of what is inside)" if key.inherited else ""
    return {"description": f"{key.doc}{inherited}{private}", **_VALUES[name]}
