"""What a tree means: its value at some inputs, with every reading settled by shapes.

A formula is evaluated at several inputs at once, its *worlds*. In the first two, the looks, all
dimensions are at least 3 and none is shared by accident: there it is decided once whether something
is a scalar, whether two neighbours are a matrix product or a multiple, and whether shapes conform.
What can be read in two ways is refused with both readings, rather than read in one of them. Only
arithmetic on arrays is done; what could grow beyond bounds is refused first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from autograder.errors import nearest
from autograder.notation import operations
from autograder.notation.calls import call, slope
from autograder.notation.entries import entry
from autograder.notation.errors import NotationError
from autograder.notation.functions_called import SLOPE, with_calls
from autograder.notation.operands import Operand, Values, Words, alike, is_scalar, refuse
from autograder.notation.ranges import Range, range_of
from autograder.notation.sums import MOST_TERMS, Sums
from autograder.notation.tree import (
    Apply,
    Call,
    Either,
    Entry,
    Group,
    Name,
    Negative,
    Number,
    Operation,
    Total,
    Tree,
    walk,
)
from autograder.notation.words import FUNCTIONS
from autograder.notation.work import MOST_WORK, Known, Terms, Work

__all__ = ["Evaluation", "Scope", "Work", "evaluate"]

World: TypeAlias = Mapping[str, Any]
"""The value of each name at one set of inputs."""

_MOST_PARTS: Final = 600
"""Parts of a tree: each is evaluated in every world."""
_CONSTANTS: Final = {"pi": np.pi, "e": np.e}


class Scope(Struct, frozen=True):
    """What a formula may name, in each world, the looks first; and how shapes are said in words."""

    worlds: Sequence[World]
    in_letters: Callable[[Sequence[tuple[int, ...]]], str]
    """Say a shape that holds in both looks by the names of dimensions."""
    paper: bool = True
    """Whether it is read as on paper; else operators mean what they mean in Python."""
    work: Work = field(default_factory=Work)
    """Shared by all that is evaluated for one answer."""

    @property
    def names(self) -> frozenset[str]:
        """The names that are known in every world."""
        return frozenset(self.worlds[0])


def evaluate(tree: Tree, scope: Scope, text: str) -> tuple[NDArray[np.float64] | None, ...]:
    """Return the value of a tree in each world; None where it has none there, which is no look.

    Raises:
        NotationError: it means nothing, or two things; with the places in ``text``.
    """
    if sum(1 for _ in walk(tree)) > _MOST_PARTS:
        raise NotationError(f"more than {_MOST_PARTS} parts", "a shorter formula", text, tree.span)
    evaluation = Evaluation(scope, text)
    with np.errstate(all="ignore"):
        return evaluation.of(evaluation.called(tree)).values


class Evaluation:
    """One tree in all worlds; indices of sums are names for a while."""

    def __init__(self, scope: Scope, text: str) -> None:
        self._scope, self.text = scope, text
        self._words = Words(text, scope.in_letters)
        self._names = scope.names
        self._named: dict[str, Values] = {}
        self.bound: dict[str, Values] = {}
        """The indices of sums that are names now."""
        self._terms = Terms()
        self._sums = Sums(self)

    def of(self, tree: Tree) -> Operand:
        """Return the value of a tree in every world.

        Raises:
            NotationError: it means nothing, or all lines together take too much work.
        """
        place = self._terms.place_of(tree, self.bound) if self.bound else None
        if place is None:
            return self._worked_out(tree)
        work, known = self._scope.work, self._terms.get(place)
        if known is not None and work.spend_again(known.cost):
            return known.operand
        before = work.left
        found = self._worked_out(tree)
        self._terms.keep(place, Known(found, before - work.left))
        return found

    def _worked_out(self, tree: Tree) -> Operand:
        found = _METHODS[type(tree)](self, tree)
        if not self._scope.work.spend(found.values):
            found_much = f"more than {MOST_WORK} operations in all lines and sums"
            raise refuse(found_much, "fewer terms", self.text, tree)
        return found

    @property
    def work(self) -> Work:
        """What may still be evaluated."""
        return self._scope.work

    def names_in(self, tree: Tree) -> frozenset[str]:
        """Return every spelling of every name that a tree's value may depend on."""
        return self._terms.names_in(tree)

    def _number(self, tree: Number) -> Operand:
        return self._operand(tree, tuple(np.float64(tree.value) for _ in self._scope.worlds))

    def _either(self, tree: Either) -> Operand:
        return self.of(self.chosen(tree))

    def chosen(self, tree: Either) -> Tree:
        """Return what a name with two meanings stands for here."""
        if self.spelling(tree.name):
            return tree.known or tree.name
        return self._unless_identity(tree.name, tree.otherwise)

    def _negative(self, tree: Negative) -> Operand:
        return operations.negative(self.of(tree.of), tree.span)

    def _called(self, tree: Call) -> Operand:
        return self._call(tree, tree.function, tree.arguments)

    def _operand(self, tree: Tree, values: Values) -> Operand:
        return Operand(values, tree.span)

    # Names

    def spelling(self, name: Name) -> str:
        """Return the spelling of a name that is known here; nothing where none is."""
        names, bound = self._names, self.bound
        return next((each for each in name.spellings if each in names or each in bound), "")

    def _name(self, name: Name) -> Operand:
        spelling = self.spelling(name)
        if spelling in self.bound:
            return self._operand(name, self.bound[spelling])
        if spelling:
            if spelling not in self._named:
                worlds = self._scope.worlds
                values = tuple(np.asarray(world[spelling], dtype=float) for world in worlds)
                self._named[spelling] = values
            return self._operand(name, self._named[spelling])
        first = name.spellings[0]
        if first in _CONSTANTS:
            return self._operand(
                name, tuple(np.float64(_CONSTANTS[first]) for _ in self._scope.worlds)
            )
        if first == "I":
            raise refuse(
                "an identity without a size", "its size below, such as I_n", self.text, name
            )
        raise NotationError(
            f"the name {first!r}",
            f"one of {', '.join(sorted(self._names))}",
            self.text,
            name.span,
            hint=self._spaced(first) or nearest(first, self._names),
        )

    def _spaced(self, word: str) -> str:
        """Say how to write a product of letters that was read as one word."""
        if len(word) > 1 and all(letter in self._names for letter in word):
            return f"Names side by side need a space: `{' '.join(word)}`."
        return ""

    def _unless_identity(self, name: Name, otherwise: Tree) -> Tree:
        """Return what stands for ``I_n`` where no name I is known; else what is given."""
        if isinstance(otherwise, Entry) and isinstance(otherwise.of, Name):
            letter = otherwise.of.spellings[0]
            if letter == "I" and not self.spelling(otherwise.of) and len(otherwise.indices) == 1:
                return Call("eye", otherwise.indices, (), name.span)
            if (
                letter == "delta"
                and not self.spelling(otherwise.of)
                and len(otherwise.indices) == 2
            ):
                return Call("same", otherwise.indices, (), name.span)
        return otherwise

    def _group(self, tree: Group) -> Operand:
        inner = tree.parts
        if len(inner) != 1:
            raise refuse(
                "several values in brackets", "one, or a function's name before", self.text, tree
            )
        found = self.of(inner[0])
        return Operand(found.values, tree.span)

    # Operations

    def _operation(self, tree: Operation) -> Operand:
        if tree.operator == "^" and self.is_base_e(tree.left):
            return self._call(tree, "exp", (tree.right,))
        self._refuse_bare(tree)
        left, right = self.of(tree.left), self.of(tree.right)
        found = operations.combined(
            tree.operator, left, right, tree.span, self._words, paper=self._scope.paper
        )
        if tree.operator == "*" and self._scope.paper:
            self._refuse_other_order(tree, found)
        return found

    def is_base_e(self, tree: Tree) -> bool:
        """Whether a tree is the base of the natural logarithm."""
        return isinstance(tree, Name) and tree.spellings[0] == "e" and not self.spelling(tree)

    def called(self, tree: Tree) -> Tree:
        """Return a tree in which names without a value that stand before brackets are functions."""
        return with_calls(tree, self._is_function)

    def _is_function(self, name: Name, primed: bool) -> bool:
        """Whether a name before brackets is a function: a prime on a number can only be a slope."""
        if not self.spelling(name):
            return name.spellings[0] not in (*_CONSTANTS, "I")
        return primed and name.spellings[0] in FUNCTIONS and is_scalar(self._name(name))

    def _refuse_bare(self, tree: Operation) -> None:
        """Refuse ``log x y``: it may be log(x) y or log(x y)."""
        left, right = tree.left, tree.right
        if tree.operator not in ("beside", "dot") or isinstance(right, Call):
            return
        if isinstance(left, Call) and left.bare:
            argument = self.text[left.arguments[0].span[0] : left.span[1]].strip()
            rest = self.text[right.span[0] : right.span[1]].strip()
            readings = f"{left.function}({argument}) {rest} or {left.function}({argument} {rest})"
            raise refuse(f"`{left.function}` without brackets", readings, self.text, tree)

    def _refuse_other_order(self, tree: Operation, found: Operand) -> None:
        """Refuse ``a (entry by entry) b c`` where both orders conform and differ."""
        for other in self._other_orders(tree):
            try:
                value = self.of(other)
            except NotationError:
                continue
            if not alike(value, found):
                raise refuse(
                    "an entry-wise product beside a matrix product, which can be read in two "
                    "orders",
                    "brackets around what comes first",
                    self.text,
                    tree,
                )

    def _other_orders(self, tree: Operation) -> list[Tree]:
        left, right, orders = tree.left, tree.right, list[Tree]()
        if isinstance(right, Operation) and right.operator == "beside":
            inner = Operation("*", left, right.left, tree.span)
            orders.append(Operation("beside", inner, right.right, tree.span))
        if isinstance(left, Operation) and left.operator == "beside":
            inner = Operation("*", left.right, right, tree.span)
            orders.append(Operation("beside", left.left, inner, tree.span))
        return orders

    def _marked(self, tree: Apply) -> Operand:
        inner = self.of(tree.of)
        match tree.mark:
            case "transpose" | "prime":
                return operations.transposed(inner, tree.span)
            case "double bars":
                return operations.norm(inner, tree.span)
        return operations.bars(inner, tree.span, self._words)

    # Functions

    def _call(self, tree: Tree, function: str, arguments: Sequence[Tree]) -> Operand:
        options = (
            {name: self.of(value) for name, value in tree.options} if isinstance(tree, Call) else {}
        )
        operands = [self.of(argument) for argument in arguments]
        if function.endswith(SLOPE) and len(operands) == 1:
            return slope(function.removesuffix(SLOPE), operands[0], tree.span, self._words)
        return call(function, operands, options, tree.span, self._words, paper=self._scope.paper)

    # Entries and sums

    def _entry(self, tree: Entry) -> Operand:
        whole = self.of(tree.of)
        places = [self.of(index) for index in self.split(tree.indices, whole)]
        return entry(whole, places, tree.first, tree.span, self._words)

    @staticmethod
    def split(indices: Sequence[Tree], whole: Operand) -> Sequence[Tree]:
        """Return the indices of an entry: ``12`` of a matrix are 1 and 2."""
        match indices:
            case [Number(value=value, span=span)] if len(whole.shapes[0]) == 2 and 10 < value < 100:
                return [Number(float(digit), span) for digit in str(int(value))]
        return indices

    def _total(self, tree: Total) -> Operand:
        limits = range_of(tree, self)
        lows, highs = limits
        most = max(int(high - low) for low, high in zip(lows, highs, strict=True)) + 1
        if most > MOST_TERMS:
            raise refuse(f"a sum of {most} terms", f"at most {MOST_TERMS}", self.text, tree)
        found = self._sums.together(tree, limits)
        return self._operand(tree, self._one_by_one(tree, most, limits) if found is None else found)

    def _one_by_one(self, tree: Total, most: int, limits: Range) -> Values:
        """Return the value of a sum in each world, one term after the other."""
        lows, highs = limits
        total: list[Any] = [0.0] * len(lows)
        for step in range(max(most, 0)):
            here = [min(low + step, max(high, low)) for low, high in zip(lows, highs, strict=True)]
            with self._naming(tree.index, tuple(np.float64(place) for place in here)):
                values = self.of(tree.body).values
            for world, value in enumerate(values):
                if lows[world] + step <= highs[world] and total[world] is not None:
                    total[world] = None if value is None else total[world] + value
        return tuple(None if value is None else np.asarray(value, dtype=float) for value in total)

    @contextlib.contextmanager
    def _naming(self, index: str, values: Values) -> Iterator[None]:
        """Have an index be a name in this context, and what it was before after it."""
        before = self.bound.get(index)
        self.bound[index] = values
        try:
            yield
        finally:
            del self.bound[index]
            if before is not None:
                self.bound[index] = before


_METHODS: Final[dict[type, Callable[[Evaluation, Any], Operand]]] = {
    Number: Evaluation._number,
    Name: Evaluation._name,
    Either: Evaluation._either,
    Entry: Evaluation._entry,
    Group: Evaluation._group,
    Negative: Evaluation._negative,
    Operation: Evaluation._operation,
    Apply: Evaluation._marked,
    Call: Evaluation._called,
    Total: Evaluation._total,
}
