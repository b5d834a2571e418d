"""AWS's validation of parameters, which comes before all other checks.

The grammar of a Reason is recorded: ``<REASON>:<UPPER_SNAKE_PATH>``, with list items counted from 1 and ``_MEMBER_``; errors in
an invitation's Target have no path. Where a rule comes only from botocore's model, the Reason is a guess.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from .._world.identity import is_account_id
from .._world.refusals import Refusal, invalid
from .._world.transfers import TRANSFER_ID
from .._world.tree import MAX_NAME
from .._world.words import ACTIONS, FEATURE_SETS, HANDSHAKE_ID, PARENT_ID, UNIT_ID, FeatureSet, PartyType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_RESULTS = 20

# Policies and transfers can have tags on AWS, but not here.
_OTHER_RESOURCE = re.compile(r"p-[0-9a-zA-Z_]{8,128}|rp-[0-9a-zA-Z_]{4,128}|rt-[0-9a-zA-Z_]{8,32}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TRANSFER_NAME = re.compile(r"[ -~]+")
_MAX_TRANSFER_NAME = 128
_MIN_EMAIL, _MAX_TARGET = 6, 64
_MAX_NOTES = 1024
_MAX_TAG_KEY, _MAX_TAG_VALUE, _MAX_TAGS = 128, 256, 50
_TAG_PUNCTUATION = frozenset("_.:/=+-@")


def handshake_id(params: dict[str, Any], name: str = "HandshakeId", path: str = "HANDSHAKE_ID") -> str:
    """Return a well-formed handshake id; an empty one is malformed rather than missing (recorded)."""
    return _well_formed(params, name, path, HANDSHAKE_ID.fullmatch)


def account_id(params: dict[str, Any]) -> str:
    """Return a well-formed account id."""
    return _well_formed(params, "AccountId", "ACCOUNT_ID", is_account_id)


def unit_id(params: dict[str, Any]) -> str:
    """Return a well-formed id of an organizational unit; the error for a malformed one is recorded."""
    return _well_formed(params, "OrganizationalUnitId", "ORGANIZATIONAL_UNIT_ID", UNIT_ID.fullmatch)


def parent_id(params: dict[str, Any], name: str = "ParentId", path: str = "PARENT_ID") -> str:
    """Return a well-formed id of a root or an organizational unit."""
    return _well_formed(params, name, path, PARENT_ID.fullmatch)


def child_id(params: dict[str, Any]) -> str:
    """Return a well-formed id of an account or an organizational unit."""
    return _well_formed(params, "ChildId", "CHILD_ID", lambda value: is_account_id(value) or UNIT_ID.fullmatch(value))


def transfer_id(params: dict[str, Any]) -> str:
    """Return a well-formed id of a responsibility transfer."""
    return _well_formed(params, "Id", "ID", TRANSFER_ID.fullmatch)


def transfer_name(params: dict[str, Any], name: str, path: str) -> str:
    """Return the name of a responsibility transfer."""
    value = _nonempty(params, name, path)
    if len(value) > _MAX_TRANSFER_NAME:
        raise invalid(f"MAX_LENGTH_EXCEEDED:{path}")
    if not _TRANSFER_NAME.fullmatch(value):
        raise invalid(f"INVALID_PATTERN:{path}")
    return value


def child_type(params: dict[str, Any]) -> str:
    """Return the requested type of children."""
    value = _text(params, "ChildType", "CHILD_TYPE")
    if value not in ("ACCOUNT", "ORGANIZATIONAL_UNIT"):
        raise invalid("INVALID_ENUM:CHILD_TYPE")
    return value


def unit_name(params: dict[str, Any]) -> str:
    """Return the name of an organizational unit; the limits of its length are recorded."""
    value = _nonempty(params, "Name", "NAME")
    if len(value) > MAX_NAME:
        raise invalid("MAX_LENGTH_EXCEEDED:NAME")
    if not _is_unicode(value):
        raise invalid("INVALID_PATTERN:NAME")
    return value


def feature_set(params: dict[str, Any]) -> FeatureSet:
    """Return the feature set of a new organization, by default ALL."""
    value = params.get("FeatureSet") or "ALL"
    for known in FEATURE_SETS:
        if value == known:
            return known
    raise invalid("INVALID_ENUM:FEATURE_SET")


def target(params: dict[str, Any]) -> tuple[PartyType, str]:
    """Return the type and id of an invitation's target."""
    party = params.get("Target")
    if not isinstance(party, dict):  # recorded for a request without Target
        raise invalid("INVALID_PATTERN")
    kind, value = party.get("Type"), party.get("Id")
    if kind not in ("ACCOUNT", "EMAIL"):
        raise invalid("INVALID_PARTY_TYPE_TARGET")
    if kind == "ACCOUNT":
        if not isinstance(value, str) or not is_account_id(value):
            raise invalid("INVALID_PATTERN", why="the id of an ACCOUNT has 12 digits")
    elif (
        not isinstance(value, str)  # a guess: the error for an EMAIL without Id is unpublished
        or not _MIN_EMAIL <= len(value) <= _MAX_TARGET
        or not _EMAIL.fullmatch(value)
        or not _is_unicode(value)
    ):
        raise invalid("INVALID_EMAIL_ADDRESS_TARGET")
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


