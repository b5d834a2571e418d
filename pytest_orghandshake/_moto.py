"""Next to moto: whether it answers, who its keys belong to, and its accounts as the directory of our world.

This is the only module that touches moto. While ``mock_aws`` is entered, moto keeps organizations and accounts: they are
read before our world looks at its own, and what our world changes is written into moto, by moto's own methods.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from ._clock import to_instant
from ._directory import Directory
from ._exceptions import HIDDEN, OrgHandshakeError
from ._identity import account_in, partition_of
from ._models import Account, JoinedMethod, Organization

if TYPE_CHECKING:
    from collections.abc import Callable

__tracebackhide__ = HIDDEN

ANSWERED = "https://answered-by-orghandshake.invalid/"
"""botocore asks every ``before-send`` handler and takes the first reply, so moto's is asked after ours: it passes over a
request whose URL is none of AWS's, and nothing else reads the URL from there on."""

ACCOUNT_HEADER = "x-moto-account-id"
"""How moto is told who calls, where the key says nothing to it."""

_ORGANIZATIONS, _IAM = "moto.organizations.models", "moto.iam.models"
_REGION = "global"  # of the services without a region; moto's name for it in every version

_P = ParamSpec("_P")
_R = TypeVar("_R")


def is_loaded() -> bool:
    """Tell whether moto may have handlers in this process."""
    return "moto.core.models" in sys.modules


def is_answering() -> bool:
    """Tell whether ``mock_aws`` is entered."""
    models: Any = sys.modules.get("moto.core.models")
    return models is not None and models.botocore_stubber.enabled is True


