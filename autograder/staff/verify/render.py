"""What `verify` shows: a table with a row for each problem, what is wrong, or the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from msgspec import to_builtins
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.render.colours import STYLES
from autograder.report import Status, counted
from autograder.staff.submissions import Outcome
from autograder.staff.verify.model import (
    Diagnostic,
    Facts,
    Mutation,
    Result,
    Severity,
    Verification,
)
from autograder.staff.verify.rules import OPINION
from autograder.staff.verify.second import ABSENT

__all__ = ["render", "render_submissions", "to_json"]

_STYLES: Final[Mapping[Severity, str]] = {
    "error": STYLES["wrong"],
    "warning": STYLES["open"],
    "note": "dim",
}
_COLUMNS: Final = {
    "reference": "ref", "autograd": "auto", "mutants": "mutants", "named": "named",
    "layout": "lay", "smooth": "kink", "mistakes": "own", "signature": "sig",
}  # fmt: skip
"""What is proved -> the head of its column: all of them fit into 80 columns."""
_YES, _NO, _NONE = (
    Text("✓", STYLES["right"]),
    Text("✗", f"bold {STYLES['wrong']}"),
    Text("–", "dim"),
)
_CELLS: Final[Mapping[Status, tuple[str, str]]] = {
    Status.CORRECT: ("✓", STYLES["right"]), Status.INCORRECT: ("✗", STYLES["wrong"]),
    Status.WRONG_SHAPE: ("□", STYLES["wrong"]), Status.NOT_NUMERIC: ("n", STYLES["wrong"]),
    Status.MISSING: ("–", STYLES["open"]), Status.RAISED: ("!", STYLES["wrong"]),
    Status.TIMED_OUT: ("t", STYLES["wrong"]),
    Status.CRASHED: ("c", STYLES["wrong"]), Status.NOT_RUN: ("·", STYLES["open"]),
    Status.STAFF_ERROR: ("S", "magenta"),
}  # fmt: skip


def render(found: Verification, console: Console) -> None:
    """Print the table, then every finding, the errors last, where they are read first."""
    for name, results in groupby(found.results, key=lambda result: result.facts.set):
        console.print(_table(name, list(results)))
    console.print()
    for severity in ("note", "warning", "error"):
        for diagnostic in found.diagnostics:
            if diagnostic.severity == severity:
                console.print(_line(diagnostic))
    if any(opinion.why == ABSENT for result in found.results for opinion in result.facts.opinions):
        console.print(Text(f"note: second opinion: none, for {ABSENT}", STYLES["open"]))
    console.print(_summary(found))


def _table(name: str, results: Sequence[Result]) -> Table:
    table = Table(title=name, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("problem", no_wrap=True, ratio=1)
    for head in _COLUMNS.values():
        table.add_column(head, justify="center", no_wrap=True)
    for result in results:
        table.add_row(result.facts.problem, *_cells(result))
    return table


def _cells(result: Result) -> list[Text]:
    facts = result.facts
    if facts.unusable:
        return [_NO, *[_NONE] * (len(_COLUMNS) - 2), _mark(result, "signature")]
    proved = not facts.no_reference and not facts.losses
    return [
        _YES if proved else _NO,
        _opinion(facts),
        _mutants(facts.mutation) if proved else _NONE,
        _share(facts.mutation.naming) if proved else _NONE,
        _mark(result, "layout"),
        _mark(result, "smooth"),
        _mark(result, "mistakes") if facts.foreseen else _NONE,
        _mark(result, "signature"),
    ]


def _mark(result: Result, rule: str) -> Text:
    broken = any(found.rule == rule and found.severity == "error" for found in result.diagnostics)
    return _NO if broken else _YES


def _opinion(facts: Facts) -> Text:
    distances = [opinion.distance for opinion in facts.opinions if opinion.distance is not None]
    if not distances:
        return _NONE
    return _YES if all(distance <= OPINION for distance in distances) else _NO


def _mutants(mutation: Mutation) -> Text:
    wrong = mutation.rejected + len(mutation.survivors)
    if not wrong:
        return _NONE
    return Text(
        f"{mutation.rejected}/{wrong}", STYLES["wrong"] if mutation.survivors else STYLES["right"]
    )


def _share(share: float | None) -> Text:
    return _NONE if share is None else Text(f"{share:.0%}")


def _line(diagnostic: Diagnostic) -> Text:
    return Text(f"{diagnostic.severity}: {diagnostic}", _STYLES[diagnostic.severity])


def _summary(found: Verification) -> Text:
    total = _total(found)
    errors = sum(finding.severity == "error" for finding in found.diagnostics)
    fair = sum(result.good for result in found.results)
    parts = [f"{fair} of {counted(len(found.results), 'problem')} proved fair"]
    if any(result.facts.mutation.rejected for result in found.results):
        parts += [
            f"references right at {counted(found.seeds, 'seed')}",
            f"mutation score {_percent(total.score)} ({total.rejected} rejected, "
            f"{len(total.survivors)} survived, {len(total.equivalent)} equivalent, "
            "listed by --format json)",
            f"naming score {_percent(total.naming)}",
        ]
    parts += _of_forwards(found)
    if not found.results:
        parts = ["no set was loaded, and nothing was proved"]
    verdict = (
        Text("verified", f"bold {STYLES['right']}")
        if found.good
        else Text(counted(errors, "error"), f"bold {STYLES['wrong']}")
    )
    return Text.assemble("\n", verdict, f": {'; '.join(parts)}.")


def _of_forwards(found: Verification) -> list[str]:
    """Say what became of wrong forwards, and how many branches the trials take both sides of."""
    facts = [result.facts for result in found.results]
    parts = []
    branches = [fact for own in facts for fact in own.branches]
    if branches:
        both = sum(bool(fact.on and fact.off) for fact in branches)
        parts.append(f"both sides taken of {both} of {len(branches)} branches")
    rejected = sum(own.forward_mutation.rejected for own in facts)
    survivors = sum(len(own.forward_mutation.survivors) for own in facts)
    if rejected or survivors:
        parts.append(f"{rejected} of {rejected + survivors} wrong masks and terms rejected")
    return parts


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _total(found: Verification) -> Mutation:
    mutations = [result.facts.mutation for result in found.results]
    return Mutation(
        rejected=sum(mutation.rejected for mutation in mutations),
        nameable=sum(mutation.nameable for mutation in mutations),
        named=sum(mutation.named for mutation in mutations),
        equivalent=tuple(change for mutation in mutations for change in mutation.equivalent),
        survivors=tuple(survivor for mutation in mutations for survivor in mutation.survivors),
    )


# Labelled submissions


def render_submissions(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print the table submission x problem, one for each set, then what is not as expected."""
    names = dict.fromkeys(
        row.set for outcome in outcomes if outcome.report for row in outcome.report.rows
    )
    for name in names:
        console.print(_submission_table(name, outcomes))
    legend = "  ".join(f"{mark} {status.value}" for status, (mark, _) in _CELLS.items())
    console.print(Text(legend, "dim"))
    for outcome in outcomes:
        for complaint in outcome.complaints:
            console.print(Text(f"error: {outcome.labelled.name}: {complaint}", STYLES["wrong"]))
    good = sum(not outcome.complaints for outcome in outcomes)
    console.print(f"{good} of {counted(len(outcomes), 'labelled submission')} as expected.")


def _submission_table(name: str, outcomes: Sequence[Outcome]) -> Table:
    rows = {
        o.labelled.name: [r for r in o.report.rows if r.set == name] for o in outcomes if o.report
    }
    columns = dict.fromkeys(row.number for own in rows.values() for row in own)
    table = Table(title=name, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("submission", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="center")
    for submission, own in rows.items():
        if own:
            marks = {row.number: Text(*_CELLS[row.status]) for row in own}
            table.add_row(submission, *(marks.get(column, _NONE) for column in columns))
    return table


# JSON


def to_json(found: Verification) -> dict[str, Any]:
    """Return a verification as plain data."""
    total = _total(found)
    return {
        "good": found.good,
        "seed": found.seed,
        "seeds": found.seeds,
        "mutation_score": total.score,
        "naming_score": total.naming,
        "problems": [_problem(result) for result in found.results],
        "diagnostics": [to_builtins(diagnostic) for diagnostic in found.diagnostics],
    }


def _problem(result: Result) -> dict[str, Any]:
    facts, mutation = result.facts, result.facts.mutation
    return {
        **to_builtins(facts),
        "good": result.good,
        "mutation_score": mutation.score,
        "naming_score": mutation.naming,
    }
