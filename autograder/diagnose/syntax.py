"""Reading and changing the syntax trees of formulas and of Python alike.

``sum(x)``, ``np.sum(x)`` and ``x.sum()`` are the same call here.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct

__all__ = [
    "Places",
    "Site",
    "applied",
    "are_alike",
    "as_text",
    "binary",
    "called",
    "copied",
    "is_one",
    "is_square",
    "located",
    "marked",
    "matrix_factors",
    "named_places",
    "operand_of",
    "put_in_place",
    "reads",
    "renamed",
    "role_of",
    "sites",
    "sum_of_squares",
    "transposed",
    "walk",
    "without_and_twice",
    "written_parts",
]

_ROLE: Final = "autograder_role"
_TWICE_TURNED: Final = ".T.T"
_NO_AXIS: Final = ", axis=None"
_MODULES: Final = frozenset({"np", "numpy", "linalg"})


class Site(Struct, frozen=True):
    """A place in a syntax tree: a field of its parent, or an item of a list in that field."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        """Put a node in this place."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


Places: TypeAlias = Sequence[tuple[Site, ast.AST]]
"""Places in a tree, with what is put there."""


class put_in_place:  # noqa: N801  # it is called as a function is
    """Nodes put in their places as long as the context lasts."""

    __slots__ = ("_places",)

    def __init__(self, places: Places) -> None:
        self._places = places

    def __enter__(self) -> None:
        for site, new in self._places:
            site.put(new)

    def __exit__(self, *_: object) -> None:
        for site, _new in reversed(self._places):  # one may be where another has put something
            site.put(site.node)


class _OfChildren(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node that may hold nodes with parts or a name of their own."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        fields = () if kind is ast.Constant else kind._fields
        self[kind] = tuple(name for name in fields if name not in _OF_NO_NODES)
        return self[kind]


_OF_NO_NODES: Final = frozenset({"id", "attr", "arg", "ctx", "op", "ops", "kind", "type_comment"})
_CHILDREN: Final = _OfChildren()


def walk(root: ast.AST) -> list[ast.AST]:
    """Return a node and all nodes below it but for operators, in ``ast.walk``'s order.

    It takes a fifth of its time.
    """
    found = [root]
    for node in found:  # what is below a node is put behind the others
        own = node.__dict__
        for name in _CHILDREN[node.__class__]:
            value = own.get(name)
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found.extend([item for item in value if isinstance(item, ast.AST)])
    return found


def are_alike(one: object, other: object) -> bool:
    """Whether two trees, or what stands in them, are written alike; sooner than by their texts."""
    if one is other or one.__class__ is not other.__class__:
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(are_alike, one, other))
    if not isinstance(one, ast.AST):
        return one == other
    own, its = one.__dict__, other.__dict__
    for name in one._fields:
        if name not in _UNWRITTEN and not are_alike(own.get(name), its.get(name)):
            return False
    return True


def written_parts(node: ast.AST) -> Iterator[Any]:
    """Yield what stands in the fields that a node's text shows."""
    own = node.__dict__
    return (own.get(name) for name in node._fields if name not in _UNWRITTEN)


_UNWRITTEN: Final = ("ctx", "kind")


def sites(root: ast.AST) -> list[Site]:
    """Return every place below a node that holds an expression or an assignment, from the top."""
    found: list[Site] = []
    _add_sites(root, found)
    return found


def _add_sites(root: ast.AST, found: list[Site]) -> None:
    own, steps = root.__dict__, _steps(root) if isinstance(root, ast.While) else frozenset()
    for name in _CHILDREN[root.__class__]:
        value = own.get(name)
        if isinstance(value, ast.AST):
            items: Iterable[tuple[int | None, object]] = ((None, value),)
        elif isinstance(value, list):
            items = enumerate(value)
        else:
            continue
        if _is_kept(root, name):
            continue
        for index, item in items:
            if isinstance(item, ast.AST) and item not in steps:
                if isinstance(item, (ast.expr, ast.AugAssign, ast.Assign)):
                    found.append(Site(root, name, index, item))
                _add_sites(item, found)


