"""Accounts and organizations as a test sees them: read-only and live.

Only the directory writes their private attributes; the rest of the package reads the properties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .clock import to_datetime
from .text import Named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .organizational_unit import OrganizationalUnit, Root
    from .words import FeatureSet, JoinedMethod


_JOINING = (
    ": an account becomes a member by accepting an invitation (set_state(invite, 'ACCEPTED') or AcceptHandshake), or with "
    "add_account(organization=...)"
)


class Account(Named):
    """An AWS account, in an organization or standalone. It is a string, its 12 digits, with live properties."""

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

    _advice: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("organization", "joined", "joined_method", "is_management"), _JOINING),
        "": ": add_account(...) sets it",
    }
    _subscript_advice = "its properties are id, email, name, organization and the like"

    def __init__(self, id: str, email: str | None, name: str | None) -> None:  # noqa: A002, ARG002 - AWS's word, and the text
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
        """Its e-mail address; EMAIL invitations to this address reach it."""
        return self._email or f"account-{self.id}@example.com"

    @property
    def name(self) -> str:
        """Its name."""
        return self._name or f"Account {self.id}"

    @property
    def organization(self) -> Organization | None:
        """The organization it belongs to now, or None for a standalone account."""
        return self._organization

    @property
    def parent(self) -> OrganizationalUnit | Root | None:
        """The organizational unit or the root that contains it, or None for a standalone account."""
        return None if self._organization is None else self._parent or self._organization.root

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, by key: those of its invitation and those that TagResource added. A standalone account has none."""
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
        """Its rank among all accounts that have joined an organization; 0 if it never has."""
        return self._join_order

    @property
    def arn(self) -> str | None:
        """Its ARN, or None for a standalone account, which has no ARN in AWS Organizations."""
        return self.arn_in("aws")

    def arn_in(self, partition: str) -> str | None:
        """Return the ARN for a client of this partition."""
        owner = self._organization
        if owner is None:
            return None
        return f"arn:{partition}:organizations::{owner.management.id}:account/{owner.id}/{self.id}"

    @property
    def paths(self) -> list[str]:
        """AWS's ``Paths``, starting with the organization."""
        parent = self.parent
        return [] if parent is None else [f"{parent.path}{self.id}/"]


class OrganizationRecord:
    """The state of an organization without its id: under ``mock_aws``, the default one continues with the id of moto's."""

    __slots__ = ("feature_set", "management", "members", "named", "root", "units")

    root: Root

    def __init__(self, named: Organization, management: Account, feature_set: FeatureSet) -> None:
        self.named = named
        self.management = management
        self.feature_set = feature_set
        self.members: dict[str, Account] = {}
        self.units: dict[str, OrganizationalUnit] = {}


class Organization(Named):
    """An AWS organization. It is a string, its id, with live properties."""

    __slots__ = ("_record",)

    _advice: ClassVar[Mapping[str, str]] = {
        "members": _JOINING,
        "feature_set": ": accepting its ENABLE_ALL_FEATURES handshake enables all features, or "
        "add_organization(feature_set=...) sets it",
        "": ": add_organization(...) sets it",
    }
    _subscript_advice = "its properties are id, arn, management, feature_set and members"

    def __init__(
        self,
        id: str,  # noqa: A002, ARG002 - AWS's word, and the text
        management: Account,
        feature_set: FeatureSet,
    ) -> None:
        self._record = OrganizationRecord(self, management, feature_set)

    def __repr__(self) -> str:
        return f"Organization({self.id!r}, management={self.management.id!r})"

    @property
    def arn(self) -> str:
        """Its ARN, which contains the management account."""
        return self.arn_in("aws")

    @property
    def management(self) -> Account:
        """Its management account."""
        return self._record.management

    @property
    def feature_set(self) -> str:
        """``"ALL"`` or ``"CONSOLIDATED_BILLING"``."""
        return self._record.feature_set

    @property
    def members(self) -> list[Account]:
        """Its accounts in the order they joined, the management account included."""
        return list(self._record.members.values())

    @property
    def root(self) -> Root:
        """Its root, which contains all accounts and organizational units."""
        return self._record.root

    @property
    def units(self) -> list[OrganizationalUnit]:
        """Its organizational units, in the order in which they were made."""
        return list(self._record.units.values())

    @property
    def record(self) -> OrganizationRecord:
        """Its state, by which the world finds it: it stays the same when the id changes."""
        return self._record

    @property
    def current(self) -> Organization:
        """The organization under the id that it has now."""
        return self._record.named

    def member(self, account_id: str) -> Account | None:
        """Return the account with this id if it is a member."""
        return self._record.members.get(account_id)

    def unit(self, unit_id: str) -> OrganizationalUnit | None:
        """Return the organizational unit with this id if it has one."""
        return self._record.units.get(unit_id)

    def arn_in(self, partition: str) -> str:
        """Return the ARN for a client of this partition."""
        return f"arn:{partition}:organizations::{self.management.id}:organization/{self.id}"

    def renamed(self, id: str, management: Account) -> Organization:  # noqa: A002 - AWS's word
        """Return the organization with another id and another management account."""
        renamed = Organization(id, management, "ALL")
        renamed._record = self._record
        self._record.named, self._record.management = renamed, management
        return renamed
