"""Formulas and statements as HTML: LaTeX becomes MathML here, not by a script in the page."""

from __future__ import annotations

import ast
import functools
import html
import re
from collections.abc import Callable, Mapping
from typing import Final

from latex2mathml.converter import convert
from markdown_it import MarkdownIt

from autograder.problemset.formula import Program, parse_formula

__all__ = ["formula_html", "formula_latex", "latex_html", "program_html", "statement_html"]

_MATHS: Final = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.S)
_CODE: Final = re.compile(r"`[^`]*`")
_PLACE: Final = "\ue000{}\ue001"  # private-use characters: no statement has them
_PLACED: Final = re.compile("\ue000(\\d+)\ue001")
_UNREAD: Final = "<mi>\\"
"""How the library writes a command that it does not know: as a name with the backslash in it."""
_GREEK: Final = frozenset(
    {
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
        *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi"),
        *("omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
    }
)
_KNOWN: Final = frozenset(
    ["exp", "log", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "det", "max", "min"]
)
"""Functions that LaTeX has a command for; others are written upright."""
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_BINDS: Final[Mapping[type[ast.operator], int]] = {
    ast.Add: _SUM,
    ast.Sub: _SUM,
    ast.Mult: _PRODUCT,
    ast.Div: _ATOM,
    ast.MatMult: _PRODUCT,
    ast.Pow: _POWER,
}
_SIGNS: Final[Mapping[type[ast.AST], str]] = {
    ast.Add: " + ",
    ast.Sub: " - ",
    ast.Mult: r" \ast ",
    ast.MatMult: r" \, ",
    ast.Lt: " < ",
    ast.LtE: r" \le ",
    ast.Gt: " > ",
    ast.GtE: r" \ge ",
    ast.Eq: " = ",
    ast.NotEq: r" \ne ",
}


def statement_html(text: str) -> str:
    """Return a statement, Markdown with maths between dollar signs, as HTML without own tags."""
    formulas: list[str] = []

    def placed(match: re.Match[str]) -> str:
        formulas.append(latex_html(match[1] or match[2]))
        return _PLACE.format(len(formulas) - 1)

    parts = _CODE.split(text)
    codes = _CODE.findall(text)
    kept = [_MATHS.sub(placed, part) for part in parts]
    woven = "".join(part + code for part, code in zip(kept, [*codes, ""], strict=True))
    rendered = str(_markdown().render(woven))
    return _PLACED.sub(lambda match: formulas[int(match[1])], rendered)


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@functools.cache
def latex_html(latex: str) -> str:
    """Return a formula in LaTeX as MathML; as code where it cannot be read."""
    try:
        text = str(convert(latex))
    except Exception:  # the library raises what it happens to meet
        text = _UNREAD
    return f"<code>{html.escape(latex)}</code>" if _UNREAD in text else text


def formula_html(source: str) -> str:
    """Return a formula of a problem set as MathML."""
    return latex_html(formula_latex(source))


def program_html(program: Program) -> list[str]:
    """Return each line of a forward as MathML."""
    return [
        latex_html(f"{_name(name)} = {formula_latex(formula.source)}")
        for name, formula in program.lines
    ]


def formula_latex(source: str) -> str:
    """Return a formula of a problem set as LaTeX."""
    return _latex(parse_formula(source).tree, _SUM)


def _latex(node: ast.AST, around: int) -> str:
    """Return a node as LaTeX, in brackets where it binds less than what is ``around`` it."""
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rf"\frac{{{_latex(left, _SUM)}}}{{{_latex(right, _SUM)}}}"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return rf"{{{_latex(left, _ATOM)}}}^{{{_latex(right, _SUM)}}}"
        case ast.BinOp(left=left, op=op, right=right):
            binds = _BINDS[type(op)]
            after = binds + 1 if isinstance(op, ast.Sub) else binds
            text = f"{_latex(left, binds)}{_SIGNS[type(op)]}{_latex(right, after)}"
            return _bracketed(text, binds < around)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _bracketed(f"-{_latex(operand, _PRODUCT)}", around > _SUM)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _bracketed(
                f"{_latex(left, _SUM)}{_SIGNS[type(op)]}{_latex(right, _SUM)}", around > _SUM
            )
    return _atom(node)


def _atom(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return _name(name)
        case ast.Constant(value=value):
            return str(value) if value is not None else r"\cdot"
        case ast.Attribute(value=value):
            return rf"{{{_latex(value, _ATOM)}}}^{{T}}"
        case ast.Subscript(value=value, slice=index):
            return rf"{{{_latex(value, _ATOM)}}}_{{{_index(index)}}}"
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords):
            return _call(name, arguments, keywords)
        case ast.List(elts=items):
            return rf"[{', '.join(_latex(item, _SUM) for item in items)}]"
    return rf"\text{{{ast.unparse(node)}}}" if isinstance(node, ast.expr) else ""


def _bracketed(text: str, needed: bool) -> str:
    return rf"({text})" if needed else text


def _index(node: ast.expr) -> str:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return ",".join(
        r"\ast" if isinstance(part, ast.Slice) else _latex(part, _SUM) for part in parts
    )


_WRITTEN: Final[Mapping[str, Callable[[str], str]]] = {
    "sqrt": lambda inner: rf"\sqrt{{{inner}}}",
    "inv": lambda inner: rf"{{({inner})}}^{{-1}}",
    "norm": lambda inner: rf"\Vert {inner} \Vert",
    "abs": lambda inner: rf"| {inner} |",
    "sigmoid": lambda inner: rf"\sigma ({inner})",
}
"""Functions of one argument that have a notation of their own."""


def _call(name: str, arguments: list[ast.expr], keywords: list[ast.keyword]) -> str:
    inner = [_latex(argument, _SUM) for argument in arguments]
    if name in _WRITTEN and len(inner) == 1 and not keywords:
        return _WRITTEN[name](inner[0])
    inner += [rf"\text{{{keyword.arg}}} = {ast.unparse(keyword.value)}" for keyword in keywords]
    head = rf"\{name}" if name in _KNOWN else rf"\operatorname{{{_plain(name)}}}"
    return rf"{head}({', '.join(inner)})"


def _plain(name: str) -> str:
    return name.replace("_", r"\_")


def _name(name: str) -> str:
    """Return a name as a symbol: Greek words as letters, what follows ``_`` as an index."""
    stem, _, below = name.partition("_")
    if not below and (match := re.fullmatch(r"([A-Za-z]+?)(\d+)", name)):
        stem, below = match[1], match[2]
    symbol = rf"\{stem}" if stem in _GREEK else stem if len(stem) == 1 else rf"\mathit{{{stem}}}"
    return f"{symbol}_{{{_plain(below)}}}" if below else symbol
