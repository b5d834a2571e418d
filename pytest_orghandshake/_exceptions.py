"""The errors that reach a test author, and the words they share; AWS's own errors are replies, never raised here."""

from __future__ import annotations

from operator import methodcaller
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class OrgHandshakeError(Exception):
    """Everything this plugin raises itself."""


class SetupError(OrgHandshakeError, ValueError):
    """A seed, capture or setting contradicts itself or AWS; the message says what to write instead."""


class UnexpectedCallError(OrgHandshakeError):
    """Code under test made an Organizations or STS call that nothing here answers."""


class UnusedError(OrgHandshakeError):
    """Something scripted for the test was never reached."""


class OrgHandshakeWarning(UserWarning):
    """Something scripted for the test was never reached, and ``unused="warn"`` makes that a warning."""


for _error in (OrgHandshakeError, SetupError, UnexpectedCallError, UnusedError, OrgHandshakeWarning):
    _error.__module__ = "pytest_orghandshake"

HIDDEN = methodcaller("errisinstance", OrgHandshakeError)
"""The ``__tracebackhide__`` of modules whose frames tell a test author nothing: the message does."""


def nearest(word: object, known: tuple[str, ...]) -> str:
    """Return ``": did you mean 'x'?"``, or what there is to choose from."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    close = difflib.get_close_matches(str(word), known, n=1) or [
        name for name in known if name.lower() == str(word).lower()
    ]
    return f": did you mean {close[0]!r}?" if close else f": choose from {join_names(known)}"


def join_names(names: Iterable[str]) -> str:
    """Return the names as a sentence lists them."""
    return ", ".join(map(repr, names))
