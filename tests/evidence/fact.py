"""What a fact is: a statement about AWS, how sure we are of it, where it comes from, and the calls that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Strength = Literal["recorded", "documented", "guess"]
"""Seen in a real account or in published output; said by AWS's documentation or botocore's model; inferred."""

STRENGTHS: tuple[Strength, ...] = ("recorded", "documented", "guess")

Effect = Literal["read", "refusal", "sends", "joins"]
"""What the calls of a fact do to real accounts: read, be refused, open an invitation that is ended again, or join."""

Place = Literal["standalone", "same", "other", "heads"]
"""Where the member account is: nowhere, in the management account's organization, in another one, or at the head of one."""

ANYWHERE: tuple[Place, ...] = ("standalone", "same", "other", "heads")
OUTSIDE: tuple[Place, ...] = ("standalone", "other")


@dataclass(frozen=True)
class Source:
    """Where a fact comes from.

    Attributes:
        text: What to look it up in.
        date: The year and the month as far as they are known, such as ``"2026-09"``; empty if they are not.
    """

    text: str
    date: str = ""

    def __str__(self) -> str:
        """Return both."""
        return f"{self.text} ({self.date or 'undated'})"


@dataclass(frozen=True, eq=False)  # each is itself, as what it holds can't be hashed
class Given:
    """What a test sets up: a method of ``OrgHandshake``, its words, and the name of what it returns.

    Texts such as ``"{member}"`` or ``"{invite.Handshake.Id}"`` stand for what has that name.
    """

    method: str
    words: dict[str, Any]
    name: str = ""


@dataclass(frozen=True, eq=False)
class Call:
    """One call and what has to come out of it.

    Attributes:
        caller: The name of an account, or of a reply of AssumeRole; ``"events"`` looks at the world's events.
        operation: AWS's name of the operation; for ``"events"``, the name of the account that gets them.
        params: What is asked, with names in braces as in ``Given``.
        expected: What the reply holds, as ``matching`` compares it; None if it only has to succeed.
        name: What later texts call the reply.
        is_checked: Whether botocore checks the parameters before it sends them.
        region: Where the client is, which decides the partition.
    """

    caller: str
    operation: str
    params: dict[str, Any] = field(default_factory=dict)
    expected: Any = None
    name: str = ""
    is_checked: bool = True
    region: str = "us-east-1"


@dataclass(frozen=True)
class Live:
    """What it takes to ask AWS itself.

    Attributes:
        effect: What the calls do.
        member: Where the member account may be.
        all_features: Whether the organization has to have all features, or this does not matter.
    """

    effect: Effect
    member: tuple[Place, ...] = ANYWHERE
    all_features: bool = False


@dataclass(frozen=True, eq=False)  # one is what it is by its id
class Fact:
    """One thing that AWS does, or that we think it does.

    Attributes:
        id: Never changes once it is published: reports name it.
        statement: One sentence.
        strength: How sure we are.
        source: Where it comes from; the reasoning, for a guess.
        given: The situation.
        steps: The calls, and what happens between them.
        about: The operations it is about; those of the calls with an expectation if left out.
        untold: Why no call shows it, if none does.
        live: What it takes to ask AWS; None if that is not safe, or takes more than two accounts.
        rests_on: The recorded facts that a guess carries over to something alike.
        member: A ``Shape.Member`` without which an older botocore can't show it.
    """

    id: str
    statement: str
    strength: Strength
    source: Source
    given: tuple[Given, ...] = ()
    steps: tuple[Call | Given, ...] = ()
    about: tuple[str, ...] = ()
    untold: str = ""
    live: Live | None = None
    rests_on: tuple[str, ...] = ()
    member: str = ""

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls among the steps."""
        return tuple(step for step in self.steps if isinstance(step, Call))

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations that it is about."""
        checked = [call for call in self.calls if call.expected is not None and call.caller != "events"]
        return self.about or tuple(dict.fromkeys(call.operation for call in checked))

    @property
    def texts(self) -> tuple[str, ...]:
        """What its calls expect an error to say, word for word."""
        errors = [
            call.expected["Error"]
            for call in self.calls
            if isinstance(call.expected, dict) and "Error" in call.expected
        ]
        return tuple(str(each["Message"]) for each in errors if "Message" in each)