def named_places(places: Iterable[Site]) -> dict[str, list[Site]]:
    """Return the places of each name among some places, in their order."""
    found: dict[str, list[Site]] = {}
    for site in places:
        if isinstance(site.node, ast.Name):
            found.setdefault(site.node.id, []).append(site)
    return found


Node = TypeVar("Node", bound=ast.AST)


def copied(node: Node) -> Node:
    """Return a tree of new nodes, in an eighth of the time that ``copy.deepcopy`` takes.

    An operator stays one and the same.
    """
    new = node.__class__.__new__(node.__class__)
    own = new.__dict__
    own.update(node.__dict__)
    for name in _CHILDREN[node.__class__]:
        value = own.get(name)
        if isinstance(value, ast.AST):
            own[name] = copied(value)
        elif isinstance(value, list):
            own[name] = [copied(item) if isinstance(item, ast.AST) else item for item in value]
    return new


def marked(node: Node, role: str) -> Node:
    """Give a node of a derivation a role, which its copies have as well."""
    node.__dict__[_ROLE] = role
    return node


def role_of(node: ast.AST) -> str:
    """Return a node's role, or that of the one array that it puts into another shape."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and _ROLE not in node.__dict__:
        return role_of(node.args[0])
    return str(node.__dict__.get(_ROLE, ""))


def as_text(node: ast.AST) -> str:
    """Return an expression as students write it: no axes not chosen, no transpose of another."""
    text = ast.unparse(node).replace(_NO_AXIS, "")
    if _TWICE_TURNED not in text:
        return text
    return ast.unparse(ast.parse(text.replace(_TWICE_TURNED, ""), mode="eval"))


def located(node: ast.AST, at: ast.AST) -> ast.AST:
    """Give a tree's new nodes another node's place in the text, which compiling needs."""
    known = at.__dict__
    _put(node, {name: known[name] for name in _PLACE if name in known})
    return node


_PLACE: Final = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def _put(node: ast.AST, place: Mapping[str, int]) -> None:
    own = node.__dict__
    if "lineno" in own:
        return
    for part in tuple(own.values()):
        if isinstance(part, ast.AST):
            _put(part, place)
        elif isinstance(part, list):
            for item in part:
                if isinstance(item, ast.AST):
                    _put(item, place)
    if node._attributes:  # an operator has none
        own.update(place)


def _steps(loop: ast.While) -> frozenset[ast.AST]:
    """Return the statements of a loop that change what its test reads: what makes it end."""
    read = {node.id for node in walk(loop.test) if isinstance(node, ast.Name)}
    return frozenset(
        statement for statement in loop.body if read & {*_written(statement), *_grown(statement)}
    )


def _written(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds."""
    for node in walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _grown(statement: ast.stmt) -> Iterator[str]:
    """Yield the names whose methods are called for their effect, as in ``rows.append(row)``."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            yield name


def _is_kept(parent: ast.AST, field: str) -> bool:
    """Whether a field names something, or decides how often a loop runs."""
    if isinstance(parent, ast.While) and field == "test":
        return True
    return field in _KEPT and not (isinstance(parent, ast.Call) and field == "args")


_KEPT: Final = frozenset({"func", "targets", "target", "args", "decorator_list", "iter", "returns"})


# Reading calls


def called(node: ast.AST) -> str:
    """Return the last name of the function that a node calls; empty where it is no call."""
    if not isinstance(node, ast.Call):
        return ""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_method(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name not in _MODULES
        case ast.Attribute(value=ast.Attribute(attr=name)):
            return name not in _MODULES
    return isinstance(call.func, ast.Attribute)


def operand_of(call: ast.Call) -> ast.expr | None:
    """Return what a function is called on: the object of a method, or the first argument."""
    if _is_method(call):
        assert isinstance(call.func, ast.Attribute)
        return call.func.value
    return call.args[0] if call.args else None


def renamed(call: ast.Call, name: str) -> ast.Call:
    """Return the call of another function with the same arguments."""
    func: ast.expr
    if isinstance(call.func, ast.Attribute):
        func = ast.Attribute(call.func.value, name, ast.Load())
    else:
        func = ast.Name(name, ast.Load())
    return ast.Call(func, call.args, call.keywords)


def applied(call: ast.Call, operand: ast.expr) -> ast.Call:
    """Return the same call of another operand."""
    if _is_method(call):
        assert isinstance(call.func, ast.Attribute)
        return ast.Call(
            ast.Attribute(operand, call.func.attr, ast.Load()), call.args, call.keywords
        )
    return ast.Call(call.func, [operand, *call.args[1:]], call.keywords)


def transposed(node: ast.expr) -> ast.expr:
    """Return the transpose of an expression: without `.T` where it has one."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def reads(node: ast.AST, names: Collection[str]) -> bool:
    """Whether any of some names stands in a node."""
    if isinstance(node, ast.Name):
        return node.id in names
    own = node.__dict__
    for field in _CHILDREN[node.__class__]:
        value = own.get(field)
        parts = value if isinstance(value, list) else (value,)
        if any(isinstance(part, ast.AST) and reads(part, names) for part in parts):
            return True
    return False


