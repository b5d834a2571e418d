from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from judged import report_of

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

AS_MANAGEMENT = 'act_as("111111111111"), or a client with credentials("111111111111")'
AS_RECIPIENT = 'act_as("222222222222"), or a client with credentials("222222222222")'


def why(orghandshake: OrgHandshake, call: Any, **params: Any) -> str:
    """Make a call that is refused, and return the explanation in the report."""
    with pytest.raises((ClientError, ReadTimeoutError)):
        call(**params)
    lines = report_of(orghandshake).splitlines()
    number = len(orghandshake.calls)
    [place] = [index for index, line in enumerate(lines) if line.startswith(f"{number}. ")]
    return lines[place + 1]


def test_the_wrong_party_is_told_who_may(orghandshake: OrgHandshake, organizations: Any) -> None:
    """For the wrong party, the report says who may act, and how to act as that account."""
    invite = orghandshake.seed(account="222222222222")
    for call in (organizations.accept_handshake, organizations.decline_handshake):
        assert why(orghandshake, call, HandshakeId=invite.id) == f"   only its recipient may: {AS_RECIPIENT}"
    by_email = orghandshake.seed(email="new@example.com")
    assert why(orghandshake, organizations.accept_handshake, HandshakeId=by_email.id) == (
        "   only its recipient may, and no account has its address: add_account(email='new@example.com')"
    )
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES")
    assert why(orghandshake, organizations.decline_handshake, HandshakeId=parent.id) == "   it has no recipient"
    assert why(orghandshake, organizations.accept_handshake, HandshakeId=parent.id) == (
        "   not all of its APPROVE_ALL_FEATURES handshakes are accepted yet"
    )
    orghandshake.act_as("222222222222")
    only_management = f"   only the management account of o-exampleorgid may: {AS_MANAGEMENT}"
    assert why(orghandshake, organizations.cancel_handshake, HandshakeId=invite.id) == only_management
    assert why(orghandshake, organizations.accept_handshake, HandshakeId=parent.id) == only_management
    orghandshake.add_account("333333333333", organization=orghandshake.organization)
    orghandshake.act_as("333333333333")
    assert why(orghandshake, organizations.list_accounts) == (
        f"   only the management account of o-exampleorgid and its delegated administrators may: {AS_MANAGEMENT}"
    )


