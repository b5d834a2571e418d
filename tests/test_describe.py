"""DescribeHandshake, whole: through a real client, over the real wire."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import boto3
import botocore
import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from pytest_orghandshake import SetupError
from pytest_orghandshake._world.words import Action, State

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


def make_client(region: str | None = "us-east-1", **keys: str) -> Any:
    """Return a real client."""
    return boto3.client("organizations", region_name=region, **keys)


@pytest.mark.parametrize(("state", "action"), list(itertools.product(get_args(State), get_args(Action))))
def test_every_state_and_action(orghandshake: OrgHandshake, state: State, action: Action) -> None:
    """A client reads what was seeded, and botocore's own model finds nothing wrong with the reply."""
    handshake = orghandshake.seed(state, action=action)
    client = make_client()
    reply = client.describe_handshake(HandshakeId=handshake.id)
    assert reply["Handshake"] == handshake.to_dict()
    shape = client.meta.service_model.operation_model("DescribeHandshake").output_shape
    report = ParamValidator().validate({"Handshake": reply["Handshake"]}, shape)
    assert report.generate_report() == ""


def test_response_metadata(orghandshake: OrgHandshake) -> None:
    """The reply has the headers that AWS sends, and botocore's metadata of them."""
    metadata = make_client().describe_handshake(HandshakeId=orghandshake.seed().id)["ResponseMetadata"]
    headers = metadata["HTTPHeaders"]
    assert (metadata["HTTPStatusCode"], metadata["RetryAttempts"]) == (200, 0)
    assert metadata["RequestId"] == headers["x-amzn-requestid"] == "0a51c0de-0000-4000-8000-000000000001"
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert headers["date"] == "Mon, 01 Dec 2025 12:00:00 GMT"
    assert headers["content-length"].isdigit()


def test_milliseconds_reach_the_client(orghandshake: OrgHandshake) -> None:
    """A timestamp keeps its milliseconds over the wire, and the expiry repeats the request's."""
    handshake = orghandshake.seed(requested="2025-11-30T17:24:58.046Z")
    reply = make_client().describe_handshake(HandshakeId=handshake.id)["Handshake"]
    assert reply["RequestedTimestamp"] == handshake.requested
    assert reply["ExpirationTimestamp"].microsecond == 46_000


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("eu-central-1", "aws"),
        (None, "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-gov-east-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
    ],
)
def test_partitions(orghandshake: OrgHandshake, region: str | None, partition: str) -> None:
    """The ARN is of the partition that the client calls."""
    handshake = orghandshake.seed()
    arn = make_client(region).describe_handshake(HandshakeId=handshake.id)["Handshake"]["Arn"]
    assert arn == (f"arn:{partition}:organizations::111111111111:handshake/o-exampleorgid/invite/{handshake.id}")


@pytest.mark.parametrize(
    ("handshake_id", "code", "reason", "message"),
    [
        (
            "h-examplehandshakeid111",
            "HandshakeNotFoundException",
            None,
            "You specified a handshake that doesn't exist.",
        ),
        (
            "h-EXAMPLE",
            "InvalidInputException",
            "INVALID_PATTERN:HANDSHAKE_ID",
            "You provided a value that does not match the required pattern.",
        ),
        (
            "h-" + "a" * 33,
            "InvalidInputException",
            "INVALID_PATTERN:HANDSHAKE_ID",
            "You provided a value that does not match the required pattern.",
        ),
        (
            "",
            "InvalidInputException",
            "INVALID_PATTERN:HANDSHAKE_ID",
            "You provided a value that does not match the required pattern.",
        ),
    ],
)
def test_errors(orghandshake: OrgHandshake, handshake_id: str, code: str, reason: str | None, message: str) -> None:
    """An unknown or malformed id gets the reply that was recorded from AWS."""
    client = make_client()
    with pytest.raises(getattr(client.exceptions, code)) as caught:
        client.describe_handshake(HandshakeId=handshake_id)
    response = caught.value.response
    assert response["Error"] == {"Code": code, "Message": message}
    assert (response["Message"], response.get("Reason")) == (message, reason)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert [(call.operation, call.error) for call in orghandshake.calls] == [("DescribeHandshake", code)]


def test_who_may_describe(orghandshake: OrgHandshake) -> None:
    """Any account of the sender's organization and the recipient may look; to anybody else there is no handshake."""
    member = orghandshake.add_account(organization=orghandshake.organization)
    stranger = orghandshake.add_organization().management
    by_account = orghandshake.seed(account="222222222222")
    by_address = orghandshake.seed(email="juan@example.com")
    owner = orghandshake.add_account(email="juan@example.com")
    client = make_client()
    for handshake, recipient in ((by_account, "222222222222"), (by_address, owner)):
        for allowed in (orghandshake.organization.management, member, recipient):
            with orghandshake.act_as(allowed):
                assert client.describe_handshake(HandshakeId=handshake.id)["Handshake"]["Id"] == handshake.id
        with orghandshake.act_as(stranger), pytest.raises(client.exceptions.HandshakeNotFoundException):
            client.describe_handshake(HandshakeId=handshake.id)


