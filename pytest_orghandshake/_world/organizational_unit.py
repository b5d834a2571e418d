"""Where the accounts of an organization are: its root and its organizational units, as a test sees them.

What they keep is private, and written by the directory alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .text import Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .accounts import Organization, OrganizationRecord


class Root(Named):
    """The root of an organization, under which everything else is; it equals its id."""

    __slots__ = ("_record", "_tags")

    def __init__(self, id: str, organization: Organization) -> None:  # noqa: A002, ARG002 - AWS's word, and the text
        self._record: OrganizationRecord = organization.record
        self._tags: dict[str, str] | None = None

    def __repr__(self) -> str:
        return f"Root({self.id!r})"

    @property
    def name(self) -> str:
        """AWS calls every root the same."""
        return "Root"

    @property
    def organization(self) -> Organization:
        """The organization whose root it is."""
        return self._record.named

    @property
    def arn(self) -> str:
        """Its ARN, which names the management account."""
        return self.arn_in("aws")

    @property
    def path(self) -> str:
        """AWS's ``Path``, from the organization on."""
        return f"{self._record.named.id}/{self.id}/"

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, by key."""
        return dict(self._tags or {})

    def arn_in(self, partition: str) -> str:
        """Return the ARN as a client of this partition reads it."""
        owner = self._record.named
        return f"arn:{partition}:organizations::{owner.management.id}:root/{owner.id}/{self.id}"


class OrganizationalUnit(Named):
    """An organizational unit (OU): accounts and further units are in it. It equals its id."""

    __slots__ = ("_name", "_order", "_parent", "_record", "_tags")

    _advice: ClassVar[Mapping[str, str]] = {
        "name": ": UpdateOrganizationalUnit renames it",
        "tags": ": TagResource and UntagResource change them",
        "": ": add_organizational_unit(...) sets it",
    }
    _subscript_advice = "its properties are id, arn, name, organization, parent, path and tags"

    def __init__(
        self,
        id: str,  # noqa: A002, ARG002 - AWS's word, and the text
        name: str,
        organization: Organization,
        parent: OrganizationalUnit | None,
        order: int,
    ) -> None:
        self._name = name
        self._record: OrganizationRecord = organization.record
        self._parent = parent  # None is the root
        self._order = order
        self._tags: dict[str, str] | None = None

    def __repr__(self) -> str:
        return f"OrganizationalUnit({self.id!r}, {self.name!r})"

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name

    @property
    def organization(self) -> Organization:
        """The organization that it is of."""
        return self._record.named

    @property
    def parent(self) -> OrganizationalUnit | Root:
        """What it is in: another unit, or the root."""
        return self._parent or self._record.root

    @property
    def arn(self) -> str:
        """Its ARN, which names the management account."""
        return self.arn_in("aws")

    @property
    def path(self) -> str:
        """AWS's ``Path``, from the organization on."""
        return f"{self.parent.path}{self.id}/"

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, by key."""
        return dict(self._tags or {})

    @property
    def order(self) -> int:
        """Its place among all units that were made here."""
        return self._order

    def arn_in(self, partition: str) -> str:
        """Return the ARN as a client of this partition reads it."""
        owner = self._record.named
        return f"arn:{partition}:organizations::{owner.management.id}:ou/{owner.id}/{self.id}"
