"""Broken and odd problem sets through `grade`: each is graded, or refused in words at a line.

Each is made from a set of the bank, a seed and its number: keys deleted, renamed, doubled, swapped
and wrapped, values of other types, bytes and encodings that are none. A traceback or a set that
takes a minute is a fault. `python benchmarks/fuzz_sets.py [--count N] [--seed S] [--only NUMBER]`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNT = 300
SECONDS = 60
SETS = ("02_scalar_by_vector", "04_matrices", "06_layers", "13_derivations")
VALUES = (
    "", "~", "true", "yes", "0", "-1", "1e3", "1.0e+308", ".nan", ".inf", "1:30", "0x10", "0o17",
    "9" * 6000, "''", "a", "[]", "{}", "[a, b]", "{a: b}", "[[]]", "[~]", "*a", "&a b", "!!int x",
    "!!python/none", "!x y", "2001-01-01", "|\n      text", ">\n      text", "'a\"b", '"\\q"', "@x",
    "`x`", "%x", "matrix[m, n]", "x ** 9 ** 9", "sum(", "x" * 5000, "(" * 300, "-" * 3000 + "x",
    "lambda: 0", "__import__('os')", "x.__class__", "1 / 0", "zeros(10**9)", "x; y", "[m, n, k]",
    "[0]", "[-1]", "[m + n * k - 1]", "[[m]]", "é", "\u202e", "\U0001d400", "reference", "hidden",
)  # fmt: skip
PIECES = (
    "\t", "\x00", "\x01", "\x85", "\ufeff", "\r", "\u2028", "---\n", "...\n", "%YAML 1.1\n", "# ",
    ": ", "- ", "? ", "<<: *a\n", "&a ", "*a", "{", "}", "[", "]", "'", '"', "|\n", ">", "\\",
)  # fmt: skip
KEYS = (
    "title", "statement", "notes", "convention", "submit", "problems", "given", "dims", "let",
    "forward", "answer", "run", "stub", "answers", "of", "wrt", "along", "batch", "axes", "shape",
    "choice", "form", "expected", "points", "steps", "follows", "rule", "number", "tags", "near",
    "visibility", "unit", "shape_credit", "feedback", "credit", "time_limit", "memory", "fresh",
    "mistakes", "nonsense", "~", "a.b", "[a, b]", '"a\\nb"', "1",
)  # fmt: skip
_KEY = re.compile(r"^(\s*(?:- )?)([\w.\"']+):(.*)$")


def _of_a_key(lines: list[str], rng: random.Random) -> int:
    return rng.choice([at for at, line in enumerate(lines) if _KEY.match(line)] or [0])


def _delete(lines: list[str], rng: random.Random) -> None:
    at = _of_a_key(lines, rng)
    del lines[at : at + rng.choice((1, 1, 2, 5))]


def _rename(lines: list[str], rng: random.Random) -> None:
    at = _of_a_key(lines, rng)
    lines[at] = _KEY.sub(lambda found: f"{found[1]}{rng.choice(KEYS)}:{found[3]}", lines[at])


def _double(lines: list[str], rng: random.Random) -> None:
    at = _of_a_key(lines, rng)
    lines[at:at] = lines[at : at + rng.choice((1, 2, 6))] * rng.choice((1, 1, 50))


def _swap(lines: list[str], rng: random.Random) -> None:
    one, other = _of_a_key(lines, rng), _of_a_key(lines, rng)
    lines[one], lines[other] = lines[other], lines[one]


def _replace(lines: list[str], rng: random.Random) -> None:
    at = _of_a_key(lines, rng)
    value = rng.choice(VALUES)
    lines[at] = _KEY.sub(lambda found: f"{found[1]}{found[2]}: {value}", lines[at])


def _insert(lines: list[str], rng: random.Random) -> None:
    at = _of_a_key(lines, rng)
    indent = re.match(r"\s*", lines[at])
    lines.insert(at, f"{indent[0] if indent else ''}{rng.choice(KEYS)}: {rng.choice(VALUES)}")


def _indent(lines: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    lines[at] = rng.choice(("  ", " ", "\t", "      ")) + lines[at]


def _wrap(lines: list[str], rng: random.Random) -> None:
    at = _of_a_key(lines, rng)
    opened, closed = rng.choice((("[", "]"), ("{a: ", "}"), ("[" * 60, "]" * 60)))
    lines[at] = _KEY.sub(
        lambda found: f"{found[1]}{found[2]}: {opened}{found[3]}{closed}", lines[at]
    )


def _scatter(lines: list[str], rng: random.Random) -> None:
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(lines))
        place = rng.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:place] + rng.choice(PIECES) + lines[at][place:]


CHANGES: tuple[Callable[[list[str], random.Random], None], ...] = (
    _delete, _rename, _double, _swap, _replace, _replace, _insert, _indent, _wrap, _scatter,
)  # fmt: skip


def mutated(text: str, rng: random.Random) -> bytes:
    """Return a set with a few changes, in an encoding that may be none."""
    lines = text.splitlines()
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if lines:
            rng.choice(CHANGES)(lines, rng)
    changed = rng.choice(("\n",) * 8 + ("\r\n",)).join([*lines, ""])
    encoding = rng.choice(("utf-8",) * 12 + ("utf-8-sig", "utf-16", "latin-1"))
    return changed.encode(encoding, "replace")


class HangError(BaseException):
    """A set took a minute."""


def _hang(_number: int, _frame: object) -> None:
    raise HangError


def graded(folder: Path, name: str) -> tuple[int, str]:
    """Grade the reference against a set; the status and what was said.

    Raises:
        Exception: that would have been a traceback.
    """
    from autograder.cli import main

    command = ["grade", str(folder / "work"), "--set", name, "--problems", str(folder / "problems")]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main.main([*command, "--reference", str(folder / "reference")], standalone_mode=True)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    return status, said.getvalue()


def stage(folder: Path, name: str) -> str:
    """Write what belongs to a set of the bank; return its text."""
    for kind in ("problems", "reference", "work"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    text = (ROOT / "problems" / f"{name}.yaml").read_text(encoding="utf-8")
    found = re.search(r"^submit: (\S+)", text, re.MULTILINE)
    for source in (ROOT / "reference").glob(f"{name}.*"):
        shutil.copy(source, folder / "reference")
        shutil.copy(source, folder / "work" / (found[1] if found else source.name))
    for source in (ROOT / "problems").glob(f"{name}.py"):
        shutil.copy(source, folder / "problems")
    return text


def run(count: int, seed: int, first: int = 0) -> tuple[Counter[int], list[str]]:
    """Grade against ``count`` sets; return how often each status came, and the faults."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    signal.signal(signal.SIGALRM, _hang)
    with tempfile.TemporaryDirectory() as name:
        os.environ["AUTOGRADER_CACHE"] = f"{name}/cache"
        texts = {one: stage(Path(name, one), one) for one in SETS}
        for number in range(first, first + count):
            rng = random.Random(f"{seed}:{number}")
            base = SETS[number % len(SETS)]
            content = mutated(texts[base], rng)
            Path(name, base, "problems", f"{base}.yaml").write_bytes(content)
            signal.alarm(SECONDS)
            try:
                status, said = graded(Path(name, base), base)
                statuses[status] += 1
                if status == 2 and not said.startswith("autograder: "):
                    faults.append(f"{number}: {said[:200]}")
                elif status not in (0, 2):
                    faults.append(f"{number}: status {status}: {said[-200:]}")
            except (Exception, HangError) as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                faults.append(f"{number}: {type(error).__name__}: {str(error)[:100]} at {place}")
            finally:
                signal.alarm(0)
    return statuses, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="grade against the one set of this number")
    chosen = parser.parse_args()
    count, first = (1, chosen.only) if chosen.only is not None else (chosen.count, 0)
    began = time.perf_counter()
    statuses, faults = run(count, chosen.seed, first)
    seconds = time.perf_counter() - began
    said = ", ".join(f"{number} with status {status}" for status, number in statuses.items())
    print(f"{count} sets in {seconds:.0f} s: {said}; {len(faults)} faults")
    print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
