"""What each wrong answer of an unseen set is called, beside what its author says is wrong.

Run from the repository, for this set or for another one's folder::

    PYTHONPATH=$PWD:$PWD/tests python -m unseen_third.figures > figures.md
    PYTHONPATH=$PWD:$PWD/tests python -m unseen_third.figures tests/unseen_second > figures.md

Whether a name is true is for a reader to judge.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judging import judged
from unseen_third.answers import Unseen

from autograder.oracle.answer_key import AnswerKey
from autograder.problemset import ProblemSet

if TYPE_CHECKING:
    from autograder.diagnose import Diagnosis

Named = Mapping[tuple[str, str], "Diagnosis | None"]
"""What is said of each wrong part: by the wrong answer's id and the id of the answer."""

SEED = "0"


def named(unseen: Unseen, sets: Sequence[ProblemSet]) -> Named:
    """Return what the grader says of each wrong part, with what the given sets have."""
    from autograder.diagnose import diagnostician  # slow to import

    key = AnswerKey(sets, SEED)
    said: dict[tuple[str, str], Diagnosis | None] = {}
    for number, wrong in unseen.wrong.items():
        problem, names = unseen.laid_over(wrong)
        found: dict[str, Diagnosis | None] = {}

        def diagnose(answer: Any, values: Sequence[Any], problem=problem, found=found) -> Any:
            found[answer.id] = diagnostician(key).name(problem, answer, values)
            return found[answer.id]

        judged(key, problem, names, diagnose=diagnose)
        for part in unseen.wrong_parts(wrong):
            said[number, part] = found.get(part)
    return said


def page(unseen: Unseen, having: Named, lacking: Named) -> Iterator[str]:
    """Return the lines of the page: the totals, then each wrong answer with what is said of it."""
    yield "# What the wrong answers of an unseen set are called"
    yield ""
    yield f"At seed {SEED}. {len(unseen.problems)} problems, {len(unseen.wrong)} wrong answers,"
    yield f"{len(having)} wrong parts. A wrong answer is named if one of its parts is."
    yield ""
    yield "| | with references | without |"
    yield "|---|---|---|"
    yield f"| wrong answers named | {_answers(having)} | {_answers(lacking)} |"
    yield f"| wrong parts named | {_parts(having)} | {_parts(lacking)} |"
    for problem in unseen.problems:
        yield from ("", f"## `{problem}`", "")
        for number, wrong in unseen.wrong.items():
            if wrong.problem != problem:
                continue
            yield f"- **{number}** ({wrong.tag}): {wrong.hint}"
            for part in unseen.wrong_parts(wrong):
                yield f"  - `{part}`, with references: {_said(having[number, part])}"
                yield f"  - `{part}`, without: {_said(lacking[number, part])}"


def _answers(said: Named) -> str:
    answers = {number for number, _ in said}
    return _share(len({number for (number, _), one in said.items() if one}), len(answers))


def _parts(said: Named) -> str:
    return _share(sum(one is not None for one in said.values()), len(said))


def _share(count: int, total: int) -> str:
    return f"{count} of {total} ({count / total:.1%})"


def _said(diagnosis: Diagnosis | None) -> str:
    return f"`{diagnosis.mistake}`, {diagnosis.sentence}" if diagnosis else "no name"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    loaded = Unseen(folder)
    with_references = named(loaded, loaded.sets)
    without = named(loaded, loaded.without_reference)
    print("\n".join(page(loaded, with_references, without)))
