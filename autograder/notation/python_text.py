"""Formulas as a line of Python, with numpy's names or without; read, never run."""

from __future__ import annotations

from typing import Any, Final

from autograder.notation.parser import Builder, Grammar, parsed
from autograder.notation.tree import Call, Entry, Equation, Operation, Tree

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

    def entrywise(self, meta: Any, left: Tree, right: Tree) -> Tree:
        return Operation("*", left, right, self.place(meta))

    def over(self, meta: Any, left: Tree, right: Tree) -> Tree:
        return Operation("over", left, right, self.place(meta))

    def summed(self, meta: Any, of: Tree) -> Tree:
        return Call("sum", (of,), (), self.place(meta))

    def matmul(self, meta: Any, left: Tree, right: Tree) -> Tree:
        return Operation("@", left, right, self.place(meta))

    def raised(self, meta: Any, left: Tree, right: Tree) -> Tree:
        return Operation("**", left, right, self.place(meta))

    def entry(self, meta: Any, of: Tree, *indices: Tree) -> Tree:
        return Entry(of, indices, 0, self.place(meta))

    def option(self, _meta: Any, token: Any, value: Tree) -> tuple[str, Tree]:
        return str(token).rstrip("= \t"), value

    def arguments(self, _meta: Any, *parts: Any) -> tuple[Any, ...]:
        return parts

    def call(self, meta: Any, token: Any, parts: tuple[Any, ...] = ()) -> Tree:
        name = str(token).rstrip("( \t").rpartition(".")[2]
        arguments = tuple(part for part in parts if not isinstance(part, tuple))
        options = tuple(part for part in parts if isinstance(part, tuple))
        return Call(name, arguments, options, self.place(meta))
