"""Test code that uses AWS Organizations handshakes: a fake that answers boto3 as AWS does.

The names below are looked up at their first use: pytest imports this package in every run, with or without a test for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._activation import fake_handshakes
    from ._calls import Call
    from ._exceptions import OrgHandshakeError, SetupError, UnexpectedCallError, UnusedError
    from ._fake import OrgHandshake
    from ._models import Account, Handshake, Organization
    from ._server import OrgHandshakeServer

    __version__: str

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

_MODULES = {
    "Call": "_calls",
    "OrgHandshake": "_fake",
    "OrgHandshakeServer": "_server",
    "fake_handshakes": "_activation",
}
_MODULES |= dict.fromkeys(("Account", "Handshake", "Organization"), "_models")
_MODULES |= dict.fromkeys(("OrgHandshakeError", "SetupError", "UnexpectedCallError", "UnusedError"), "_exceptions")

if not TYPE_CHECKING:  # pragma: no branch - or a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415

            return version("pytest-orghandshake")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415

        found = globals()[name] = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
