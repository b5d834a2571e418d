"""Accounts and organizations as a test sees them: read-only and live.

What they keep is private, and written by the directory alone; the rest of the package reads it by the names without an
underscore.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from .clock import to_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from .organizational_unit import OrganizationalUnit, Root
    from .words import FeatureSet, JoinedMethod


class Named:
    """Base of the read-only views: prints as its id, and compares equal to it."""

    __slots__ = ("_id",)

    _id: str

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, str) and self._id == other)

    def __hash__(self) -> int:
        return hash(self._id)

    def __str__(self) -> str:
        return self._id

    @property
    def id(self) -> str:
        """AWS's id: an account's 12 digits, ``o-...``, ``h-...``."""
        return self._id


class Account(Named):
    """An AWS account, in an organization or standalone; it equals its 12 digits."""

    __slots__ = (
        "_email",
        "_is_delegated",
        "_join_order",
        "_joined_at",
        "_joined_method",
        "_name",
        "_organization",
        "_parent",
        "_tags",
    )

    def __init__(self, id: str, email: str | None, name: str | None) -> None:  # noqa: A002 - AWS's word
        self._id = id
        self._email = email
        self._name = name
        self._organization: Organization | None = None
        self._joined_method: JoinedMethod | None = None
        self._joined_at = 0
        self._join_order = 0
        self._parent: OrganizationalUnit | None = None  # None is the root
        self._tags: dict[str, str] | None = None
        self._is_delegated = False

    def __repr__(self) -> str:
        return f"Account({self.id!r}, email={self.email!r})"

    @property
    def email(self) -> str:
        """The address of its owner; EMAIL invitations find the account by it."""
        return self._email or f"account-{self.id}@example.com"

    @property
    def name(self) -> str:
        """What the account is called."""
        return self._name or f"Account {self.id}"

    @property
    def organization(self) -> Organization | None:
        """The organization it belongs to now, or None for a standalone account."""
        return self._organization

    @property
    def parent(self) -> OrganizationalUnit | Root | None:
        """The organizational unit it is in, or the root, or None for a standalone account."""
        return None if self._organization is None else self._parent or self._organization.root

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, by key: those of its invitation, and what TagResource added; a standalone account has none."""
        return dict(self._tags or {})

    @property
    def is_delegated(self) -> bool:
        """Whether it is a delegated administrator of some service in its organization."""
        return self._is_delegated

    @property
    def is_management(self) -> bool:
        """Whether it is the management account of its organization."""
        return self._organization is not None and self._organization.management is self

    @property
    def joined_method(self) -> JoinedMethod | None:
        """How it joined its organization, or None for a standalone account."""
        return self._joined_method

    @property
    def joined(self) -> datetime | None:
        """When it joined its organization, or None for a standalone account."""
        return None if self._organization is None else to_datetime(self._joined_at)

    @property
    def joined_at(self) -> int:
        """The instant at which it joined."""
        return self._joined_at

    @property
    def join_order(self) -> int:
        """Its place among all that joined an organization here."""
        return self._join_order

    @property
    def arn(self) -> str | None:
        """Its ARN in its organization, or None: outside of one AWS Organizations has no ARN for it."""
        return self.arn_in("aws")

    def arn_in(self, partition: str) -> str | None:
        """Return the ARN as a client of this partition reads it."""
        owner = self._organization
        if owner is None:
            return None
        return f"arn:{partition}:organizations::{owner.management.id}:account/{owner.id}/{self.id}"

    @property
    def paths(self) -> list[str]:
        """AWS's ``Paths``, from the organization on."""
        parent = self.parent
        return [] if parent is None else [f"{parent.path}{self.id}/"]


class Organization(Named):
    """An AWS organization; it equals its id."""

    __slots__ = ("_feature_set", "_index_key", "_management", "_members", "_root", "_units")

    _root: Root

    def __init__(self, id: str, management: Account, feature_set: FeatureSet) -> None:  # noqa: A002 - AWS's word
        self._id = id
        self._management = management
        self._feature_set = feature_set
        self._members: dict[str, Account] = {}
        self._units: dict[str, OrganizationalUnit] = {}
        self._index_key = builtins.id(self)

    def __repr__(self) -> str:
        return f"Organization({self.id!r}, management={self.management.id!r})"

    @property
    def arn(self) -> str:
        """Its ARN, which names the management account."""
        return self.arn_in("aws")

    @property
    def management(self) -> Account:
        """Its management account."""
        return self._management

    @property
    def feature_set(self) -> FeatureSet:
        """What it can do: ``"ALL"``, or ``"CONSOLIDATED_BILLING"`` alone."""
        return self._feature_set

    @property
    def members(self) -> list[Account]:
        """Its accounts in the order they joined, the management account included."""
        return list(self._members.values())

    @property
    def root(self) -> Root:
        """Its root, under which all accounts and organizational units are."""
        return self._root

    @property
    def units(self) -> list[OrganizationalUnit]:
        """Its organizational units, in the order in which they were made."""
        return list(self._units.values())

    @property
    def index_key(self) -> int:
        """What the world finds it by: next to moto, the default organization gets the id that moto's has."""
        return self._index_key

    def member(self, account_id: str) -> Account | None:
        """Return the account with this id if it is a member."""
        return self._members.get(account_id)

    def unit(self, unit_id: str) -> OrganizationalUnit | None:
        """Return the organizational unit with this id if it has one."""
        return self._units.get(unit_id)

    def arn_in(self, partition: str) -> str:
        """Return the ARN as a client of this partition reads it."""
        return f"arn:{partition}:organizations::{self.management.id}:organization/{self.id}"
