"""The active fakes, and the sessions and credentials made during each."""

from __future__ import annotations

import itertools
import threading
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple

from .._exceptions import SetupError

if TYPE_CHECKING:
    from .._api.service import Service
    from .environment import Environment


class Active(NamedTuple):
    """A fake that answers."""

    number: int
    service: Service
    environment: Environment
    thread: threading.Thread


_numbers = itertools.count(1)
_active: list[Active] = []
_made: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()


def current() -> Active | None:
    """Return the fake that answers: the one that was begun last."""
    return _active[-1] if _active else None


def all_active() -> list[Active]:
    """Return every fake that has not ended, the one that answers last."""
    return _active


def begin(service: Service, environment: Environment) -> Active:
    """Make a fake answer, in place of the present one.

    Raises:
        SetupError: A fake is active in another thread.
    """
    thread = threading.current_thread()
    if _active and _active[-1].thread is not thread and _active[-1].thread.is_alive():
        raise SetupError(
            f"a fake is already active in thread {_active[-1].thread.name!r}, and a fake answers the whole process: use that "
            "one in every thread, or start this one after it has ended"
        )
    begun = Active(next(_numbers), service, environment, thread)
    _active.append(begun)
    return begun


def environment_of(service: Service) -> Environment:
    """Return the environment of a fake.

    Raises:
        SetupError: The fake is not active.
    """
    for each in _active:
        if each.service is service:
            return each.environment
    raise SetupError("this fake is not active: use the fixture, or the block of fake_handshakes()")


def later_than(environment: Environment) -> Active | None:
    """Return the fake that was begun after the one of this environment."""
    position = [each.environment for each in _active].index(environment)
    return _active[position + 1] if position + 1 < len(_active) else None


def is_only(environment: Environment) -> bool:
    """Tell whether the fake of this environment is the only one."""
    return [each.environment for each in _active] == [environment]


def made_in(thing: object) -> int:
    """Return the number of the fake during which an object was made; 0 for none."""
    return _made.get(thing, 0)


def end(ended: Active) -> None:
    """Stop a fake."""
    _active.remove(ended)


def note_made(thing: object) -> None:
    """Remember that a session or credentials were made while the present fake answers."""
    if _active:
        _made[thing] = _active[-1].number


def is_from_before(thing: object) -> bool:
    """Tell whether an object is older than the fake that answers."""
    return bool(_active) and _made.get(thing) != _active[-1].number