def binary(node: ast.AST, *kinds: type[ast.operator]) -> ast.BinOp | None:
    """Return a node that is an operation of one of some kinds, else None."""
    return node if isinstance(node, ast.BinOp) and isinstance(node.op, kinds) else None


def matrix_factors(node: ast.AST, lines: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    """Yield the factors of a chain of matrix products, with those of some lines that it names."""
    match node:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            yield from matrix_factors(left, lines)
            yield from matrix_factors(right, lines)
        case ast.Name(id=name) if binary(lines.get(name, node), ast.MatMult):
            yield from matrix_factors(lines[name], lines)
        case ast.expr():
            yield node


def is_one(node: ast.expr) -> bool:
    """Whether an expression is the number 1."""
    return isinstance(node, ast.Constant) and node.value == 1


def sum_of_squares(node: ast.AST) -> ast.expr | None:
    """Return the squares that a node adds up, without a number before them; None where it is none.

    They are written as ``sum(x**2)``, ``x @ x``, ``x.T @ x`` and ``dot(x, x)``, and in
    ``k * x @ x`` the number is multiplied on first.
    """
    match node:
        case ast.Call():
            operand = operand_of(node)
            is_sum = (
                called(node) == "sum"
                and operand is not None
                and (is_square(operand) or called(operand) == "square")
            )
            is_dot = called(node) == "dot" and are_alike([operand], node.args[-1:])
            return node if is_sum or is_dot else None
        case ast.BinOp(left=ast.BinOp(op=ast.Mult(), right=left), op=ast.MatMult(), right=right):
            return ast.BinOp(left, ast.MatMult(), right) if _is_with_itself(left, right) else None
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return node if _is_with_itself(left, right) else None
    return None


def _is_with_itself(left: ast.expr, right: ast.expr) -> bool:
    """Whether two factors are the same, or the one is the other's transpose."""
    return are_alike(right, left) or are_alike(right, transposed(left))


def is_square(node: ast.AST) -> bool:
    """Whether a node is written as a square: ``x**2`` or ``x * x``."""
    match node:
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=2)):
            return True
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return are_alike(left, right)
    return False


def without_and_twice(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield a sum without each of its two terms, and the same with it twice."""
    assert isinstance(node, ast.BinOp)
    left, right = node.left, node.right
    alone = ast.UnaryOp(ast.USub(), right) if isinstance(node.op, ast.Sub) else right
    yield alone, ast.BinOp(ast.BinOp(left, ast.Add(), left), node.op, right)
    yield left, ast.BinOp(node, node.op, right)
