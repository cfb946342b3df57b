"""Slips in the letters of an einsum: axes exchanged, kept or confused, arrays left out or apart."""

from __future__ import annotations

import ast
import itertools
import string
from collections.abc import Iterator

from autograder.diagnose.syntax import called

__all__ = ["operand_left_out", "subscripts", "summed_alone"]


def subscripts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an einsum with axes exchanged, kept or confused."""
    if (
        called(node) != "einsum"
        or not isinstance(node, ast.Call)
        or not isinstance(node.args[0], ast.Constant)
    ):
        return
    inputs, _, output = str(node.args[0].value).partition("->")
    *first, last = inputs.split(",")
    letters = sorted(set(inputs) - {","})
    for one, other in itertools.combinations(letters, 2):
        swap = str.maketrans({one: other, other: one})
        for changed in ((last.translate(swap), output), (last, output.translate(swap)),
                        (last.translate(swap), output.translate(swap))):  # fmt: skip
            yield _einsum(node, ",".join([*first, changed[0]]), changed[1], node.args[1:])
    for letter in letters:
        if letter not in output:
            yield _einsum(node, inputs, output + letter, node.args[1:])


def operand_left_out(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an einsum without one of its arrays."""
    match node:
        case ast.Call(args=[ast.Constant(value=str() as text), *arrays]) if (
            called(node) == "einsum" and len(arrays) > 1
        ):
            inputs, _, output = text.partition("->")
            letters = inputs.split(",")
            for position in range(len(arrays)):
                kept = letters[:position] + letters[position + 1 :]
                left = "".join(letter for letter in output if letter in "".join(kept))
                others = arrays[:position] + arrays[position + 1 :]
                yield _einsum(node, ",".join(kept), left, others)


def summed_alone(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an einsum with each array added up by itself over the axes that it shares.

    Over one of them, or over all.
    """
    match node:
        case ast.Call(args=[ast.Constant(value=str() as text), *arrays]) if (
            called(node) == "einsum" and len(arrays) > 1
        ):
            inputs, _, output = text.partition("->")
            operands = inputs.split(",")
            shared = [
                letter
                for letter in sorted(set(inputs) - {","} - set(output))
                if sum(letter in operand for operand in operands) > 1
            ]
            for letters in (*([letter] for letter in shared), *([shared] if shared[1:] else ())):
                changed = _apart(operands, letters)
                yield _einsum(node, ",".join(changed), output, arrays)


def _apart(operands: list[str], letters: list[str]) -> list[str]:
    """Return the letters of operands with others for some of them, in each operand its own."""
    free = iter(sorted(set(string.ascii_lowercase).difference(*operands)))
    return [
        "".join(next(free) if one in letters else one for one in operand) for operand in operands
    ]


def _einsum(call: ast.Call, inputs: str, output: str, arrays: list[ast.expr]) -> ast.Call:
    return ast.Call(call.func, [ast.Constant(f"{inputs}->{output}"), *arrays], call.keywords)
