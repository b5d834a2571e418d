"""The identity of a caller: access keys, roles, session tokens, signatures and partitions.

AWS encodes the account in the access key id, so no table of keys is needed: from the fifth character on, a key is base32, and
its first 48 bits hold the account number, shifted left by seven.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypedDict

if TYPE_CHECKING:
    from .clock import Clock

DEFAULT_KEY = "AKIAIOSFODNN7EXAMPLE"
"""The example key in AWS's documentation. A caller that signs with it is the default caller."""

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # noqa: S105 - AWS's documentation prints it

_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
_HOMES = {
    "aws-cn": "cn-northwest-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-eusc": "eusc-de-east-1",
}
USER = "orghandshake"
"""The name of a caller that has not assumed a role."""

_PREFIX = 4
_BITS = (1 << 47) - (1 << 7)
_MAX_ACCOUNT = 10**12


class Credentials(TypedDict):
    """The keys of an account, under the names that ``boto3.Session`` and ``boto3.client`` give them."""

    aws_access_key_id: str
    aws_secret_access_key: str
    aws_session_token: str


def is_account_id(value: object) -> bool:
    """Tell whether a value consists of 12 ASCII digits, like an AWS account id."""
    return isinstance(value, str) and len(value) == 12 and value.isascii() and value.isdigit()  # noqa: PLR2004


class Session(NamedTuple):
    """The session of a temporary access key: an assumed role, or a user (without names) after GetSessionToken."""

    account: str
    role: str
    name: str


class Roles:
    """The temporary keys that have been issued."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._issued: dict[str, int] = {}

    def assume(self, session: Session) -> str:
        """Issue a new access key for a session."""
        key = key_of(session.account, number=len(self._sessions) + 1)
        self._sessions[key] = session
        self._issued[key] = self._clock.now()
        return key

    def issued(self, key: str) -> int:
        """Return the instant at which a key was issued."""
        return self._issued[key]

    def session(self, key: str) -> Session | None:
        """Return the session of a key, if it was issued here."""
        return self._sessions.get(key)


class Who(NamedTuple):
    """A caller, as IAM names it."""

    kind: str
    name: str
    user_id: str
    arn: str


def user_or_role(session: Session | None, account_id: str, partition: str) -> Who:
    """Return the caller: the session of a role, or a user.

    It is never the account's root user, who can't assume a role ("Roles may not be assumed by root accounts.", observed).
    """
    if session is None or not session.role:
        return Who("IAMUser", USER, f"AIDA{account_id}EXAMP", f"arn:{partition}:iam::{account_id}:user/{USER}")
    user_id = f"AROA{account_id}EXAMP:{session.name}"
    return Who("AssumedRole", session.role, user_id, session_arn(partition, session))


def session_arn(partition: str, session: Session) -> str:
    """Return the ARN of the session of an assumed role."""
    return f"arn:{partition}:sts::{session.account}:assumed-role/{session.role}/{session.name}"


def key_of(account_id: str, *, number: int = 0) -> str:
    """Return an access key id that encodes the account, in the form of temporary credentials."""
    named = (int(account_id) << 7).to_bytes(6, "big") + number.to_bytes(4, "big")
    return "ASIA" + base64.b32encode(named).decode()


@lru_cache(maxsize=1024)
def account_in(key: str) -> str | None:
    """Return the account id that is encoded in an access key id, or None if it does not have AWS's form."""
    if key == DEFAULT_KEY:
        return None
    try:
        named = base64.b32decode(key[_PREFIX:])[:6]
    except ValueError:
        return None
    number = (int.from_bytes(named, "big") & _BITS) >> 7
    return f"{number:012d}" if 0 < number < _MAX_ACCOUNT else None


def token_of(account_id: str) -> str:
    """Return a session token for an account."""
    return f"orghandshake-session-token-of-{account_id}"


class Signature(NamedTuple):
    """The access key and the partition in the signature of a request."""

    key: str
    partition: str


def signed(authorization: bytes | str) -> Signature:
    """Read the Authorization header of a request."""
    # Only the credential scope is parsed: unlike the signature, it is the same in many calls, so it can be cached.
    return _read_scope(
        authorization.partition(b",")[0] if isinstance(authorization, bytes) else authorization.partition(",")[0]
    )


def unsigned(url: str) -> Signature:
    """Read the partition of an unsigned request from its URL."""
    region = next((part for part in url.partition("//")[2].split(".") if part.startswith(tuple(_PARTITIONS))), "")
    return Signature("", partition_of(region))


@lru_cache(maxsize=256)
def _read_scope(scope: bytes | str) -> Signature:
    text = scope.decode("latin-1") if isinstance(scope, bytes) else scope
    parts = text.partition("Credential=")[2].split("/")
    return Signature(parts[0], partition_of(parts[2] if len(parts) > 2 else ""))  # noqa: PLR2004


def region_of(partition: str) -> str:
    """Return a region of a partition."""
    return next((f"{prefix}west-1" for prefix, known in _PARTITIONS.items() if known == partition), "us-east-1")


def partition_of(region: str) -> str:
    """Return the partition that a region belongs to."""
    return next((partition for prefix, partition in _PARTITIONS.items() if region.startswith(prefix)), "aws")


def home_of(partition: str) -> str:
    """Return the region of AWS Organizations in a partition; there is only one."""
    return _HOMES.get(partition, "us-east-1")
