"""Fake keys for clients and sessions that have none, or would have to ask somebody for theirs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.credentials import Credentials

from .._world.identity import DEFAULT_KEY, SECRET
from .environment import CREDENTIAL_SOURCES, FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# Credentials that look for a token, a process or a metadata service when they are used.
_REMOTE_CREDENTIALS = frozenset({"container-role", "custom-process", "iam-role", "login", "sso"})


def _keys_of(session: Any) -> tuple[str, str, str | None, str] | None:  # noqa: ANN401 - of botocore or aiobotocore
    """Return what the chain would take from the environment: its keys come first, unless a profile is named.

    A test that empties the environment gets the fake keys all the same, and nothing of the home directory.
    """
    environ = os.environ
    if session._credentials is not None or session.instance_variables().get("profile") is not None:
        return None
    if "AWS_ACCESS_KEY_ID" in environ and "AWS_SECRET_ACCESS_KEY" in environ:
        return environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"], environ.get("AWS_SESSION_TOKEN"), "env"
    if not any(
        name in environ for name in (*FILES, *CREDENTIAL_SOURCES)
    ):  # nothing that the test set up to get keys from
        return DEFAULT_KEY, SECRET, None, "env"
    return None


def wrap_get_credentials(original: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a session that was made before the test from remembering the fake keys after it."""

    def get_credentials(self: Any) -> Any:  # noqa: ANN401
        keys = _keys_of(self)
        return original(self) if keys is None else Credentials(*keys)

    return get_credentials


def wrap_get_credentials_async(original: Callable[..., Any]) -> Callable[..., Any]:
    """Do the same for a session of aiobotocore."""

    async def get_credentials(self: Any) -> Any:  # noqa: ANN401
        keys = _keys_of(self)
        if keys is None:
            return await original(self)
        from aiobotocore.credentials import AioCredentials  # noqa: PLC0415 - an extra

        return AioCredentials(*keys)

    return get_credentials


def sign_with_fake_keys(request: Any, request_signer: Any, **_: Any) -> None:  # noqa: ANN401
    """Sign with the fake keys where the client has none, or has to ask the outside for them."""
    credentials = request_signer._credentials
    if credentials is not None and credentials.method not in _REMOTE_CREDENTIALS:
        return
    request.context.setdefault("signing", {})["request_credentials"] = _FakeCredentials(DEFAULT_KEY, SECRET)


class _Frozen(NamedTuple):
    access_key: str
    secret_key: str
    token: str | None = None
    account_id: str | None = None

    def __await__(self) -> Generator[None, None, _Frozen]:
        yield from ()
        return self


class _FakeCredentials(NamedTuple):
    """Credentials for botocore and aiobotocore alike: what they freeze to can be awaited."""

    access_key: str
    secret_key: str

    def get_frozen_credentials(self) -> _Frozen:
        return _Frozen(self.access_key, self.secret_key)
