from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from pytest_orghandshake import SetupError, UnexpectedCallError, fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake


def read_state(handshake_id: str) -> str:
    """Return the state that a client reads."""
    client = boto3.client("organizations", region_name="us-east-1")
    return str(client.describe_handshake(HandshakeId=handshake_id)["Handshake"]["State"])


def test_changes_of_one_handshake_count_the_same_calls(orghandshake: OrgHandshake) -> None:
    """Several changes of one handshake count the same calls, each from its own line."""
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES")
    orghandshake.set_state(parent, "OPEN", after_calls=2)
    assert read_state(parent.id) == "REQUESTED"
    orghandshake.set_state(parent.id, "ACCEPTED", after_calls=2)
    assert [read_state(parent.id) for _ in range(2)] == ["OPEN", "ACCEPTED"]


def test_a_call_that_answers_reads_first(orghandshake: OrgHandshake) -> None:
    """A call that changes the handshake also reads it first: the scripted change happens before."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.set_state(invite, "CANCELED", after_calls=1)
    member = boto3.client("organizations", region_name="us-east-1", **orghandshake.credentials("222222222222"))
    with pytest.raises(member.exceptions.InvalidHandshakeTransitionException):
        member.accept_handshake(HandshakeId=invite.id)
    assert invite.state == "CANCELED"


def test_an_invitation_seeded_requested_can_be_accepted(orghandshake: OrgHandshake) -> None:
    """An invitation that was seeded as REQUESTED, which botocore's model allows, can be accepted."""
    invite = orghandshake.seed("REQUESTED", account="222222222222")
    member = boto3.client("organizations", region_name="us-east-1", **orghandshake.credentials("222222222222"))
    assert member.accept_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "ACCEPTED"


def test_an_invitation_to_nobody_can_be_accepted(orghandshake: OrgHandshake) -> None:
    """An invitation without a recipient, as in an incomplete capture, can be accepted, and no account joins."""
    invite = orghandshake.seed(parties=[{"Id": "exampleorgid", "Type": "ORGANIZATION"}])
    orghandshake.set_state(invite, "ACCEPTED")
    assert invite.state == "ACCEPTED"
    assert orghandshake.organization.members == ["111111111111"]


def test_a_refused_call_reads_nothing(orghandshake: OrgHandshake) -> None:
    """A call that is refused because of its caller does not count as a read."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.set_state(invite, "ACCEPTED", after_calls=2)
    client = boto3.client("organizations", region_name="us-east-1")
    with orghandshake.act_as("333333333333"):
        for call in (client.describe_handshake, client.accept_handshake, client.decline_handshake):
            with pytest.raises(client.exceptions.ClientError):
                call(HandshakeId=invite.id)
        with pytest.raises(client.exceptions.AccessDeniedException):
            client.cancel_handshake(HandshakeId=invite.id)
    assert [read_state(invite.id) for _ in range(2)] == ["OPEN", "ACCEPTED"]


def test_what_expires_before_its_time_keeps_its_timestamps(orghandshake: OrgHandshake) -> None:
    """A handshake that set_state lets expire keeps its timestamps, and is open again if the clock goes back."""
    invite = orghandshake.seed()
    before = invite.to_dict()
    orghandshake.shift(3600)
    read_state(invite.id)
    orghandshake.set_state(invite, "EXPIRED")
    assert invite.to_dict() == {**before, "State": "EXPIRED"}
    assert (read_state(invite.id), invite.entered) == ("EXPIRED", orghandshake.now)
    orghandshake.shift(-1)
    assert (read_state(invite.id), invite.entered) == ("OPEN", None)
    orghandshake.shift(1)
    assert read_state(invite.id) == "EXPIRED"


@pytest.mark.parametrize("state", ["OPEN", "ACCEPTED"])
@pytest.mark.parametrize("after_calls", [0, 1])
def test_a_process_is_not_opened_while_approvals_are_missing(state: Any, after_calls: int) -> None:
    """set_state can't open or finalise an all-features process that a member has not approved."""
    with pytest.raises((SetupError, UnexpectedCallError)) as caught, fake_handshakes() as fake:  # noqa: PT012 - its end may raise
        parent = fake.seed("REQUESTED", action="ENABLE_ALL_FEATURES", id="h-examplehandshakeid111")
        child = fake.seed(action="APPROVE_ALL_FEATURES", parent=parent)
        fake.set_state(parent, state, after_calls=after_calls)
        read_state(parent.id)
    assert str(caught.value).startswith(f"AWS would not let h-examplehandshakeid111 become {state}")
    assert str(caught.value).endswith(": not all of its APPROVE_ALL_FEATURES handshakes are accepted yet")
    assert (child.state, parent.state) == ("OPEN", "REQUESTED")


def test_a_change_that_comes_too_late_changes_nothing(orghandshake: OrgHandshake) -> None:
    """A scripted change has no effect if the handshake has already ended."""
    invite = orghandshake.seed()
    orghandshake.set_state(invite, "ACCEPTED", after_calls=1)
    orghandshake.set_state(invite, "DECLINED")
    assert read_state(invite.id) == "DECLINED"


