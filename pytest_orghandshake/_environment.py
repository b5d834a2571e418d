"""A hermetic environment: fake keys, nobody's profile, no file of the home directory, no metadata service."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from ._identity import DEFAULT_KEY, SECRET

if TYPE_CHECKING:
    import pytest

_KEYS = {
    "AWS_ACCESS_KEY_ID": DEFAULT_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
_UNSET = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_BEARER_TOKEN_BEDROCK",
)


class Environment:
    """Entered while a fake answers; leaves everything as it was."""

    def enter(self) -> None:
        """Set the fake environment and set boto3's default session aside."""
        environ = os.environ
        names = (*_KEYS, *_FILES, *_UNSET)
        self._before = {name: environ.get(name) for name in names}
        environ.update(_KEYS)
        for name in _UNSET:
            environ.pop(name, None)
        for name in _FILES:
            # A file that is named explicitly stays: a suite may bring its own.
            environ.setdefault(name, os.devnull)
        boto3: Any = sys.modules.get("boto3")
        self._session = None if boto3 is None else boto3.DEFAULT_SESSION
        if self._session is not None and not _is_configured(self._session):
            boto3.DEFAULT_SESSION = None

    def remember(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let a test's own monkeypatch put the same things back once more.

        What the test sets through it meanwhile has our values as its "before": undone after ``leave``, it would bring
        them back. Remembered first, the real ones are put back last.
        """
        for name in (*_KEYS, *_FILES, *_UNSET):
            before = os.environ.get(name)
            monkeypatch.setenv(name, before or "")
            if before is None:
                del os.environ[name]
        boto3: Any = sys.modules.get("boto3")
        if boto3 is not None:
            monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.DEFAULT_SESSION)

    def leave(self) -> None:
        """Put back the environment and the default session."""
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        boto3: Any = sys.modules.get("boto3")
        if boto3 is not None:
            boto3.DEFAULT_SESSION = self._session


def _is_configured(session: Any) -> bool:  # noqa: ANN401 - a boto3.Session, which has no types
    """Tell whether somebody gave the default session keys, a region or a profile: then it is part of the test."""
    botocore_session = session._session
    credentials = botocore_session._credentials
    return bool(botocore_session.instance_variables()) or getattr(credentials, "method", None) == "explicit"
