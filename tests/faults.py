"""Helpers for calls that fail."""

from __future__ import annotations

from typing import Any

from answers import Refused, refused
from botocore import xform_name


def call(client: Any, operation: str) -> Refused:
    """Make a call with its required parameters, and return its error."""
    params: dict[str, Any] = {}
    if operation in ("DescribeHandshake", "AcceptHandshake"):
        params = {"HandshakeId": "h-examplehandshakeid111"}
    if operation == "InviteAccountToOrganization":
        params = {"Target": {"Type": "ACCOUNT", "Id": "222222222222"}}
    return refused(getattr(client, xform_name(operation)), **params)
