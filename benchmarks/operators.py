"""Small changes to a Python source that a test should notice: the operators of the mutation run.

Each change replaces one expression or statement where it stands; all else stays as it is, comments
and line numbers too. Left alone is what runs nowhere or only tunes: annotations, decorators,
assertions, `if TYPE_CHECKING`, and the messages of f-strings.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
OPERATORS = ("comparison", "boolean", "arithmetic", "constant", "statement")


class Change(NamedTuple):
    """One change: which operator, on which line, and the two versions of what it replaces.

    `start` and `end` are offsets into the bytes of the source; `text` is the line as it is, without
    the spaces around it, `column` where in it `was` begins, and `now` what takes its place.
    """

    operator: str
    line: int
    start: int
    end: int
    was: str
    now: str
    text: str
    column: int


def changes(source: str) -> list[Change]:
    """All changes that the operators can make, in text order.

    >>> [change.now for change in changes("x = a < 1")]
    ['a <= 1', '2', '0']
    """
    lines = source.encode().splitlines(keepends=True)
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line))
    whole = source.encode()
    found = []
    for operator, node, now in _changed(ast.parse(source), in_function=False):
        start = begins[node.lineno - 1] + node.col_offset
        end = begins[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        raw = lines[node.lineno - 1]
        text = raw.decode().strip()
        column = len(raw[: node.col_offset].decode().lstrip())
        was = whole[start:end].decode()
        found.append(Change(operator, node.lineno, start, end, was, now, text, column))
    return sorted(found, key=lambda change: (change.start, change.end, change.now))


def apply(source: str, change: Change) -> str:
    """The source with the change made; an expression keeps its place by parentheses."""
    now = change.now if change.operator == "statement" else f"({change.now})"
    data = source.encode()
    return (data[: change.start] + now.encode() + data[change.end :]).decode()


Changed = tuple[str, "ast.expr | ast.stmt", str]


def _changed(node: ast.AST, in_function: bool) -> Iterator[Changed]:
    """The changes in a node and below it."""
    if isinstance(node, ast.JoinedStr | ast.Assert) or _is_type_checking(node):
        return
    if isinstance(node, ast.expr):
        yield from _of_expression(node)
    elif isinstance(node, ast.stmt) and in_function:
        yield from _of_statement(node)
    function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _changed(child, in_function or function)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _of_expression(node: ast.expr) -> Iterator[Changed]:
    """Changes of the expression itself, not of what stands in it."""
    if isinstance(node, ast.Compare):
        for n, operation in enumerate(node.ops):
            changed = deepcopy(node)
            changed.ops[n] = COMPARISON[type(operation)]()
            yield "comparison", node, ast.unparse(changed)
    elif isinstance(node, ast.BoolOp):
        changed = deepcopy(node)
        changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "boolean", node, ast.unparse(changed)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "boolean", node, ast.unparse(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        if not _is_text(node.left):
            changed = deepcopy(node)
            changed.op = ARITHMETIC[type(node.op)]()
            yield "arithmetic", node, ast.unparse(changed)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield "boolean", node, repr(not node.value)
        elif isinstance(node.value, int):
            yield "constant", node, repr(node.value + 1)
            yield "constant", node, repr(node.value - 1)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _of_statement(node: ast.stmt) -> Iterator[Changed]:
    """A statement removed, or an assignment that adds made one that takes away."""
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        changed = deepcopy(node)
        changed.op = ARITHMETIC[type(node.op)]()
        yield "statement", node, ast.unparse(changed)
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    removable = (
        ast.Expr | ast.Assign | ast.AugAssign | ast.Return | ast.Raise | ast.Continue | ast.Break
    )
    if isinstance(node, removable) and not docstring:
        yield "statement", node, "pass"
