"""What AWS checks of a request before it looks at anything else, and how it says so.

The grammar of a Reason is recorded: ``<REASON>:<UPPER_SNAKE_PATH>``, list items counted from 1 with ``_MEMBER_``; what is
wrong with an invitation's Target carries no path. Where only botocore's model speaks, the mapping to a Reason is a guess.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .._world.identity import is_account_id
from .._world.refusals import Refusal, invalid
from .._world.words import ACTIONS, HANDSHAKE_ID, PartyType

MAX_RESULTS = 20

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_MIN_EMAIL, _MAX_TARGET = 6, 64
_MAX_NOTES = 1024
_MAX_TAG_KEY, _MAX_TAG_VALUE, _MAX_TAGS = 128, 256, 50
_TAG_PUNCTUATION = frozenset("_.:/=+-@")


def handshake_id(params: dict[str, Any], name: str = "HandshakeId", path: str = "HANDSHAKE_ID") -> str:
    """Return a well-formed handshake id."""
    value = _text(params, name, path)
    if not HANDSHAKE_ID.fullmatch(value):
        raise invalid(f"INVALID_PATTERN:{path}")
    return value


def account_id(params: dict[str, Any]) -> str:
    """Return a well-formed account id."""
    value = _text(params, "AccountId", "ACCOUNT_ID")
    if not is_account_id(value):
        raise invalid("INVALID_PATTERN:ACCOUNT_ID")
    return value


def target(params: dict[str, Any]) -> tuple[PartyType, str]:
    """Return the type and id of an invitation's target."""
    party = params.get("Target")
    if not isinstance(party, dict):
        raise invalid("INPUT_REQUIRED")
    kind, value = party.get("Type"), party.get("Id")
    if kind not in ("ACCOUNT", "EMAIL"):
        raise invalid("INVALID_PARTY_TYPE_TARGET")
    if not isinstance(value, str) or not value:
        raise invalid("INPUT_REQUIRED")
    if kind == "EMAIL" and not (
        _MIN_EMAIL <= len(value) <= _MAX_TARGET and _EMAIL.fullmatch(value) and _is_unicode(value)
    ):
        raise invalid("INVALID_EMAIL_ADDRESS_TARGET")
    if kind == "ACCOUNT" and not is_account_id(value):
        raise invalid("INVALID_PATTERN")
    return kind, value


def notes(params: dict[str, Any]) -> str | None:
    """Return the notes, if any."""
    value = params.get("Notes")
    if value is None:
        return None
    if not isinstance(value, str) or not _is_unicode(value):
        raise invalid("INVALID_PATTERN:NOTES")
    if len(value) > _MAX_NOTES:
        raise invalid("MAX_LENGTH_EXCEEDED:NOTES")
    return value


def tags(params: dict[str, Any]) -> None:  # noqa: C901 - one check after the other
    """Check the tags. Nothing shows them: a handshake has no field for them."""
    given = params.get("Tags")
    if given is None:
        return
    if not isinstance(given, list):
        raise invalid("INVALID_PATTERN:TAGS")
    keys = set()
    for number, tag in enumerate(given, 1):
        path = f"TAGS_{number}_MEMBER"
        if not isinstance(tag, dict):
            raise invalid(f"INVALID_PATTERN:{path}")
        key = _text(tag, "Key", f"{path}_KEY")
        value = tag.get("Value")
        if value is None:
            raise invalid(f"INPUT_REQUIRED:{path}_VALUE")
        for part, text, longest in (("KEY", key, _MAX_TAG_KEY), ("VALUE", value, _MAX_TAG_VALUE)):
            if not isinstance(text, str) or not all(map(_is_tag_character, text)):
                raise invalid(f"INVALID_PATTERN:{path}_{part}")
            if len(text) > longest:
                raise invalid(f"MAX_LENGTH_EXCEEDED:{path}_{part}")
        if key.lower().startswith("aws:"):
            raise invalid("INVALID_SYSTEM_TAGS_PARAMETER")
        if key in keys:
            raise invalid("DUPLICATE_TAG_KEY")
        keys.add(key)
    if len(given) > _MAX_TAGS:
        raise Refusal("ConstraintViolationException", "MAX_TAG_LIMIT_EXCEEDED")


def filters(params: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the ActionType and the ParentHandshakeId of a list's filter; ``{}`` is no filter."""
    given = params.get("Filter") or {}
    if not isinstance(given, dict):
        raise invalid("INVALID_PATTERN:FILTER")
    action, parent = given.get("ActionType"), given.get("ParentHandshakeId")
    if action is not None and parent is not None:
        raise invalid("MAX_LIMIT_EXCEEDED_FILTER")
    if action is not None and action not in ACTIONS:
        raise invalid("INVALID_ENUM:FILTER_ACTION_TYPE")
    if parent is not None:
        handshake_id(given, "ParentHandshakeId", "FILTER_PARENT_HANDSHAKE_ID")
    return action, parent


def max_results(params: dict[str, Any]) -> int:
    """Return the size of a page. That it is 20 unless asked for is a guess."""
    value = params.get("MaxResults")
    if value is None:
        return MAX_RESULTS
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid("INVALID_PATTERN:MAX_RESULTS")
    if value > MAX_RESULTS:
        raise invalid("MAX_VALUE_EXCEEDED:MAX_RESULTS")
    if value < 1:
        raise invalid("MIN_VALUE_EXCEEDED:MAX_RESULTS")
    return value


def _text(params: dict[str, Any], name: str, path: str) -> str:
    value = params.get(name)
    if value is None or value == "":
        raise invalid(f"INPUT_REQUIRED:{path}")
    if not isinstance(value, str):
        raise invalid(f"INVALID_PATTERN:{path}")
    return value


def _is_unicode(text: str) -> bool:
    """Tell whether no half of a surrogate pair stands alone in it."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_tag_character(character: str) -> bool:
    return character in _TAG_PUNCTUATION or unicodedata.category(character)[0] in "LZN"
