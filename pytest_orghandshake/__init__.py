"""Test code that uses AWS Organizations handshakes: a registry that answers boto3 as AWS does.

The names below are looked up at their first use: pytest imports this package in every run, with or without a test for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._activation import fake_handshakes
    from ._exceptions import OrgHandshakeError, SetupError, UnexpectedCallError, UnusedError
    from ._fake import OrgHandshake
    from ._models import Account, Call, Handshake, Organization
    from ._server import OrgHandshakeServer

__all__ = [
    "Account",
    "Call",
    "Handshake",
    "OrgHandshake",
    "OrgHandshakeError",
    "OrgHandshakeServer",
    "Organization",
    "SetupError",
    "UnexpectedCallError",
    "UnusedError",
    "fake_handshakes",
]

_ROOMS = {"OrgHandshake": "_fake", "OrgHandshakeServer": "_server", "fake_handshakes": "_activation"}
_ROOMS |= dict.fromkeys(("Account", "Call", "Handshake", "Organization"), "_models")
_ROOMS |= dict.fromkeys(("OrgHandshakeError", "SetupError", "UnexpectedCallError", "UnusedError"), "_exceptions")


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("pytest-orghandshake")
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    found = globals()[name] = getattr(import_module(f".{_ROOMS[name]}", __name__), name)
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
