"""AWS JSON 1.1, in and out: compact, keys in alphabetical order as AWS sends them, timestamps in epoch seconds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ._errors import Refusal

if TYPE_CHECKING:
    from ._models import Account, Handshake, Organization, State

CONTENT_TYPE = "application/x-amz-json-1.1"

_decode = json.JSONDecoder().decode
_encode = json.JSONEncoder(separators=(",", ":")).encode


def decode(body: bytes | str | None) -> dict[str, Any]:
    """Read the parameters out of the body of a request.

    Raises:
        Refusal: It is no JSON object: SerializationException.
    """
    try:
        params = _decode((body.decode() if isinstance(body, bytes) else body) or "{}")
    except (ValueError, RecursionError):
        raise Refusal("SerializationException") from None
    if not isinstance(params, dict):
        raise Refusal("SerializationException")
    return params


def encode(reply: dict[str, Any]) -> bytes:
    """Write a reply."""
    return _encode(reply).encode()


def encode_error(refusal: Refusal) -> bytes:
    """Write an error: ``Reason`` is a top-level member beside ``Message`` (recorded)."""
    error = {"__type": refusal.code}
    if refusal.code != "SerializationException":  # other JSON services answer malformed requests without a word
        error["Message"] = refusal.message
    if refusal.reason is not None:
        error["Reason"] = refusal.reason
    return encode(error)


def encode_handshake(handshake: Handshake, state: State, partition: str) -> bytes:
    """Write one handshake; what a polling loop reads again and again is written once."""
    kept = handshake._wire
    sender = handshake._organization.id
    if kept is not None and kept[:3] == (state, partition, sender):
        return kept[3]
    text = encode(
        {
            "Action": handshake.action,
            "Arn": handshake.arn_in(partition),
            "ExpirationTimestamp": handshake._expires / 1000,
            "Id": handshake.id,
            "Parties": handshake.parties,
            "RequestedTimestamp": handshake._requested / 1000,
            "Resources": handshake.resources,
            "State": state,
        }
    )
    handshake._wire = (state, partition, sender, text)
    return text


def account_fields(account: Account, partition: str) -> dict[str, Any]:
    """Return AWS's ``Account`` of a member."""
    return {
        "Arn": account.arn_in(partition),
        "Email": account.email,
        "Id": account.id,
        "JoinedMethod": account.joined_method,
        "JoinedTimestamp": account._joined / 1000,
        "Name": account.name,
        "State": "ACTIVE",
        "Status": "ACTIVE",
    }


def organization_fields(organization: Organization, partition: str) -> dict[str, Any]:
    """Return AWS's ``Organization``."""
    management = organization.management
    return {
        "Arn": organization.arn_in(partition),
        "AvailablePolicyTypes": [{"Status": "ENABLED", "Type": "SERVICE_CONTROL_POLICY"}],
        "FeatureSet": organization.feature_set,
        "Id": organization.id,
        "MasterAccountArn": management.arn_in(partition),
        "MasterAccountEmail": management.email,
        "MasterAccountId": management.id,
    }
