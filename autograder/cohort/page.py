"""The page of a class: one HTML file that needs no other, with charts, lists and drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, Final

from autograder.cohort import charts
from autograder.cohort.tally import OUTCOMES, AnswerTally, Tally, quantiles
from autograder.errors import UsageError
from autograder.report import counted

__all__ = ["page"]

_TEMPLATES: Final = Path(__file__).with_name("templates")
_SHOWN_CLUSTERS: Final = 40
_SHOWN_SHARED: Final = 40
_SLOWEST: Final = 10
_FEW: Final = 5
"""Wrong answers below which a share of them says nothing."""
LETTERS: Final = {
    "right": "r",
    "named": "w",
    "unnamed": "u",
    "raised": "e",
    "missing": "m",
    "ended": "t",
    "staff": "s",
}
"""Outcome -> the letter that stands in the table, where a colour alone would not do."""


def page(tally: Tally) -> str:
    """Return the page, the same text for the same tally."""
    try:
        import jinja2
    except ImportError as error:
        raise UsageError(
            "no jinja2, which writes the page",
            "it to be installed",
            "`pip install 'matrix-calculus-autograder[class]'` installs it.",
        ) from error
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["counted"] = counted
    bins = charts.bins_of(tally)
    scores = [entry.score for entry in tally.entries]
    seconds = [entry.seconds for entry in tally.entries]
    return environment.get_template("class.html.j2").render(
        tally=tally,
        bins=bins,
        mean=mean(scores),
        quartiles=quantiles(scores, 0.25, 0.5, 0.75),
        outcomes=OUTCOMES,
        colours=charts.COLOURS,
        dark=charts.IN_THE_DARK,
        letters=LETTERS,
        mistakes=list(map(mistakes_of, tally.answers)),
        findings=list(_findings(tally)),
        clusters=tally.clusters[:_SHOWN_CLUSTERS],
        more_clusters=max(0, len(tally.clusters) - _SHOWN_CLUSTERS),
        shared=tally.shared[:_SHOWN_SHARED],
        times=quantiles(seconds, 0.5, 0.9, 0.99),
        slowest=sorted(tally.entries, key=lambda entry: -entry.seconds)[:_SLOWEST],
        scores_chart=charts.scores_chart(bins),
        answers_chart=charts.answers_chart(tally),
        heat_map=charts.heat_map(tally),
        times_chart=charts.times_chart(tally),
        names=lambda members: ", ".join(map(tally.label, members)),
    )


def mistakes_of(answer: AnswerTally) -> list[dict[str, Any]]:
    """Return the mistakes in an answer with their share of the wrong ones, largest first."""
    return [
        {"id": name, "members": members, "share": round(100 * len(members) / answer.wrong)}
        for name, members in answer.by_mistake.items()
    ]


def _findings(tally: Tally) -> Iterator[str]:
    """Yield for each answer, in a sentence, the most frequent mistake."""
    for answer in _most_wrong(tally.answers):
        found = mistakes_of(answer)
        if found and answer.wrong >= _FEW:
            yield (
                f"{found[0]['share']} % of the {answer.wrong} wrong answers to {answer.name}"
                f" are {found[0]['id']}."
            )


def _most_wrong(answers: Sequence[AnswerTally]) -> list[AnswerTally]:
    return sorted(answers, key=lambda answer: -answer.wrong)[:5]
