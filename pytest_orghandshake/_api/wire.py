"""Encode and decode AWS JSON 1.1: compact, with sorted keys, like AWS."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .._world.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._world.accounts import Account, Organization
    from .._world.handshake import Handshake
    from .._world.transfers import ResponsibilityTransfer
    from .._world.words import State

CONTENT_TYPE = "application/x-amz-json-1.1"

_decode = json.JSONDecoder().decode
_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
# Never matches inside a string, where quotation marks are escaped.
_INSTANT = re.compile(r'(?<=Timestamp":)-?\d+')
_MIN_DIGITS = 11


def decode(body: bytes | str | None) -> dict[str, Any]:
    """Parse the body of a request.

    Raises:
        Refusal: The body is not a JSON object: SerializationException.
    """
    try:
        params = _decode((body.decode() if isinstance(body, bytes) else body) or "{}")
    except (ValueError, RecursionError):
        raise Refusal("SerializationException") from None
    if not isinstance(params, dict):
        raise Refusal("SerializationException")
    return params


def error_in(reply: bytes) -> str:
    """Return the code of an error that moto encoded."""
    return read_error({}, reply)[0] or "an error without a code"


def encode(reply: dict[str, Any]) -> bytes:
    """Encode a reply; its timestamps are instants, and are written as epoch seconds."""
    return _INSTANT.sub(_seconds, _encode(reply)).encode()


def _seconds(instant: re.Match[str]) -> str:
    """Return epoch seconds as AWS's Java prints them, ``1.631121728678E9`` (observed)."""
    digits = instant[0]
    if len(digits) < _MIN_DIGITS or digits[0] == "-":  # below ten million seconds Java needs no exponent
        return repr(int(digits) / 1000)
    return f"{digits[0]}.{digits[1:].rstrip('0') or '0'}E{len(digits) - 4}"


def encode_error(refusal: Refusal) -> bytes:
    """Write an error: ``__type``, then ``Message``, and ``Reason`` as a top-level member beside it (recorded)."""
    error = {"__type": refusal.code}
    if refusal.code != "SerializationException":  # other JSON services answer malformed requests without a message
        error["Message"] = refusal.message
    if refusal.reason is not None:
        error["Reason"] = refusal.reason
    return json.dumps(error, separators=(",", ":")).encode()


def read_error(headers: Mapping[str, str], reply: bytes) -> tuple[str, str]:
    """Return code and message of an error that moto encoded."""
    try:
        error = decode(reply)
    except Refusal:  # older versions of moto answer some in XML
        error = {"__type": next((text for name, text in headers.items() if name.lower() == "x-amzn-errortype"), "")}
    return str(error.get("__type", "")).rpartition("#")[2], str(error.get("Message", error.get("message", "")))


def encode_handshake(handshake: Handshake, state: State, partition: str) -> bytes:
    """Encode one handshake, and cache the result for polling loops."""
    kept, sender = handshake._encoded, handshake.organization
    management = sender.management
    # Everything that can change: under mock_aws, an organization may get the id and management account of moto's.
    key = (state, partition, sender, management, management.email, management.name)
    if kept is not None and kept[0] == key:
        return kept[1]
    text = encode(
        {
            "Action": handshake.action,
            "Arn": handshake.arn_in(partition),
            "ExpirationTimestamp": handshake.expires_at,
            "Id": handshake.id,
            "Parties": handshake.parties,
            "RequestedTimestamp": handshake.requested_at,
            "Resources": handshake.resources,
            "State": state,
        }
    )
    handshake._encoded = (key, text)
    return text


def account_fields(account: Account, partition: str) -> dict[str, Any]:
    """Return AWS's ``Account`` of a member of an organization."""
    return {
        "Arn": account.arn_in(partition),
        "Email": account.email,
        "Id": account.id,
        "JoinedMethod": account.joined_method,
        "JoinedTimestamp": account.joined_at,
        "Name": account.name,
        "Paths": account.paths,
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


def transfer_fields(
    transfer: ResponsibilityTransfer, partition: str, viewer: Organization, *, has_emails: bool = False
) -> dict[str, Any]:
    """Return AWS's ``ResponsibilityTransfer``; e-mail addresses are in DescribeResponsibilityTransfer alone (API reference)."""
    handshake, source, target = transfer.handshake, transfer.source, transfer.target
    named = {handshake.target_type: handshake.target}
    fields: dict[str, Any] = {
        "Arn": transfer.arn_in(partition, viewer),
        "Id": transfer.id,
        "Name": transfer.name,
        "Source": _participant(
            named.get("ACCOUNT") if source is None else source.id,
            named.get("EMAIL") if source is None else source.email,
            has_emails=has_emails,
        ),
        "StartTimestamp": transfer.start_at,
        "Status": transfer.status,
        "Target": _participant(target.id, target.email, has_emails=has_emails),
        "Type": "BILLING",
    }
    if transfer.end_at is None:  # AWS's samples of a WITHDRAWN one name no handshake
        fields["ActiveHandshakeId"] = handshake.id
    else:
        fields["EndTimestamp"] = transfer.end_at
    return fields


def _participant(account: str | None, email: str | None, *, has_emails: bool) -> dict[str, str]:
    """Return AWS's ``TransferParticipant``; a guess is that an address nobody has stands alone."""
    fields = {} if account is None else {"ManagementAccountId": account}
    if has_emails and email is not None:
        fields["ManagementAccountEmail"] = email
    return fields
