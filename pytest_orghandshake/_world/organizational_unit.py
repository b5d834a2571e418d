"""The root and the organizational units of an organization as a test sees them: read-only and live.

Only the directory writes their private attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .text import Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .accounts import Organization, OrganizationRecord


class Root(Named):
    """The root of an organization, which contains everything else. It is a string, its id, with live properties."""

    __slots__ = ("_record", "_tags")

    def __init__(self, id: str, organization: Organization) -> None:  # noqa: A002, ARG002 - AWS's word, and the text
        self._record: OrganizationRecord = organization.record
        self._tags: dict[str, str] | None = None

    def __repr__(self) -> str:
        return f"Root({self.id!r})"

    @property
    def name(self) -> str:
        """``"Root"``, the name of every root on AWS."""
        return "Root"

    @property
    def organization(self) -> Organization:
        """The organization that it belongs to."""
        return self._record.named

    @property
    def arn(self) -> str:
        """Its ARN, which contains the management account."""
        return self.arn_in("aws")

    @property
    def path(self) -> str:
        """AWS's ``Path``, starting with the organization."""
        return f"{self._record.named.id}/{self.id}/"

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, by key."""
        return dict(self._tags or {})

    def arn_in(self, partition: str) -> str:
        """Return the ARN for a client of this partition."""
        owner = self._record.named
        return f"arn:{partition}:organizations::{owner.management.id}:root/{owner.id}/{self.id}"


class OrganizationalUnit(Named):
    """An organizational unit (OU), which contains accounts and other units. It is a string, its id, with live properties."""

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
        """Its name."""
        return self._name

    @property
    def organization(self) -> Organization:
        """The organization that it belongs to."""
        return self._record.named

    @property
    def parent(self) -> OrganizationalUnit | Root:
        """The unit or the root that contains it."""
        return self._parent or self._record.root

    @property
    def arn(self) -> str:
        """Its ARN, which contains the management account."""
        return self.arn_in("aws")

    @property
    def path(self) -> str:
        """AWS's ``Path``, starting with the organization."""
        return f"{self.parent.path}{self.id}/"

    @property
    def tags(self) -> dict[str, str]:
        """Its tags, by key."""
        return dict(self._tags or {})

    @property
    def order(self) -> int:
        """Its rank among all units, in order of creation."""
        return self._order

    def arn_in(self, partition: str) -> str:
        """Return the ARN for a client of this partition."""
        owner = self._record.named
        return f"arn:{partition}:organizations::{owner.management.id}:ou/{owner.id}/{self.id}"
