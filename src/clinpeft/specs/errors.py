"""Errors and checks of the declared values; every message names the value, what is allowed and the way out."""

import difflib
from collections.abc import Collection


class SpecError(ValueError):
    """A declared value is not allowed; the message names it, what is allowed, and the way out."""


def unknown_name(noun: str, name: object, known: Collection[str]) -> SpecError:
    """Say that a name is unknown, with the nearest known one.

    >>> str(unknown_name("backbone", "minilm_16", ["minilm_l6"]))
    "unknown backbone 'minilm_16'; did you mean 'minilm_l6'? Known: minilm_l6"
    """
    near = difflib.get_close_matches(str(name), list(known), n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return SpecError(f"unknown {noun} {name!r}{hint} Known: {', '.join(sorted(known))}")


def require_member(noun: str, value: object, allowed: Collection[str]) -> None:
    """Raise SpecError unless the value is one of those allowed."""
    if value not in allowed:
        raise unknown_name(noun, value, allowed)


def require_type(noun: str, value: object, allowed: tuple[type, ...], optional: bool = False) -> None:
    """Raise SpecError unless the value has one of the types (a bool is never an int; None only where optional)."""
    if value is None and optional:
        return
    if isinstance(value, bool) or not isinstance(value, allowed):
        names = " or ".join(kind.__name__ for kind in allowed) + (" or None" if optional else "")
        raise SpecError(f"{noun} must be {names}, got {value!r} ({type(value).__name__})")