def test_who_heads_nothing_is_told_so(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An account that is not a management account can't take part in a transfer."""
    transfer = orghandshake.seed(action="TRANSFER_RESPONSIBILITY", account="222222222222")
    orghandshake.act_as("222222222222")
    assert why(orghandshake, organizations.accept_handshake, HandshakeId=transfer.id) == (
        "   222222222222 is not the management account of an organization"
    )


def test_a_handshake_that_is_not_found_is_told_why(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If a handshake is not found, the report says whether it never existed, is not visible, or was deleted."""
    assert (
        why(orghandshake, organizations.describe_handshake, HandshakeId="h-vendingteam99")
        == "   no handshake here has this id"
    )
    invite = orghandshake.seed(account="222222222222")
    orghandshake.act_as("333333333333")
    assert why(orghandshake, organizations.describe_handshake, HandshakeId=invite.id) == (
        "   333333333333 is neither its recipient nor in the organization that sent it"
    )
    orghandshake.act_as("111111111111")
    gov = boto3.client("organizations", region_name="us-gov-west-1")
    sent = gov.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "444444444444"})["Handshake"]["Id"]
    assert why(orghandshake, organizations.describe_handshake, HandshakeId=sent) == (
        "   it belongs to partition aws-us-gov, the client's region to aws"
    )
    orghandshake.shift(timedelta(days=46))
    assert why(orghandshake, organizations.describe_handshake, HandshakeId=invite.id) == (
        "   AWS deletes a handshake 30 days after it ended"
    )


def test_a_handshake_that_is_over_is_told_how_it_ended(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If a handshake has ended, the report says in which state."""
    invite = orghandshake.seed("ACCEPTED", account="222222222222")
    assert (
        why(orghandshake, organizations.cancel_handshake, HandshakeId=invite.id)
        == "   it was ACCEPTED before this call"
    )
    canceled = orghandshake.seed("CANCELED")
    assert (
        why(orghandshake, organizations.cancel_handshake, HandshakeId=canceled.id)
        == "   it was CANCELED before this call"
    )


def test_a_constraint_is_told_what_is_in_the_way(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The report adds to AWS's Reason what blocks the call."""
    invite = orghandshake.seed(account="222222222222")
    twin = why(
        orghandshake, organizations.invite_account_to_organization, Target={"Type": "ACCOUNT", "Id": "222222222222"}
    )
    assert twin == f"   {invite.id} is a duplicate of it and is OPEN ({invite._origin})"
    orghandshake.set_state(invite, "ACCEPTED")
    is_member = "   ALREADY_IN_AN_ORGANIZATION: 222222222222 is in o-exampleorgid"
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    assert why(orghandshake, organizations.invite_account_to_organization, Target=target) == is_member
    by_email = orghandshake.seed(email="account-222222222222@example.com")
    with orghandshake.act_as("222222222222"):
        assert why(orghandshake, organizations.accept_handshake, HandshakeId=by_email.id) == is_member
    assert why(orghandshake, organizations.enable_all_features) == "   ORGANIZATION_ALREADY_HAS_ALL_FEATURES"
    assert why(orghandshake, organizations.describe_handshake, HandshakeId="h-x") == "   INVALID_PATTERN:HANDSHAKE_ID"
    short = why(orghandshake, organizations.invite_account_to_organization, Target={"Type": "ACCOUNT", "Id": "2222"})
    assert short == "   INVALID_PATTERN: the id of an ACCOUNT has 12 digits"


def test_an_account_in_the_wrong_place_is_told_where_it_is(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If an account is not where it should be, the report says where it is."""
    heads = "   111111111111 is the management account of o-exampleorgid"
    assert why(orghandshake, organizations.leave_organization) == heads
    assert why(orghandshake, organizations.remove_account_from_organization, AccountId="111111111111") == heads
    assert (
        why(orghandshake, organizations.describe_account, AccountId="222222222222")
        == "   222222222222 is not in o-exampleorgid"
    )
    orghandshake.add_account("333333333333", organization=orghandshake.organization)
    assert why(orghandshake, organizations.delete_organization) == (
        "   o-exampleorgid still has 1 account besides its management account"
    )
    other = orghandshake.add_organization()
    invite = orghandshake.seed(account="111111111111", organization=other)
    assert why(orghandshake, organizations.accept_handshake, HandshakeId=invite.id) == heads
    orghandshake.act_as("222222222222")
    assert why(orghandshake, organizations.describe_organization) == (
        '   222222222222 is in no organization: begin with add_account("222222222222", '
        "organization=orghandshake.organization); under mock_aws, create_organization() or a look at "
        "orghandshake.organization makes one for moto's default account"
    )


def test_a_scripted_error_names_the_line_that_scripted_it(orghandshake: OrgHandshake, organizations: Any) -> None:
    """For a scripted error, the report names its line; for a quota, the limit."""
    orghandshake.add_error("DescribeHandshake", "HandshakeNotFoundException")
    [fault] = orghandshake._service.faults.scripted["DescribeHandshake"]
    invite = orghandshake.seed()
    assert "test_why.py:" in fault.origin
    assert (
        why(orghandshake, organizations.describe_handshake, HandshakeId=invite.id) == f"   add_error at {fault.origin}"
    )
    orghandshake.add_error("DescribeHandshake", "ReadTimeoutError", times=None)
    assert "   add_error at " in why(orghandshake, organizations.describe_handshake, HandshakeId=invite.id)
    orghandshake.enforce_quotas()
    for _ in range(2):
        why(orghandshake, organizations.accept_handshake, HandshakeId=invite.id)
    assert why(orghandshake, organizations.accept_handshake, HandshakeId=invite.id) == (
        "   enforce_quotas: 111111111111 may call AcceptHandshake once a second, in bursts of 2"
    )


def test_a_shared_quota_names_the_organization(orghandshake: OrgHandshake, organizations: Any) -> None:
    """For a quota that accounts share, the report names the organization."""
    invite = orghandshake.seed()
    orghandshake.enforce_quotas()
    *served, last = [orghandshake.add_account(organization=orghandshake.organization) for _ in range(11)]
    for account in served:
        with orghandshake.act_as(account):
            organizations.describe_handshake(HandshakeId=invite.id)
    orghandshake.act_as(last)
    assert why(orghandshake, organizations.describe_handshake, HandshakeId=invite.id) == (
        "   enforce_quotas: o-exampleorgid may call DescribeHandshake 6 times a second, in bursts of 10"
    )
