"""STS, as far as it says who is calling: AssumeRole and GetCallerIdentity, over the query protocol."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from .._world.clock import SECOND, to_datetime
from .._world.identity import SECRET, Session, token_of, user_or_role
from .._world.refusals import Refusal

if TYPE_CHECKING:
    from .._world.world import World
    from .authorization import Caller, Params

CONTENT_TYPE = "text/xml"

_ROLE = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]{1,64})")
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}")
_ILLEGAL_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODE = re.compile(rb"<Code>(\w+)</Code>")
_SERVER_ERROR = 500
_SECONDS = re.compile(r"[0-9]{1,6}")
_MIN_SECONDS, _MAX_SECONDS, _DEFAULT_SECONDS = 900, 43_200, 3_600


def decode(body: bytes | str | None) -> Params:
    """Read the parameters out of the body of a request."""
    return {name: value for name, value in _fields(body).items() if name not in ("Action", "Version")}


def operation_of(body: bytes) -> str:
    """Return which operation a request is for."""
    return _fields(body).get("Action", "")


def encode_error(refusal: Refusal) -> bytes:
    """Write an error."""
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>'
        f"<Type>{'Sender' if refusal.status < _SERVER_ERROR else 'Receiver'}</Type>"
        f"<Code>{refusal.code}</Code><Message>{_text(refusal.message)}</Message></Error></ErrorResponse>"
    ).encode()


def error_in(reply: bytes) -> str:
    """Return the code of an error that somebody else wrote."""
    match = _CODE.search(reply)
    return match[1].decode() if match else "an error without a code"


def assume_role(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001
    """AssumeRole: any role of any account, without a look at trust policies; the account becomes known."""
    match = _ROLE.fullmatch(params.get("RoleArn", ""))
    if match is None:
        raise Refusal("ValidationError", message=f"{params.get('RoleArn', '')} is invalid")
    name = params.get("RoleSessionName", "")
    if not _SESSION_NAME.fullmatch(name):
        raise Refusal(
            "ValidationError",
            message=f"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w+=,.@-]*",
        )
    seconds = params.get("DurationSeconds", str(_DEFAULT_SECONDS))
    if not _SECONDS.fullmatch(seconds) or not _MIN_SECONDS <= int(seconds) <= _MAX_SECONDS:
        raise Refusal(
            "ValidationError",
            message=f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
            f"Member must have value between {_MIN_SECONDS} and {_MAX_SECONDS}",
        )
    partition, account, role = match.groups()
    world.directory.get_or_add_account(account)
    minted = world.roles.assume(Session(account, role, name))
    expires = to_datetime(world.clock.now() + int(seconds) * SECOND).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _result(
        "AssumeRole",
        f"<AssumedRoleUser><AssumedRoleId>{_role_id(account)}:{_text(name)}</AssumedRoleId>"
        f"<Arn>arn:{partition}:sts::{account}:assumed-role/{role}/{_text(name)}</Arn></AssumedRoleUser>"
        f"<Credentials><AccessKeyId>{minted}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{token_of(account)}</SessionToken><Expiration>{expires}</Expiration></Credentials>",
    )


def get_caller_identity(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it takes none
    """GetCallerIdentity: a user of the account, unless the key came from AssumeRole."""
    account = caller.account.id
    who = user_or_role(world.roles.session(caller.key), account, caller.partition)
    return _result(
        "GetCallerIdentity",
        f"<Arn>{_text(who.arn)}</Arn><UserId>{_text(who.user_id)}</UserId><Account>{account}</Account>",
    )


def _fields(body: bytes | str | None) -> dict[str, str]:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    return {name: values[0] for name, values in parse_qs(text).items()}


def _text(value: str) -> str:
    return escape(_ILLEGAL_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value))


def _role_id(account_id: str) -> str:
    return f"AROA{account_id}EXAMP"


def _result(operation: str, fields: str) -> bytes:
    return (
        f'<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{operation}Result>{fields}'
        f"</{operation}Result><ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId>"
        f"</ResponseMetadata></{operation}Response>"
    ).encode()
