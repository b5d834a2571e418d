"""lag(), which simulates eventual consistency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import NO_ACCOUNT, NOT_FOUND, ids, refused
from judged import report_of

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

TO_ACCOUNT = {"Type": "ACCOUNT", "Id": "222222222222"}


def accounts(client: Any) -> list[str]:
    """Return the ids of the listed accounts."""
    return [each["Id"] for each in client.list_accounts()["Accounts"]]


def test_an_invitation_is_not_listed_yet(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Two reads, of any list or by id, don't see a new invitation; the third does."""
    orghandshake.lag(2)
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    assert ids(organizations.list_handshakes_for_organization()) == []
    assert refused(organizations.describe_handshake, HandshakeId=sent) == NOT_FOUND
    assert organizations.describe_handshake(HandshakeId=sent)["Handshake"]["State"] == "OPEN"
    assert ids(organizations.list_handshakes_for_organization()) == [sent]


def test_the_recipient_does_not_list_it_yet(
    orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any]
) -> None:
    """Reads by the recipient don't see it either."""
    orghandshake.lag(1)
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    member = client_of("222222222222")
    assert ids(member.list_handshakes_for_account()) == []
    assert ids(member.list_handshakes_for_account()) == [sent]


@pytest.mark.parametrize("target", ["ACCOUNT", "EMAIL"])
def test_what_accepting_changes_is_seen_later(
    orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any], target: str
) -> None:
    """The handshake is still OPEN with the old parties; the account is not a member, unknown to ListParents and untagged."""
    account = orghandshake.add_account("222222222222")
    words: dict[str, Any] = {"account": account} if target == "ACCOUNT" else {"email": account.email}
    invite = orghandshake.seed(**words, tags={"Team": "vending"})
    before = organizations.describe_handshake(HandshakeId=invite.id)["Handshake"]
    orghandshake.lag(6)
    accepted = client_of(account).accept_handshake(HandshakeId=invite.id)["Handshake"]
    assert (accepted["State"], invite.state, account.tags) == ("ACCEPTED", "ACCEPTED", {"Team": "vending"})
    assert organizations.describe_handshake(HandshakeId=invite.id)["Handshake"] == before
    assert accounts(organizations) == ["111111111111"]
    assert refused(organizations.describe_account, AccountId=account.id) == NO_ACCOUNT
    assert refused(organizations.list_parents, ChildId=account.id).code == "ChildNotFoundException"
    assert refused(organizations.list_tags_for_resource, ResourceId=account.id).code == "TargetNotFoundException"
    assert refused(client_of(account).describe_organization).code == "AWSOrganizationsNotInUseException"
    assert organizations.describe_handshake(HandshakeId=invite.id)["Handshake"] == accepted
    assert accounts(organizations) == ["111111111111", "222222222222"]
    assert organizations.list_parents(ChildId=account.id)["Parents"] == [{"Id": "r-exam", "Type": "ROOT"}]
    assert organizations.list_tags_for_resource(ResourceId=account.id)["Tags"] == [{"Key": "Team", "Value": "vending"}]


