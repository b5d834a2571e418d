from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from evidence.facts import FACTS
from evidence.matching import compare, spoiled
from evidence.replay import UnavailableError, replay

if TYPE_CHECKING:
    from evidence.fact import Fact

SHOWN = [fact for fact in FACTS if not fact.untold]


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.id)
def test_every_fact_comes_out(fact: Fact) -> None:
    """What a fact states is what the fake answers in its situation."""
    try:
        played = replay(fact)
    except UnavailableError as reason:
        pytest.skip(str(reason))
    assert [f"{each.call.operation} {difference}" for each in played for difference in each.differences] == []
    assert len(played) == len(fact.calls)


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.id)
def test_every_fact_can_fail(fact: Fact) -> None:
    """Whichever piece of what a fact expects is altered, a difference is found, and something is expected at all."""
    try:
        played = replay(fact)
    except UnavailableError as reason:
        pytest.skip(str(reason))
    altered = [(each, *piece) for each in played if each.call.expected is not None for piece in spoiled(each.expected)]
    assert altered != []
    assert [path for each, path, expected in altered if not compare(expected, each.outcome)] == []
