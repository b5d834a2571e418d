"""The words of the marker, the ini file and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from ._exceptions import HIDDEN, SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

__tracebackhide__ = HIDDEN

Unused = Literal["error", "warn", "ignore"]
Unhandled = Literal["error", "pass"]


class Settings(NamedTuple):
    """How one test uses the fake."""

    unused: Unused = "error"
    unhandled: Unhandled = "error"
    account: str | None = None


_CHOICES: dict[str, tuple[str, ...]] = {"unused": get_args(Unused), "unhandled": get_args(Unhandled)}


def read_settings(words: Mapping[str, object]) -> Settings:
    """Check what was written and fill in the rest.

    Raises:
        SetupError: A word or its value is unknown; one line that names the nearest known one.
    """
    for word, value in words.items():
        if word not in Settings._fields:
            from ._explain import nearest  # noqa: PLC0415 - only a mistake needs it, and each run of pytest is here

            raise SetupError(f"unknown setting {word!r}{nearest(word, Settings._fields)}")
        choices = _CHOICES.get(word)
        if choices is not None and value not in choices:
            from ._explain import listed, nearest  # noqa: PLC0415 - likewise

            raise SetupError(f"{word}={value!r} is none of {listed(choices)}{nearest(value, choices)}")
    account = words.get("account")
    if account is not None:
        from ._identity import is_account_id  # noqa: PLC0415 - likewise

        if not is_account_id(account):
            raise SetupError(f"account={account!r} is not an account id: write its 12 digits, account='222222222222'")
    return Settings(**words)  # type: ignore[arg-type]


def ini_words(config: pytest.Config) -> dict[str, object]:
    """Return what the ini file says."""
    found = {word: config.getini(f"orghandshake_{word}") for word in Settings._fields}
    return {word: value for word, value in found.items() if value}


def settings_of(item: pytest.Item) -> Settings:
    """Return how a test uses the fake: the command line before the nearest marker, other markers and the ini file.

    Raises:
        SetupError: A word or its value is unknown.
    """
    words = ini_words(item.config)
    for marker in reversed(list(item.iter_markers("orghandshake"))):
        if marker.args:
            raise SetupError(f"takes keywords only, not {marker.args[0]!r}: write account={marker.args[0]!r}")
        words.update(marker.kwargs)
    if option := item.config.getoption("orghandshake_unused"):
        words["unused"] = option
    return read_settings(words)