def _as_known(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Say so where moto is not what this module knows."""

    @functools.wraps(function)
    def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        __tracebackhide__ = True
        try:
            return function(*args, **kwargs)
        except OrgHandshakeError:
            raise
        except Exception as error:
            version = getattr(sys.modules.get("moto"), "__version__", "of an unknown version")
            raise OrgHandshakeError(
                f"moto {version} keeps its accounts in another way than this plugin knows:\n"
                f"- {function.__name__.strip('_')} met {type(error).__name__}: {error}\n"
                f"Install an older moto (pip install 'moto<{version}'), and report this to pytest-orghandshake."
            ) from error

    return wrapper


def answer(event_name: str, request: Any) -> Any:  # noqa: ANN401 - a request and a response of botocore's
    """Let moto answer a request: None where it is set up to pass it through."""
    models: Any = sys.modules["moto.core.models"]
    return models.botocore_stubber(event_name, request)


@_as_known
def account_of(key: str) -> str | None:
    """Return the account that moto minted an access key for."""
    account, iam = account_in(key), _loaded(_IAM)
    if account is None or iam is None or account not in iam.iam_backends:
        return None
    return account if any(key in each.access_keys for each in list(iam.iam_backends[account].values())) else None


def _loaded(name: str) -> Any:  # noqa: ANN401 - a module of moto's
    """Return a module if somebody has imported it; if somebody is just doing so, once they have."""
    return importlib.import_module(name) if name in sys.modules else None


class MotoDirectory(Directory):
    """The directory of our world, and moto's while ``mock_aws`` is entered.

    Nothing outside of this module knows which of the two it is. Whatever is written into moto is undone by ``release``.
    """

    def __init__(self) -> None:
        # moto's backend of each organization that is in moto too, by the organization's id
        self._shared: dict[str, Any] = {}
        self._is_wanted = False
        self._seen: list[Any] = []
        self._undo: list[Callable[[], None]] = []
        super().__init__()

    @property
    def default(self) -> Organization:
        """The default organization: that of moto's default account, which the first look founds if there is none."""
        self._is_wanted = True
        if is_answering():
            self._choose_default()
            self._create_missing()
        return super().default

    @property
    def is_shared(self) -> bool:
        """Whether ``mock_aws`` is entered."""
        return is_answering()

    @property
    def caller(self) -> Account:
        """Who calls with a key that names nobody."""
        return self.known(_default_account()) if is_answering() else super().caller

    def account_by_key(self, key: str) -> Account | None:
        """Return the account that moto minted an access key for."""
        minted = account_of(key) if is_answering() else None
        return None if minted is None else self.known(minted)

    @_as_known
    def refresh(self) -> list[tuple[Account, Organization]]:
        """Take in what moto's organizations and accounts are now.

        Returns:
            Who left which organization meanwhile; its management account if the organization was deleted.
        """
        departed: list[tuple[Account, Organization]] = []
        models = _loaded(_ORGANIZATIONS)
        if models is not None:
            backends = [
                each for regions in list(models.organizations_backends.values()) for each in list(regions.values())
            ]
            seen = [
                (id(each), id(each.org), each.org and each.org.feature_set, [*map(id, each.accounts)])
                for each in backends
            ]
            if seen != self._seen:
                departed = self._read_all(backends)
                self._seen = seen
        self._create_missing()
        return departed

    def join(self, account: Account, organization: Organization, method: JoinedMethod, when: int) -> None:
        """Put a standalone account into an organization, of moto too."""
        super().join(account, organization, method, when)
        if self._is_in_moto(organization):
            self._enter(account, organization)

    def leave(self, account: Account) -> None:
        """Make an account standalone, in moto too."""
        organization = account.organization
        super().leave(account)
        if organization is not None and self._is_in_moto(organization):
            self._remove(account, organization)

    def enable_all_features(self, organization: Organization) -> None:
        """Finish a migration, in moto too."""
        super().enable_all_features(organization)
        if self._is_in_moto(organization):
            self._upgrade(organization)

    @_as_known
    def release(self) -> None:
        """Take back what was written into moto."""
        while self._undo:
            self._undo.pop()()
        self._shared.clear()
        self._seen = []

    def _is_in_moto(self, organization: Organization) -> bool:
        return is_answering() and organization.id in self._shared

    # From moto to our world

    def _read_all(self, backends: list[Any]) -> list[tuple[Account, Organization]]:
        departed: list[tuple[Account, Organization]] = []
        if not all(any(each is backend for each in backends) for backend in self._shared.values()):
            self.release()  # mock_aws was left and entered again
        for organization_id in list(self._shared):
            departed += self._drop(organization_id)
        for backend in backends:
            if backend.org is not None:
                departed += self._read(backend)
        return departed

    def _drop(self, organization_id: str) -> list[tuple[Account, Organization]]:
        """Delete an organization if moto did."""
        backend = self._shared[organization_id]
        if backend.org is not None and backend.org.id == organization_id:
            return []
        del self._shared[organization_id]
        organization = self._organizations[organization_id]
        self.delete(organization)
        return [(organization.management, organization)]

    def _read(self, backend: Any) -> list[tuple[Account, Organization]]:  # noqa: ANN401 - moto's
        departed: list[tuple[Account, Organization]] = []
        organization = self._organizations.get(backend.org.id)
        if organization is None:
            if self._heads(backend.org.master_account_id):
                return departed  # an account of another partition, which shares its id: ours has one organization
            organization = self._adopt(backend)
        self._shared[organization.id] = backend
        organization._feature_set = backend.org.feature_set
        listed = {each.id: each for each in list(backend.accounts)}
        for account in organization.members:
            if account.id not in listed:
                super().leave(account)
                departed.append((account, organization))
        for each in listed.values():
            account = self._introduce(each)
            before = account.organization
            if before is not organization:
                if before is not None:
                    super().leave(account)
                    departed.append((account, before))
                super().join(account, organization, each.joined_method, to_instant(each.create_time))
        return departed

    def _adopt(self, backend: Any) -> Organization:  # noqa: ANN401 - moto's
        """Make an organization that moto came up with one of ours: the default one, if it is moto's default account's."""
        organization_id, listed = backend.org.id, backend.accounts[0]
        management = self._introduce(listed)
        default = self._default
        is_default = management.id == _default_account()
        if is_default and default.id not in self._shared and default.id in self._organizations:
            members = [(each, each.joined_method) for each in default.members if each is not default.management]
            for account in default.members:
                super().leave(account)
            del self._organizations[default.id]
            self._organizations[organization_id] = default
            default._id, default._management = organization_id, management
            self._shared[organization_id] = backend
            super().join(management, default, listed.joined_method, to_instant(listed.create_time))
            for account, method in members:
                self.join(account, default, method or "CREATED", 0)
            return default
        organization = Organization(organization_id, management, backend.org.feature_set)
        self._organizations[organization_id] = organization
        if is_default:
            self._default = organization
        return organization

    def _heads(self, account_id: str) -> bool:
        """Tell whether an account is the head of an organization that moto has."""
        account = self.account(account_id)
        organization = None if account is None else account.organization
        return organization is not None and organization.management is account and organization.id in self._shared

    def _introduce(self, listed: Any) -> Account:  # noqa: ANN401 - moto's account
        account = self.known(listed.id)
        if account._email is None:
            account._email, account._name = listed.email, listed.name
            self._by_email.setdefault(listed.email.lower(), account)
        return account

    # From our world to moto

    def _choose_default(self) -> None:
        """Let the organization that moto's default account heads be the default one; after its deletion, a new one."""
        account = self.known(_default_account())
        if account.organization is not None and account.organization.management is account:
            self._default = account.organization
        elif account.organization is None and self._default.id not in self._organizations:
            self._default = self.add_organization(None, account, "ALL", joined=0)

    @_as_known
    def _create_missing(self) -> None:
        """Create each of our organizations that moto lacks, with its members."""
        for organization in list(self._organizations.values()):
            if organization.id not in self._shared and (organization is not self._default or self._is_wanted):
                self._create(organization)

    def _create(self, organization: Organization) -> None:
        account = self.known(_default_account())
        is_default = organization is self._default and account.organization in (None, organization)
        if is_default and organization.management is not account:
            super().leave(organization.management)
            organization._management = account
            super().join(account, organization, "INVITED", 0)
        models = importlib.import_module(_ORGANIZATIONS)
        takes_region = "region" in inspect.signature(models.OrganizationsBackend.create_organization).parameters
        # A newer moto has organizations in each partition: ours goes where clients of the environment's region look.
        region = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
        partition = partition_of(region)
        words = {"region": region} if takes_region else {}
        backends = models.organizations_backends[organization.management.id]
        backend: Any = backends[partition if takes_region and partition != "aws" else _REGION]
        if backend.org is not None:
            return  # the management account has another one there; it is read at the next look
        backend.create_organization(FeatureSet=organization.feature_set, **words)
        founded: Any = backend.org
        management, listed = organization.management, backend.accounts[0]
        for each in (*backend.accounts, *backend.ou, *backend.policies):
            each.organization_id = organization.id
        founded.id = organization.id
        if not is_default:
            founded.master_account_email = listed.email = management.email
        self._introduce(listed)
        management._joined_method, management._joined = listed.joined_method, to_instant(listed.create_time)
        self._shared[organization.id] = backend
        self._undo.append(lambda: _disband(backend, founded))
        for account in organization.members:
            if account is not management:
                self._enter(account, organization)

    @_as_known
    def _enter(self, account: Account, organization: Organization) -> None:
        """Put an account under the root of its organization, as moto itself adds accounts."""
        backend = self._shared[organization.id]
        founded = backend.org
        backend.create_account(AccountName=account.name, Email=account.email)
        entered, masters = backend.accounts[-1], _masters()
        masters[account.id] = masters.pop(entered.id, None)
        # The role of a created account, which an invited one has not.
        getattr(_loaded(_IAM), "iam_backends", {}).pop(entered.id, None)
        entered.id, entered.joined_method = account.id, account.joined_method
        account._joined = to_instant(entered.create_time)
        self._undo.append(lambda: _take_out(backend, founded, entered))

    @_as_known
    def _remove(self, account: Account, organization: Organization) -> None:
        backend = self._shared[organization.id]
        founded = backend.org
        before = [(place, each) for place, each in enumerate(backend.accounts) if each.id == account.id]
        administrators = [each for each in backend.admins if each.account.id == account.id]
        master = _masters().get(account.id)
        for _, struck in before:
            _take_out(backend, founded, struck)
            self._undo.append(partial(_put_back, backend, founded, struck, before[0][0], administrators, master))

    @_as_known
    def _upgrade(self, organization: Organization) -> None:
        founded = self._shared[organization.id].org
        before, founded.feature_set = founded.feature_set, "ALL"
        self._undo.append(lambda: setattr(founded, "feature_set", before))


def _default_account() -> str:
    models: Any = sys.modules["moto.core.models"]
    return os.environ.get("MOTO_ACCOUNT_ID") or str(models.DEFAULT_ACCOUNT_ID)


def _masters() -> dict[str, Any]:
    """Return in whose organization moto holds each member to be: it keeps that beyond ``mock_aws``. 5.0 did not know it."""
    masters: dict[str, Any] = getattr(sys.modules[_ORGANIZATIONS].organizations_backends, "master_accounts", {})
    return masters


def _disband(backend: Any, founded: Any) -> None:  # noqa: ANN401 - moto's backend and organization
    if backend.org is founded:
        for account in backend.accounts:
            _masters().pop(account.id, None)
        backend._reset()


def _take_out(backend: Any, founded: Any, account: Any) -> None:  # noqa: ANN401 - moto's
    """Take an account out of its organization, in whatever state moto left the two."""
    masters = _masters()
    if backend.org is founded and account in backend.accounts:
        backend.accounts.remove(account)
        backend.admins[:] = [each for each in backend.admins if each.account is not account]
        for policy in account.attached_policies:
            policy.attachments[:] = [each for each in policy.attachments if each is not account]
    if (masters.get(account.id) or ("",))[0] == founded.master_account_id:
        del masters[account.id]


def _put_back(
    backend: Any,  # noqa: ANN401 - moto's, like the next ones
    founded: Any,  # noqa: ANN401
    struck: Any,  # noqa: ANN401
    place: int,
    administrators: list[Any],
    master: Any,  # noqa: ANN401
) -> None:
    if backend.org is not founded:
        return
    backend.accounts.insert(place, struck)
    backend.admins += administrators
    for policy in struck.attached_policies:
        policy.attachments.append(struck)
    if master is not None:
        _masters()[struck.id] = master
