"""Loading problem sets: YAML to frozen records; every fault of every set is collected and said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from autograder.errors import Fault, SpecError, UsageError, nearest
from autograder.spec.check import DeferredTargets, check_problem
from autograder.spec.companion import load_companion
from autograder.spec.keys import at_level
from autograder.spec.model import Problem, ProblemSet
from autograder.spec.problem import read_problem
from autograder.spec.section import Section
from autograder.spec.source import read_source
from autograder.target import Target

__all__ = ["load_set", "load_sets"]

SUFFIX = ".yaml"


def _nothing_is_proved(_digest: str) -> bool:
    return False


def load_sets(
    problems: Path,
    reference: Path | None = None,
    names: Sequence[str] | None = None,
    proved: Callable[[str], bool] = _nothing_is_proved,
) -> tuple[ProblemSet, ...]:
    """Load the sets of a folder, all or the named ones, in the order of their file names.

    ``proved`` says whether a set of this digest is known to be well posed; its formulas then wait until they are
    needed.

    Raises:
        UsageError: the folder holds no set, or a name is not among its sets.
        SpecError: a set is malformed or ill-posed; it lists every fault of every set.
    """
    paths = {path.stem: path for path in sorted(problems.glob(f"*{SUFFIX}"))}
    if not paths:
        raise UsageError(f"{problems}: found no problem set; expected files NN_topic{SUFFIX}")
    for name in names or ():
        if name not in paths:
            known = ", ".join(paths)
            raise UsageError(
                f"--set {name}: found no such set; expected one of {known}. {nearest(name, paths)}".rstrip()
            )
    faults: list[Fault] = []
    sets = []
    for name in names or paths:
        try:
            sets.append(load_set(paths[name], reference, proved))
        except SpecError as error:
            faults.extend(error.faults)
    if faults:
        raise SpecError(faults)
    return tuple(sets)


def load_set(
    path: Path, reference: Path | None = None, proved: Callable[[str], bool] = _nothing_is_proved
) -> ProblemSet:
    """Load one set; its reference solution is ``reference/<stem>.py`` where that file exists.

    Raises:
        SpecError: the set is malformed or ill-posed.
    """
    source = read_source(path)
    if not source.faults and not isinstance(source.data, dict):
        source.fault((), repr(source.data), "a mapping with `title`, `submit` and `problems`")
    if source.faults:
        raise SpecError(source.faults)
    solution = reference / f"{path.stem}.py" if reference else None
    solution = solution if solution and solution.is_file() else None
    loaded = _read_set(Section(source, (), source.data), path, solution, proved)
    if source.faults:
        raise SpecError(source.faults)
    return loaded


def _read_set(root: Section, path: Path, reference: Path | None, proved: Callable[[str], bool]) -> ProblemSet:
    root.refuse_unknown(at_level("set"), {})
    companion = load_companion(path.with_suffix(".py"), root)
    submit = root.text("submit")
    if not submit.endswith((".py", ".ipynb")):
        root.fault(("submit",), repr(submit), "the file a student hands in, such as layers.py")
    entries = root.section("problems")
    if not entries.data:
        root.fault(("problems",), "no problem", "at least one problem `id: {...}`")
    prefix, digest = _number(path.stem), _digest(path, reference)
    known = proved(digest)
    problems = []
    for position, name in enumerate(entries.data, 1):
        before = len(root.source.faults)
        problem = read_problem(root, entries.section(name), str(name), f"{prefix}{position}", companion)
        if problem is not None and len(root.source.faults) == before:
            targets = DeferredTargets(problem) if known else _checked(problem, entries.section(name))
            problems.append(replace(problem, targets=targets))
    return ProblemSet(
        name=path.stem,
        path=path,
        title=root.text("title", path.stem),
        notes=root.texts("notes"),
        submit=submit,
        problems=tuple(problems),
        digest=digest,
        reference=reference,
        data=root.data,  # type: ignore[arg-type]  # unknown keys, of any type, have been refused
    )


def _number(stem: str) -> str:
    """Return the start of the numbers of a set's problems: ``6.`` for ``06_layers``, so that no two sets share one."""
    digits = re.match(r"\d*", stem)
    return f"{int(digits[0])}." if digits and digits[0] else ""


def _checked(problem: Problem, section: Section) -> Mapping[str, Target]:
    return check_problem(problem, lambda keys, found, expected, hint: section.fault(keys, found, expected, hint))


def _digest(path: Path, reference: Path | None) -> str:
    """Return a hash of everything that decides a verdict: the set, its companion, its reference."""
    digest = hashlib.sha256()
    for part in (path, path.with_suffix(".py"), reference):
        content = part.read_bytes().replace(b"\r\n", b"\n") if part and part.is_file() else b""
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()
