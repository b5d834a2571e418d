"""Sessions, clients and credentials from before the test: they read the old environment, and never fetch keys.

They outlive the fake, so nothing from the test may remain in them. Whatever they read late (files, a region, an endpoint), they
read as if there were no fake. Keys that they would have to fetch (from a role, a token or a process) are not fetched: while a
fake is active, they use the fake keys of the default caller instead. A session that is made in the test sees what the test set
up.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore import credentials
from botocore.configprovider import ConfigChainFactory, ConfiguredEndpointProvider, EnvironmentProvider
from botocore.credentials import (
    ConfigProvider,
    Credentials,
    DeferredRefreshableCredentials,
    EnvProvider,
    ReadOnlyCredentials,
    RefreshableCredentials,
    SharedCredentialProvider,
)
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from .._world.identity import DEFAULT_KEY, SECRET, account_in
from . import active
from .botocore_internals import credentials_of, has_own_credential_sources, own_credentials_of
from .environment import CREDENTIAL_SOURCES, FakeEnviron, value_for

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from .patches import Patches

_REMOTE = frozenset({"container-role", "custom-process", "iam-role", "login", "sso"})
"""The ``method`` of credentials that come from a metadata service, a process or a token."""

_DYNAMIC = (
    "role_arn",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
    "login_session",
    "credential_process",
)
"""The settings of a profile whose keys have to be fetched."""

_METADATA_SETTINGS = (
    "metadata_service_timeout",
    "metadata_service_num_attempts",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
)


def patch(patches: Patches, on_new_session: Callable[[], None]) -> None:
    """Separate older sessions and credentials from new ones, and call ``on_new_session`` for each new session."""
    patches.wrap(Session, "__init__", lambda original: _wrap_session_init(original, on_new_session))
    patches.wrap(Session, "get_credentials", _wrap_get_credentials)
    patches.wrap(Session, "get_auth_token", _wrap_get_auth_token)
    if hasattr(Session, "_resolve_region_name"):  # pragma: no branch - private, and there from 1.34.70 to 1.43.117
        patches.wrap(Session, "_resolve_region_name", _wrap_resolve_region)
    patches.wrap(ConfigChainFactory, "__init__", _wrap_chain_init)
    patches.wrap(EnvironmentProvider, "provide", _wrap_provide)
    patches.wrap(ConfiguredEndpointProvider, "__init__", _wrap_endpoint_init)
    patches.wrap(RefreshableCredentials, "__init__", _wrap_init)
    patches.wrap(DeferredRefreshableCredentials, "__init__", _wrap_init)
    patches.wrap(RefreshableCredentials, "get_frozen_credentials", _wrap_get_frozen)
    patches.wrap(RefreshableCredentials, "_refresh", _wrap_refresh)
    patches.wrap(EnvProvider, "load", _wrap_env_load)
    for name, value in _FAKE_KEYS._asdict().items():
        if hasattr(RefreshableCredentials, name):  # pragma: no branch - account_id is not in 1.34.70
            patches.wrap(RefreshableCredentials, name, partial(_wrap_property, value))


def patch_asynchronous(patches: Patches) -> bool:
    """Do the same for aiobotocore if it is imported, and return whether it is."""
    session: Any = sys.modules.get("aiobotocore.session")
    if session is None:
        return False
    from aiobotocore import credentials  # noqa: PLC0415 - an extra

    patches.wrap(session.AioSession, "get_credentials", _wrap_get_credentials_async)
    refreshable = credentials.AioRefreshableCredentials
    patches.wrap(credentials.AioDeferredRefreshableCredentials, "__init__", _wrap_init)
    patches.wrap(refreshable, "get_frozen_credentials", _wrap_get_frozen_async)
    patches.wrap(refreshable, "_refresh", _wrap_refresh_async)
    patches.wrap(credentials.AioEnvProvider, "load", _wrap_env_load_async)
    for name, value in _FAKE_KEYS._asdict().items():
        if hasattr(refreshable, f"get_{name}"):  # pragma: no branch - likewise
            patches.wrap(refreshable, f"get_{name}", partial(_wrap_getter_async, value))
    return True


# Sessions


def _wrap_session_init(original: Callable[..., None], on_new_session: Callable[[], None]) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        fake = active.current()
        if fake is not None:
            active.note_made(self)
            fake.environment.renew()
            on_new_session()
        original(self, *args, **kwargs)

    return __init__


def _wrap_init(original: Callable[..., None]) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        active.note_made(self)
        original(self, *args, **kwargs)

    return __init__


def _wrap_get_credentials(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_credentials(self: Any) -> Any:  # noqa: ANN401
        if _needs_fake_keys(self):
            return Credentials(*_keys_for(self))
        if _finds_keys_in_variables(self):
            self._credentials = credentials.CredentialResolver([credentials.EnvProvider()]).load_credentials()
        return original(self)

    return get_credentials


def _finds_keys_in_variables(session: Any) -> bool:  # noqa: ANN401 - a Session
    """Tell whether the first source of credentials that a session has is the one that it will use.

    botocore makes every source first, among them clients for two metadata services, whose settings may be invalid.
    """
    fake = active.current()
    return (
        fake is not None
        and own_credentials_of(session) is None
        and session.instance_variables().get("profile") is None
        and has_own_credential_sources(session)
        and bool(os.environ.get("AWS_ACCESS_KEY_ID"))
        and not fake.environment.has_named_source(os.environ)
        and all(session.get_config_variable(name) == session.session_var_map[name][2] for name in _METADATA_SETTINGS)
    )


def _wrap_get_credentials_async(original: Callable[..., Any]) -> Callable[..., Any]:
    async def get_credentials(self: Any) -> Any:  # noqa: ANN401
        return _aio_credentials(_keys_for(self)) if _needs_fake_keys(self) else await original(self)

    return get_credentials


def _wrap_resolve_region(original: Callable[..., Any]) -> Callable[..., Any]:
    """Keep an older session from remembering the region of a client, which it would use for roles that it assumes later."""

    def _resolve_region_name(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        remembered = vars(self).get("_last_client_region_used")
        region = original(self, *args, **kwargs)
        if active.is_from_before(self):
            self._last_client_region_used = remembered
        return region

    return _resolve_region_name


def _wrap_get_auth_token(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_auth_token(self: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return None if active.is_from_before(self) else original(self, **kwargs)

    return get_auth_token


def _wrap_env_load(original: Callable[..., Any]) -> Callable[..., Any]:
    """Let a profile or a token file that the test names take precedence over the fake keys in the environment.

    A test that removes these variables still gets the fake keys, and nothing from the home directory.
    """

    def load(self: Any) -> Any:  # noqa: ANN401
        fake = active.current()
        if fake is None:
            return original(self)
        if fake.environment.has_named_source(self.environ):
            return None
        return original(self) or (Credentials(*_DEFAULT) if fake.environment.has_no_source(self.environ) else None)

    return load


def _wrap_env_load_async(original: Callable[..., Any]) -> Callable[..., Any]:
    async def load(self: Any) -> Any:  # noqa: ANN401
        fake = active.current()
        if fake is None:
            return await original(self)
        if fake.environment.has_named_source(self.environ):
            return None
        return await original(self) or (
            _aio_credentials(_DEFAULT) if fake.environment.has_no_source(self.environ) else None
        )

    return load


def _aio_credentials(keys: _Keys) -> Any:  # noqa: ANN401
    from aiobotocore.credentials import AioCredentials  # noqa: PLC0415 - an extra

    return AioCredentials(*keys)


_Keys = tuple[str, str, "str | None", str]
_DEFAULT: _Keys = (DEFAULT_KEY, SECRET, None, "env")


def _needs_fake_keys(session: Any) -> bool:  # noqa: ANN401 - of botocore or aiobotocore
    """Tell whether an older session has not found its keys yet; keys that it has found are wrapped themselves."""
    return active.is_from_before(session) and own_credentials_of(session) is None


def _keys_for(session: Any) -> _Keys:  # noqa: ANN401
    """Return the keys for an older session: its static ones if they contain a known account, else the default caller's."""
    written, fake = _written_keys(session), active.current()
    account = None if written is None else account_in(written[0])
    if fake is None or written is None or account is None or fake.service.world.directory.account(account) is None:
        return _DEFAULT
    return written


