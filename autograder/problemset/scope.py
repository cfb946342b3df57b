"""The names that formulas and shapes of one problem may use."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from autograder.errors import unknown
from autograder.problemset.formula import Formula, FormulaError, Program
from autograder.problemset.kinds import Given
from autograder.problemset.sizes import Size, parse_size

if TYPE_CHECKING:
    from autograder.problemset.section import Section

__all__ = ["Scope", "parse_shape"]


class Scope(Struct, frozen=True, dict=True):
    """The names that formulas of one problem may use."""

    given: Mapping[str, Given]
    let: Program
    forward: Program
    functions: frozenset[str]

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """The dimensions of the inputs."""
        return frozenset(name for given in self.given.values() for name in given.dimensions)

    @cached_property
    def inputs(self) -> AbstractSet[str]:
        """The names that the student's call may use: givens, ``let`` and dimensions, in order."""
        sizes = (name for given in self.given.values() for name in given.dimensions)
        return dict.fromkeys([*self.given, *self.let.assigned, *sizes]).keys()

    def check(self, formula: Formula, beyond: frozenset[str] = frozenset()) -> Formula:
        """Return the formula; a name or function that nothing defines is a FormulaError."""
        known = self.inputs | beyond
        _refuse_unknown(formula, known)
        formula.check_calls(self.functions)
        return formula

    def check_programs(self, own: Section) -> None:
        """Note a fault for each undefined name in ``let`` and ``forward``."""
        for key, program in (("let", self.let), ("forward", self.forward)):
            seen = (
                self.given.keys()
                | self.dimensions
                | (set() if key == "let" else set(self.let.assigned))
            )
            for name, formula in program.lines:
                try:
                    self._check_line(formula, frozenset(seen))
                except FormulaError as error:
                    own.fault((key,), error.found, error.expected, error.hint)
                if key == "forward" and name in self.inputs:
                    own.fault(
                        (key,), f"a line `{name} = ...`, which is an input", "a name of its own"
                    )
                seen |= {name}

    def _check_line(self, formula: Formula, known: AbstractSet[str]) -> None:
        _refuse_unknown(formula, known)
        formula.check_calls(self.functions)


def _refuse_unknown(formula: Formula, known: AbstractSet[str]) -> None:
    for name in sorted(formula.names - known):
        expected = "" if known else "a name under `given`, which declares none"
        raise FormulaError(*unknown(name, sorted(known), f"the name {name!r}", expected))


def parse_shape(value: object, scope: Scope) -> tuple[Size, ...]:
    """Parse a list of sizes over the dimensions of the inputs, such as ``[m, n]``.

    Raises:
        TypeError: it is no list.
        FormulaError: a size is none, or names no dimension of an input.
    """
    if not isinstance(value, list):
        raise TypeError
    sizes = tuple(parse_size(item) for item in value)
    for name in (name for size in sizes for name in size.names):
        if name not in scope.dimensions:
            known = ", ".join(sorted(scope.dimensions)) or "no dimension"
            found, expected = f"the dimension {name!r}", f"a dimension of an input ({known})"
            raise FormulaError(*unknown(name, scope.dimensions, found, expected))
    return sizes
