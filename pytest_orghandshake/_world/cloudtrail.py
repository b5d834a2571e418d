"""CloudTrail's form of AWS Organizations replies: names in lower camel case, and human-readable times."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from .._exceptions import HIDDEN, SetupError
from .clock import to_datetime

__tracebackhide__ = HIDDEN

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# "Jan 18, 2017 9:41:16 PM" in older logs; newer ones have a comma after the year, and Java since 2022 writes a narrow space.
_MOMENT = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})[ \u202f]([AP])M")
_NOON = 12
_MAX_DEPTH = 60  # deeper than any part of a handshake that is read
_TIMES = ("RequestedTimestamp", "ExpirationTimestamp")


def write_moment(instant: int) -> str:
    """Return a time in the form of newer logs: ``Jul 17, 2025, 2:53:40 PM`` (observed in events of other operations)."""
    moment = to_datetime(instant)
    half = "PM" if moment.hour >= _NOON else "AM"
    return (
        f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}, "
        f"{moment.hour % _NOON or _NOON}:{moment.minute:02}:{moment.second:02} {half}"
    )


def read_moment(text: object) -> object:
    """Parse a time in CloudTrail's form; return a value in another form unchanged."""
    match = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if match is None or match[1] not in _MONTHS:
        return text
    hour = int(match[4]) % _NOON + (_NOON if match[7] == "P" else 0)
    try:
        return datetime(
            int(match[3]),
            _MONTHS.index(match[1]) + 1,
            int(match[2]),
            hour,
            int(match[5]),
            int(match[6]),
            tzinfo=timezone.utc,
        )
    except ValueError:
        return text


def lower_first(name: str) -> str:
    """Return a name of AWS's API in lower camel case."""
    return name[:1].lower() + name[1:]


def find_handshakes(parsed: object) -> list[object] | None:
    """Return the handshakes in one or more events, in the form of AWS's API; None if the input is not an event.

    Args:
        parsed: An event from EventBridge, a CloudTrail record, a list of either, a log file (``Records``), or the
            ``responseElements`` of a record.

    Raises:
        SetupError: None of the events carries a handshake.
    """
    if isinstance(parsed, dict) and isinstance(parsed.get("Records"), list):
        parsed = parsed["Records"]
    events = parsed if isinstance(parsed, list) else [parsed]
    if not events or not all(_is_event(each) for each in events):
        return None
    found = [each for each in map(_handshake_of, events) if each is not None]
    if not found:
        raise SetupError(_nothing_in(events[0]))
    return [_as_the_api_writes(each) for each in found]


def _is_event(value: object) -> bool:
    return isinstance(value, dict) and (
        isinstance(value.get("detail"), dict)
        or "eventName" in value
        or "responseElements" in value
        or "handshake" in value
    )


def _record_of(event: Any) -> Any:  # noqa: ANN401 - whatever a test gives
    return event["detail"] if isinstance(event.get("detail"), dict) else event


def _handshake_of(event: Any) -> object:  # noqa: ANN401 - whatever a test gives
    record = _record_of(event)
    elements = record.get("responseElements", record)
    return elements.get("handshake") if isinstance(elements, dict) else None


def _nothing_in(event: Any) -> str:  # noqa: ANN401 - whatever a test gives
    record = _record_of(event)
    name, code = record.get("eventName"), record.get("errorCode")
    refused = "" if code is None else f", because AWS refused the call ({code})"
    return (
        f"this {f'{name} ' if isinstance(name, str) else ''}event carries no handshake{refused}: load an event of "
        "InviteAccountToOrganization, AcceptHandshake or another call that AWS answers with a handshake"
    )


def _as_the_api_writes(handshake: object) -> object:
    record = _raised(handshake)
    if not isinstance(record, dict):
        return record
    action = record.get("Action")
    if isinstance(action, str):  # "invite" in AWS's user guide, "INVITE" in deployed event patterns
        record["Action"] = action.upper()
    for name in _TIMES:
        if name in record:
            record[name] = read_moment(record[name])
    return record


def _raised(value: object, depth: int = 0) -> object:
    """Copy a value with names in upper camel case; values that are nested too deep are refused elsewhere."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {
            name[:1].upper() + name[1:] if isinstance(name, str) else name: _raised(each, depth + 1)
            for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_raised(each, depth + 1) for each in value]
    return value
