"""What goes in and out of an operation: who calls and what that allows, answers, and the tokens of pages."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _explain
from ._errors import Refusal, denied, invalid

if TYPE_CHECKING:
    from ._models import Account, Organization

Params = dict[str, Any]

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
    return Signature("", _partition_of(region))


@lru_cache(maxsize=256)
def _read_scope(scope: bytes | str) -> Signature:
    text = scope.decode("latin-1") if isinstance(scope, bytes) else scope
    parts = text.partition("Credential=")[2].split("/")
    return Signature(parts[0], _partition_of(parts[2] if len(parts) > 2 else ""))  # noqa: PLR2004


def _partition_of(region: str) -> str:
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

    @property
    def is_management(self) -> bool:
        """Whether it is the management account of its organization."""
        organization = self.account.organization
        return organization is not None and organization.management is self.account


def joined_by(caller: Caller) -> Organization:
    """Return the organization of the caller."""
    organization = caller.account.organization
    if organization is None:
        raise Refusal("AWSOrganizationsNotInUseException", why=_explain.standalone(caller.account))
    return organization


def managed_by(caller: Caller) -> Organization:
    """Return the organization that the caller manages."""
    organization = joined_by(caller)
    if organization.management is not caller.account:
        raise denied(_explain.only_management(organization))
    return organization


def write_token(listing: str, place: tuple[int, int]) -> str:
    """Name a place in a listing."""
    return base64.urlsafe_b64encode(f"{listing}/{place[0]}/{place[1]}".encode()).decode()


class Token(NamedTuple):
    """A place in a listing, as a caller handed it back."""

    text: str
    place: tuple[int, int]

    def place_in(self, listing: str) -> tuple[int, int]:
        """Return the place, if it was made for this very list."""
        if write_token(listing, self.place) != self.text:
            raise invalid("INVALID_NEXT_TOKEN")
        return self.place


def read_token(params: Params) -> Token | None:
    """Return the place that a NextToken names, if there is one."""
    if "NextToken" not in params:
        return None
    token = params["NextToken"]
    try:
        text = base64.urlsafe_b64decode(token if isinstance(token, str) else "").decode("ascii")
        _, requested, sequence = text.rsplit("/", 2)
        return Token(token, (int(requested), int(sequence)))
    except ValueError:
        raise invalid("INVALID_NEXT_TOKEN") from None
