"""A hermetic environment for the test and its child processes: fake keys, config files, and local endpoints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from configparser import RawConfigParser
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .._world.identity import DEFAULT_KEY, SECRET
from . import active, children, moto, places

if TYPE_CHECKING:
    from typing import Protocol

    class MonkeyPatch(Protocol):
        """The methods of pytest's MonkeyPatch that are used here."""

        def setenv(self, name: str, value: str) -> None: ...
        def delenv(self, name: str, raising: bool = True) -> None: ...  # noqa: FBT001, FBT002
        def setattr(self, target: Any, name: str, value: Any) -> None: ...  # noqa: ANN401


SERVED = ("ORGANIZATIONS", "STS", "SSO")
"""The services whose endpoints are set for child processes."""

FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
CREDENTIAL_SOURCES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
UNSET = (
    *CREDENTIAL_SOURCES,
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_FILE",
    "AWS_ACCOUNT_ID",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_BEARER_TOKEN_BEDROCK",
)
_SET_BY_MOTO = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def fake_values() -> dict[str, str]:
    """Return the variables that are set while a fake is active, except the config files."""
    address = f"http://{places.HOST}:{places.port()}"
    return {
        "AWS_ACCESS_KEY_ID": DEFAULT_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "BOTO_CONFIG": os.devnull,
        **{f"AWS_ENDPOINT_URL_{service}": address for service in SERVED},
    }


_left: list[Environment] = []
"""The environment of the last fake that ended without using ``monkeypatch``, until the test is over."""


def put_back_again() -> None:
    """Restore variables again after a test and all its fixtures are over, see ``Environment.put_back_again``."""
    while _left:
        _left.pop().put_back_again()


class Environment:
    """The environment of one fake: ``enter`` sets variables and boto3's default session, ``leave`` restores them.

    Args:
        monkeypatch: The test's MonkeyPatch, if any. Changes are recorded with it too, because it restores variables after
            the fake has ended, and must restore the values from before both.
    """

    def __init__(self, monkeypatch: MonkeyPatch | None = None) -> None:
        self.environ = os.environ
        self.cached: dict[str, dict[str, str]] = {}
        """The contents of botocore's caches, which would be files otherwise, by folder."""
        self._monkeypatch = monkeypatch
        self._before: dict[str, str | None] = {}
        self._ours: dict[str, str | None] = {}
        # The session is None if boto3 was not imported: then a default session at the end was made by the test.
        self._profiles: TemporaryDirectory[str] | None = None
        self._session: Any = getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)
        self._in_moto = moto.is_answering()

    def enter(self) -> None:
        """Set the fake environment and set boto3's default session aside."""
        values = fake_values()
        values |= {
            # A file that a variable names already stays: a suite may have its own.
            name: path
            for name, path in zip(FILES, places.files(), strict=True)
            if not self.environ.get(name)
        }
        self.extend({**dict.fromkeys(UNSET), **values})
        boto3: Any = sys.modules.get("boto3")
        if self._session is not None and not _is_part_of_the_test(self._session):
            if self._monkeypatch is not None:
                self._monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
            boto3.DEFAULT_SESSION = None
        if active.is_only(self):
            children.set_forkserver_aside()

    def extend(self, values: Mapping[str, str | None]) -> None:
        """Set variables until ``leave``, or unset them if the value is None."""
        for name, value in values.items():
            before = _get(self.environ, name)
            self._before.setdefault(name, before)
            self._ours[name] = value
            if before != value:
                self._set(name, value)

    @contextmanager
    def extended(self, values: Mapping[str, str]) -> Iterator[None]:
        """Set more variables for the duration of a ``with`` block."""
        ours, before = dict(self._ours), dict(self._before)
        self.extend(values)
        try:
            yield
        finally:
            for name in values:
                _put(self.environ, name, ours[name] if name in ours else self._before[name])
            self._ours, self._before = ours, before

    def add_profile(self, name: str, keys: Mapping[str, str]) -> None:
        """Add a profile to copies of the present config files, and use the copies."""
        if self._profiles is None:
            self._profiles = TemporaryDirectory(prefix="orghandshake-")
        folder = Path(self._profiles.name)
        section = name if name == "default" else f"profile {name}"
        for variable, title, values in ((FILES[0], section, {}), (FILES[1], name, keys)):
            copied = RawConfigParser(default_section="")
            copied.read(os.path.expanduser(self.environ.get(variable) or os.devnull), encoding="utf-8")  # noqa: PTH111
            copied.remove_section(title)
            copied.add_section(title)
            for key, value in values.items():
                copied.set(title, key, value)
            path = folder / variable
            with path.open("w", encoding="utf-8") as file:
                copied.write(file)
            self.extend({variable: str(path)})

    def leave(self) -> None:
        """Restore the variables, boto3's default session and multiprocessing's fork server."""
        if self._profiles is not None:
            self._profiles.cleanup()
        later = active.later_than(self)
        if later is not None:  # a fake that began later is still active, and has to restore what this one found
            self._hand_on(later.environment)
            return
        if active.is_only(self):
            children.put_forkserver_back()
        before, is_session_ours = self._before, True
        if moto.is_answering() != self._in_moto:
            before = {name: value for name, value in before.items() if name not in _SET_BY_MOTO}
            is_session_ours = False
            if not self._in_moto:
                # mock_aws was entered during this fake and is still active: it keeps its keys and session, and must restore
                # the values from before both when it exits. In the other case it exited during this fake, and restored them.
                self._set_restored_by_moto()
        for name, value in before.items():
            _put(self.environ, name, value)
        boto3: Any = sys.modules.get("boto3")
        if boto3 is not None and is_session_ours:
            boto3.DEFAULT_SESSION = self._session
        if self._monkeypatch is None:
            _left[:] = [self]

    def put_back_again(self) -> None:
        """Restore variables that ``monkeypatch`` has set to fake values, because it recorded them during a ``with`` block."""
        for name, ours in self._ours.items():
            is_left = ours is not None and self._before[name] != ours == _get(self.environ, name)
            if is_left and not any(each.environment.is_ours(name) for each in active.all_active()):
                _put(self.environ, name, self._before[name])

    def _hand_on(self, later: Environment) -> None:
        """Let a later fake, which is still active, restore the values that this one found.

        If ``mock_aws`` was entered between the two and is still active, it has to restore the variables that moto sets; if it
        exited between them, it has restored these already.
        """
        if self._in_moto == later._in_moto or not (self._in_moto or moto.is_answering()):
            later._before |= self._before
            later._session, later._in_moto = self._session, self._in_moto
            return
        later._before |= {name: value for name, value in self._before.items() if name not in _SET_BY_MOTO}
        if not self._in_moto:
            self._set_restored_by_moto()

    def _set_restored_by_moto(self) -> None:
        moto.set_restored_values({name: self._before[name] for name in _SET_BY_MOTO}, self._session)

    def renew(self) -> None:
        """Set the fake variables again after ``monkeypatch.undo()`` in the middle of a test."""
        if not self.is_ours("AWS_ACCESS_KEY_ID") and all(
            self.environ.get(name) == value for name, value in self._before.items()
        ):
            for name, value in self._ours.items():
                self._set(name, value)

    def has_no_source(self, environ: object) -> bool:
        """Tell whether the test has removed every source of keys from this environment."""
        is_real = environ is self.environ or environ is os.environ
        return is_real and not any(name in os.environ for name in ("AWS_ACCESS_KEY_ID", *FILES, *CREDENTIAL_SOURCES))

    def has_named_source(self, environ: object) -> bool:
        """Tell whether the test has named another source of keys, which takes precedence over the fake keys."""
        return (
            environ is self.environ
            and self.environ.get("AWS_ACCESS_KEY_ID") == DEFAULT_KEY
            and any(name in self.environ for name in CREDENTIAL_SOURCES)
        )

    def _set(self, name: str, value: str | None) -> None:
        if self._monkeypatch is not None:
            if value is None:
                self._monkeypatch.delenv(name, raising=False)
            else:
                self._monkeypatch.setenv(name, value)
        _put(self.environ, name, value)

    def is_ours(self, name: str) -> bool:
        """Tell whether a variable still has the value that this fake set."""
        return name in self._ours and self.environ.get(name) == self._ours[name]

    def before(self, name: str) -> str | None:
        """Return the value of a variable before this fake."""
        return self._before[name]


