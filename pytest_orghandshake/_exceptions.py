"""What the plugin raises in the face of a test author; AWS's own errors are replies, never raised here."""

from __future__ import annotations

from operator import methodcaller


class OrgHandshakeError(Exception):
    """Everything this plugin raises itself."""


class SetupError(OrgHandshakeError, ValueError):
    """A seed, capture or setting contradicts itself or AWS; the message says what to write instead."""


class UnexpectedCallError(OrgHandshakeError):
    """Code under test made an Organizations or STS call that nothing here answers."""


class UnusedError(OrgHandshakeError):
    """Something scripted for the test was never reached."""


for _error in (OrgHandshakeError, SetupError, UnexpectedCallError, UnusedError):
    _error.__module__ = "pytest_orghandshake"

HIDDEN = methodcaller("errisinstance", OrgHandshakeError)
"""The ``__tracebackhide__`` of modules whose frames tell a test author nothing: the message does."""