def test_each_change_waits_on_its_own_and_in_order(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Changes become visible in order, even if a later one would wait for fewer reads."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    orghandshake.lag(3)
    organizations.tag_resource(ResourceId=account.id, Tags=[{"Key": "a", "Value": "1"}])

    def tags() -> list[str]:
        return [each["Key"] for each in organizations.list_tags_for_resource(ResourceId=account.id)["Tags"]]

    assert tags() == []
    organizations.tag_resource(ResourceId=account.id, Tags=[{"Key": "b", "Value": "2"}])
    assert [tags() for _ in range(4)] == [[], [], ["a"], ["a", "b"]]
    organizations.tag_resource(ResourceId=account.id, Tags=[{"Key": "c", "Value": "3"}])
    orghandshake.lag(1)
    organizations.untag_resource(ResourceId=account.id, TagKeys=["a"])
    assert [tags() for _ in range(4)] == [["a", "b"], ["a", "b"], ["a", "b"], ["b", "c"]]
    assert account.tags == {"b": "2", "c": "3"}


def test_the_tree_lags_too(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Units that were created, renamed, deleted or moved into are seen in their old state."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    gone = orghandshake.add_organizational_unit("Gone")
    unit = orghandshake.add_organizational_unit("Old")
    orghandshake.lag(1)

    def seen() -> list[tuple[str, str]]:
        listed = organizations.list_organizational_units_for_parent(ParentId="r-exam")["OrganizationalUnits"]
        return [(each["Id"], each["Name"]) for each in listed]

    organizations.delete_organizational_unit(OrganizationalUnitId=gone.id)
    assert seen() == [(gone.id, "Gone"), (unit.id, "Old")]
    organizations.update_organizational_unit(OrganizationalUnitId=unit.id, Name="New")
    assert seen() == [(unit.id, "Old")]
    made = organizations.create_organizational_unit(ParentId="r-exam", Name="Made")["OrganizationalUnit"]["Id"]
    assert seen() == [(unit.id, "New")]
    assert seen() == [(unit.id, "New"), (made, "Made")]
    organizations.move_account(AccountId=account.id, SourceParentId="r-exam", DestinationParentId=made)
    assert organizations.list_parents(ChildId=account.id)["Parents"][0]["Type"] == "ROOT"
    assert organizations.list_parents(ChildId=account.id)["Parents"][0]["Id"] == made


def test_who_left_is_listed_in_its_place(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An account that was removed is still listed at its old position, and the others keep their order."""
    first, second, third = (orghandshake.add_account(organization=orghandshake.organization) for _ in range(3))
    orghandshake.lag(1)
    organizations.remove_account_from_organization(AccountId=second.id)
    assert accounts(organizations) == ["111111111111", first, second, third]
    assert accounts(organizations) == ["111111111111", first, third]
    orghandshake.lag(2)
    orghandshake.set_state(orghandshake.seed(account="222222222222"), "ACCEPTED")
    assert orghandshake.organization.members == ["111111111111", first, third, "222222222222"]


def test_organizations_and_features_lag(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An organization that was created, deleted or given all features is seen in its old state."""
    client = client_of("222222222222")
    orghandshake.lag(1)
    client.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    assert refused(client.describe_organization).code == "AWSOrganizationsNotInUseException"
    parent = client.enable_all_features()["Handshake"]["Id"]
    assert refused(client.describe_handshake, HandshakeId=parent) == NOT_FOUND
    client.accept_handshake(HandshakeId=parent)
    assert client.describe_organization()["Organization"]["FeatureSet"] == "CONSOLIDATED_BILLING"
    assert client.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    client.delete_organization()
    assert client.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    assert refused(client.describe_organization).code == "AWSOrganizationsNotInUseException"


def test_calls_that_change_something_see_what_is(
    orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any]
) -> None:
    """A duplicate is refused immediately, and an invitation that is not listed yet can be accepted and canceled."""
    orghandshake.lag(9)
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    assert (
        refused(organizations.invite_account_to_organization, Target=TO_ACCOUNT).code == "DuplicateHandshakeException"
    )
    assert client_of("222222222222").accept_handshake(HandshakeId=sent)["Handshake"]["State"] == "ACCEPTED"
    assert refused(organizations.cancel_handshake, HandshakeId=sent).code == "InvalidHandshakeTransitionException"


def test_lag_ends(orghandshake: OrgHandshake, organizations: Any) -> None:
    """lag(0) makes all changes visible, and later ones immediately; reset() ends the lag too."""
    orghandshake.lag(9)
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    assert ids(organizations.list_handshakes_for_organization()) == []
    orghandshake.lag(0)
    assert ids(organizations.list_handshakes_for_organization()) == [sent]
    organizations.cancel_handshake(HandshakeId=sent)
    assert organizations.describe_handshake(HandshakeId=sent)["Handshake"]["State"] == "CANCELED"
    orghandshake.lag(9)
    orghandshake.reset()
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    assert ids(organizations.list_handshakes_for_organization()) == [sent]


def test_what_the_test_does_is_seen_at_once(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Seeds, members and states that the test sets are visible immediately, even after a change that is not visible yet."""
    orghandshake.lag(3)
    address = {"Type": "EMAIL", "Id": "owner@example.com"}
    sent = organizations.invite_account_to_organization(Target=address)["Handshake"]["Id"]
    seeded = orghandshake.seed()
    orghandshake.set_state(sent, "ACCEPTED")
    member = orghandshake.add_account(organization=orghandshake.organization)
    assert ids(organizations.list_handshakes_for_organization()) == [seeded]
    assert accounts(organizations) == ["111111111111", orghandshake.handshake(sent).account, member]
    assert refused(organizations.describe_handshake, HandshakeId=sent) == NOT_FOUND
    assert organizations.describe_handshake(HandshakeId=sent)["Handshake"]["State"] == "ACCEPTED"
    assert [each.state for each in orghandshake.handshakes] == ["ACCEPTED", "OPEN"]


def test_the_test_has_the_last_word(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If the test changes something after the code did, reads see the test's value, then and afterwards."""
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    account = orghandshake.add_account("333333333333", organization=orghandshake.organization)
    orghandshake.lag(2)
    organizations.remove_account_from_organization(AccountId=account.id)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert accounts(organizations) == ["111111111111", account]
    assert accounts(organizations) == ["111111111111", account]
    assert account.organization is orghandshake.organization
    assert orghandshake.organization.members == ["111111111111", account]
    assert orghandshake.handshake(sent).state == "OPEN"


def test_members_stay_in_order(orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any]) -> None:
    """Members are listed in the order in which they joined, even if they become visible in another order."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.lag(1)
    client_of("222222222222").accept_handshake(HandshakeId=invite.id)
    added = orghandshake.add_account(organization=orghandshake.organization)
    assert accounts(organizations) == ["111111111111", added]
    assert accounts(organizations) == ["111111111111", "222222222222", added]


def test_a_scripted_change_waits_for_a_look_that_sees_the_handshake_as_it_is(
    orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any]
) -> None:
    """A read of an old state does not count for set_state(after_calls=), and does not trigger a change that is due."""
    child = orghandshake.seed(action="APPROVE_ALL_FEATURES", account="222222222222")
    other = orghandshake.seed()
    orghandshake.set_state(other, "DECLINED", after_calls=1)
    orghandshake.lag(1)
    client_of("222222222222").decline_handshake(HandshakeId=child.id)
    assert organizations.describe_handshake(HandshakeId=other.id)["Handshake"]["State"] == "DECLINED"
    assert child.state == "DECLINED"
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES")
    orghandshake.set_state(parent, "OPEN", after_calls=2)
    organizations.cancel_handshake(HandshakeId=parent.id)
    assert organizations.describe_handshake(HandshakeId=parent.id)["Handshake"]["State"] == "REQUESTED"
    assert organizations.describe_handshake(HandshakeId=parent.id)["Handshake"]["State"] == "CANCELED"


def test_the_section_marks_stale_reads(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Below a read of an old state, the report names the call that it does not see yet, even if the read was refused."""
    orghandshake.lag(2)
    sent = organizations.invite_account_to_organization(Target=TO_ACCOUNT)["Handshake"]["Id"]
    organizations.list_accounts()
    refused(organizations.describe_handshake, HandshakeId=sent)
    organizations.list_accounts()
    lines = report_of(orghandshake).splitlines()
    assert [line for line in lines[2:] if not line.startswith("   called at ")][:6] == [
        "2. 111111111111 ListAccounts() -> OK, 1",
        "   lag: the reply shows the state before InviteAccountToOrganization",
        f"3. 111111111111 DescribeHandshake(HandshakeId={sent!r}) -> HandshakeNotFoundException",
        "   no handshake here has this id; lag: the reply shows the state before InviteAccountToOrganization",
        "4. 111111111111 ListAccounts() -> OK, 1",
        "handshakes:",
    ]


@pytest.mark.parametrize("looks", [-1, True, 1.5, "2", None])
def test_what_is_not_a_number_of_reads(orghandshake: OrgHandshake, looks: Any) -> None:
    """A value that is not a number of reads is refused, with advice."""
    with pytest.raises(SetupError) as caught:
        orghandshake.lag(looks)
    assert (
        str(caught.value) == f"looks={looks!r} is not a number of reads: write 2 for the next two, or 0 to end the lag"
    )
