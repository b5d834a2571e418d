from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, get_args

import pytest
from judged import report_of

from pytest_orghandshake import Handshake, OrgHandshake, ResponsibilityTransfer, SetupError
from pytest_orghandshake._world.transfers import month_from
from pytest_orghandshake._world.words import State

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2025, 12, 1, 12, tzinfo=timezone.utc)
JANUARY = datetime(2026, 1, 1, tzinfo=timezone.utc)
MARCH = datetime(2026, 3, 1, tzinfo=timezone.utc)
CAPTURE = {
    "Id": "h-examplehandshakeid111",
    "Arn": "arn:aws:organizations::111111111111:handshake/o-exampleorgid/transfer_responsibility/h-examplehandshakeid111",
    "Parties": [{"Id": "exampleorgid", "Type": "ORGANIZATION"}, {"Id": "222222222222", "Type": "ACCOUNT"}],
    "State": "ACCEPTED",
    "RequestedTimestamp": "2025-11-18T23:08:20Z",
    "ExpirationTimestamp": "2025-12-31T00:00:00Z",
    "Action": "TRANSFER_RESPONSIBILITY",
    "Resources": [
        {
            "Type": "RESPONSIBILITY_TRANSFER",
            "Value": "rt-examplet",
            "Resources": [
                {"Type": "TRANSFER_START_TIMESTAMP", "Value": "1767225600"},
                {"Type": "TRANSFER_TYPE", "Value": "BILLING"},
            ],
        }
    ],
}


def seed(orghandshake: OrgHandshake, state: State = "OPEN", **words: Any) -> ResponsibilityTransfer:
    """Seed a transfer's handshake and return the transfer."""
    transfer = orghandshake.seed(state, action="TRANSFER_RESPONSIBILITY", **words).transfer
    assert transfer is not None
    return transfer


def transfer_resource(transfer: str, start: str, kind: str = "TRANSFER_START_TIMESTAMP") -> list[dict[str, Any]]:
    """Return AWS's resources for a transfer."""
    return [{"Type": "RESPONSIBILITY_TRANSFER", "Value": transfer, "Resources": [{"Type": kind, "Value": start}]}]


# Seeds


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_a_transfer(orghandshake: OrgHandshake, state: State) -> None:
    """A handshake in any state has a transfer, whose status follows, and which refers back to the handshake."""
    transfer = seed(orghandshake, state)
    assert transfer.status == ("REQUESTED" if state in ("OPEN", "REQUESTED") else state)
    assert transfer.handshake.transfer is transfer
    assert transfer.source is transfer.handshake.account
    assert transfer.target is orghandshake.organization.management
    assert (transfer.name, transfer.end) == ("Billing transfer", None)
    assert re.fullmatch(r"rt-[0-9a-f]{8}", transfer.id)
    assert transfer == transfer.id == str(transfer)
    assert repr(transfer) == f"ResponsibilityTransfer({transfer.id!r}, {transfer.status})"


def test_other_handshakes_have_none(orghandshake: OrgHandshake) -> None:
    """An ordinary invitation has no transfer."""
    assert orghandshake.seed().transfer is None


def test_resources_are_those_of_an_answer(orghandshake: OrgHandshake) -> None:
    """A seeded handshake shows its transfer in the same form as one that a call created."""
    transfer = seed(orghandshake, account="222222222222", notes="please")
    assert transfer.handshake.resources == [
        {
            "Type": "RESPONSIBILITY_TRANSFER",
            "Value": transfer.id,
            "Resources": [
                {"Type": "TRANSFER_START_TIMESTAMP", "Value": "1767225600"},
                {"Type": "TRANSFER_TYPE", "Value": "BILLING"},
            ],
        },
        {
            "Type": "ORGANIZATION",
            "Value": "o-exampleorgid",
            "Resources": [
                {"Type": "MANAGEMENT_EMAIL", "Value": "management@example.com"},
                {"Type": "MANAGEMENT_NAME", "Value": "Management"},
                {"Type": "MANAGEMENT_ACCOUNT", "Value": "111111111111"},
            ],
        },
        {"Type": "ACCOUNT", "Value": "222222222222"},
        {"Type": "NOTES", "Value": "please"},
    ]


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2025-12-01T12:00:00Z", JANUARY),
        ("2025-12-16T00:00:00Z", JANUARY),
        ("2025-12-16T00:00:00.001Z", datetime(2026, 2, 1, tzinfo=timezone.utc)),
        ("2025-11-15T00:00:00Z", datetime(2025, 12, 1, tzinfo=timezone.utc)),
    ],
)
def test_it_starts_with_a_month(orghandshake: OrgHandshake, now: str, start: datetime) -> None:
    """On any day, the recipient has 15 days or more, until 24 hours before the month in which it starts."""
    orghandshake.move_to(now)
    transfer = seed(orghandshake)
    assert transfer.start == start
    assert transfer.handshake.expires == start - timedelta(days=1)


