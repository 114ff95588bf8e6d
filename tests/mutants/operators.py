"""The changes that are tried: one operator, condition, number or statement each. Texts for people are not changed."""

import ast
import copy
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
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
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.LShift: ast.RShift,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A change of one place in a file: the line, what stands there, and what is put there; `text` is the whole file."""

    line: int
    was: str
    becomes: str
    text: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every change of a file, one at a time, from its top to its end."""
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for node in sorted(_code(ast.parse(source)), key=lambda node: (node.lineno, node.col_offset)):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        whole = source.encode()
        for other in _changes(node):
            becomes = ast.unparse(other)
            put = f"({becomes})" if isinstance(other, ast.expr) else becomes
            text = (whole[:begin] + put.encode() + whole[end:]).decode()
            yield Mutant(node.lineno, ast.unparse(node), becomes, text)


def _code(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The statements and expressions that run: no annotations, decorators, keywords of classes, or parts of texts."""
    never = {"annotation", "returns", "decorator_list", *(["keywords"] if isinstance(tree, ast.ClassDef) else [])}
    fields = [field for name, field in ast.iter_fields(tree) if name not in never]
    for node in chain.from_iterable(field if isinstance(field, list) else [field] for field in fields):
        if isinstance(node, ast.AST) and not isinstance(node, ast.JoinedStr):
            if isinstance(node, ast.expr | ast.stmt):
                yield node
            yield from _code(node)


def _changes(node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(ops=[op, *others]) if type(op) in _COMPARISONS:
            yield _with(node, ops=[_COMPARISONS[type(op)](), *others])
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.And() if isinstance(op, ast.Or) else ast.Or())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
            yield _with(node, op=_ARITHMETIC[type(op)]())
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield _with(node, func=ast.Name(_CALLS[name]))
        case ast.IfExp(body=body, orelse=orelse):
            yield _with(node, body=orelse, orelse=body)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=value) if isinstance(value, int | float):
            yield ast.Constant(value + 1)
        case _:
            yield from _changed_statements(node)


def _changed_statements(node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.Expr(value=ast.Call() | ast.YieldFrom() | ast.Yield()) | ast.Raise() | ast.AugAssign() | ast.Delete():
            yield ast.Pass()
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant | ast.Compare):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()


def _with(node: ast.expr, **fields: object) -> ast.expr:
    """The same node with other fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
