"""The STS operations that issue keys or identify a caller, over the query protocol."""

from __future__ import annotations

import base64
import json
import re
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs

from .._world.clock import SECOND, to_datetime
from .._world.identity import SECRET, Session, account_in, session_arn, token_of, user_or_role
from .._world.refusals import Refusal

if TYPE_CHECKING:
    from .._world.identity import Who
    from .._world.world import World
    from .authorization import Caller, Params

CONTENT_TYPE = "text/xml"

_ROLE = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]{1,64})")
_SESSION_NAME = re.compile(r"[\w+=,.@-]*")
_ILLEGAL_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODE = re.compile(rb"<Code>(\w+)</Code>")
_SERVER_ERROR = 500
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_ARN_LENGTH, _NAME_LENGTH, _TOKEN_LENGTH, _KEY_LENGTH = (20, 2048), (2, 64), (4, 20_000), (16, 128)
_MIN_SECONDS, _MAX_SECONDS, _DEFAULT_SECONDS, _CHAINED_SECONDS = 900, 43_200, 3_600, 3_600
_MAX_SESSION_SECONDS, _DEFAULT_SESSION_SECONDS = 129_600, 43_200
# The role that AWS creates in accounts that are created in an organization (recorded).
_CREATED_ROLE, _MAX_CREATED_ROLE_SECONDS = "OrganizationAccountAccessRole", 3_600

DENIED = "User: {caller} is not authorized to perform: {action} on resource: {resource}"
"""AWS's text for a denied call (observed); the names are filled in when a scripted denial is sent."""


def decode(body: bytes | str | None) -> Params:
    """Parse the body of a request."""
    return {name: value for name, value in _fields(body).items() if name not in ("Action", "Version")}


def operation_of(body: bytes) -> str:
    """Return the operation that a request calls."""
    return _fields(body).get("Action", "")


def encode_error(refusal: Refusal) -> bytes:
    """Encode an error."""
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>'
        f"<Type>{'Sender' if refusal.status < _SERVER_ERROR else 'Receiver'}</Type>"
        f"<Code>{refusal.code}</Code><Message>{_text(refusal.message)}</Message></Error></ErrorResponse>"
    ).encode()


def error_in(reply: bytes) -> str:
    """Return the code of an error that moto encoded."""
    match = _CODE.search(reply)
    return match[1].decode() if match else "an error without a code"


def name_parties(refusal: Refusal, world: World, caller: Caller, operation: str, params: Params) -> None:
    """Fill in caller, action and resource of a denial, unless the test wrote its own text."""
    if refusal.message != DENIED:
        return
    if operation == "AssumeRoleWithWebIdentity":  # observed, many times
        refusal.message = f"Not authorized to perform sts:{operation}"
    else:  # observed for AssumeRole; the resource is a guess for other operations
        refusal.message = DENIED.format(
            caller=_who(world, caller).arn, action=f"sts:{operation}", resource=params.get("RoleArn", "*")
        )


