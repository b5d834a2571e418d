from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.credentials import EnvProvider, RefreshableCredentials
from botocore.utils import JSONFileCache
from terminal import run

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._api import sso
from pytest_orghandshake._transport import interception, places
from pytest_orghandshake._transport.botocore_internals import handlers_of, quota_of
from pytest_orghandshake._transport.environment import FakeEnviron
from pytest_orghandshake._transport.patches import Patches

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SECRET_ACCESS_KEY": "mine"}


def around(original: Any) -> Any:
    """Wrap a method or a property, as other code would."""

    def method(*args: Any, **kwargs: Any) -> Any:
        seen.append(original)
        return original(*args, **kwargs)

    def get(self: Any) -> Any:
        seen.append(original)
        return original.fget(self)

    seen: list[Any] = []
    return property(get, original.fset) if isinstance(original, property) else method


@pytest.fixture
def wrapped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wrap everything that a fake wraps, during the fake, and then end the fake."""
    session = pytest.importorskip("aiobotocore.session")
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    with fake_handshakes():
        session.get_session()
        undo = [*interception._patches._undo, *interception._asynchronous_patches._undo]
        before = [(owner, name, vars(owner).get(name, None), original) for owner, name, original, _ in undo]
        for owner, name, ours, _ in before:
            setattr(owner, name, around(ours))
    yield
    for owner, name, _, original in reversed(before):
        setattr(owner, name, original)


@pytest.mark.usefixtures("wrapped")
def test_what_somebody_wrapped_in_a_test_works_after_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wrappers of other code stay, and the fake's wrappers beneath them behave like the originals."""
    from aiobotocore.session import get_session  # noqa: PLC0415 - the fixture skips without it

    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL_ORGANIZATIONS", "http://127.0.0.1:9")
    session = botocore.session.Session()
    assert session.get_credentials().access_key == "AKIAMINE"
    assert session.create_client("organizations", "us-east-1").meta.endpoint_url == "http://127.0.0.1:9"
    assert EnvProvider().load().secret_key == "mine"
    cache = JSONFileCache(str(tmp_path))
    cache["key"] = {"a": 1}
    assert ("key" in cache, cache["key"]) == (True, {"a": 1})
    del cache["key"]
    keys = RefreshableCredentials("AKIAROLE", "secret", None, None, lambda: None, "assume-role")
    assert (keys.access_key, keys.get_frozen_credentials().access_key) == ("AKIAROLE", "AKIAROLE")

    async def asynchronous() -> str:
        found = await get_session().get_credentials()
        return str((await found.get_frozen_credentials()).access_key)

    assert asyncio.run(asynchronous()) == "AKIAMINE"


def test_an_asynchronous_session_finds_the_profile_that_the_test_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A profile that the test names wins over the fake keys in the environment."""
    session = pytest.importorskip("aiobotocore.session")
    with fake_handshakes() as fake:
        fake.add_profile("member", "222222222222")
        monkeypatch.setenv("AWS_PROFILE", "member")
        found = asyncio.run(session.get_session().get_credentials())
        assert found.access_key == fake.credentials("222222222222")["aws_access_key_id"]


def test_a_role_profile_from_before_has_no_written_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Static keys in a role profile are not the role's: the session calls as the default caller."""
    with fake_handshakes() as fake:
        keys = fake.credentials("222222222222")
    (tmp_path / "config").write_text(
        "[default]\nrole_arn = arn:aws:iam::333333333333:role/R\nsource_profile = default\n"
    )
    (tmp_path / "credentials").write_text(
        f"[default]\naws_access_key_id = {keys['aws_access_key_id']}\naws_secret_access_key = x\n"
    )
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    session = botocore.session.Session()
    with fake_handshakes() as fake:
        fake.add_account("222222222222")
        session.create_client("organizations", "us-east-1").list_handshakes_for_account()
        assert [call.account for call in fake.calls] == ["111111111111"]


