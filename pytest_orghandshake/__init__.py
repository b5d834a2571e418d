"""Test code that uses AWS Organizations handshakes: a fake that answers boto3 the way AWS does.

The names below are imported on first use, because pytest imports this package in every run, even one that never uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._context import fake_handshakes
    from ._exceptions import OrgHandshakeError, OrgHandshakeWarning, SetupError, UnexpectedCallError, UnusedError
    from ._fake import OrgHandshake
    from ._report.calls import Call
    from ._transport.server import OrgHandshakeServer
    from ._world.accounts import Account, Organization
    from ._world.handshake import Handshake
    from ._world.identity import Credentials
    from ._world.organizational_unit import OrganizationalUnit
    from ._world.transfers import ResponsibilityTransfer
    from ._world.words import Action, FeatureSet, JoinedMethod, PartyType, ResourceType, State

    __version__: str

__all__ = [
    "Account",
    "Action",
    "Call",
    "Credentials",
    "FeatureSet",
    "Handshake",
    "JoinedMethod",
    "OrgHandshake",
    "OrgHandshakeError",
    "OrgHandshakeServer",
    "OrgHandshakeWarning",
    "Organization",
    "OrganizationalUnit",
    "PartyType",
    "ResourceType",
    "ResponsibilityTransfer",
    "SetupError",
    "State",
    "UnexpectedCallError",
    "UnusedError",
    "fake_handshakes",
]

_MODULES = {
    "_context": ("fake_handshakes",),
    "_exceptions": ("OrgHandshakeError", "OrgHandshakeWarning", "SetupError", "UnexpectedCallError", "UnusedError"),
    "_fake": ("OrgHandshake",),
    "_report.calls": ("Call",),
    "_transport.server": ("OrgHandshakeServer",),
    "_world.accounts": ("Account", "Organization"),
    "_world.handshake": ("Handshake",),
    "_world.identity": ("Credentials",),
    "_world.words": ("Action", "FeatureSet", "JoinedMethod", "PartyType", "ResourceType", "State"),
    "_world.organizational_unit": ("OrganizationalUnit",),
    "_world.transfers": ("ResponsibilityTransfer",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # pragma: no branch - a type checker would accept any name

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
