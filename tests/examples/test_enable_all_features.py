from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from enable_all_features import enable_all_features, organizations

if TYPE_CHECKING:
    from pytest_orghandshake import Organization, OrgHandshake


@pytest.fixture
def billing_only(orghandshake: OrgHandshake) -> Organization:
    """An organization with consolidated billing whose management account is the default caller."""
    organization = orghandshake.add_organization("o-billingonly", feature_set="CONSOLIDATED_BILLING")
    orghandshake.act_as(organization.management)
    return organization


def test_all_features_are_on_once_invited_members_approve(
    orghandshake: OrgHandshake, billing_only: Organization
) -> None:
    """Invited members approve, created ones are not asked, the management account finalises, and all features are on."""
    invited = [orghandshake.add_account(organization=billing_only, joined="INVITED") for _ in range(22)]
    orghandshake.add_account(organization=billing_only, joined="CREATED")

    assert enable_all_features() == "ALL"

    assert billing_only.feature_set == "ALL"
    assert [(each.action, each.account, each.state) for each in orghandshake.handshakes] == [
        ("ENABLE_ALL_FEATURES", None, "ACCEPTED"),
        *[("APPROVE_ALL_FEATURES", account.id, "ACCEPTED") for account in invited],
    ]


def test_the_process_ends_at_once_with_nobody_to_ask(orghandshake: OrgHandshake, billing_only: Organization) -> None:
    """An organization without invited members can finalise immediately."""
    orghandshake.add_account(organization=billing_only, joined="CREATED")

    assert enable_all_features() == "ALL"


def test_a_member_that_declines_holds_the_process_up(orghandshake: OrgHandshake, billing_only: Organization) -> None:
    """The process can't be finalised while a member has declined."""
    orghandshake.add_account(organization=billing_only, joined="INVITED")
    organizations.enable_all_features()
    parent, child = orghandshake.handshakes
    orghandshake.set_state(child, "DECLINED")

    with pytest.raises(RuntimeError) as caught:
        enable_all_features()

    assert str(caught.value) == f"not every member has approved: handshake {parent.id} is REQUESTED"
    assert billing_only.feature_set == "CONSOLIDATED_BILLING"


def test_the_process_ends_once_who_declined_is_removed(orghandshake: OrgHandshake, billing_only: Organization) -> None:
    """The process can be finalised after the member that declined has been removed."""
    stubborn = orghandshake.add_account(organization=billing_only, joined="INVITED")
    organizations.enable_all_features()
    orghandshake.set_state(orghandshake.handshakes[-1], "DECLINED")
    organizations.remove_account_from_organization(AccountId=stubborn.id)

    assert enable_all_features() == "ALL"


def test_a_running_process_is_taken_up(orghandshake: OrgHandshake, billing_only: Organization) -> None:
    """A process that was started earlier, with one approval already given, is finished."""
    first = orghandshake.add_account(organization=billing_only, joined="INVITED")
    orghandshake.add_account(organization=billing_only, joined="INVITED")
    organizations.enable_all_features()
    orghandshake.set_state(next(each for each in orghandshake.handshakes if each.account == first.id), "ACCEPTED")

    assert enable_all_features() == "ALL"


def test_the_process_cancels_open_invitations(orghandshake: OrgHandshake, billing_only: Organization) -> None:
    """Starting the process cancels unanswered invitations."""
    invite = orghandshake.seed("OPEN", organization=billing_only)

    enable_all_features()

    assert invite.state == "CANCELED"


@pytest.mark.usefixtures("orghandshake")
def test_nothing_is_done_where_all_features_are_on() -> None:
    """An organization that has all features is not changed."""
    assert enable_all_features() == "ALL"
