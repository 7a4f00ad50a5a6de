"""Formulas of parameter counts: arithmetic in names, kept as text so that pages can print what tests evaluate."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, isqrt

from clinpeft.specs.errors import SpecError, unknown_name


def small_factor(number: int) -> int:
    """The smaller of the two factors of a number that lie nearest its square root.

    >>> small_factor(384), large_factor(384)
    (16, 24)
    """
    return max(factor for factor in range(1, isqrt(number) + 1) if number % factor == 0)


def large_factor(number: int) -> int:
    """The larger of the two factors of a number that lie nearest its square root."""
    return number // small_factor(number)


Number = int | float
_OPERATORS: dict[type[ast.AST], Callable[..., Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "min": min,
    "max": max,
    "ceil": ceil,
    "int": int,
    "small_factor": small_factor,
    "large_factor": large_factor,
}


@dataclass(frozen=True, kw_only=True)
class Formula:
    """How many numbers a method trains outside the head."""

    each: str = "0"
    """For one adapted module, in d_in and d_out (a norm's d_in is 1), bias and feedforward (1 or 0), and the options of
    the method by name."""
    once: str = "0"
    """For the whole model, in layers, modules (how many are adapted), embedding_size, attention_width (of the keys of
    one layer), parameters (of the backbone), and the options of the method."""

    def __post_init__(self) -> None:
        for text in (self.each, self.once):
            ast.parse(text, mode="eval")


def evaluate(text: str, names: Mapping[str, Number]) -> Number:
    """The value of a formula; SpecError for a name that is not given or anything but arithmetic.

    >>> evaluate("r * (d_in + d_out)", {"r": 8, "d_in": 384, "d_out": 384})
    6144
    """
    return _value(ast.parse(text, mode="eval").body, names)


def _value(node: ast.AST, names: Mapping[str, Number]) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            if name not in names:
                raise unknown_name("name in a formula", name, names)
            return names[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.IfExp(test=test, body=body, orelse=other):
            return _value(body if _value(test, names) else other, names)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, names) for argument in arguments))
    raise SpecError(f"a formula holds {ast.unparse(node)!r}; allowed are numbers, names, arithmetic and {_allowed()}")


def _allowed() -> str:
    return ", ".join(_FUNCTIONS)
