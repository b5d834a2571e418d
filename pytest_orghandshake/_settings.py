"""The settings of one fake, and their checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from ._exceptions import HIDDEN, SetupError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

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
            raise SetupError(f"unknown setting {word!r}{nearest(word, Settings._fields)}")
        choices = _CHOICES.get(word)
        if choices is not None and value not in choices:
            raise SetupError(f"{word}={value!r}{nearest(value, choices)}")
    account = words.get("account")
    if account is not None:
        from ._world.identity import is_account_id  # noqa: PLC0415 - likewise

        if not is_account_id(account):
            raise SetupError(f"account={account!r} is not an account id: write its 12 digits, account='222222222222'")
    return Settings(**words)  # type: ignore[arg-type]
