"""A sentence of the README, and the block it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..fact import Strength


class Claim(NamedTuple):
    """A sentence of the README."""

    text: str
    facts: tuple[str, ...]


class Block(NamedTuple):
    """What the README says of an operation, or of what all have in common."""

    title: str
    operations: tuple[str, ...]
    recorded: tuple[Claim, ...] = ()
    documented: tuple[Claim, ...] = ()
    guess: tuple[Claim, ...] = ()

    def claims(self, strength: Strength) -> tuple[Claim, ...]:
        """Return the sentences of one bullet."""
        found: tuple[Claim, ...] = getattr(self, strength)
        return found


def say(text: str, *facts: str) -> Claim:
    """Return a sentence, and the ids of the facts behind it."""
    return Claim(text, facts)
