from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_orghandshake import SetupError, fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

REFUSED: dict[str, Callable[[OrgHandshake], Any]] = {
    "an id": lambda fake: fake.seed(account="222222222222", id="bad"),
    "a state": lambda fake: fake.seed("OPENED", account="222222222222"),  # type: ignore[arg-type]
    "a time": lambda fake: fake.seed(account="222222222222", expires="tomorrow"),
    "two times": lambda fake: fake.seed("OPEN", account="222222222222", entered=fake.now),
    "notes": lambda fake: fake.seed(account="222222222222", notes=1),  # type: ignore[arg-type]
    "parties": lambda fake: fake.seed(account="222222222222", parties=[{}]),
    "an organization": lambda fake: fake.seed(account="222222222222", organization="o-unknown0000"),
    "the id of an organization": lambda fake: fake.add_organization("bad", management="222222222222"),
    "an organization that is there": lambda fake: fake.add_organization(
        fake.organization.id, management="222222222222"
    ),
    "an address": lambda fake: fake.add_account("222222222222", email="bad"),
    "an address that is taken": lambda fake: fake.add_account("222222222222", email="management@example.com"),
    "an organization to be in": lambda fake: fake.add_account("222222222222", organization="o-unknown0000"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_changes_nothing_at_all(what: str) -> None:
    """A refused call does not add the account that it names, and does not affect later generated ids."""
    with fake_handshakes() as expected:
        next_seed, next_account = expected.seed().id, expected.add_account().id
    with fake_handshakes() as fake:
        with pytest.raises(SetupError):
            REFUSED[what](fake)
        assert fake.handshakes == []
        assert (fake.seed().id, fake.add_account().id) == (next_seed, next_account)
        assert fake.add_account("222222222222").organization is None  # it would be refused if anybody knew the account
