"""What goes in and out of an operation: who calls and what that allows, and the answer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _explain
from ._errors import Refusal, denied

if TYPE_CHECKING:
    from ._models import Account, Organization

Params = dict[str, Any]
Reply = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an HTTP response."""

_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}


class Signature(NamedTuple):
    """What a request's signature says of its sender."""

    key: str
    partition: str


def signed(authorization: bytes | str) -> Signature:
    """Read the Authorization header of a request."""
    # Only the credential scope is looked at; it stays the same from call to call where the signature does not.
    return _read_scope(
        authorization.partition(b",")[0] if isinstance(authorization, bytes) else authorization.partition(",")[0]
    )


def unsigned(url: str) -> Signature:
    """Read what the URL says of a request that nobody signed."""
    region = next((part for part in url.partition("//")[2].split(".") if part.startswith(tuple(_PARTITIONS))), "")
    return Signature("", partition_of(region))


@lru_cache(maxsize=256)
def _read_scope(scope: bytes | str) -> Signature:
    text = scope.decode("latin-1") if isinstance(scope, bytes) else scope
    parts = text.partition("Credential=")[2].split("/")
    return Signature(parts[0], partition_of(parts[2] if len(parts) > 2 else ""))  # noqa: PLR2004


def partition_of(region: str) -> str:
    """Return the partition that a region belongs to."""
    return next((partition for prefix, partition in _PARTITIONS.items() if region.startswith(prefix)), "aws")


class Answer(NamedTuple):
    """What goes back over the wire."""

    status: int
    content_type: str
    request_id: str
    body: bytes
    at: int


class Caller(NamedTuple):
    """Who calls, from which partition, and with which access key."""

    account: Account
    partition: str
    key: str


def joined_by(caller: Caller) -> Organization:
    """Return the organization of the caller."""
    organization = caller.account.organization
    if organization is None:
        raise Refusal("AWSOrganizationsNotInUseException", why=_explain.standalone(caller.account))
    return organization


def managed_by(caller: Caller) -> Organization:
    """Return the organization that the caller manages."""
    organization = joined_by(caller)
    require_management(organization, caller.account)
    return organization


def require_management(organization: Organization, account: Account) -> None:
    """Refuse whoever does not speak for an organization."""
    if organization.management is not account:
        raise denied(_explain.only_management(organization))
