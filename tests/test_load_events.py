from __future__ import annotations

import copy
import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_orghandshake import OrgHandshake

# After the log entry for InviteAccountToOrganization in AWS's user guide, with its forms: "invite", "o-", old times.
LOGGED: dict[str, Any] = {
    "eventVersion": "1.05",
    "userIdentity": {"type": "AssumedRole", "accountId": "111111111111"},
    "eventTime": "2017-01-18T21:41:17Z",
    "eventSource": "organizations.amazonaws.com",
    "eventName": "InviteAccountToOrganization",
    "awsRegion": "us-east-1",
    "requestParameters": {"notes": "Please join", "target": {"type": "ACCOUNT", "id": "222222222222"}},
    "responseElements": {
        "handshake": {
            "requestedTimestamp": "Jan 18, 2017 9:41:16 PM",
            "state": "OPEN",
            "arn": "arn:aws:organizations::111111111111:handshake/o-aa111bb222/invite/h-examplehandshakeid111",
            "id": "h-examplehandshakeid111",
            "parties": [{"type": "ORGANIZATION", "id": "o-aa111bb222"}, {"type": "ACCOUNT", "id": "222222222222"}],
            "action": "invite",
            "expirationTimestamp": "Feb 2, 2017 9:41:16 PM",
            "resources": [
                {
                    "resources": [
                        {"type": "MASTER_EMAIL", "value": "diego@example.com"},
                        {"type": "ORGANIZATION_FEATURE_SET", "value": "ALL"},
                    ],
                    "type": "ORGANIZATION",
                    "value": "o-aa111bb222",
                },
                {"type": "ACCOUNT", "value": "222222222222"},
                {"type": "NOTES", "value": "Please join"},
            ],
        }
    },
    "recipientAccountId": "111111111111",
}
EVENT = {"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "aws.organizations", "detail": LOGGED}


def logged(**changes: Any) -> dict[str, Any]:
    """Return the log entry with changes in its handshake."""
    entry = copy.deepcopy(LOGGED)
    entry["responseElements"]["handshake"].update(changes)
    return entry


@pytest.mark.parametrize(
    "source",
    [EVENT, LOGGED, LOGGED["responseElements"], [EVENT], {"Records": [{"eventName": "ListRoots"}, LOGGED]}, "file"],
    ids=["event", "record", "response", "list", "log", "file"],
)
def test_the_handshake_of_an_event_is_loaded(orghandshake: OrgHandshake, source: Any, tmp_path: Path) -> None:
    """The handshake in an event is loaded, whether the event is whole or cut out of the log."""
    if source == "file":
        source = tmp_path / "event.json"
        source.write_text(json.dumps(EVENT), encoding="utf-8")

    [invite] = orghandshake.load(source)

    assert invite.to_dict() == {
        "Id": "h-examplehandshakeid111",
        "Arn": "arn:aws:organizations::111111111111:handshake/o-aa111bb222/invite/h-examplehandshakeid111",
        "Action": "INVITE",
        "State": "OPEN",
        "Parties": [{"Id": "o-aa111bb222", "Type": "ORGANIZATION"}, {"Id": "222222222222", "Type": "ACCOUNT"}],
        "RequestedTimestamp": datetime(2017, 1, 18, 21, 41, 16, tzinfo=timezone.utc),
        "ExpirationTimestamp": datetime(2017, 2, 2, 21, 41, 16, tzinfo=timezone.utc),
        "Resources": [
            {
                "Type": "ORGANIZATION",
                "Value": "o-aa111bb222",
                "Resources": [
                    {"Type": "MASTER_EMAIL", "Value": "diego@example.com"},
                    {"Type": "ORGANIZATION_FEATURE_SET", "Value": "ALL"},
                ],
            },
            {"Type": "ACCOUNT", "Value": "222222222222"},
            {"Type": "NOTES", "Value": "Please join"},
        ],
    }
    assert (invite.account, invite.organization) == ("222222222222", "o-aa111bb222")


def test_what_is_given_is_not_changed(orghandshake: OrgHandshake) -> None:
    """Loading an event leaves the dictionary as it was."""
    before = copy.deepcopy(EVENT)

    orghandshake.load(EVENT)

    assert before == EVENT


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Jan 18, 2017 9:41:16 PM", 21),
        ("Jan 18, 2017, 9:41:16 PM", 21),
        ("Jan 18, 2017, 9:41:16\u202fPM", 21),
        ("Jan 18, 2017 9:41:16 AM", 9),
        ("Jan 18, 2017 12:41:16 AM", 0),
        ("Jan 18, 2017 12:41:16 PM", 12),
        ("2017-01-18T21:41:16Z", 21),
        (1484775676, 21),
    ],
)
def test_moments_are_read_in_every_form_that_logs_have(orghandshake: OrgHandshake, text: Any, hour: int) -> None:
    """Times are read in CloudTrail's older and newer forms, and in those of the API."""
    [invite] = orghandshake.load(logged(requestedTimestamp=text))

    assert invite.requested == datetime(2017, 1, 18, hour, 41, 16, tzinfo=timezone.utc)