def test_monkeypatch_within_a_block_leaves_no_fake_value_behind(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Monkeypatch records the fake value, and would restore it after the block has ended."""
    for name in ("AWS_CONFIG_FILE", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    pytester.makepyfile("""
        from pytest_orghandshake import fake_handshakes

        def test_block(monkeypatch):
            with fake_handshakes():
                monkeypatch.setenv("AWS_CONFIG_FILE", "own")
                monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    """)
    before = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    run(pytester).assert_outcomes(passed=1)
    assert {name: value for name, value in os.environ.items() if name.startswith("AWS_")} == before


def test_what_a_block_left_is_not_taken_from_a_fake_that_goes_on() -> None:
    """A fake of wider scope keeps its values."""
    from pytest_orghandshake._transport.environment import put_back_again  # noqa: PLC0415 - as the plugin does

    with fake_handshakes():
        with fake_handshakes():
            pass
        put_back_again()
        assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAIOSFODNN7EXAMPLE"


def test_a_profile_of_an_outer_fake_is_its_own() -> None:
    """Each fake has profile files of its own."""
    with fake_handshakes() as outer, fake_handshakes() as inner:
        outer.add_profile("outer", "222222222222")
        inner.add_profile("inner", "333333333333")
        assert botocore.session.Session(profile="inner").get_credentials() is not None


def test_the_environment_that_a_session_of_the_test_reads_is_a_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its names and its length are consistent with its values."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    with fake_handshakes():
        early, late = FakeEnviron(0), FakeEnviron(10**9)
        assert ("AWS_PROFILE" in early, "AWS_PROFILE" in late) == (True, False)
        assert set(late) == set(os.environ)
        assert len(late) == len(os.environ)


def test_the_files_are_made_again_where_a_test_removed_them() -> None:
    """If a suite cleans its folder for temporary files, the config files are made again."""
    first = places.files()
    shutil.rmtree(Path(first[0]).parent)
    assert all(Path(each).is_file() for each in places.files())


def test_a_patch_of_what_is_inherited_is_taken_away_again() -> None:
    """An inherited method is not left as an attribute of the subclass."""

    class Base:
        def method(self) -> str:
            return "base"

    class Child(Base):
        pass

    patches = Patches()
    patches.wrap(Child, "method", lambda original: lambda self: f"wrapped {original(self)}")
    assert Child().method() == "wrapped base"
    patches.undo()
    assert "method" not in vars(Child)


def test_mock_aws_within_mock_aws_puts_back_what_was_there_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inner one restores the outer one's keys, and the outer one those from before the fake."""
    moto = pytest.importorskip("moto")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAMINE")
    fake, outer, inner = fake_handshakes(), moto.mock_aws(), moto.mock_aws()
    fake.__enter__()
    outer.start()
    inner.start()
    fake.__exit__(None, None, None)
    inner.stop()
    assert os.environ["AWS_ACCESS_KEY_ID"] == "FOOBARKEY"
    outer.stop()
    assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAMINE"


def test_a_botocore_to_come_may_hide_its_handlers() -> None:
    """If a future botocore hides its handlers, the list is empty."""
    assert handlers_of(object(), "before-send") == []


@pytest.mark.parametrize("known", [(), ("_available_capacity",), ("_max_capacity",)])
def test_a_botocore_to_come_may_keep_its_retry_quota_elsewhere(known: tuple[str, ...]) -> None:
    """A quota with unknown attributes is not changed."""

    class Checker:
        _retry_quota = SimpleNamespace(_quota=SimpleNamespace(**dict.fromkeys(known, 500)))

        def check(self) -> None:
            """Do nothing, as a handler."""

    assert quota_of(Checker().check) is None


def test_an_error_of_motos_portal_has_no_code() -> None:
    """Errors of moto's SSO portal have no code."""
    assert sso.error_in(b"Not yet implemented") == "an error without a code"
