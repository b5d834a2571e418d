"""The exceptions that a test author sees. AWS's own errors are replies, not exceptions of this package."""

from __future__ import annotations

from operator import methodcaller
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class OrgHandshakeError(Exception):
    """The base class of this plugin's exceptions."""


class SetupError(OrgHandshakeError, ValueError):
    """A seed, capture or setting contradicts itself or AWS; the message says what to write instead."""


class UnexpectedCallError(OrgHandshakeError):
    """Code under test made an Organizations or STS call that this plugin does not answer."""


class UnusedError(OrgHandshakeError):
    """A change or error that the test scripted was never reached."""


class OrgHandshakeWarning(UserWarning):
    """A change or error that the test scripted was never reached, and the test has ``unused="warn"``."""


for _error in (OrgHandshakeError, SetupError, UnexpectedCallError, UnusedError, OrgHandshakeWarning):
    _error.__module__ = "pytest_orghandshake"

HIDDEN = methodcaller("errisinstance", OrgHandshakeError)
"""The ``__tracebackhide__`` of modules whose frames would only distract from the message."""


def nearest(word: object, known: tuple[str, ...]) -> str:
    """Return ``": did you mean 'x'?"``, or ``": choose from ..."``."""
    import difflib  # noqa: PLC0415 - only an error message needs it

    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.75) or [
        name for name in known if name.lower() == str(word).lower()
    ]
    return f": did you mean {close[0]!r}?" if close else f": choose from {join_names(known)}"


def join_names(names: Iterable[str]) -> str:
    """Return the names quoted and separated by commas."""
    return ", ".join(map(repr, names))
