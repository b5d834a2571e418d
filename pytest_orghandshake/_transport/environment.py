"""A hermetic environment for the test and its child processes: fake keys, files of our own, an address that is not AWS's."""

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
        """pytest's, as far as it is needed here."""

        def setenv(self, name: str, value: str) -> None: ...
        def delenv(self, name: str, raising: bool = True) -> None: ...  # noqa: FBT001, FBT002
        def setattr(self, target: Any, name: str, value: Any) -> None: ...  # noqa: ANN401


SERVED = ("ORGANIZATIONS", "STS", "SSO")
"""The services whose endpoint child processes are told."""

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
    """Return what is set while a fake is active, beside the files."""
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
"""What ended last without a ``monkeypatch`` of its own, until the test is over."""


def put_back_again() -> None:
    """Do so once a test and all its fixtures are over."""
    while _left:
        _left.pop().put_back_again()


class Environment:
    """Entered while a fake answers; leaves everything as it was.

    Args:
        monkeypatch: The test's own. What is changed is recorded with it too, so that what it puts back at its own end, after
            this has ended, is what was there before both.
    """

    def __init__(self, monkeypatch: MonkeyPatch | None = None) -> None:
        self.environ = os.environ
        self.cached: dict[str, dict[str, str]] = {}
        """What botocore's caches hold in place of files, by their folder."""
        self._monkeypatch = monkeypatch
        self._before: dict[str, str | None] = {}
        self._ours: dict[str, str | None] = {}
        # None where nobody had imported boto3: then a default session that it has at the end is of the test.
        self._profiles: TemporaryDirectory[str] | None = None
        self._session: Any = getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)
        self._in_moto = moto.is_answering()

    def enter(self) -> None:
        """Set the fake environment and set boto3's default session aside."""
        values = fake_values()
        values |= {
            # A file that is named explicitly stays: a suite may bring its own.
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
        """Set variables, or unset those whose value is None, until this is left."""
        for name, value in values.items():
            before = _get(self.environ, name)
            self._before.setdefault(name, before)
            self._ours[name] = value
            if before != value:
                self._set(name, value)

    @contextmanager
    def extended(self, values: Mapping[str, str]) -> Iterator[None]:
        """Set more variables for a while."""
        ours, before = dict(self._ours), dict(self._before)
        self.extend(values)
        try:
            yield
        finally:
            for name in values:
                _put(self.environ, name, ours[name] if name in ours else self._before[name])
            self._ours, self._before = ours, before

    def add_profile(self, name: str, keys: Mapping[str, str]) -> None:
        """Add a profile to copies of the files that are named at present."""
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
        """Put back the environment, the default session and the server that forks children."""
        if self._profiles is not None:
            self._profiles.cleanup()
        later = active.later_than(self)
        if later is not None:  # it is not the last to begin: what it found, the next one has to put back
            self._hand_on(later.environment)
            return
        if active.is_only(self):
            children.put_forkserver_back()
        before, is_session_ours = self._before, True
        if moto.is_answering() != self._in_moto:
            before = {name: value for name, value in before.items() if name not in _SET_BY_MOTO}
            is_session_ours = False
            if not self._in_moto:
                # mock_aws was entered in between and goes on: it keeps its keys and its session, and puts back at its end
                # what was there before both. In the other case it was left in between, and has done so.
                self._let_moto_put_back()
        for name, value in before.items():
            _put(self.environ, name, value)
        boto3: Any = sys.modules.get("boto3")
        if boto3 is not None and is_session_ours:
            boto3.DEFAULT_SESSION = self._session
        if self._monkeypatch is None:
            _left[:] = [self]

    def put_back_again(self) -> None:
        """Put back what a ``monkeypatch`` has set to a value of this one, which it had found within a ``with`` block."""
        for name, ours in self._ours.items():
            is_left = ours is not None and self._before[name] != ours == _get(self.environ, name)
            if is_left and not any(each.environment.is_ours(name) for each in active.all_active()):
                _put(self.environ, name, self._before[name])

    def _hand_on(self, later: Environment) -> None:
        """Let a fake that was begun after this one, and goes on, put back what this one found.

        Where ``mock_aws`` was entered between the two, it is who holds that of moto's variables, as long as it goes on; where
        it was left between them, it has put them back already.
        """
        if self._in_moto == later._in_moto or not (self._in_moto or moto.is_answering()):
            later._before |= self._before
            later._session, later._in_moto = self._session, self._in_moto
            return
        later._before |= {name: value for name, value in self._before.items() if name not in _SET_BY_MOTO}
        if not self._in_moto:
            self._let_moto_put_back()

    def _let_moto_put_back(self) -> None:
        moto.let_put_back({name: self._before[name] for name in _SET_BY_MOTO}, self._session)

    def renew(self) -> None:
        """Set again what ``monkeypatch.undo()`` in the middle of a test took back."""
        if not self.is_ours("AWS_ACCESS_KEY_ID") and all(
            self.environ.get(name) == value for name, value in self._before.items()
        ):
            for name, value in self._ours.items():
                self._set(name, value)

    def is_emptied(self, environ: object) -> bool:
        """Tell whether the test has left nothing in this environment to get keys from."""
        is_real = environ is self.environ or environ is os.environ
        return is_real and not any(name in os.environ for name in ("AWS_ACCESS_KEY_ID", *FILES, *CREDENTIAL_SOURCES))

    def gives_way(self, environ: object) -> bool:
        """Tell whether the fake keys in this environment give way to something else that the test named."""
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
        """Tell whether a variable is as this has set it."""
        return name in self._ours and self.environ.get(name) == self._ours[name]

    def before(self, name: str) -> str | None:
        """Return what a variable was before."""
        return self._before[name]


class FakeEnviron(Mapping[str, str]):
    """The process's environment, as what was made while a fake was active reads it."""

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
    """Return a variable as something reads it that was made while this fake was the last to begin; 0 for none."""
    fakes = active.all_active()
    if fakes and fakes[-1].number > number and any(each.environment.is_ours(name) for each in fakes):
        later = next(each.environment for each in fakes if each.number > number)
        return later.before(name)
    return _get(os.environ, name)


# Quicker than get and pop, which raise within os.environ for what is absent: most of these are.


def _get(environ: Any, name: str) -> str | None:  # noqa: ANN401 - os.environ
    return environ[name] if name in environ else None  # noqa: SIM401


def _put(environ: Any, name: str, value: str | None) -> None:  # noqa: ANN401 - os.environ
    if value is not None:
        environ[name] = value
    elif name in environ:
        del environ[name]


def _is_part_of_the_test(session: Any) -> bool:  # noqa: ANN401 - a boto3.Session, or what stands in for one
    """Tell whether somebody gave the default session keys, a region or a profile, or put something else in its place."""
    botocore_session: Any = getattr(session, "_session", None)
    if not hasattr(botocore_session, "instance_variables") or not hasattr(botocore_session, "_credentials"):
        return True
    method = getattr(botocore_session._credentials, "method", None)
    return bool(botocore_session.instance_variables()) or method == "explicit"
