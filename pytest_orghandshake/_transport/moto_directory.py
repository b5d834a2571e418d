"""A directory that shares its accounts and organizations with moto.

While ``mock_aws`` is active, moto's organizations and accounts are read before the world uses its own, and changes in the world
are written into moto, with moto's own methods.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from datetime import timezone
from functools import partial
from typing import TYPE_CHECKING, Any

from .._exceptions import HIDDEN
from .._world.clock import to_instant
from .._world.directory import Directory
from .._world.identity import partition_of
from .moto import IAM, account_by_key, default_account, explain_unsupported_moto, is_answering, loaded
from .moto_tree import move_organization, read_root, read_tree, shape_of, write_place, write_root, write_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._world.accounts import Account, Organization
    from .._world.organizational_unit import OrganizationalUnit
    from .._world.tree import Parent
    from .._world.words import JoinedMethod

__tracebackhide__ = HIDDEN

_ORGANIZATIONS = "moto.organizations.models"
_REGION = "global"  # the region under which every version of moto stores services without regions


class MotoDirectory(Directory):
    """A directory of its own, which is synchronized with moto while ``mock_aws`` is active.

    ``release`` undoes everything that was written into moto.
    """

    def __init__(self, begin: int) -> None:
        # the moto backend of each organization that is in moto too, by the organization's id
        self._backends: dict[str, Any] = {}
        # the backend and partition in which an organization was created, if it may be moved to a client's partition
        self._homes: dict[str, tuple[Any, str]] = {}
        self._default_requested = False
        self._seen: list[Any] = []
        self._undo: list[Callable[[], None]] = []
        super().__init__(begin)

    @property
    def default(self) -> Organization:
        """The default organization: under moto, that of moto's default account, which the first access creates if needed."""
        self._default_requested = True
        if is_answering():
            self._choose_default()
            self._create_missing()
        return super().default

    @property
    def is_shared(self) -> bool:
        """Whether ``mock_aws`` is active."""
        return is_answering()

    @property
    def caller(self) -> Account:
        """The account of a caller whose key does not contain an account."""
        return self.get_or_add_account(default_account()) if is_answering() else super().caller

    def account_by_key(self, key: str) -> Account | None:
        """Return the account that moto made an access key for."""
        account_id = account_by_key(key) if is_answering() else None
        return None if account_id is None else self.get_or_add_account(account_id)

    def caller_of(self, key: str, acting: Account | None) -> Account:
        """Return who calls with an access key; ``acting`` is whoever calls with one that names nobody, if a test says so."""
        if not is_answering():
            return super().caller_of(key, acting)
        return self.account_by_key(key) or self.account_in_key(key) or acting or self.caller

    @explain_unsupported_moto
    def refresh(self) -> list[tuple[Account, Organization]]:
        """Read moto's organizations and accounts.

        Returns:
            The accounts that have left an organization; for a deleted organization, its management account.
        """
        departed: list[tuple[Account, Organization]] = []
        models = loaded(_ORGANIZATIONS)
        if models is not None:
            backends = [
                each for regions in list(models.organizations_backends.values()) for each in list(regions.values())
            ]
            seen = [(id(each), id(each.org), each.org and each.org.feature_set, shape_of(each)) for each in backends]
            if seen != self._seen:
                departed = self._read_all(backends)
                self._seen = seen
        self._create_missing()
        return departed

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
        """Add a standalone account to an organization, in moto too."""
        super().join(account, organization, method, when, parent=parent, tags=tags, delegated=delegated)
        if self._is_in_moto(organization):
            self._add_to_moto(account, organization)

    def leave(self, account: Account) -> None:
        """Make an account standalone, in moto too."""
        organization = account.organization
        super().leave(account)
        if organization is not None and self._is_in_moto(organization):
            self._remove(account, organization)

    def add_unit(self, parent: Parent, name: str, tags: Mapping[str, str] | None = None) -> OrganizationalUnit:
        """Add an organizational unit, in moto too."""
        unit = super().add_unit(parent, name, tags)
        if self._is_in_moto(unit.organization):
            self._undo.append(write_unit(unit, self._backends[unit.organization.id]))
        return unit

    def enable_all_features(self, organization: Organization) -> None:
        """Set the feature set of an organization to ALL, in moto too."""
        super().enable_all_features(organization)
        if self._is_in_moto(organization):
            self._upgrade(organization)

    @explain_unsupported_moto
    def show_in(self, partition: str, caller: Account) -> None:
        """Move an organization that was created here to the moto backend for the partition of a client."""
        organization = caller.organization
        if organization is None or organization.id not in self._homes:
            return
        backends = sys.modules[_ORGANIZATIONS].organizations_backends[organization.management.id]
        there = backends[_REGION if partition == "aws" else partition]
        if there.org is None:
            move_organization(self._backends[organization.id], there, partition, _masters())
            self._backends[organization.id] = there

    @explain_unsupported_moto
    def release(self) -> None:
        """Undo what was written into moto."""
        for organization_id, (home, partition) in self._homes.items():
            backend = self._backends.get(organization_id, home)
            if backend is not home and backend.org is not None and backend.org.id == organization_id:
                move_organization(backend, home, partition, _masters())
        self._homes.clear()
        while self._undo:
            self._undo.pop()()
        self._backends.clear()
        self._seen = []

    def _is_in_moto(self, organization: Organization) -> bool:
        return is_answering() and organization.id in self._backends

    # From moto to the world

    def _read_all(self, backends: list[Any]) -> list[tuple[Account, Organization]]:
        departed: list[tuple[Account, Organization]] = []
        if not all(any(each is backend for each in backends) for backend in self._backends.values()):
            self.release()  # mock_aws was exited and entered again
        for organization_id in list(self._backends):
            departed += self._drop(organization_id)
        for backend in backends:
            if backend.org is not None:
                departed += self._read(backend)
        return departed

    def _drop(self, organization_id: str) -> list[tuple[Account, Organization]]:
        """Delete an organization that moto has deleted."""
        backend = self._backends[organization_id]
        if backend.org is not None and backend.org.id == organization_id:
            return []
        del self._backends[organization_id]
        organization = self._organizations[organization_id]
        self.delete(organization)
        return [(organization.management, organization)]

    def _read(self, backend: Any) -> list[tuple[Account, Organization]]:  # noqa: ANN401 - moto's
        departed: list[tuple[Account, Organization]] = []
        organization = self._organizations.get(backend.org.id)
        if organization is None:
            if self._is_management_in_moto(backend.org.master_account_id):
                return departed  # the same account id in another partition: here an account has one organization
            organization = self._organization_from_moto(backend)
        self._backends[organization.id] = backend
        organization.record.feature_set = backend.org.feature_set
        listed = {each.id: each for each in list(backend.accounts)}
        for account in organization.members:
            if account.id not in listed:
                super().leave(account)
                departed.append((account, organization))
        for each in listed.values():
            account = self._account_from_moto(each)
            before = account.organization
            if before is not organization:
                if before is not None:
                    super().leave(account)
                    departed.append((account, before))
                super().join(account, organization, each.joined_method, _created(each))
        read_tree(organization, backend, self._next_unit)
        return departed

    def _organization_from_moto(self, backend: Any) -> Organization:  # noqa: ANN401 - moto's
        """Add an organization that exists only in moto; that of moto's default account becomes the default one."""
        organization_id, listed = backend.org.id, backend.accounts[0]
        management = self._account_from_moto(listed)
        default = self._default
        is_default = management.id == default_account()
        if is_default and default.id not in self._backends and default.id in self._organizations:
            members = [
                (each, each.joined_method, each._parent, each.tags, each.is_delegated)
                for each in default.members
                if each is not default.management
            ]
            for account in default.members:
                super().leave(account)
            del self._organizations[default.id]
            default = default.renamed(organization_id, management)
            self._default = self._organizations[organization_id] = default
            self._backends[organization_id] = backend
            super().join(management, default, listed.joined_method, _created(listed))
            read_root(default, backend)
            self._undo += [write_unit(unit, backend) for unit in default.units]
            for account, method, parent, tags, delegated in members:
                self.join(account, default, method or "CREATED", 0, parent=parent, tags=tags, delegated=delegated)
            return default
        organization = self._make_organization(organization_id, management, backend.org.feature_set)
        if is_default:
            self._default = organization
        return organization

    def _is_management_in_moto(self, account_id: str) -> bool:
        """Tell whether an account is the management account of an organization in moto."""
        account = self.account(account_id)
        organization = None if account is None else account.organization
        return organization is not None and organization.management is account and organization.id in self._backends

    def _account_from_moto(self, listed: Any) -> Account:  # noqa: ANN401 - moto's account
        account = self.get_or_add_account(listed.id)
        if account._email is None:
            account._email, account._name = listed.email, listed.name
            self._by_email.setdefault(listed.email.lower(), account)
        return account

    # From the world to moto

    def _choose_default(self) -> None:
        """Make the organization of moto's default account the default one; add a new one if it was deleted."""
        account = self.get_or_add_account(default_account())
        if account.organization is not None and account.organization.management is account:
            self._default = account.organization
        elif account.organization is None and self._default.id not in self._organizations:
            self._default = self.add_organization(None, account, "ALL", joined=0)

    @explain_unsupported_moto
    def _create_missing(self) -> None:
        """Create organizations that are missing in moto, with their members."""
        for organization in list(self._organizations.values()):
            if organization.id not in self._backends and (organization is not self._default or self._default_requested):
                self._create(organization)

    def _create(self, organization: Organization) -> None:
        account = self.get_or_add_account(default_account())
        is_default = organization is self._default and account.organization in (None, organization)
        if is_default and organization.management is not account:
            super().leave(organization.management)
            organization.record.management = account
            super().join(account, organization, "INVITED", 0)
        models = importlib.import_module(_ORGANIZATIONS)
        takes_region = "region" in inspect.signature(models.OrganizationsBackend.create_organization).parameters
        # A newer moto has organizations in each partition: use the partition of the environment's region.
        region = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
        partition = partition_of(region)
        words = {"region": region} if takes_region else {}
        backends = models.organizations_backends[organization.management.id]
        backend: Any = backends[partition if takes_region and partition != "aws" else _REGION]
        if backend.org is not None:
            return  # the management account has another one there, which the next refresh reads
        backend.create_organization(FeatureSet=organization.feature_set, **words)
        moto_organization: Any = backend.org
        management, listed = organization.management, backend.accounts[0]
        for each in (*backend.accounts, *backend.ou, *backend.policies):
            each.organization_id = organization.id
        moto_organization.id = organization.id
        if not is_default:
            moto_organization.master_account_email = listed.email = management.email
        self._account_from_moto(listed)
        management._joined_method, management._joined_at = listed.joined_method, _created(listed)
        self._backends[organization.id] = backend
        self._homes |= {organization.id: (backend, partition)} if takes_region else {}
        self._undo.append(lambda: _undo_create(backend, moto_organization))
        write_root(organization, backend)
        for unit in organization.units:
            write_unit(unit, backend)
        for account in organization.members:
            if account is not management:
                self._add_to_moto(account, organization)

    @explain_unsupported_moto
    def _add_to_moto(self, account: Account, organization: Organization) -> None:
        """Add an account to its organization in moto, with moto's own method."""
        backend = self._backends[organization.id]
        moto_organization = backend.org
        backend.create_account(AccountName=account.name, Email=account.email)
        entered, masters = backend.accounts[-1], _masters()
        masters[account.id] = masters.pop(entered.id, None)
        # Remove the role that moto makes for a created account, because an invited account has none.
        getattr(loaded(IAM), "iam_backends", {}).pop(entered.id, None)
        entered.id, entered.joined_method = account.id, account.joined_method
        account._joined_at = _created(entered)
        write_place(account, entered, backend, sys.modules[_ORGANIZATIONS].FakeDelegatedAdministrator)
        self._undo.append(lambda: _remove_from_moto(backend, moto_organization, entered))

    @explain_unsupported_moto
    def _remove(self, account: Account, organization: Organization) -> None:
        backend = self._backends[organization.id]
        moto_organization = backend.org
        before = [(place, each) for place, each in enumerate(backend.accounts) if each.id == account.id]
        master = _masters().get(account.id)
        for _, removed in before:
            _remove_from_moto(backend, moto_organization, removed)
            self._undo.append(partial(_restore_to_moto, backend, moto_organization, removed, before[0][0], master))

    @explain_unsupported_moto
    def _upgrade(self, organization: Organization) -> None:
        moto_organization = self._backends[organization.id].org
        before, moto_organization.feature_set = moto_organization.feature_set, "ALL"
        self._undo.append(lambda: setattr(moto_organization, "feature_set", before))


