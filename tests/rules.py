"""EventBridge rules, matched by other implementations: Quamina, by the makers of EventBridge, and moto."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

# Its runtime is Go's, which is better not had in a process that forks.
_QUAMINA = """
import json, sys
from event_ruler import test_event_pattern
pattern, events = json.load(sys.stdin)
print(json.dumps([test_event_pattern(json.dumps(event), json.dumps(pattern)) for event in events]))
"""


def match(matcher: str, pattern: dict[str, Any], events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events that match a pattern."""
    if matcher == "moto":
        parser = pytest.importorskip("moto.events.models").EventPattern
        if not hasattr(parser, "_flatten_dict"):
            pytest.skip("the matcher of this moto fails at what an event lacks")
        parsed = parser.load(json.dumps(pattern))
        return [event for event in events if parsed.matches_event(event)]
    if importlib.util.find_spec("event_ruler") is None:
        pytest.skip("event-ruler has no wheel for this Python")
    command = [sys.executable, "-c", _QUAMINA]
    text = json.dumps([pattern, list(events)])
    printed = subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout
    return [event for event, is_let_through in zip(events, json.loads(printed), strict=True) if is_let_through]
