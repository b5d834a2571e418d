"""Attributes of other people's classes that are replaced for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTHING = object()


class Patches:
    """Replacements that can be taken back.

    Whoever wraps a replacement meanwhile keeps their wrapper: ours stays beneath it, so each has to pass everything on
    while no fake answers.
    """

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any, Any]] = []

    def wrap(self, owner: Any, name: str, wrapper: Callable[[Any], Any]) -> None:  # noqa: ANN401 - any class
        """Replace an attribute by what the wrapper makes of it."""
        replacement = wrapper(getattr(owner, name))
        self._undo.append((owner, name, vars(owner).get(name, _NOTHING), replacement))
        setattr(owner, name, replacement)

    def undo(self) -> None:
        """Take all of them back, but those that somebody has replaced in turn."""
        while self._undo:
            owner, name, original, replacement = self._undo.pop()
            if vars(owner).get(name) is not replacement:
                continue
            if original is _NOTHING:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
