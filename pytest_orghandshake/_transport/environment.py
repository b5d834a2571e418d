"""A hermetic environment: fake keys, no profile, no files from the home directory, no metadata service."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from .._world.identity import DEFAULT_KEY, SECRET
from . import moto

if TYPE_CHECKING:
    from typing import Protocol

    class MonkeyPatch(Protocol):
        """pytest's, as far as it is needed here."""

        def setenv(self, name: str, value: str) -> None: ...


_KEYS = {
    "AWS_ACCESS_KEY_ID": DEFAULT_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_SET_BY_MOTO = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
CREDENTIAL_SOURCES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
_UNSET = (
    *CREDENTIAL_SOURCES,
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_BEARER_TOKEN_BEDROCK",
)


class Environment:
    """Entered while a fake answers; leaves everything as it was.

    Args:
        monkeypatch: The test's own, which was there first and so is undone last. Where the test sets one of our variables
            through it, it finds our value and would put that back: its record of it is dropped at the end.
    """

    def __init__(self, monkeypatch: MonkeyPatch | None = None) -> None:
        self._records: list[list[Any]] = [getattr(monkeypatch, name, []) for name in ("_setitem", "_setattr")]
        self._earlier = [*map(id, (*self._records[0], *self._records[1]))]

    def enter(self) -> None:
        """Set the fake environment and set boto3's default session aside."""
        environ = os.environ
        names = (*_KEYS, *FILES, *_UNSET)
        self._before = {name: environ.get(name) for name in names}
        self._in_moto = moto.is_answering()
        environ.update(_KEYS)
        for name in _UNSET:
            environ.pop(name, None)
        for name in FILES:
            # A file that is named explicitly stays: a suite may bring its own.
            environ.setdefault(name, os.devnull)
        boto3: Any = sys.modules.get("boto3")
        self._session = None if boto3 is None else boto3.DEFAULT_SESSION
        if self._session is not None and not _is_configured(self._session):
            boto3.DEFAULT_SESSION = None

    def leave(self) -> None:
        """Put back the environment and the default session."""
        boto3: Any = sys.modules.get("boto3")
        for records in self._records:
            records[:] = [each for each in records if id(each) in self._earlier or not self._is_ours(*each[:2])]
        if self._in_moto and not moto.is_answering():
            # mock_aws was entered before and left already: it has put its own keys and session back.
            self._before = {name: value for name, value in self._before.items() if name not in _SET_BY_MOTO}
            boto3 = None
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if boto3 is not None:
            boto3.DEFAULT_SESSION = self._session

    def _is_ours(self, owner: object, name: object) -> bool:
        return (owner is os.environ and name in self._before) or (
            name == "DEFAULT_SESSION" and owner is sys.modules.get("boto3")
        )


def _is_configured(session: Any) -> bool:  # noqa: ANN401 - a boto3.Session, which has no types
    """Tell whether somebody gave the default session keys, a region or a profile: then it is part of the test."""
    botocore_session = session._session
    credentials = botocore_session._credentials
    return bool(botocore_session.instance_variables()) or getattr(credentials, "method", None) == "explicit"
