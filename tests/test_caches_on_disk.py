from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from botocore.utils import JSONFileCache
from process import home

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make a home directory outside the folder for temporary files, like a real one."""
    made = tmp_path / "home"
    home.make(made)
    monkeypatch.setenv("HOME", str(made))
    monkeypatch.setenv("USERPROFILE", str(made))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return made


def missing(cache: Any, key: str) -> bool:
    """Check that an entry is absent and can be neither read nor deleted."""
    for do in (cache.__getitem__, cache.__delitem__):
        with pytest.raises(KeyError):
            do(key)
    return key not in cache


@pytest.mark.parametrize("folder", [".aws/cli/cache", ".aws/sso/cache", ".config/own", "."])
def test_a_cache_in_the_home_directory_is_one_in_memory(own: Path, folder: str) -> None:
    """Entries are kept in memory, and shared by all caches of the folder in this fake; the files don't change."""
    cache = JSONFileCache(str(own / folder))
    cache["before"] = {"AccessKeyId": "real"}
    files = home.snapshot(own)
    with fake_handshakes():
        assert missing(cache, "before")
        cache["key"] = {"Expiration": datetime(2099, 1, 1, tzinfo=timezone.utc)}
        assert JSONFileCache(str(own / folder))["key"] == cache["key"] == {"Expiration": "2099-01-01T00:00:00UTC"}
        assert missing(JSONFileCache(str(own / folder / "other")), "key")
        del cache["key"]
        assert missing(cache, "key")
        cache["key"] = {}
        assert "key" in cache
        with fake_handshakes():
            assert missing(cache, "key")
        assert "key" in cache
    assert home.snapshot(own) == files
    assert missing(cache, "key")
    assert cache["before"] == {"AccessKeyId": "real"}
    del cache["before"]


def test_a_reader_that_is_no_function_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever somebody has put in place of a cache's method is there again after a fake."""
    reader = property(lambda _: None)
    monkeypatch.setattr(JSONFileCache, "__getitem__", reader)
    with fake_handshakes():
        assert JSONFileCache.__dict__["__getitem__"] is not reader
    assert JSONFileCache.__dict__["__getitem__"] is reader


def test_a_cache_is_in_memory_however_many_fakes_there_were(own: Path) -> None:
    """The last of hundreds of fakes keeps entries in memory like the first, also for code that reads in a loop."""
    cache, found = JSONFileCache(str(own / ".aws")), list[bool]()

    def is_there() -> bool:
        try:
            return bool(cache["key"])
        except KeyError:
            return False

    for number in range(300):
        found += [is_there() for _ in range(20)]
        with fake_handshakes():
            cache["key"] = {"number": number}
            assert is_there()
    assert not any(found)


@pytest.mark.parametrize(
    "folder",
    [lambda own: own.parent / "elsewhere", lambda own: own.with_name("home-of-another")],
    ids=["else", "prefix"],
)
def test_a_cache_elsewhere_has_its_files(own: Path, folder: Callable[[Path], Path]) -> None:
    """A cache that a test keeps in a folder of its own uses files."""
    cache = JSONFileCache(str(folder(own)))
    with fake_handshakes():
        cache["key"] = {"own": 1}
        assert [path.name for path in folder(own).iterdir()] == ["key.json"]
        assert "key" in cache
        assert cache["key"] == {"own": 1}
        del cache["key"]
        assert "key" not in cache


def test_a_cache_among_temporary_files_has_its_files(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    """So does a cache in the folder for temporary files, even if that is in the home directory."""
    (own / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(own / "tmp"))
    cache = JSONFileCache(str(own / "tmp" / "of-a-test"))
    with fake_handshakes():
        cache["key"] = {}
        assert (own / "tmp" / "of-a-test" / "key.json").exists()