def _written_keys(session: Any) -> _Keys | None:  # noqa: ANN401
    """Return the static keys of an older session, in variables or files; None if its keys have to be fetched."""
    number = active.made_in(session)
    profile = session.instance_variables().get("profile")
    environ = {name: value_for(number, name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    if profile is None and environ["AWS_ACCESS_KEY_ID"] and environ["AWS_SECRET_ACCESS_KEY"]:
        token = value_for(number, "AWS_SESSION_TOKEN")
        return environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"], token, "env"
    if profile is None and any(value_for(number, name) for name in CREDENTIAL_SOURCES if "PROFILE" not in name):
        return None
    try:
        if any(name in session.get_scoped_config() for name in _DYNAMIC):
            return None
        name = profile or session.get_config_variable("profile") or "default"
        for provider in (
            SharedCredentialProvider(session.get_config_variable("credentials_file"), name),
            ConfigProvider(session.get_config_variable("config_file"), name),
        ):
            found = provider.load()
            if found is not None:
                return found.access_key, found.secret_key, found.token, found.method
    except BotoCoreError:  # a missing profile or an invalid file: it has no static keys
        pass
    return None


# What sessions read


def _wrap_chain_init(original: Callable[..., None]) -> Callable[..., None]:
    """Give a session that is made in the test an environment that marks it as such."""

    def __init__(self: Any, session: Any, environ: Any = None) -> None:  # noqa: ANN401, N807
        fake = active.current()
        original(self, session, FakeEnviron(fake.number) if environ is None and fake is not None else environ)

    return __init__


def _wrap_provide(original: Callable[..., Any]) -> Callable[..., Any]:
    def provide(self: Any) -> Any:  # noqa: ANN401
        fake = active.current()
        if fake is None:
            return original(self)
        if isinstance(self._env, FakeEnviron):
            return value_for(self._env.number, self._name)
        return value_for(0, self._name) if self._env is fake.environment.environ else original(self)

    return provide


def _wrap_endpoint_init(original: Callable[..., None]) -> Callable[..., None]:
    """Hide the endpoints for child processes from clients in this process, which don't need them and may outlive the test."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        original(self, *args, **kwargs)
        fake = active.current()
        if fake is not None and self._environ is fake.environment.environ:
            self._environ = FakeEnviron(0)

    return __init__


# Keys that would be fetched


class _Frozen(NamedTuple):
    """Frozen credentials, for botocore as they are and for aiobotocore to await."""

    access_key: str
    secret_key: str
    token: str | None = None
    account_id: str | None = None

    def __await__(self) -> Generator[None, None, _Frozen]:
        yield from ()
        return self


_FAKE_KEYS = _Frozen(DEFAULT_KEY, SECRET)


def _frozen() -> Any:  # noqa: ANN401
    return ReadOnlyCredentials(DEFAULT_KEY, SECRET, None)


def _wrap_get_frozen(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_frozen_credentials(self: Any) -> Any:  # noqa: ANN401
        return _frozen() if active.is_from_before(self) else original(self)

    return get_frozen_credentials


def _wrap_get_frozen_async(original: Callable[..., Any]) -> Callable[..., Any]:
    async def get_frozen_credentials(self: Any) -> Any:  # noqa: ANN401
        return _frozen() if active.is_from_before(self) else await original(self)

    return get_frozen_credentials


def _wrap_refresh(original: Callable[..., Any]) -> Callable[..., Any]:
    def _refresh(self: Any) -> Any:  # noqa: ANN401
        return None if active.is_from_before(self) else original(self)

    return _refresh


def _wrap_refresh_async(original: Callable[..., Any]) -> Callable[..., Any]:
    async def _refresh(self: Any) -> Any:  # noqa: ANN401
        return None if active.is_from_before(self) else await original(self)

    return _refresh


def _wrap_property(value: str | None, original: Any) -> property:  # noqa: ANN401 - a property
    def get(self: Any) -> Any:  # noqa: ANN401
        return value if active.is_from_before(self) else original.fget(self)

    return property(get, original.fset, original.fdel, original.__doc__)


def _wrap_getter_async(value: str | None, original: Callable[..., Any]) -> Callable[..., Any]:
    async def get(self: Any) -> Any:  # noqa: ANN401
        return value if active.is_from_before(self) else await original(self)

    return get


# Clients without keys


def sign_with_fake_keys(request: Any, request_signer: Any, **_: Any) -> None:  # noqa: ANN401
    """Sign with the fake keys if the client has none, or would have to fetch them."""
    if active.current() is None:
        return
    credentials = credentials_of(request_signer)
    if credentials is None or (getattr(credentials, "method", None) in _REMOTE and not _are_answered_for(credentials)):
        # In a copy, because code that presigns a request may use its context again.
        signing = {**request.context.get("signing", {}), "request_credentials": _FakeCredentials(DEFAULT_KEY, SECRET)}
        request.context = {**request.context, "signing": signing}


def _are_answered_for(credentials: Any) -> bool:  # noqa: ANN401 - of botocore or aiobotocore
    """Tell whether these are SSO keys of a session made in the test that has a token: its SSO call is answered here."""
    is_asynchronous = iscoroutinefunction(credentials.get_frozen_credentials)
    if credentials.method != "sso" or active.is_from_before(credentials) or is_asynchronous:
        return False
    try:
        credentials.get_frozen_credentials()
    except BotoCoreError:
        return False
    return True


class _FakeCredentials(NamedTuple):
    access_key: str
    secret_key: str

    def get_frozen_credentials(self) -> _Frozen:
        return _FAKE_KEYS
