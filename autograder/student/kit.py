"""The kit that students get: starter files, the sets' public part, the package, and how to begin.

It is written from :meth:`~autograder.problemset.ProblemSet.public` and from fingerprints
(:mod:`autograder.student.seal`): no reference, no expected value, no foreseen mistake is in it.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.errors import StaffError
from autograder.gradescope.pins import course_lock, pins
from autograder.oracle.answer_key import AnswerKey
from autograder.problemset.course import course_folder, read_course
from autograder.problemset.model import ProblemSet
from autograder.problemset.notes import SHIPPED
from autograder.staff.starters import starter_file
from autograder.student import wheel
from autograder.student.kit_course import kit_course
from autograder.student.kit_file import INDEX, SETS, KitSet, new_index
from autograder.student.platform_packages import platform_packages
from autograder.student.sealing import kit_set
from autograder.submission.files import support_files
from autograder.submission.naming import is_text

__all__ = ["Kit", "kit_files", "shape_alone", "write_kit"]

_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can say
_README: Final = """\
{title}

1. Install Python 3.10 or newer, unpack this zip, and open a terminal in its folder.
2. python -m pip install -r requirements.txt
3. {how}
4. autograder check                  says of every answer what Gradescope will say
5. autograder check --html report.html --open      shows it as a page; --watch checks at each save
6. autograder explain ID             what a problem asks for; autograder play FORMULA tries others
7. In a notebook: %load_ext autograder, then %autograder ID checks the functions of that notebook.
8. Upload your files to Gradescope under the names they have here. Nothing is sent by `check`.
"""

Kit = Mapping[str, bytes]


def kit_files(sets: Sequence[ProblemSet], seed: str | None = None) -> Kit:
    """Return a kit's files by their path in the zip; the same sets give the same bytes.

    Args:
        sets: what students are asked; each with its reference where a value is the reference's.
        seed: the platform's, which a kit's must not be.

    Raises:
        StaffError: a value that is asked for cannot be computed, or two sets share a file's name.
    """
    own = _seed(sets)
    lock = "".join(dict.fromkeys(course_lock(chosen.path.parent) for chosen in sets))
    if seed is not None and seed == own:
        raise StaffError("the platform's seed is the kit's", "another seed", where="--seed-file")
    key = AnswerKey(sets, own)
    kept = {problem_set.name: kit_set(problem_set, key) for problem_set in sets}
    files = {
        "README.txt": _readme(sets).encode(),
        "requirements.txt": "".join(
            f"{line}\n" for line in (f"./packages/{wheel.NAME}[student]", *pins(lock))
        ).encode(),
        f"packages/{wheel.NAME}": wheel.wheel(),
        **{f"{SETS}/{name}.json": each.to_json() for name, each in kept.items()},
        **dict(_beside(sets)),
    }
    top = {INDEX, *(PurePosixPath(name).parts[0] for name in files)}
    index = new_index(
        own,
        platform_packages(lock),
        {problem_set.name: problem_set.submit for problem_set in sets},
        top,
        kit_course(sets[0].path.parent),
    )
    return dict(sorted({**files, INDEX: index.to_json(), **dict(_starters(sets))}.items()))


def shape_alone(kit: Kit, sets: Sequence[ProblemSet]) -> list[str]:
    """Return the answers, as ``set.problem.answer``, that a kit can judge by their shape alone."""
    import msgspec

    found = []
    for problem_set in sets:
        kept = msgspec.json.decode(kit[f"{SETS}/{problem_set.name}.json"], type=KitSet)
        problems = {problem.id: problem for problem in problem_set.problems}
        for name in kept.inputs:
            known = {*kept.seals.get(name, {}), *kept.unseen.get(name, [])}
            asked = [
                answer.id for answer in problems[name].answers if _asks_value(kept, name, answer.id)
            ]
            found += [
                f"{problem_set.name}.{name}.{answer}" for answer in asked if answer not in known
            ]
    return found


def _asks_value(kept: KitSet, problem: str, answer: str) -> bool:
    data = kept.public["problems"][problem]
    own = data["answers"][answer] if "answers" in data else data
    return not {"wrt", "choice", "form"} & own.keys()


def write_kit(files: Kit, path: Path) -> None:
    """Write a kit as a zip that unpacks into the folder it is unpacked in."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, so that the mode below is read
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    path.write_bytes(buffer.getvalue())


def _seed(sets: Sequence[ProblemSet]) -> str:
    """Return the kit's own seed: it changes with the sets, and tells nothing of the platform's."""
    text = "".join(problem_set.name + problem_set.submit for problem_set in sets)
    return f"kit {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _readme(sets: Sequence[ProblemSet]) -> str:
    title = sets[0].title if len(sets) == 1 else f"{len(sets)} problem sets"
    submits = sorted({problem_set.submit for problem_set in sets})
    texts = [name for name in submits if is_text(name)]
    code = [name for name in submits if name not in texts]
    how = [
        *(
            [f"Write your answers into {', '.join(code)}, each in the place of its `...`."]
            * bool(code)
        ),
        *([f"In {', '.join(texts)}, write a formula after each `=`."] * bool(texts)),
    ]
    return _README.format(title=title, how=" ".join(how))


def _starters(sets: Sequence[ProblemSet]) -> Iterator[tuple[str, bytes]]:
    seen: dict[str, str] = {}
    for problem_set in sets:
        if problem_set.submit in seen:
            raise StaffError(
                f"{seen[problem_set.submit]} and {problem_set.name}, both answered by "
                f"{problem_set.submit}",
                "a file of its own for each set of a kit",
                "Choose sets with --set.",
                where="submit",
            )
        seen[problem_set.submit] = problem_set.name
        yield (
            problem_set.submit,
            starter_file(
                problem_set.submit,
                problem_set.public(),
                packages=read_course(problem_set.path.parent).packages,
            ).encode(),
        )


def _beside(sets: Sequence[ProblemSet]) -> Iterator[tuple[str, bytes]]:
    """Yield the public files that go with sets: companions, the course's notes, helper modules."""
    for problem_set in sets:
        companion = problem_set.path.with_suffix(".py")
        if companion.is_file():
            yield f"{SETS}/{companion.name}", companion.read_bytes()
        course = course_folder(problem_set.path.parent)
        books = {
            *read_course(problem_set.path.parent).files,
            *([problem_set.book] if problem_set.book else []),
        }
        for path in sorted(books - {SHIPPED}):
            yield path.relative_to(course).as_posix(), path.read_bytes()
    for name, content in support_files(sets).items():
        yield f"{SETS}/support/{name}", content