@pytest.mark.parametrize(
    ("expires", "start"),
    [("2025-12-31T00:00:00Z", JANUARY), ("2026-02-10T00:00:00Z", MARCH), ("2026-02-28T00:00:00.000Z", MARCH)],
)
def test_an_expiry_decides_the_month(orghandshake: OrgHandshake, expires: str, start: datetime) -> None:
    """An expiry from the test is kept, and the transfer starts with the first month at least a day later."""
    transfer = seed(orghandshake, expires=expires)
    assert transfer.start == start


def test_resources_decide_its_id_and_start(orghandshake: OrgHandshake) -> None:
    """Verbatim resources set its id and its start, and the start sets its expiry."""
    transfer = seed(orghandshake, resources=transfer_resource("rt-mytransfer", str(int(MARCH.timestamp()))))
    assert (transfer, transfer.start) == ("rt-mytransfer", MARCH)
    assert transfer.handshake.expires == MARCH - timedelta(days=1)
    assert seed(orghandshake, resources=transfer_resource("rt-other000", "2026-03-01T00:00:00Z")).start == MARCH


@pytest.mark.parametrize("start", ["0", "1767225601", "9" * 40, "soon", ""])
def test_a_start_that_does_not_fit_is_left_alone(orghandshake: OrgHandshake, start: str) -> None:
    """A start that is past, not the first of a month, or not a time at all does not set the expiry."""
    transfer = seed(orghandshake, resources=transfer_resource("RT-123", start))
    assert transfer.handshake.expires == JANUARY - timedelta(days=1)
    assert transfer.handshake.resources == transfer_resource("RT-123", start)
    assert re.fullmatch(r"rt-[0-9a-f]{8}", transfer.id)


def test_what_was_sent_long_ago_expired_before_its_month(orghandshake: OrgHandshake) -> None:
    """An old invitation has expired 24 hours before its month."""
    transfer = seed(orghandshake, "EXPIRED", requested="2025-09-01T00:00:00Z")
    assert transfer.handshake.expires == datetime(2025, 9, 30, tzinfo=timezone.utc)


def test_it_expires_as_time_passes_and_not_before(orghandshake: OrgHandshake) -> None:
    """Expiry is computed from the clock: moving the clock back undoes it."""
    transfer = seed(orghandshake, "EXPIRED")
    orghandshake.shift(-1)
    assert (transfer.handshake.state, transfer.status) == ("REQUESTED", "REQUESTED")


def test_a_transfer_is_there_once(orghandshake: OrgHandshake) -> None:
    """A second handshake about the same transfer is refused, and nothing is added."""
    first = seed(orghandshake, resources=transfer_resource("rt-mytransfer", ""))
    with pytest.raises(SetupError) as caught:
        seed(orghandshake, resources=transfer_resource("rt-mytransfer", ""))
    assert str(caught.value) == (
        f"transfer rt-mytransfer already exists (added at {first.handshake.origin}): use another id"
    )
    assert orghandshake.handshakes == [first.handshake]


def test_a_new_id_is_never_one_that_is_there(orghandshake: OrgHandshake, unwatched: OrgHandshake) -> None:
    """An id from a capture is not generated again."""
    taken = seed(unwatched).id
    orghandshake.load({**CAPTURE, "Resources": transfer_resource(taken, "")})
    assert seed(orghandshake).id != taken


def test_the_report_shows_it(orghandshake: OrgHandshake) -> None:
    """The report shows the transfer's status beside the handshake's."""
    transfer = seed(orghandshake, "DECLINED", account="222222222222")
    handshake = transfer.handshake
    assert report_of(orghandshake).splitlines()[3] == (
        f"- {handshake} TRANSFER_RESPONSIBILITY from o-exampleorgid to 222222222222: DECLINED, expires "
        f"{handshake.expires:%Y-%m-%dT%H:%M:%SZ}, transfer {transfer} DECLINED ({handshake.origin})"
    )


# Captures


@pytest.mark.parametrize("made", [dict, json.dumps])
def test_a_capture_has_its_transfer(orghandshake: OrgHandshake, made: Callable[[Any], Any]) -> None:
    """A capture keeps the id and the start of its transfer."""
    [handshake] = orghandshake.load(made(CAPTURE))
    transfer = handshake.transfer
    assert transfer is not None
    assert (transfer, transfer.start, transfer.status) == ("rt-examplet", JANUARY, "ACCEPTED")
    assert handshake.resources == CAPTURE["Resources"]


def test_what_a_capture_lacks_is_filled_in(orghandshake: OrgHandshake) -> None:
    """Missing resources or times in a capture are filled in as for a seed."""
    [handshake] = orghandshake.load({"Id": CAPTURE["Id"], "State": "REQUESTED", "Action": "TRANSFER_RESPONSIBILITY"})
    assert handshake.transfer is not None
    assert (handshake.transfer.start, handshake.expires) == (JANUARY, JANUARY - timedelta(days=1))


