from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore
import pytest

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

EXAMPLES = json.loads(
    (Path(botocore.__file__).parent / "data/organizations/2016-11-28/examples-1.json").read_text(encoding="utf-8")
)["examples"]
WITH_HANDSHAKES = [
    example["output"]
    for examples in EXAMPLES.values()
    for example in examples
    if {"Handshake", "Handshakes"} & set(example.get("output", {}))
]


@pytest.mark.parametrize("output", WITH_HANDSHAKES)
def test_every_example_of_botocore_comes_back_the_same(orghandshake: OrgHandshake, output: dict[str, Any]) -> None:
    """Every handshake in botocore's examples can be loaded, and is returned unchanged."""
    records = output.get("Handshakes") or [output["Handshake"]]
    loaded = orghandshake.load(json.dumps(output))
    client = boto3.client("organizations", region_name="us-east-1")
    for handshake, record in zip(loaded, records, strict=True):
        reply = client.describe_handshake(HandshakeId=record["Id"])["Handshake"]
        assert reply == handshake.to_dict()
        untimed = {name: value for name, value in reply.items() if not name.endswith("Timestamp")}
        assert untimed == {name: value for name, value in record.items() if not name.endswith("Timestamp")}


def test_a_capture_keeps_what_was_printed(orghandshake: OrgHandshake, tmp_path: Path) -> None:
    """A capture keeps its times, in every form that the CLI or boto3 writes."""
    record: dict[str, Any] = {
        "Id": "h-examplehandshakeid111",
        "Arn": "arn:aws-us-gov:organizations::444455556666:handshake/o-a1b2c3d4e5/invite/h-examplehandshakeid111",
        "Parties": [{"Id": "222222222222", "Type": "ACCOUNT"}, {"Id": "a1b2c3d4e5", "Type": "ORGANIZATION"}],
        "State": "ACCEPTED",
        "RequestedTimestamp": 1481656459.257,
        "ExpirationTimestamp": "2016-12-28T19:14:19.257000+00:00",
        "Action": "INVITE",
        "Resources": [{"Type": "PARENT_HANDSHAKE", "Value": "0123456789"}],
    }
    path = tmp_path / "captured.json"
    path.write_text(json.dumps({"Handshakes": [record]}), encoding="utf-8")
    (handshake,) = orghandshake.load(path)
    assert handshake.arn == record["Arn"]
    assert (handshake.expires - handshake.requested) == timedelta(days=15)
    assert handshake.entered == orghandshake.now
    assert (handshake.parent, handshake.account) == ("h-0123456789", "222222222222")
    assert (handshake.organization.id, handshake.organization.management.id) == ("o-a1b2c3d4e5", "444455556666")
    orghandshake.reset()
    assert orghandshake.load([handshake.to_dict()])[0].to_dict() == handshake.to_dict()


def test_what_a_capture_leaves_out_is_filled_in(orghandshake: OrgHandshake) -> None:
    """Missing fields of a capture are filled in; an unknown organization is added."""
    (bare,) = orghandshake.load({"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE"})
    (named,) = orghandshake.load(
        {
            "Handshake": {
                "Id": "h-bbbbbbbb",
                "State": "OPEN",
                "Action": "INVITE",
                "Parties": [{"Id": "a1b2c3d4e5", "Type": "ORGANIZATION"}, {"Id": "x", "Type": "ACCOUNT"}],
            }
        }
    )
    (same_head,) = orghandshake.load(
        [
            {
                "Id": "h-cccccccc",
                "State": "OPEN",
                "Action": "INVITE",
                "Arn": "arn:aws:organizations::111111111111:handshake/o-0123456789/invite/h-cccccccc",
            }
        ]
    )
    assert bare.organization is orghandshake.organization
    assert (bare.requested, bare.expires) == (orghandshake.now, orghandshake.now + timedelta(days=15))
    assert named.organization.id == "o-a1b2c3d4e5"
    assert same_head.organization.id == "o-0123456789"
    assert same_head.organization.management.id != "111111111111"


def test_what_was_captured_open_stays_open(orghandshake: OrgHandshake) -> None:
    """A handshake that was captured OPEN after its expiry stays OPEN, whatever the time."""
    (handshake,) = orghandshake.load(
        {"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE", "ExpirationTimestamp": 1481656459}
    )
    orghandshake.shift(timedelta(days=400))
    assert (handshake.state, handshake.entered) == ("OPEN", None)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{", "this is not the JSON that the AWS CLI prints: "),
        ("no/such/file.json", "'no/such/file.json' can't be read ("),
        ({"Accounts": []}, "the capture has neither 'Handshakes' nor 'Handshake': pass what "),
        ([7], "a handshake in the capture is 7: expected AWS's object, with Id, State and Action"),
        (
            [{"Id": "h-aaaaaaaa"}],
            "a handshake in the capture lacks 'State', 'Action': keep everything that AWS printed",
        ),
        (
            [{"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE"}] * 2,
            "the capture holds h-aaaaaaaa twice: keep one of the two",
        ),
        (" ", "the capture is empty: pass what the AWS CLI printed, the path of a file that holds it, or the reply"),
        (b"", "the capture is empty: pass what the AWS CLI printed, the path of a file that holds it, or the reply"),
        (
            [{"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE", "Arn": 5}],
            "the Arn of h-aaaaaaaa in the capture is 5: keep everything that AWS printed",
        ),
        (
            [
                {"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE"},
                {
                    "Id": "h-bbbbbbbb",
                    "State": "OPEN",
                    "Action": "INVITE",
                    "Parties": [{"Id": "abc", "Type": "ORGANIZATION"}],
                },
            ],
            "h-bbbbbbbb in the capture belongs to organization 'abc': write 10 to 32 lower-case letters or digits, with "
            "'o-' or without",
        ),
    ],
)
def test_what_is_no_capture_is_refused(orghandshake: OrgHandshake, source: Any, message: str) -> None:
    """Input that is not a capture is refused, and nothing is added."""
    with pytest.raises(SetupError) as caught:
        orghandshake.load(source)
    assert str(caught.value).startswith(message)
    assert orghandshake.handshakes == []