def test_moments_that_were_cut_off_are_filled_in(orghandshake: OrgHandshake) -> None:
    """A handshake without times was requested now."""
    entry = logged()
    del entry["responseElements"]["handshake"]["requestedTimestamp"]
    del entry["responseElements"]["handshake"]["expirationTimestamp"]

    [invite] = orghandshake.load(entry)

    assert invite.requested == orghandshake.now


@pytest.mark.parametrize("text", ["Foo 18, 2017 9:41:16 PM", "Jan 32, 2017 9:41:16 PM", "soon"])
def test_what_is_no_moment_is_refused(orghandshake: OrgHandshake, text: str) -> None:
    """An unreadable time is refused, and nothing is added."""
    with pytest.raises(SetupError) as caught:
        orghandshake.load(logged(requestedTimestamp=text))

    assert str(caught.value) == (
        f"{text!r} is not a moment in time: write an aware datetime, epoch seconds, or ISO 8601 text such as "
        "'2026-01-31T12:00:00Z'"
    )
    assert orghandshake.handshakes == []


ADVICE = (
    ": load an event of InviteAccountToOrganization, AcceptHandshake or another call that AWS answers with a handshake"
)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            {"detail": {"eventName": "AcceptHandshake", "errorCode": "AccessDenied", "responseElements": None}},
            "this AcceptHandshake event carries no handshake, because AWS refused the call (AccessDenied)" + ADVICE,
        ),
        (
            {"eventName": "LeaveOrganization", "responseElements": None},
            "this LeaveOrganization event carries no handshake" + ADVICE,
        ),
        ({"detail": {}}, "this event carries no handshake" + ADVICE),
        (
            {"responseElements": {"handshake": 7}},
            "a handshake in the capture is 7: expected AWS's object, with Id, State and Action",
        ),
        (logged(action=7), "unknown Action 7: choose "),
        (
            logged(resources=[{7: "x"}]),
            "resource {7: 'x'}: expected {'Type': 'NOTES', 'Value': 'hello'}",
        ),
    ],
)
def test_an_event_without_a_handshake_is_refused(orghandshake: OrgHandshake, source: Any, message: str) -> None:
    """An event without a handshake is refused, with the reason and what to load instead."""
    with pytest.raises(SetupError) as caught:
        orghandshake.load(source)

    assert str(caught.value).partition("choose")[0] == message.partition("choose")[0]
    assert orghandshake.handshakes == []


def test_resources_that_nest_without_end_are_refused(orghandshake: OrgHandshake) -> None:
    """Resources that are nested deeper than Python's recursion limit are refused."""
    nested: dict[str, Any] = {}
    for _ in range(5000):
        nested = {"type": "ORGANIZATION", "resources": [nested]}

    with pytest.raises(SetupError) as caught:
        orghandshake.load(logged(resources=[nested]))

    assert str(caught.value) == "resources are nested more than 20 levels deep: AWS nests them once"
