"""Accounts and organizations, as a test adds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError, nearest
from .._world.lookup import account_of, organization_of
from .._world.words import FEATURE_SETS, JOINED_METHODS
from .base import Base

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization
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
            head = None if management is None else account_of(self._world, management)
            return directory.add_organization(id, head, feature_set, joined=self._world.clock.now())

    def add_account(
        self,
        id: str | None = None,  # noqa: A002 - AWS's word
        *,
        email: str | None = None,
        name: str | None = None,
        organization: Organization | str | None = None,
        joined: JoinedMethod = "CREATED",
    ) -> Account:
        """Add an account.

        Args:
            id: Its 12 digits; made up if left out.
            email: The address of its owner; invitations to it find the account.
            name: What it is called.
            organization: Where it is a member, or None for a standalone account.
            joined: How it became a member: ``"CREATED"`` or ``"INVITED"``.

        Raises:
            SetupError: The id or the address is taken, or the id is malformed.
        """
        if joined not in JOINED_METHODS:
            raise SetupError(f"unknown joined {joined!r}{nearest(joined, JOINED_METHODS)}")
        if organization is None and joined != "CREATED":
            raise SetupError(f"joined={joined!r} says how it joined an organization: write organization= beside it")
        with self._lock:
            owner = None if organization is None else organization_of(self._world, organization)
            account = self._world.directory.add_account(id, email=email, name=name)
            if owner is not None:
                self._world.directory.join(account, owner, joined, self._world.clock.now())
            return account