def test_the_start_of_a_capture_stands_in_for_its_expiry(orghandshake: OrgHandshake) -> None:
    """If the expiry is missing, it follows from the start."""
    resources = transfer_resource("rt-examplet", str(int(MARCH.timestamp())))
    [handshake] = orghandshake.load({**CAPTURE, "State": "OPEN", "ExpirationTimestamp": None, "Resources": resources})
    assert handshake.expires == MARCH - timedelta(days=1)


def test_a_capture_keeps_its_start(orghandshake: OrgHandshake) -> None:
    """A start is kept as captured, even if it does not fit the expiry."""
    resources = transfer_resource("rt-examplet", str(int(MARCH.timestamp())))
    [handshake] = orghandshake.load({**CAPTURE, "Resources": resources})
    assert handshake.transfer is not None
    assert (handshake.transfer.start, handshake.expires) == (MARCH, JANUARY - timedelta(days=1))


def test_a_capture_names_a_transfer_once(orghandshake: OrgHandshake) -> None:
    """Two captured handshakes about one transfer are refused, and nothing is added."""
    with pytest.raises(SetupError) as caught:
        orghandshake.load([CAPTURE, {**CAPTURE, "Id": "h-examplehandshakeid222"}])
    assert str(caught.value) == "the capture holds rt-examplet twice: keep one of the two"
    assert orghandshake.handshakes == []


def test_a_transfer_that_is_there_is_not_loaded(orghandshake: OrgHandshake) -> None:
    """A transfer that exists already is not loaded again."""
    [first] = orghandshake.load(CAPTURE)
    with pytest.raises(SetupError) as caught:
        orghandshake.load({**CAPTURE, "Id": "h-examplehandshakeid222"})
    assert str(caught.value) == f"transfer rt-examplet already exists (added at {first.origin}): use another id"


# The other side


@pytest.mark.parametrize("state", ["ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"])
def test_set_state_moves_it(orghandshake: OrgHandshake, state: State) -> None:
    """set_state on the handshake changes the status of the transfer."""
    transfer = seed(orghandshake)
    orghandshake.set_state(transfer.handshake, state)
    assert transfer.status == state


def head_of(handshake: Handshake) -> str:
    """Return the account whose bills are transferred, after checking that it is a management account."""
    assert handshake.transfer is not None
    source = handshake.transfer.source
    assert source is not None
    assert source.is_management
    return source.id


def test_who_accepts_heads_an_organization(orghandshake: OrgHandshake) -> None:
    """A standalone account or an address that accepted a transfer is a management account, as on AWS."""
    by_account = seed(orghandshake, account="222222222222").handshake
    by_email = seed(orghandshake, email="new@example.com").handshake
    for handshake in (by_account, by_email):
        orghandshake.set_state(handshake, "ACCEPTED")
    assert head_of(by_account) == "222222222222"
    assert orghandshake.handshake(by_email.id).email == "new@example.com"
    assert head_of(by_email) != head_of(by_account)


def test_who_heads_one_already_keeps_it(orghandshake: OrgHandshake) -> None:
    """A management account that accepts keeps its organization."""
    transfer = seed(orghandshake)
    before = transfer.source and transfer.source.organization
    orghandshake.set_state(transfer.handshake, "ACCEPTED")
    assert transfer.source is not None
    assert transfer.source.organization is before is not None


def test_a_member_does_not_accept(orghandshake: OrgHandshake) -> None:
    """A member of an organization can't accept, not even by set_state, because it has no bill of its own."""
    member = orghandshake.add_account(organization=orghandshake.add_organization())
    transfer = seed(orghandshake, account=member)
    with pytest.raises(SetupError) as caught:
        orghandshake.set_state(transfer.handshake, "ACCEPTED")
    assert str(caught.value) == (
        f"AWS would not let {transfer.handshake.id} become ACCEPTED: AccessDeniedException, You don't have permissions "
        "to access this resource."
    )
    assert transfer.status == "REQUESTED"


def test_a_handshake_to_nobody_has_no_source(orghandshake: OrgHandshake) -> None:
    """With parties that have no recipient, the transfer has no source."""
    transfer = seed(orghandshake, parties=[{"Id": "exampleorgid", "Type": "ORGANIZATION"}])
    orghandshake.set_state(transfer.handshake, "ACCEPTED")
    assert (transfer.source, transfer.status) == (None, "ACCEPTED")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-12-01T00:00:00Z", "2025-12-01T00:00:00Z"),
        ("2025-12-01T00:00:00.001Z", "2026-01-01T00:00:00Z"),
        ("2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00Z"),
        ("2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z"),
    ],
)
def test_a_month_that_begins_now_is_the_one(orghandshake: OrgHandshake, moment: str, expected: str) -> None:
    """A month that begins exactly now is the next start."""
    orghandshake.move_to(moment)
    first = month_from(orghandshake._world.clock.now())
    orghandshake.move_to(expected)
    assert first == orghandshake._world.clock.now()
