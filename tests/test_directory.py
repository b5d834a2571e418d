"""A directory that is not shared with moto."""

from __future__ import annotations

from pytest_orghandshake._world.clock import Clock, to_datetime
from pytest_orghandshake._world.directory import Directory
from pytest_orghandshake._world.world import World


def test_a_world_needs_nobody_else() -> None:
    """Without moto, a directory knows no keys, gets no changes from outside, and starts when its world does."""
    world = World(Directory(60_000), Clock(60_000))
    directory = world.directory

    assert not directory.is_shared
    assert directory.account_by_key("AKIAI44QH8DHBEXAMPLE") is None
    assert directory.refresh() == []
    assert directory.caller == "111111111111"
    assert directory.caller.joined == to_datetime(60_000)
