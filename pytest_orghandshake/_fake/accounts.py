"""Accounts and organizations, as a test adds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError, nearest
from .._world import additions
from .._world.lookup import account_id_of
from .._world.words import FEATURE_SETS
from .base import Base

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization
    from .._world.organizational_unit import OrganizationalUnit, Root
    from .._world.words import FeatureSet, JoinedMethod

__tracebackhide__ = HIDDEN


class Accounts(Base):
    """Who there is."""

    @property
    def organization(self) -> Organization:
        """The default organization: ``o-exampleorgid``, feature set ALL, management account 111111111111."""
        with self._service.lock:
            return self._world.directory.default

    def add_organization(
        self,
        id: str | None = None,  # noqa: A002 - AWS's word
        *,
        management: Account | str | None = None,
        feature_set: FeatureSet = "ALL",
    ) -> Organization:
        """Add another organization.

        Args:
            id: ``o-`` and 10 to 32 lower-case letters or digits; made up if left out.
            management: The standalone account that heads it, or its 12 digits; a new one if left out.
            feature_set: ``"ALL"`` or ``"CONSOLIDATED_BILLING"``.

        Raises:
            SetupError: The id is taken or malformed, or the account is in an organization already.
        """
        if feature_set not in FEATURE_SETS:
            raise SetupError(f"unknown feature_set {feature_set!r}{nearest(feature_set, FEATURE_SETS)}")
        with self._lock:
            directory = self._world.directory
            head = None if management is None else account_id_of(self._world, management)
            return directory.add_organization(id, head, feature_set, joined=self._world.clock.now())

    def add_organizational_unit(
        self, name: str, *, parent: OrganizationalUnit | Root | str | None = None
    ) -> OrganizationalUnit:
        """Add an organizational unit (OU).

        Args:
            name: What it is called: 1 to 128 characters, and no other unit in the same parent has it.
            parent: The unit it is in, or the root of an organization; that of the default organization if left out.

        Raises:
            SetupError: AWS would not let it be: the message says why.
        """
        with self._lock:
            return additions.add_organizational_unit(self._world, name, parent)

    def add_account(
        self,
        id: str | None = None,  # noqa: A002 - AWS's word
        *,
        email: str | None = None,
        name: str | None = None,
        organization: Organization | str | None = None,
        parent: OrganizationalUnit | Root | str | None = None,
        joined: JoinedMethod = "CREATED",
        delegated: bool = False,
    ) -> Account:
        """Add an account.

        Args:
            id: Its 12 digits; made up if left out.
            email: The address of its owner; invitations to it find the account.
            name: What it is called.
            organization: Where it is a member, or None for a standalone account.
            parent: The organizational unit it is in, or the root: it is a member of that organization.
            joined: How it became a member: ``"CREATED"`` or ``"INVITED"``.
            delegated: Whether it is a delegated administrator, which may read what the management account may.

        Raises:
            SetupError: The id or the address is taken, or the id is malformed; or the words contradict each other.
        """
        with self._lock:
            return additions.add_account(
                self._world,
                id,
                email=email,
                name=name,
                organization=organization,
                parent=parent,
                joined=joined,
                delegated=delegated,
            )
