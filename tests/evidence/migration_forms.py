"""The process that EnableAllFeatures begins, as the calls of many facts make it."""

from __future__ import annotations

from .fact import Call, Given
from .forms import OLD

ENABLE = "EnableAllFeatures"
_MEMBER = Given(
    "add_account",
    {"id": "222222222222", "email": "member@example.com", "organization": "{billing}", "joined": "INVITED"},
    "member",
)
WITH_MEMBER = (*OLD, _MEMBER)
LIST = "ListHandshakesForOrganization"
CONSTRAINT = "HandshakeConstraintViolationException"


def start(expected: object = None) -> Call:
    """Begin the process; the reply is called ``parent``."""
    return Call("billing.management", ENABLE, {}, expected, "parent")


def children(expected: object = None) -> Call:
    """List the children of the process; the reply is called ``children``."""
    params = {"Filter": {"ActionType": "APPROVE_ALL_FEATURES"}}
    return Call("billing.management", LIST, params, expected, "children")


PARENT, CHILD = "{parent.Handshake.Id}", "{children.Handshakes.0.Id}"
