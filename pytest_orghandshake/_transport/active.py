"""Which fakes answer at the moment, and what was made since each began."""

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
    """Let a fake answer, in place of whoever does now.

    Raises:
        SetupError: A fake of another thread answers.
    """
    thread = threading.current_thread()
    if _active and _active[-1].thread is not thread and _active[-1].thread.is_alive():
        raise SetupError(
            f"a fake is active in thread {_active[-1].thread.name!r}, and one fake answers the whole process: use that "
            "one in every thread, or begin this one when it has ended"
        )
    begun = Active(next(_numbers), service, environment, thread)
    _active.append(begun)
    return begun


def environment_of(service: Service) -> Environment:
    """Return the environment of a fake.

    Raises:
        SetupError: The fake answers nobody.
    """
    for each in _active:
        if each.service is service:
            return each.environment
    raise SetupError("this fake answers no client: use it as the fixture, or in the block of fake_handshakes()")


def later_than(environment: Environment) -> Active | None:
    """Return the fake that was begun after the one of this environment."""
    position = [each.environment for each in _active].index(environment)
    return _active[position + 1] if position + 1 < len(_active) else None


def is_only(environment: Environment) -> bool:
    """Tell whether the fake of this environment is the only one."""
    return [each.environment for each in _active] == [environment]


def made_in(thing: object) -> int:
    """Return the number of the fake that something was made in; 0 where there was none."""
    return _made.get(thing, 0)


def end(ended: Active) -> None:
    """Let a fake answer no more."""
    _active.remove(ended)


def note_made(thing: object) -> None:
    """Remember that a session or credentials were made while the present fake answers."""
    if _active:
        _made[thing] = _active[-1].number


def is_from_before(thing: object) -> bool:
    """Tell whether it was there before the fake that answers."""
    return bool(_active) and _made.get(thing) != _active[-1].number