def test_a_change_into_the_state_it_is_in_by_then_is_no_change(orghandshake: OrgHandshake) -> None:
    """A scripted change into the present state is fine, even if AWS would refuse it now."""
    parent = orghandshake.seed("OPEN", action="ENABLE_ALL_FEATURES")
    orghandshake.seed(action="APPROVE_ALL_FEATURES", parent=parent)  # with it AWS would not let the parent open
    orghandshake.set_state(parent, "OPEN", after_calls=1)
    assert read_state(parent.id) == "OPEN"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"state": "CANCELLED"}, "unknown state 'CANCELLED': did you mean 'CANCELED'?"),
        (
            {"state": "ACCEPTED", "after_calls": -1},
            "after_calls=-1 is not a number of calls: write 3 for the third call, or remove it",
        ),
        ({"state": "OPEN"}, "h-examplehandshakeid111 is OPEN already: remove this line"),
    ],
)
def test_what_can_not_be_is_refused(orghandshake: OrgHandshake, words: dict[str, Any], message: str) -> None:
    """An impossible change is refused, and changes nothing."""
    invite = orghandshake.seed(id="h-examplehandshakeid111")
    with pytest.raises(SetupError) as caught:
        orghandshake.set_state(invite, **words)
    assert str(caught.value) == message
    assert invite.state == "OPEN"


def test_what_has_ended_stays_as_it_is(orghandshake: OrgHandshake) -> None:
    """A handshake in a terminal state can't be changed."""
    invite = orghandshake.seed("DECLINED", id="h-examplehandshakeid111")
    with pytest.raises(SetupError) as caught:
        orghandshake.set_state(invite, "ACCEPTED")
    assert str(caught.value) == (
        "h-examplehandshakeid111 is DECLINED, and a handshake that has ended stays as it is: seed another one"
    )


def test_what_aws_would_not_allow_is_refused(orghandshake: OrgHandshake) -> None:
    """A change that AWS would refuse is refused with AWS's text."""
    head = orghandshake.add_organization().management
    invite = orghandshake.seed(id="h-examplehandshakeid111", account=head)
    with pytest.raises(SetupError) as caught:
        orghandshake.set_state(invite, "ACCEPTED")
    assert str(caught.value) == (
        "AWS would not let h-examplehandshakeid111 become ACCEPTED: MasterCannotLeaveOrganizationException, You can't "
        "remove a management account from an organization. If you want the management account to become a member "
        "account in another organization, you must first delete the current organization of the management account."
    )


def test_what_aws_would_not_allow_is_refused_when_it_falls_due() -> None:
    """A scripted change that AWS would refuse is an error when it is due, and again at the end."""
    client = boto3.client("organizations", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with pytest.raises(UnexpectedCallError) as caught, fake_handshakes() as fake:  # noqa: PT012 - its end raises
        invite = fake.seed(account=fake.add_organization().management, id="h-examplehandshakeid111")
        fake.set_state(invite, "ACCEPTED", after_calls=1)
        with pytest.raises(SetupError) as due:
            client.describe_handshake(HandshakeId=invite.id)
    assert str(caught.value) == str(due.value)
    assert str(due.value).startswith("AWS would not let h-examplehandshakeid111 become ACCEPTED (set_state at ")
    assert "MasterCannotLeaveOrganizationException" in str(due.value)


@pytest.mark.parametrize("after_calls", [0, 1])
def test_a_member_uses_up_an_invitation_to_its_address(orghandshake: OrgHandshake, after_calls: int) -> None:
    """If a member accepts an e-mail invitation, it becomes ACCEPTED in spite of the error."""
    orghandshake.add_account(email="juan@example.com", organization=orghandshake.organization)
    invite = orghandshake.seed(email="juan@example.com")
    orghandshake.set_state(invite, "ACCEPTED", after_calls=after_calls)
    assert read_state(invite.id) == "ACCEPTED"


def test_a_line_outside_of_the_folder_is_named_by_its_file(orghandshake: OrgHandshake) -> None:
    """A line in a file outside the working directory is named by its file name only."""
    namespace: dict[str, Any] = {"fake": orghandshake}
    exec(compile("fake.seed(id='h-examplehandshakeid111')", "/elsewhere/seeding.py", "exec"), namespace)  # noqa: S102
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(id="h-examplehandshakeid111")
    assert str(caught.value) == (
        "handshake h-examplehandshakeid111 already exists (added at seeding.py:1): use another id"
    )


def test_the_other_side_acts_now(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """set_state has the effect of the API call: the invited account is a member."""
    invitee = orghandshake.add_account()
    invite = orghandshake.seed(account=invitee)
    management = client_of(orghandshake.organization.management)
    orghandshake.set_state(invite, "ACCEPTED")
    assert management.describe_account(AccountId=invitee.id)["Account"]["JoinedMethod"] == "INVITED"


def test_an_address_that_nobody_has_can_accept(orghandshake: OrgHandshake) -> None:
    """For an unknown address, set_state accepts an invitation by adding an account, which becomes a member."""
    invite = orghandshake.seed(email="nobody@example.com")
    orghandshake.set_state(invite, "ACCEPTED")
    joined = orghandshake.organization.members[-1]
    assert (joined.email, joined.joined_method) == ("nobody@example.com", "INVITED")
    assert (invite.state, invite.email, invite.account) == ("ACCEPTED", None, joined)
    assert invite.parties[1] == {"Id": joined.id, "Type": "ACCOUNT"}


@pytest.mark.parametrize("way", ["describe", "organization", "account"])
def test_a_polling_loop_sees_the_answer_at_the_third_poll(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], way: str
) -> None:
    """after_calls=3 lets two reads see OPEN and the third one ACCEPTED, whichever operation reads."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.set_state(invite, "ACCEPTED", after_calls=3)
    management, invitee = client_of(orghandshake.organization.management), client_of("222222222222")

    def poll() -> str:
        if way == "describe":
            found = management.describe_handshake(HandshakeId=invite.id)["Handshake"]
        elif way == "organization":
            (found,) = management.list_handshakes_for_organization()["Handshakes"]
        else:
            (found,) = invitee.list_handshakes_for_account()["Handshakes"]
        return str(found["State"])

    assert [poll() for _ in range(4)] == ["OPEN", "OPEN", "ACCEPTED", "ACCEPTED"]
    assert len(orghandshake.organization.members) == 2
