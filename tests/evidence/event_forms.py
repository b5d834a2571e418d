"""Events, as many facts look at them."""

from __future__ import annotations

from typing import Any

from .fact import Call, Fact, Given, Source
from .forms import accept, invite
from .matching import Has

CALL, SERVICE = "AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"


def event(name: str, detail: dict[str, Any], **more: Any) -> Has:
    """Look for an event of this name."""
    return Has({"detail": {"eventName": name, **detail}, **more})


def fact(
    name: str,
    statement: str,
    strength: Any,
    source: Source,
    steps: tuple[Call | Given, ...],
    about: tuple[str, ...],
    given: tuple[Given, ...] = (),
) -> Fact:
    """Make a fact about events."""
    return Fact(name, statement, strength, source, given=given, steps=steps, about=about)


def told(account: str, expected: Any) -> Call:
    """Look at the events that an account gets."""
    return Call("events", account, {}, {"Events": expected})


ACCEPT = (invite(), accept("member"))
