"""The changes that are tried: one operator, condition, number or statement each. Texts for people are not changed."""

import ast
import copy
from collections.abc import Iterator
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
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A change of one place in a file: the line, what stands there, and what is put there; `text` is the whole file."""

    line: int
    was: str
    becomes: str
    text: str
    at: str  # the line as it stands in the file
    lines: range  # from the beginning of the statement to the end of the place
    in_function: bool  # what is not runs when the module is imported


class _Place(NamedTuple):
    """A statement or expression, the line on which its statement begins, and whether it is in a function."""

    node: ast.expr | ast.stmt
    begins: int
    in_function: bool


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every change of a file, one at a time, from its top to its end."""
    whole = source.encode()
    lines = whole.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for node, begins, in_function in sorted(_code(ast.parse(source)), key=lambda place: _position(place.node)):
        last = node.end_lineno or node.lineno
        begin, end = starts[node.lineno - 1] + node.col_offset, starts[last - 1] + (node.end_col_offset or 0)
        for other in _changes(node):
            becomes = ast.unparse(other)
            put = f"({becomes})" if isinstance(other, ast.expr) else becomes
            text = (whole[:begin] + put.encode() + whole[end:]).decode()
            at = lines[node.lineno - 1].decode().strip()
            yield Mutant(node.lineno, ast.unparse(node), becomes, text, at, range(begins, last + 1), in_function)


def _position(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _code(tree: ast.AST, begins: int = 0, *, in_function: bool = False) -> Iterator[_Place]:
    """The places that run: no annotations, decorators, keywords of classes, or parts of texts."""
    never = {"annotation", "returns", "decorator_list", *(["keywords"] if isinstance(tree, ast.ClassDef) else [])}
    for name, field in ast.iter_fields(tree):
        within = in_function or (isinstance(tree, _FUNCTIONS) and name == "body")
        for node in field if isinstance(field, list) else [field]:
            if isinstance(node, ast.AST) and not isinstance(node, ast.JoinedStr) and name not in never:
                line = node.lineno if isinstance(node, ast.stmt) else begins
                if isinstance(node, ast.expr | ast.stmt):
                    yield _Place(node, line, within)
                yield from _code(node, line, in_function=within)


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
