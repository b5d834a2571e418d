from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pytest_orghandshake._api import wire
from pytest_orghandshake._api.protocols import Elsewhere
from pytest_orghandshake._world.identity import Signature, key_of

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def answer(orghandshake: OrgHandshake, operation: str, body: str = "{}", account: str = "111111111111") -> str:
    """Return the body of a reply."""
    signature = Signature(key_of(account), "aws")
    found = orghandshake._service.answer("organizations", operation, signature, body.encode())
    assert not isinstance(found, Elsewhere)
    return found.body.decode()


def test_a_handshake_is_written_as_aws_writes_it(orghandshake: OrgHandshake) -> None:
    """A reply is compact, with sorted keys at every depth, and timestamps in the form of Java doubles."""
    orghandshake.seed(id="h-vendingteam01", account="222222222222", requested=1764590399.678)
    assert answer(orghandshake, "DescribeHandshake", '{"HandshakeId":"h-vendingteam01"}') == (
        '{"Handshake":{"Action":"INVITE",'
        '"Arn":"arn:aws:organizations::111111111111:handshake/o-exampleorgid/invite/h-vendingteam01",'
        '"ExpirationTimestamp":1.765886399678E9,"Id":"h-vendingteam01",'
        '"Parties":[{"Id":"exampleorgid","Type":"ORGANIZATION"},{"Id":"222222222222","Type":"ACCOUNT"}],'
        '"RequestedTimestamp":1.764590399678E9,'
        '"Resources":[{"Resources":[{"Type":"MASTER_EMAIL","Value":"management@example.com"},'
        '{"Type":"MASTER_NAME","Value":"Management"},{"Type":"ORGANIZATION_FEATURE_SET","Value":"ALL"}],'
        '"Type":"ORGANIZATION","Value":"o-exampleorgid"},{"Type":"ACCOUNT","Value":"222222222222"}],'
        '"State":"OPEN"}}'
    )


def test_an_account_is_written_as_aws_writes_it(orghandshake: OrgHandshake) -> None:
    """An account is compact too, with sorted keys and a Java double as its time of joining."""
    assert answer(orghandshake, "ListAccounts") == (
        '{"Accounts":[{"Arn":"arn:aws:organizations::111111111111:account/o-exampleorgid/111111111111",'
        '"Email":"management@example.com","Id":"111111111111","JoinedMethod":"INVITED","JoinedTimestamp":1.7645904E9,'
        '"Name":"Management","Paths":["o-exampleorgid/r-exam/111111111111/"],"State":"ACTIVE","Status":"ACTIVE"}]}'
    )


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (1_631_121_728_678, "1.631121728678E9"),
        (1_000_000_000_000, "1.0E9"),
        (10_000_000_000, "1.0E7"),
        (9_999_999_999, "9999999.999"),
        (0, "0.0"),
        (-1_000_000_000_001, "-1000000000.001"),
    ],
)
def test_timestamps_are_written_as_java_writes_them(instant: int, written: str) -> None:
    """Milliseconds become seconds, with an exponent from ten million on, without loss of precision."""
    text = wire.encode({"JoinedTimestamp": instant}).decode()
    assert text == f'{{"JoinedTimestamp":{written}}}'
    assert round(json.loads(text)["JoinedTimestamp"] * 1000) == instant


def test_what_only_looks_like_a_timestamp_stays_as_it_is(orghandshake: OrgHandshake) -> None:
    """Text that looks like a timestamp is not changed."""
    notes = '"RequestedTimestamp":1764590399678'
    invite = orghandshake.seed(notes=notes)
    body = answer(orghandshake, "DescribeHandshake", json.dumps({"HandshakeId": invite.id}))
    assert json.loads(body)["Handshake"]["Resources"][2] == {"Type": "NOTES", "Value": notes}


def test_an_empty_reply_is_no_bytes(orghandshake: OrgHandshake) -> None:
    """If AWS returns nothing, the body is empty, and so is the response of the call."""
    orghandshake.add_account("222222222222", organization=orghandshake.organization)
    assert answer(orghandshake, "LeaveOrganization", account="222222222222") == ""
    assert orghandshake.calls[-1].response == {}