class FakeEnviron(Mapping[str, str]):
    """The environment variables as seen by a session that was made while a fake was active."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._environ = os.environ

    def __getitem__(self, name: str) -> str:
        value = value_for(self.number, name) if active.current() is not None else self._environ.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in list(self._environ) if name in self)

    def __len__(self) -> int:
        return len(list(iter(self)))


def value_for(number: int, name: str) -> str | None:
    """Return a variable as seen by an object that was made during the fake with this number, or before any fake (0)."""
    fakes = active.all_active()
    if fakes and fakes[-1].number > number and any(each.environment.is_ours(name) for each in fakes):
        later = next(each.environment for each in fakes if each.number > number)
        return later.before(name)
    return _get(os.environ, name)


_ENVIRON = os.environ
_VALUES: dict[Any, Any] | None = getattr(os.environ, "_data", None)
"""The variables of the process. Each missing one is an error that os.environ raises and catches, twice, and botocore asks for a
hundred of them to make a client."""


def _get(environ: Any, name: str) -> str | None:  # noqa: ANN401 - os.environ, or what a test has put in its place
    if environ is not _ENVIRON or _VALUES is None:
        return environ.get(name)  # type: ignore[no-any-return]
    value = _VALUES.get(environ.encodekey(name))
    return None if value is None else environ.decodevalue(value)


def _put(environ: Any, name: str, value: str | None) -> None:  # noqa: ANN401 - os.environ
    if value is not None:
        environ[name] = value
    elif name in environ:
        del environ[name]


def _is_part_of_the_test(session: Any) -> bool:  # noqa: ANN401 - a boto3.Session, or what stands in for one
    """Tell whether the default session was configured with keys, a region or a profile, or was replaced."""
    botocore_session: Any = getattr(session, "_session", None)
    if not hasattr(botocore_session, "instance_variables") or not hasattr(botocore_session, "_credentials"):
        return True
    method = getattr(botocore_session._credentials, "method", None)
    return bool(botocore_session.instance_variables()) or method == "explicit"