def test_expiry_and_retention(orghandshake: OrgHandshake) -> None:
    """An invitation expires to the millisecond, is kept for 30 days more, and a clock that goes back undoes both."""
    handshake, client = orghandshake.seed(), make_client()

    def read() -> str:
        try:
            return str(client.describe_handshake(HandshakeId=handshake.id)["Handshake"]["State"])
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    millisecond = timedelta(milliseconds=1)
    orghandshake.shift(timedelta(days=15) - millisecond)
    assert read() == "OPEN"
    orghandshake.shift(millisecond)
    assert read() == "EXPIRED"
    orghandshake.shift(timedelta(days=30) - millisecond)
    assert read() == "EXPIRED"
    orghandshake.shift(millisecond)
    assert read() == "HandshakeNotFoundException"
    orghandshake.shift(-timedelta(days=31))
    assert read() == "OPEN"


@pytest.mark.parametrize("output", WITH_HANDSHAKES)
def test_examples_of_botocore(orghandshake: OrgHandshake, output: dict[str, Any]) -> None:
    """Every handshake in botocore's own examples goes through ``load`` and comes back over the wire the same."""
    records = output.get("Handshakes") or [output["Handshake"]]
    loaded = orghandshake.load(json.dumps(output))
    client = make_client()
    for handshake, record in zip(loaded, records, strict=True):
        reply = client.describe_handshake(HandshakeId=record["Id"])["Handshake"]
        assert reply == handshake.to_dict()
        untimed = {name: value for name, value in reply.items() if not name.endswith("Timestamp")}
        assert untimed == {name: value for name, value in record.items() if not name.endswith("Timestamp")}


def test_load_keeps_what_was_printed(orghandshake: OrgHandshake, tmp_path: Path) -> None:
    """A capture keeps its times, in whatever form the CLI or boto3 wrote them."""
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


def test_load_of_little(orghandshake: OrgHandshake) -> None:
    """What a capture leaves out is filled in; an organization that nobody knows is added."""
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


def test_load_stays_open(orghandshake: OrgHandshake) -> None:
    """What was captured OPEN after its own expiry stays OPEN, whatever the clock says."""
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
        ({"Accounts": []}, "there is neither 'Handshakes' nor 'Handshake' in the capture: give what "),
        ([7], "a handshake in the capture is 7: write AWS's object, with Id, State and Action"),
        ([{"Id": "h-aaaaaaaa"}], "a handshake in the capture lacks 'State', 'Action': keep what AWS printed whole"),
        (
            [{"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE"}] * 2,
            "the capture holds h-aaaaaaaa twice: keep one of the two",
        ),
        (" ", "the capture is empty: give what the AWS CLI printed, the path of a file that holds it, or the reply"),
        (b"", "the capture is empty: give what the AWS CLI printed, the path of a file that holds it, or the reply"),
        (
            [{"Id": "h-aaaaaaaa", "State": "OPEN", "Action": "INVITE", "Arn": 5}],
            "the Arn of h-aaaaaaaa in the capture is 5: keep what AWS printed whole",
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
            "h-bbbbbbbb in the capture is of the organization 'abc': write 10 to 32 lower-case letters or digits, with "
            "'o-' or without",
        ),
    ],
)
def test_load_refuses(orghandshake: OrgHandshake, source: Any, message: str) -> None:
    """What is no capture is refused, and nothing of it is added."""
    with pytest.raises(SetupError) as caught:
        orghandshake.load(source)
    assert str(caught.value).startswith(message)
    assert orghandshake.handshakes == []


def test_call_log(orghandshake: OrgHandshake) -> None:
    """A call knows who made it, what was asked and what was answered."""
    handshake = orghandshake.seed()
    client = make_client(**orghandshake.credentials(orghandshake.organization.management))
    client.describe_handshake(HandshakeId=handshake.id)
    with pytest.raises(ClientError):
        client.describe_handshake(HandshakeId="h-unknown00")
    good, bad = orghandshake.calls
    assert (good.service, good.operation, good.account) == ("organizations", "DescribeHandshake", "111111111111")
    assert (good.params, good.error) == ({"HandshakeId": handshake.id}, None)
    assert good.response is not None
    assert good.response["Handshake"]["Id"] == handshake.id
    assert (bad.error, bad.response) == ("HandshakeNotFoundException", None)
    assert repr(bad) == "Call(DescribeHandshake, account='111111111111', error='HandshakeNotFoundException')"
