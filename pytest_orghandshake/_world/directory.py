"""Accounts, organizations and membership. Nothing here knows about handshakes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError
from . import tree
from .accounts import Account, Organization
from .identity import account_in, is_account_id
from .organizational_unit import OrganizationalUnit, Root
from .words import ORGANIZATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .tree import Parent
    from .words import FeatureSet, JoinedMethod

__tracebackhide__ = HIDDEN

DEFAULT_ORGANIZATION = "o-exampleorgid"
DEFAULT_MANAGEMENT = "111111111111"

_GENERATED_EMAIL = re.compile(r"account-(\d{12})@example\.com")
_FIRST_GENERATED = 300_000_000_001


def check_email(email: object) -> None:
    """Refuse a value that is not an e-mail address.

    Raises:
        SetupError: It is not an e-mail address.
    """
    if not isinstance(email, str) or "@" not in email:
        raise SetupError(f"email={email!r} is not an e-mail address: write it as 'owner@example.com'")


class Directory:
    """All accounts and organizations of one world, which starts with one of each.

    A subclass shares its accounts with moto: see ``MotoDirectory``.
    """

    def __init__(self, begin: int) -> None:
        self._accounts: dict[str, Account] = {}
        self._by_email: dict[str, Account] = {}
        self._organizations: dict[str, Organization] = {}
        self._reserved: set[str] = set()
        self._generated = _FIRST_GENERATED
        self._joins = 0
        self._units_made = 0
        management = self.add_account(DEFAULT_MANAGEMENT, email="management@example.com", name="Management")
        self._default = self.add_organization(DEFAULT_ORGANIZATION, management, "ALL", joined=begin)

    @property
    def default(self) -> Organization:
        """The organization used when none is given."""
        return self._default

    @property
    def organizations(self) -> list[Organization]:
        """Every organization, in the order in which they were added."""
        return list(self._organizations.values())

    @property
    def is_shared(self) -> bool:
        """Whether the accounts are shared with moto at the moment, which then answers calls about them."""
        return False

    @property
    def caller(self) -> Account:
        """The account of a caller whose key does not contain an account."""
        return self._default.management

    def account_by_key(self, key: str) -> Account | None:
        """Return the account that moto made an access key for."""
        del key
        return None

    def account_in_key(self, key: str) -> Account | None:
        """Return the known account that an access key names."""
        named = account_in(key)
        return None if named is None else self.account(named)

    def caller_of(self, key: str, acting: Account | None) -> Account:
        """Return who calls with an access key; ``acting`` is whoever calls with one that names nobody, if a test says so."""
        return self.account_in_key(key) or acting or self._default.management

    def refresh(self) -> list[tuple[Account, Organization]]:
        """Apply changes that moto made.

        Returns:
            The accounts that left an organization; for a deleted organization, its management account.
        """
        return []

    def show_in(self, partition: str, caller: Account) -> None:
        """Let moto find the organization of a caller in the partition of its client."""

    def release(self) -> None:
        """Undo what was written into moto."""

    def account(self, account_id: str) -> Account | None:
        """Return the known account with this id."""
        if account_id in self._reserved:
            # Properties read this without the lock, so setdefault keeps two threads from making two accounts.
            self._accounts.setdefault(account_id, Account(account_id, None, None))
            self._reserved.discard(account_id)
        return self._accounts.get(account_id)

    def get_or_add_account(self, account_id: str) -> Account:
        """Return the account with this id; an unknown one is added as a standalone account."""
        return self.account(account_id) or self.add_account(account_id)

    def reserve_account(self) -> str:
        """Return the id of a new standalone account, which is created only when it is used."""
        account_id = self._generate_account_id()
        self._reserved.add(account_id)
        return account_id

    def account_by_email(self, email: str) -> Account | None:
        """Return the known account with this e-mail address."""
        found = self._by_email.get(email.lower())
        if found is None and (match := _GENERATED_EMAIL.fullmatch(email.lower())):
            found = self.account(match[1])
        return found if found is not None and found.email.lower() == email.lower() else None

    def organization(self, organization_id: str) -> Organization | None:
        """Return the organization with this id, with or without ``o-``."""
        return self._organizations.get(organization_id) or self._organizations.get(f"o-{organization_id}")

    def add_account(
        self, account_id: str | None = None, *, email: str | None = None, name: str | None = None
    ) -> Account:
        """Add a standalone account."""
        if account_id is None:
            account_id = self._generate_account_id()
        elif not is_account_id(account_id):
            raise SetupError(f"{account_id!r} is not an account id: write its 12 digits, '222222222222'")
        else:
            account_id = str(account_id)
        if self.account(account_id) is not None:
            raise SetupError(
                f"account {account_id} already exists: seed, act_as and credentials create the accounts they name. Call "
                "add_account() before them, or use another id"
            )
        for word, text in (("email", email), ("name", name)):
            if text is not None and not isinstance(text, str):
                raise SetupError(f"{word}={text!r} is not text")
        if email is not None:
            check_email(email)
            if (owner := self.account_by_email(email)) is not None:
                raise SetupError(
                    f"{email!r} already belongs to account {owner.id}: AWS requires a different address for each account"
                )
        account = self._accounts[account_id] = Account(account_id, email, name)
        if email is not None:
            self._by_email[email.lower()] = account
        return account

    def add_organization(
        self, organization_id: str | None, management: Account | str | None, feature_set: FeatureSet, *, joined: int
    ) -> Organization:
        """Add an organization with a management account, by default a new one."""
        if organization_id is None:
            organization_id = f"o-example{len(self._organizations) + 1:05d}"
        elif not ORGANIZATION_ID.fullmatch(str(organization_id)):
            raise SetupError(
                f"{organization_id!r} is not an organization id: write 'o-' and 10 to 32 lower-case letters or digits, as in "
                "'o-acquiredcorp'"
            )
        organization_id = str(organization_id)
        if organization_id in self._organizations:
            raise SetupError(f"organization {organization_id} already exists: use another id, or none")
        if management is None:
            management = self.add_account()
        elif not isinstance(management, Account):
            management = self.get_or_add_account(management)
        if management.organization is not None:
            raise SetupError(
                f"account {management.id} is already in {management.organization.id}: pass a standalone account as "
                "management=, or none"
            )
        organization = self._make_organization(organization_id, management, feature_set)
        # AWS lists a management account with JoinedMethod INVITED (observed).
        self.join(management, organization, "INVITED", joined)
        return organization

    def create_organization(self, management: Account, feature_set: FeatureSet, when: int) -> Organization:
        """Create the organization that an account asks for; it replaces a deleted default organization."""
        is_default = management is self._default.management and self._default.id not in self._organizations
        organization = self.add_organization(None, management, feature_set, joined=when)
        if is_default:
            self._default = organization
        return organization

    def join(
        self,
        account: Account,
        organization: Organization,
        method: JoinedMethod,
        when: int,
        *,
        parent: OrganizationalUnit | None = None,
        tags: Mapping[str, str] | None = None,
        delegated: bool = False,
    ) -> None:
        """Add a standalone account to an organization: to one of its units, or to its root."""
        account._organization = organization
        account._joined_method = method
        account._joined_at = when
        self._joins += 1
        account._join_order = self._joins
        account._parent = parent
        account._tags = dict(tags) if tags else None
        account._is_delegated = delegated
        organization.record.members[account.id] = account

    def leave(self, account: Account) -> None:
        """Make an account standalone."""
        if account.organization is not None:
            del account.organization.record.members[account.id]
        account._organization = None
        account._joined_method = None
        account._tags = None  # AWS deletes the tags of an account that leaves (botocore's model, LeaveOrganization)
        account._is_delegated = False

    def enable_all_features(self, organization: Organization) -> None:
        """Set the feature set of an organization to ALL."""
        organization.record.feature_set = "ALL"

    # The tree

    def add_unit(self, parent: Parent, name: str, tags: Mapping[str, str] | None = None) -> OrganizationalUnit:
        """Add an organizational unit."""
        organization = parent.organization
        above, order = parent if isinstance(parent, OrganizationalUnit) else None, self._next_unit()
        unit = OrganizationalUnit(tree.unit_id(organization, order), name, organization, above, order)
        unit._tags = dict(tags) if tags else None
        organization.record.units[unit.id] = unit
        return unit

    def rename_unit(self, unit: OrganizationalUnit, name: str) -> None:
        """Give an organizational unit another name."""
        unit._name = name

    def delete_unit(self, unit: OrganizationalUnit) -> None:
        """Delete an empty organizational unit."""
        del unit.organization.record.units[unit.id]

    def move(self, account: Account, parent: Parent) -> None:
        """Move a member to a unit or the root."""
        account._parent = parent if isinstance(parent, OrganizationalUnit) else None

    def tag(self, thing: Account | Parent, tags: Mapping[str, str]) -> None:
        """Add tags, or change their values."""
        thing._tags = {**(thing._tags or {}), **tags}

    def untag(self, thing: Account | Parent, keys: Iterable[str]) -> None:
        """Remove tags; missing ones are ignored."""
        gone = set(keys)
        thing._tags = {key: value for key, value in (thing._tags or {}).items() if key not in gone}

    def delete(self, organization: Organization) -> None:
        """Delete an organization; its remaining accounts become standalone."""
        for account in organization.members:
            self.leave(account)
        del self._organizations[organization.id]

    def _make_organization(self, organization_id: str, management: Account, feature_set: FeatureSet) -> Organization:
        organization = Organization(organization_id, management, feature_set)
        taken = {each.root.id for each in self._organizations.values()}
        organization.record.root = Root(tree.root_id(organization_id, taken), organization)
        self._organizations[organization_id] = organization
        return organization

    def _next_unit(self) -> int:
        self._units_made += 1
        return self._units_made

    def _generate_account_id(self) -> str:
        while (account_id := f"{self._generated:012d}") in self._accounts:
            self._generated += 1
        self._generated += 1
        return account_id
