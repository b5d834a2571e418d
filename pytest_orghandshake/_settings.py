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
    """The settings of one fake, with their defaults."""

    unused: Unused = "error"
    unhandled: Unhandled = "error"
    account: str | None = None
    now: int | None = None
    """The instant at which the clock starts, or None for the current time."""


_CHOICES: dict[str, tuple[str, ...]] = {"unused": get_args(Unused), "unhandled": get_args(Unhandled)}


def unquoted(text: str) -> str:
    """Return an ini value without surrounding quotes, which TOML needs and an ini file does not."""
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def keyword_for(value: object) -> str:
    """Return the advice for a value that was passed without its keyword."""
    for word, choices in _CHOICES.items():
        if value in choices:
            return f"write {word}={value!r}"
    for word in ("account", "now"):
        try:
            read_settings({word: value})
        except SetupError:
            continue
        return f"write {word}={value!r}"
    return f"its keywords are {', '.join(f'{word}=' for word in Settings._fields)}"


def read_settings(words: Mapping[str, object]) -> Settings:
    """Check settings and fill in the defaults.

    Raises:
        SetupError: A setting or its value is unknown; the message is one line and suggests the nearest known one.
    """
    for word, value in words.items():
        if word not in Settings._fields:
            raise SetupError(f"unknown setting {word!r}{nearest(word, Settings._fields)}")
        choices = _CHOICES.get(word)
        if choices is not None and value not in choices:
            raise SetupError(f"{word}={value!r}{nearest(value, choices)}")
    account = words.get("account")
    if account is not None:
        from ._world.identity import is_account_id  # noqa: PLC0415 - pytest calls this in every run, even one that never uses the fake

        if not is_account_id(account):
            raise SetupError(f"account={account!r} is not an account id: write its 12 digits, account='222222222222'")
    return Settings(**{**words, "now": _read_now(words.get("now"))})  # type: ignore[arg-type]


def _read_now(now: object) -> int | None:
    if now is None:
        return None
    from ._world.clock import EARLIEST, LATEST, to_instant  # noqa: PLC0415 - as above

    try:
        instant = to_instant(now)
    except SetupError as error:
        raise SetupError(f"now: {error}") from None
    if not EARLIEST <= instant <= LATEST:
        raise SetupError(f"now={now!r}: the clock covers the years 1 to 9998")
    return instant
