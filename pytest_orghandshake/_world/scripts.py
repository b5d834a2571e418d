"""What a test has the other side do: at once, or when a call comes to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .._exceptions import HIDDEN, SetupError
from .journal import note_act, organization_before
from .refusals import UNAPPROVED, Refusal
from .transitions import transition

if TYPE_CHECKING:
    from .handshake import Handshake
    from .words import State
    from .world import World

__tracebackhide__ = HIDDEN


class Act(NamedTuple):
    """What the other side did, as a test scripted it."""

    handshake: Handshake
    state: State
    at_a_call: bool
    """Whether a call that came to look brought it about."""


class ScriptedChange:
    """One ``set_state`` that waits for calls to read the handshake."""

    __slots__ = ("calls", "handshake", "origin", "state")

    def __init__(self, handshake: Handshake, state: State, calls: int, origin: str) -> None:
        self.handshake = handshake
        self.state = state
        self.calls = calls
        self.origin = origin


def script(world: World, handshake: Handshake, state: State, after_calls: int, origin: str) -> None:
    """Let the other side act at the n-th call from here on that reads the handshake."""
    change = ScriptedChange(handshake, state, after_calls, origin)
    handshake._scripted = [*(handshake._scripted or ()), change]
    world.scripts.append(change)


def pending_changes(world: World) -> list[ScriptedChange]:
    """Return the scripted changes that wait for more calls."""
    return [change for change in world.scripts if change.calls]


def count_read(world: World, handshake: Handshake) -> None:
    """Count a call that reads the handshake: a scripted change may be due before it is answered."""
    if handshake._scripted is None:
        return
    for change in handshake._scripted:
        change.calls -= 1
        if not change.calls and handshake.is_live() and handshake.state != change.state:
            # The reader is not the one who is refused.
            apply_script(world, handshake, change.state, f", as set_state at {change.origin} asks")
    handshake._scripted = [change for change in handshake._scripted if change.calls] or None


def apply_script(world: World, handshake: Handshake, state: State, because: str = "") -> None:
    """Let the other side act, as a test scripted it.

    Raises:
        SetupError: AWS would not let this happen.
    """
    refused = f"AWS would not let {handshake.id} become {state}{because}: "
    if handshake.action == "ENABLE_ALL_FEATURES" and state in ("OPEN", "ACCEPTED") and not world.is_approved(handshake):
        raise SetupError(f"{refused}{UNAPPROVED}")
    before = organization_before(world, handshake, state)
    try:
        transition(world, handshake, state)
    except Refusal as refusal:
        if handshake.state != state:  # an e-mail invitation to a member of the organization is used up all the same
            raise SetupError(f"{refused}{refusal.code}, {refusal.message}") from None
        note_act(world, handshake, state, before, refusal)
    else:
        note_act(world, handshake, state, before)
    world.acts.append(Act(handshake, state, bool(because)))
