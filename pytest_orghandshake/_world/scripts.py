"""Scripted acts of the other side: immediately, at the n-th call that could show them, or at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .._exceptions import HIDDEN, SetupError
from .clock import StoppedClock
from .journal import note_act, organization_before
from .refusals import UNAPPROVED, Refusal
from .transitions import transition

if TYPE_CHECKING:
    from .accounts import Organization
    from .handshake import Handshake
    from .words import State
    from .world import World

__tracebackhide__ = HIDDEN


class Act(NamedTuple):
    """One scripted act of the other side."""

    handshake: Handshake
    state: State
    at_a_call: bool
    """Whether a call triggered it."""


class AnswerRule:
    """One ``answer``: how an account or address answers handshakes that it gets from now on."""

    __slots__ = ("after", "after_calls", "is_reached", "origin", "recipient", "state")

    def __init__(self, recipient: str, state: State, after_calls: int, after: int | None, origin: str) -> None:
        self.recipient = recipient
        self.state = state
        self.after_calls = after_calls
        self.after = after
        self.origin = origin
        self.is_reached = False


class ScriptedChange:
    """One change that waits: a ``set_state``, or an ``answer`` applied to one handshake.

    Attributes:
        calls: How many more calls have to look at the handshake.
        due: The instant it waits for, or None if it waits for calls.
        rule: The ``answer`` that scripted it, or None for ``set_state``.
    """

    __slots__ = ("after", "after_calls", "calls", "due", "handshake", "origin", "rule", "state")

    def __init__(
        self,
        handshake: Handshake,
        state: State,
        origin: str,
        *,
        after_calls: int = 0,
        after: int | None = None,
        rule: AnswerRule | None = None,
    ) -> None:
        self.handshake = handshake
        self.state = state
        self.origin = origin
        self.after_calls = self.calls = after_calls
        self.after = after
        self.due: int | None = None
        self.rule = rule

    @property
    def scripted_by(self) -> str:
        """The line that scripted it, as a part of a sentence."""
        return f" ({'set_state' if self.rule is None else 'answer'} at {self.origin})"


def script(world: World, change: ScriptedChange) -> None:
    """Schedule a change: for the n-th look from now on, or for a time."""
    world.scripts.append(change)
    if change.after is not None:
        change.due = world.clock.now() + change.after
        world.timed.append(change)
        world.timed.sort(key=_due)
        return
    handshake = change.handshake
    handshake._scripted = [*(handshake._scripted or ()), change]
    if change.rule is not None:
        world.answering.append(change)


def add_rule(world: World, rule: AnswerRule) -> None:
    """Let an account or address answer handshakes from now on; the last rule for a recipient wins."""
    world.rules.append(rule)
    world.rule_of[rule.recipient] = rule


def schedule_answer(world: World, handshake: Handshake) -> None:
    """Schedule the answer to a handshake that a call has just created, if an ``answer`` rule matches."""
    rule = next((world.rule_of[key] for key in _addresses(world, handshake) if key in world.rule_of), None)
    if rule is None:
        return
    rule.is_reached = True
    change = ScriptedChange(
        handshake, rule.state, rule.origin, after_calls=rule.after_calls, after=rule.after, rule=rule
    )
    if rule.after_calls or rule.after is not None:
        script(world, change)
    else:
        world.replied.append(change)


def _addresses(world: World, handshake: Handshake) -> list[str]:
    account = world.recipient(handshake)
    return [handshake.target.lower(), *(() if account is None else (account.id, account.email.lower()))]


def pending_changes(world: World) -> list[ScriptedChange]:
    """Return the scripted changes that wait for more calls, or for a time in the future."""
    now = world.clock.now()
    return [change for change in world.scripts if change.calls or (change in world.timed and (change.due or 0) > now)]


def unused_rules(world: World) -> list[AnswerRule]:
    """Return the ``answer`` rules whose recipient got no handshake."""
    return [rule for rule in world.rules if not rule.is_reached]


def count_read(world: World, handshake: Handshake) -> None:
    """Count a call that reads the handshake; changes that are due happen before the call is answered."""
    if handshake._scripted is None:
        return
    for change in handshake._scripted:
        _count(world, change)
    handshake._scripted = [change for change in handshake._scripted if change.calls] or None


def count_look_for_member(world: World, organization: Organization, account_id: str | None = None) -> None:
    """Count a call that would show a new member: one account, or all members if ``account_id`` is None."""
    for change in list(world.answering):
        handshake = change.handshake
        account = world.recipient(handshake)
        is_meant = account_id is None or (account is not None and account.id == account_id)
        if is_meant and handshake.organization is organization and change.calls:
            _count(world, change)
    world.answering = [change for change in world.answering if change.calls]


def _count(world: World, change: ScriptedChange) -> None:
    if not change.calls:
        return
    change.calls -= 1
    world.progress += 1
    if not change.calls:
        _act(world, change)


def act_after_reply(world: World) -> None:
    """Apply the immediate answers, after a reply that still says OPEN."""
    changes, world.replied = world.replied, []
    for change in changes:
        _act(world, change)


def act_when_due(world: World) -> None:
    """Apply the changes that are due by now, each with the time at which it was due.

    Raises:
        SetupError: AWS would refuse a change.
    """
    # The list is emptied meanwhile, because applying a change reads handshakes, which would get back here.
    timed, world.timed = world.timed, []
    clock = world.clock
    try:
        while timed and _due(timed[0]) <= clock.now():
            change = timed.pop(0)
            world.clock = StoppedClock(_due(change))
            _act(world, change)
    finally:
        world.clock, world.timed = clock, timed


def catch_up(world: World) -> None:
    """Apply due changes for a property access: if AWS would refuse one, the test fails at its end instead of here."""
    with world.lock:
        try:
            act_when_due(world)
        except SetupError as error:
            world.problems.append(str(error))


def _due(change: ScriptedChange) -> int:
    return change.due or 0


def _act(world: World, change: ScriptedChange) -> None:
    handshake = change.handshake
    if handshake.is_live() and handshake.state_at(world.clock.now()) != change.state:
        # A SetupError here is about the script, not about the call that triggered it.
        apply_script(world, handshake, change.state, change.scripted_by)


def apply_script(world: World, handshake: Handshake, state: State, scripted_by: str = "") -> None:
    """Apply one scripted change.

    Raises:
        SetupError: AWS would refuse the change.
    """
    refused = f"AWS would not let {handshake.id} become {state}{scripted_by}: "
    if handshake.action == "ENABLE_ALL_FEATURES" and state in ("OPEN", "ACCEPTED") and not world.is_approved(handshake):
        raise SetupError(f"{refused}{UNAPPROVED}")
    before = organization_before(world, handshake, state)
    try:
        transition(world, handshake, state)
    except Refusal as refusal:
        # The one refusal that changes the state: a member of the organization accepts an e-mail invitation.
        if handshake.state_at(world.clock.now()) != state:
            raise SetupError(f"{refused}{refusal.code}, {refusal.message}") from None
        note_act(world, handshake, state, before, refusal)
    else:
        note_act(world, handshake, state, before)
    world.acts.append(Act(handshake, state, bool(scripted_by)))
