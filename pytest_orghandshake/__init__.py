"""Test code that uses AWS Organizations handshakes: a fake that answers boto3 as AWS does.

The names below are looked up at their first use: pytest imports this package in every run, with or without a test for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._context import fake_handshakes
    from ._exceptions import OrgHandshakeError, SetupError, UnexpectedCallError, UnusedError
    from ._fake import OrgHandshake
    from ._report.calls import Call
    from ._transport.server import OrgHandshakeServer
    from ._world.accounts import Account, Organization
    from ._world.handshake import Handshake
    from ._world.organizational_unit import OrganizationalUnit
    from ._world.transfers import ResponsibilityTransfer

    __version__: str

__all__ = [
    "Account",
    "Call",
    "Handshake",
    "OrgHandshake",
    "OrgHandshakeError",
    "OrgHandshakeServer",
    "Organization",
    "OrganizationalUnit",
    "ResponsibilityTransfer",
    "SetupError",
    "UnexpectedCallError",
    "UnusedError",
    "fake_handshakes",
]

_MODULES = {
    "_context": ("fake_handshakes",),
    "_exceptions": ("OrgHandshakeError", "SetupError", "UnexpectedCallError", "UnusedError"),
    "_fake": ("OrgHandshake",),
    "_report.calls": ("Call",),
    "_transport.server": ("OrgHandshakeServer",),
    "_world.accounts": ("Account", "Organization"),
    "_world.handshake": ("Handshake",),
    "_world.organizational_unit": ("OrganizationalUnit",),
    "_world.transfers": ("ResponsibilityTransfer",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # pragma: no branch - or a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415

            return version("pytest-orghandshake")
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415

        found = globals()[name] = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
        return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
