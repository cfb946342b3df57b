"""What is known of a problem once it has been looked at, and what was found wrong with it.

Plain data, so that it can come back from another process: loading fills it, the rules read it, the
renderers print it, and none of them does another's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

__all__ = [
    "SEEDS",
    "BranchFact",
    "BrokenRule",
    "Diagnostic",
    "Facts",
    "Foreseen",
    "Hidden",
    "Loss",
    "Mutation",
    "Opinion",
    "Options",
    "Result",
    "Severity",
    "Survivor",
    "Verification",
]

SEEDS = 15
"""Seeds at which a reference has to get full marks: 105 trials or so, in which a rare branch shows.
"""

Severity = Literal["error", "warning", "note"]


class Options(Struct, frozen=True):
    """Where the sets are and how hard they are looked at."""

    problems: Path
    reference: Path | None
    seed: str = "0"
    seeds: int = SEEDS


class Loss(Struct, frozen=True):
    """The reference did not get full marks."""

    seed: str
    answer: str
    trial: str
    message: str
    permuted: bool
    """Whether its axes in another order would be right: then the layout is what disagrees."""
    named: str = ""
    """What a student would be told of it."""
    values: str = ""
    """The inputs, what is expected and what the reference gives, at the smallest trial that
    differs.
    """
    failed: bool = False
    """Whether the reference raised an exception or gave no value."""
    spread: str = ""
    """What in the forward makes a table of a column and an array of one axis, if anything does."""


class Opinion(Struct, frozen=True):
    """What automatic differentiation says of the numeric derivative of one answer.

    No distance: why it says nothing.
    """

    answer: str
    distance: float | None
    why: str = ""


class Survivor(Struct, frozen=True):
    """A mutant that gets full marks though it is wrong at other inputs."""

    mistake: str
    change: str
    hidden_by: str
    """What keeps the trials from telling it from the truth, and what to change."""


class Mutation(Struct, frozen=True):
    """What became of the mutants of the reference."""

    rejected: int = 0
    nameable: int = 0
    """Rejected mutants that answered with finite numbers at every trial: the rest have no value to
    explain.
    """
    named: int = 0
    equivalent: tuple[str, ...] = ()
    survivors: tuple[Survivor, ...] = ()

    @property
    def score(self) -> float | None:
        """The share of the mutants that are rejected, equivalent ones aside; None without any."""
        wrong = self.rejected + len(self.survivors)
        return self.rejected / wrong if wrong else None

    @property
    def naming(self) -> float | None:
        """The share of the nameable mutants whose mistake is named; None where there are none."""
        return self.named / self.nameable if self.nameable else None


class BranchFact(Struct, frozen=True):
    """A branch of a forward: how many trials take either side, and whether any draw takes both."""

    branch: str
    on: int
    off: int
    reachable: bool


class Hidden(Struct, frozen=True):
    """An answer whose layout the trials cannot tell from another one."""

    answer: str
    found: str
    mend: str


class Foreseen(Struct, frozen=True):
    """A mistake that the set declares: whether it is computed, accepted, and how it is named."""

    id: str
    computed: bool
    right_for: str = ""
    """The answer for which it gets the points."""
    same_as: str = ""
    """Another declared mistake that always gives the same."""
    named: str | None = None


class BrokenRule(Struct, frozen=True):
    """A `rule` that does not give the expected answer, or does without an answer it names."""

    answer: str
    seed: str = ""
    trial: str = ""
    """The first trial at which it does not."""
    ignored: str = ""
    """The answer above that it does without."""


class Facts(Struct, frozen=True):
    """Everything that was found out about one problem."""

    set: str
    problem: str
    unusable: str = ""
    """Why there is no answer key; nothing below is known then."""
    dropped: Mapping[str, str] = {}
    no_reference: str = ""
    losses: tuple[Loss, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    mutation: Mutation = Mutation()
    branches: tuple[BranchFact, ...] = ()
    forward_mutation: Mutation = Mutation()
    """What became of wrong masks, moved thresholds and dropped terms in the forward itself."""
    hidden: tuple[Hidden, ...] = ()
    kinks: tuple[str, ...] = ()
    foreseen: tuple[Foreseen, ...] = ()
    broken_rules: tuple[BrokenRule, ...] = ()
    broken_uses: tuple[str, ...] = ()
    """Rules on the code itself that the reference breaks."""
    disagreements: tuple[str, ...] = ()
    """Where statement, starter, call and reference speak of different signatures or shapes."""
    remarks: tuple[str, ...] = ()
    """Disagreements that may be meant."""
    dependent: tuple[str, ...] = ()
    """Inputs with a structure (symmetric, say) by which a derivative is taken."""
    seconds: float = 0.0
    """Wall time of the answer key and the reference at one seed: what a submission costs, its own
    code aside.
    """


class Diagnostic(Struct, frozen=True):
    """One finding: where, by which rule, what was found, what to do about it."""

    severity: Severity
    place: str
    rule: str
    found: str
    mend: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.rule}: {self.found}"
        return f"{text} {self.mend}" if self.mend else text


class Result(Struct, frozen=True):
    """One row of the table: a problem, what is known of it and what is wrong with it."""

    facts: Facts
    diagnostics: tuple[Diagnostic, ...]

    @property
    def good(self) -> bool:
        """Whether no rule is broken; warnings break none."""
        return all(found.severity != "error" for found in self.diagnostics)


class Verification(Struct, frozen=True):
    """What was found about some sets."""

    results: tuple[Result, ...]
    unloadable: tuple[Diagnostic, ...]
    """The faults of the sets that do not load: they have no rows."""
    seed: str
    seeds: int

    @property
    def good(self) -> bool:
        """Whether every set loads and no rule is broken."""
        return not self.unloadable and all(result.good for result in self.results)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, those of unloadable sets first."""
        return (
            *self.unloadable,
            *(found for result in self.results for found in result.diagnostics),
        )