def tags(params: dict[str, Any]) -> dict[str, str]:  # noqa: C901 - one check after the other
    """Return the tags, by key."""
    given = params.get("Tags")
    if given is None:
        return {}
    if not isinstance(given, list):
        raise invalid("INVALID_PATTERN:TAGS")
    found: dict[str, str] = {}
    for number, tag in enumerate(given, 1):
        path = f"TAGS_{number}_MEMBER"
        if not isinstance(tag, dict):
            raise invalid(f"INVALID_PATTERN:{path}")
        key = _nonempty(tag, "Key", f"{path}_KEY")
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
        if key in found:
            raise invalid("DUPLICATE_TAG_KEY")
        found[key] = value
    limit_tags(found)
    return found


def required_tags(params: dict[str, Any]) -> dict[str, str]:
    """Return the tags, which are required but may be an empty list (recorded)."""
    if params.get("Tags") is None:
        raise invalid("INPUT_REQUIRED:TAGS")
    return tags(params)


def tag_keys(params: dict[str, Any]) -> list[str]:
    """Return the keys of the tags to remove."""
    given = params.get("TagKeys")
    if given is None:
        raise invalid("INPUT_REQUIRED:TAG_KEYS")
    if not isinstance(given, list):
        raise invalid("INVALID_PATTERN:TAG_KEYS")
    for number, key in enumerate(given, 1):
        path = f"TAG_KEYS_{number}_MEMBER"
        if len(_nonempty({"Key": key}, "Key", path)) > _MAX_TAG_KEY:
            raise invalid(f"MAX_LENGTH_EXCEEDED:{path}")
    return given


def resource_id(params: dict[str, Any]) -> str:
    """Return a well-formed id of a resource that can have tags."""
    return _well_formed(
        params,
        "ResourceId",
        "RESOURCE_ID",
        lambda value: is_account_id(value) or PARENT_ID.fullmatch(value) or _OTHER_RESOURCE.fullmatch(value),
    )


def limit_tags(given: Mapping[str, str]) -> None:
    """Refuse more tags than a resource can have."""
    if len(given) > _MAX_TAGS:
        raise Refusal("ConstraintViolationException", "MAX_TAG_LIMIT_EXCEEDED")


def filters(params: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return ActionType and ParentHandshakeId of a filter; ``{}`` does not filter."""
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
    """Return the size of a page. A guess: the default is 20."""
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
    """Return a required string, which may be empty."""
    value = params.get(name)
    if value is None:
        raise invalid(f"INPUT_REQUIRED:{path}")
    if not isinstance(value, str):
        raise invalid(f"INVALID_PATTERN:{path}")
    return value


def _well_formed(params: dict[str, Any], name: str, path: str, is_well_formed: Callable[[str], object]) -> str:
    value = _text(params, name, path)
    if not is_well_formed(value):
        raise invalid(f"INVALID_PATTERN:{path}")
    return value


def _nonempty(params: dict[str, Any], name: str, path: str) -> str:
    """Return a required string that is not empty; the Reason for an empty one is recorded for the name of an OU."""
    value = _text(params, name, path)
    if not value:
        raise invalid(f"MIN_LENGTH_EXCEEDED:{path}")
    return value


def _is_unicode(text: str) -> bool:
    """Tell whether a string has no lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_tag_character(character: str) -> bool:
    return character in _TAG_PUNCTUATION or unicodedata.category(character)[0] in "LZN"
