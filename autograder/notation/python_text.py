"""Formulas as a line of Python, with numpy's names or without; read, never run."""

from __future__ import annotations

from typing import Any, Final

from autograder.notation.parser import Builder, Grammar, parsed
from autograder.notation.tree import Call, Entry, Equation, Operation, Span, Tree

__all__ = ["GRAMMAR", "read_python"]

GRAMMAR: Final = Grammar(
    "python",
    r"""
start: chain
chain: sum ("=" sum)*
?sum: product
   | sum "+" product              -> plus
   | sum "-" product              -> minus
?product: unary
   | product "*" unary            -> entrywise
   | product "/" unary            -> over
   | product "@" unary            -> matmul
?unary: power
   | "-" unary                    -> negative
   | "+" unary
?power: atom
   | atom "**" unary              -> raised
atom: NUMBER                      -> number
   | NAME                         -> name
   | atom ".T"                    -> transpose
   | atom ".transpose()"          -> transpose
   | atom ".dot(" sum ")"         -> matmul
   | atom ".sum()"                -> summed
   | "(" sum ")"                  -> group
   | FUNCTION ")"                 -> call
   | FUNCTION arguments ")"       -> call
   | atom "[" sum ("," sum)* "]"  -> entry
arguments: argument ("," argument)*
?argument: sum
   | OPTION sum                   -> option

FUNCTION.3: /(?:(?:np|numpy|torch|jnp)\.)?(?:linalg\.)?[A-Za-z_]\w*[ \t]*\(/
OPTION.3: /(?:axis|keepdims)[ \t]*=(?!=)/
NAME.1: /[A-Za-z_\u0391-\u03c9][A-Za-z0-9_\u0391-\u03c9]*/
NUMBER.2: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/
COMMENT: /#[^\n]*/
%ignore COMMENT
%ignore /\s+/
""",
)
"""The rules of a formula in Python; each method of the builder below is one."""


def read_python(text: str) -> Equation:
    """Read a formula or a chain of equalities.

    Raises:
        NotationError: it cannot be read, with the place.
    """
    return parsed(GRAMMAR, text, _Python(text), text)


class _Python(Builder):
    """Builds the tree; each method is a rule of the grammar."""

    def entrywise(self, place: Span, left: Tree, right: Tree) -> Tree:
        return Operation("*", left, right, place)

    def over(self, place: Span, left: Tree, right: Tree) -> Tree:
        return Operation("over", left, right, place)

    def summed(self, place: Span, of: Tree) -> Tree:
        return Call("sum", (of,), (), place)

    def matmul(self, place: Span, left: Tree, right: Tree) -> Tree:
        return Operation("@", left, right, place)

    def raised(self, place: Span, left: Tree, right: Tree) -> Tree:
        return Operation("**", left, right, place)

    def entry(self, place: Span, of: Tree, *indices: Tree) -> Tree:
        return Entry(of, indices, 0, place)

    def option(self, _place: Span, token: str, value: Tree) -> tuple[str, Tree]:
        return token.rstrip("= \t"), value

    def arguments(self, _place: Span, *parts: Any) -> tuple[Any, ...]:
        return parts

    def call(self, place: Span, token: str, parts: tuple[Any, ...] = ()) -> Tree:
        name = token.rstrip("( \t").rpartition(".")[2]
        arguments = tuple(part for part in parts if not isinstance(part, tuple))
        options = tuple(part for part in parts if isinstance(part, tuple))
        return Call(name, arguments, options, place)