def assume_role(world: World, caller: Caller, params: Params) -> bytes:
    """AssumeRole: any role in any account can be assumed, without a trust policy; an unknown account is added."""
    requested = _check_role(params)
    session = world.roles.session(caller.key)
    if requested.seconds > _CHAINED_SECONDS and session is not None and session.role:  # observed
        raise Refusal(
            "ValidationError",
            message="The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        )
    return _assume(world, "AssumeRole", requested)


def assume_role_with_web_identity(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it is not signed
    """AssumeRoleWithWebIdentity: any role can be assumed with any token; the reply repeats the claims of a readable token."""
    token = params.get("WebIdentityToken")
    _refuse(_length(token, "webIdentityToken", *_TOKEN_LENGTH))
    claims = _claims(str(token))
    fields = "".join(
        f"<{name}>{_text(str(claims[claim]))}</{name}>"
        for name, claim in (("SubjectFromWebIdentityToken", "sub"), ("Audience", "aud"), ("Provider", "iss"))
        if claim in claims
    )
    return _assume(world, "AssumeRoleWithWebIdentity", _check_role(params), fields)


def get_session_token(world: World, caller: Caller, params: Params) -> bytes:
    """GetSessionToken: temporary keys for a user; not for callers that use temporary keys already (observed)."""
    if world.roles.session(caller.key) is not None:
        raise Refusal("AccessDenied", message="Cannot call GetSessionToken with session credentials", status=403)
    seconds = _seconds(params, _DEFAULT_SESSION_SECONDS)
    _refuse(_duration(seconds, _MAX_SESSION_SECONDS))
    account = caller.account.id
    key = world.roles.assume(Session(account, "", ""))
    return _result("GetSessionToken", _credentials(world, key, account, seconds))


def get_access_key_info(world: World, caller: Caller, params: Params) -> bytes:
    """GetAccessKeyInfo: the account in any key; for the caller's own key, the caller's account."""
    key = params.get("AccessKeyId")
    _refuse(_length(key, "accessKeyId", *_KEY_LENGTH))
    named = caller.account.id if key == caller.key else account_in(str(key))
    return _result("GetAccessKeyInfo", f"<Account>{named or world.directory.caller.id}</Account>")


def get_caller_identity(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it has no parameters
    """GetCallerIdentity: a role session for keys from AssumeRole, otherwise a user."""
    account = caller.account.id
    who = _who(world, caller)
    return _result(
        "GetCallerIdentity",
        f"<Arn>{_text(who.arn)}</Arn><UserId>{_text(who.user_id)}</UserId><Account>{account}</Account>",
    )


class _RoleRequest(NamedTuple):
    partition: str
    session: Session
    seconds: int


def _check_role(params: Params) -> _RoleRequest:
    """Validate the parameters of a role, with AWS's messages."""
    role, name = params.get("RoleArn"), params.get("RoleSessionName")
    seconds = _seconds(params, _DEFAULT_SECONDS)
    wrong = [
        *_length(role, "roleArn", *_ARN_LENGTH),
        *_length(name, "roleSessionName", *_NAME_LENGTH),
        *_duration(seconds, _MAX_SECONDS),
    ]
    if not _SESSION_NAME.fullmatch(name or ""):
        pattern = "Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        wrong.append(_violation(f"'{name}'", "roleSessionName", pattern))
    _refuse(wrong)
    match = _ROLE.fullmatch(str(role))
    if match is None:
        raise Refusal("ValidationError", message=f"{role} is invalid")
    if match[3] == _CREATED_ROLE and seconds > _MAX_CREATED_ROLE_SECONDS:  # the text is observed, the limit is recorded
        raise Refusal(
            "ValidationError",
            message="The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    partition, account, role = match.groups()
    return _RoleRequest(partition, Session(account, role, str(name)), seconds)


def _assume(world: World, operation: str, requested: _RoleRequest, fields: str = "") -> bytes:
    session = requested.session
    world.directory.get_or_add_account(session.account)
    key = world.roles.assume(session)
    return _result(
        operation,
        f"<AssumedRoleUser><AssumedRoleId>{_role_id(session.account)}:{_text(session.name)}</AssumedRoleId>"
        f"<Arn>{_text(session_arn(requested.partition, session))}</Arn></AssumedRoleUser>"
        f"{_credentials(world, key, session.account, requested.seconds)}{fields}",
    )


def _credentials(world: World, key: str, account: str, seconds: int) -> str:
    expires = to_datetime(expiration(world, seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{token_of(account)}</SessionToken><Expiration>{expires}</Expiration></Credentials>"
    )


def expiration(world: World, seconds: int) -> int:
    """Return the instant at which new keys expire."""
    return world.clock.now() + seconds * SECOND


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of a JSON Web Token, or nothing if it is not one; the signature is not checked."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _who(world: World, caller: Caller) -> Who:
    return user_or_role(world.roles.session(caller.key), caller.account.id, caller.partition)


# AWS's validation, with its messages


def _seconds(params: Params, default: int) -> int:
    """Read DurationSeconds: digits with or without a sign (recorded); the text of the error is unknown."""
    text = params.get("DurationSeconds", str(default))
    if not _INTEGER.fullmatch(text):
        raise Refusal("MalformedInput", message="")
    return int(text)


def _duration(seconds: int, longest: int) -> list[str]:
    if seconds < _MIN_SECONDS:
        constraint = f"greater than or equal to {_MIN_SECONDS}"
    elif seconds > longest:
        constraint = f"less than or equal to {longest}"
    else:
        return []
    return [_violation(f"'{seconds}'", "durationSeconds", f"Member must have value {constraint}")]


def _length(value: str | None, name: str, shortest: int, longest: int) -> list[str]:
    if value is None:
        return [_violation("null", name, "Member must not be null")]
    if len(value) < shortest:
        constraint = f"greater than or equal to {shortest}"
    elif len(value) > longest:
        constraint = f"less than or equal to {longest}"
    else:
        return []
    return [_violation(f"'{value}'", name, f"Member must have length {constraint}")]


def _violation(value: str, name: str, constraint: str) -> str:
    return f"Value {value} at '{name}' failed to satisfy constraint: {constraint}"


def _refuse(wrong: list[str]) -> None:
    """Refuse a call with all violations in one message."""
    if wrong:
        count = f"{len(wrong)} validation error{'s' * (len(wrong) > 1)}"
        raise Refusal("ValidationError", message=f"{count} detected: {'; '.join(wrong)}")


def _fields(body: bytes | str | None) -> dict[str, str]:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


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
