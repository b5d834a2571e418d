"""Temporary replacements for attributes of other packages' classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTHING = object()


class Patches:
    """Replacements that can be undone.

    If other code wraps a replacement, its wrapper stays, and so does the replacement under it. So every replacement has to
    behave like the original while no fake is active.
    """

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any, Any]] = []

    def wrap(self, owner: Any, name: str, wrapper: Callable[[Any], Any]) -> None:  # noqa: ANN401 - any class
        """Replace an attribute by the result of calling ``wrapper`` with it."""
        replacement = wrapper(getattr(owner, name))
        self._undo.append((owner, name, vars(owner).get(name, _NOTHING), replacement))
        setattr(owner, name, replacement)

    def undo(self) -> None:
        """Undo all replacements, except those that other code has replaced in turn."""
        while self._undo:
            owner, name, original, replacement = self._undo.pop()
            if vars(owner).get(name) is not replacement:
                continue
            if original is _NOTHING:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