def _created(listed: Any) -> int:  # noqa: ANN401 - moto's account
    """Return when moto created an account; naive datetimes in moto are UTC."""
    moment = listed.create_time
    return to_instant(moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc))


def _masters() -> dict[str, Any]:
    """Return moto's table of management accounts by member, which outlives ``mock_aws``; moto 5.0 has none."""
    masters: dict[str, Any] = getattr(sys.modules[_ORGANIZATIONS].organizations_backends, "master_accounts", {})
    return masters


def _undo_create(backend: Any, moto_organization: Any) -> None:  # noqa: ANN401 - moto's backend and organization
    if backend.org is moto_organization:
        for account in backend.accounts:
            _masters().pop(account.id, None)
        backend._reset()


def _remove_from_moto(backend: Any, moto_organization: Any, account: Any) -> None:  # noqa: ANN401 - moto's
    """Remove an account from its organization in moto, whatever the state of the two."""
    masters = _masters()
    if backend.org is moto_organization and account in backend.accounts:
        backend.accounts.remove(account)
        backend.admins[:] = [each for each in backend.admins if each.account is not account]
        for policy in account.attached_policies:
            policy.attachments[:] = [each for each in policy.attachments if each is not account]
    if (masters.get(account.id) or ("",))[0] == moto_organization.master_account_id:
        del masters[account.id]


def _restore_to_moto(
    backend: Any,  # noqa: ANN401 - moto's, like the next ones
    moto_organization: Any,  # noqa: ANN401
    removed: Any,  # noqa: ANN401
    place: int,
    master: Any,  # noqa: ANN401
) -> None:
    if backend.org is not moto_organization:
        return
    backend.accounts.insert(place, removed)
    for policy in removed.attached_policies:
        policy.attachments.append(removed)
    if master is not None:
        _masters()[removed.id] = master
