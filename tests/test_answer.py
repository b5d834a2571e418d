"""Scripted acts of the other side: answers to what the code under test sends, and acts at a time."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import time_machine
from answers import DAY, DENIED, START, ids, refused
from botocore.exceptions import ClientError

from pytest_orghandshake import SetupError, UnexpectedCallError, UnusedError, fake_handshakes
from pytest_orghandshake._world.scripts import pending_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

ACCOUNT = {"Type": "ACCOUNT", "Id": "222222222222"}
ADDRESS = {"Type": "EMAIL", "Id": "Owner@example.com"}
ID = "h-examplehandshakeid111"


def invite(client: Any, target: dict[str, str] = ACCOUNT) -> Any:
    """Send an invitation and return the handshake in the reply."""
    return client.invite_account_to_organization(Target=target)["Handshake"]


def state_of(client: Any, handshake_id: str) -> str:
    """Return the state that a client reads."""
    return str(client.describe_handshake(HandshakeId=handshake_id)["Handshake"]["State"])


# answer


@pytest.mark.parametrize("state", ["ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"])
def test_answered_behind_the_reply(orghandshake: OrgHandshake, organizations: Any, state: Any) -> None:
    """Without a wait, the reply to the invitation still says OPEN, and the next read shows the answer."""
    orghandshake.answer("222222222222", state)
    sent = invite(organizations)
    assert (sent["State"], state_of(organizations, sent["Id"])) == ("OPEN", state)
    is_member = "222222222222" in orghandshake.organization.members
    assert is_member == (state == "ACCEPTED")


def test_every_invitation_is_answered(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An answer applies to everything sent after its line, and the last line for a recipient wins."""
    earlier = invite(organizations)
    organizations.cancel_handshake(HandshakeId=earlier["Id"])
    orghandshake.answer("222222222222", "DECLINED")
    first, second = invite(organizations), invite(organizations)
    orghandshake.answer("222222222222")
    third = invite(organizations)
    seeded = orghandshake.seed(account="222222222222")
    assert [each.state for each in orghandshake.handshakes] == ["CANCELED", "DECLINED", "DECLINED", "ACCEPTED", "OPEN"]
    assert orghandshake.handshakes == [earlier["Id"], first["Id"], second["Id"], third["Id"], seeded]


@pytest.mark.parametrize("recipient", ["owner@example.com", "OWNER@example.com", "222222222222", "object"])
@pytest.mark.parametrize("target", [ACCOUNT, ADDRESS])
def test_a_recipient_has_an_id_and_an_address(
    orghandshake: OrgHandshake, organizations: Any, recipient: str, target: dict[str, str]
) -> None:
    """A recipient given by account or by address answers what is sent to either."""
    account = orghandshake.add_account("222222222222", email="owner@example.com")
    orghandshake.answer(account if recipient == "object" else recipient)
    invite(organizations, target)
    assert account.organization is orghandshake.organization


def test_an_address_without_an_account_answers(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An address without an account can accept too, which creates the account."""
    orghandshake.answer("owner@example.com")
    sent = invite(organizations, ADDRESS)
    [_, member] = orghandshake.organization.members
    assert orghandshake.handshake(sent["Id"]).account is member


def test_others_do_not_answer(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Handshakes to other recipients are not answered."""
    orghandshake.answer("222222222222")
    sent = invite(organizations, {"Type": "ACCOUNT", "Id": "333333333333"})
    assert state_of(organizations, sent["Id"]) == "OPEN"
    invite(organizations)


def test_members_approve_all_features(orghandshake: OrgHandshake) -> None:
    """Handshakes that EnableAllFeatures sends to members are answered too."""
    organization = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
    member = orghandshake.add_account(organization=organization, joined="INVITED")
    orghandshake.answer(member)
    orghandshake.act_as(organization.management)
    client = boto3.client("organizations")
    parent = client.enable_all_features()["Handshake"]
    client.accept_handshake(HandshakeId=parent["Id"])
    assert organization.feature_set == "ALL"


def describe(client: Any, handshake_id: str) -> bool:
    """Read the handshake."""
    return state_of(client, handshake_id) == "ACCEPTED"


def list_handshakes(client: Any, handshake_id: str) -> bool:
    """Read the list of handshakes."""
    sent = client.list_handshakes_for_organization()["Handshakes"]
    return any(each["Id"] == handshake_id and each["State"] == "ACCEPTED" for each in sent)


def describe_account(client: Any, _: str) -> bool:
    """Check whether the account is a member."""
    try:
        return bool(client.describe_account(AccountId="222222222222"))
    except client.exceptions.AccountNotFoundException:
        return False


def list_accounts(client: Any, _: str) -> bool:
    """Look for the account among the members."""
    return "222222222222" in [each["Id"] for each in client.list_accounts()["Accounts"]]


LOOKS = [describe, list_handshakes, describe_account, list_accounts]


@pytest.mark.parametrize("look", LOOKS)
def test_answered_at_the_third_look(
    orghandshake: OrgHandshake, organizations: Any, look: Callable[[Any, str], bool]
) -> None:
    """``after_calls`` counts every call that could show the answer, and the n-th call shows it."""
    orghandshake.answer("222222222222", after_calls=3)
    sent = invite(organizations)
    assert [look(organizations, sent["Id"]) for _ in range(4)] == [False, False, True, True]


def test_looks_of_all_kinds_count_together(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Reading the handshake and looking for the member count together."""
    orghandshake.answer("222222222222", after_calls=4)
    sent = invite(organizations)
    assert [look(organizations, sent["Id"]) for look in [*LOOKS, describe]] == [False, False, False, True, True]


@pytest.mark.parametrize("look", [describe_account, list_accounts])
def test_looks_that_do_not_concern_it_do_not_count(
    orghandshake: OrgHandshake, organizations: Any, look: Callable[[Any, str], bool]
) -> None:
    """Calls about other accounts or organizations and refused calls don't count."""
    orghandshake.answer("222222222222", after_calls=1)
    sent = orghandshake.handshake(invite(organizations)["Id"])
    with pytest.raises(organizations.exceptions.AccountNotFoundException):
        organizations.describe_account(AccountId="333333333333")
    elsewhere = orghandshake.add_organization().management
    with orghandshake.act_as(elsewhere):
        assert not look(organizations, sent)
    with orghandshake.act_as(orghandshake.add_account(organization=orghandshake.organization)):
        assert refused(organizations.list_accounts) == DENIED
        assert refused(organizations.describe_account, AccountId="222222222222") == DENIED
    assert sent.state == "OPEN"
    assert look(organizations, sent)


def test_set_state_counts_reads_of_the_handshake_alone(orghandshake: OrgHandshake, organizations: Any) -> None:
    """``set_state`` counts only calls that read the handshake, not those that look for the member."""
    sent = orghandshake.seed(account="222222222222")
    orghandshake.set_state(sent, "ACCEPTED", after_calls=1)
    assert not list_accounts(organizations, sent)
    assert describe(organizations, sent)


def test_a_poll_of_the_account_beside_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """Calls that moto answers count too, so that code which waits for the member ends."""
    assert orghandshake.organization.members == ["123456789012"]
    orghandshake.answer("222222222222", after_calls=3)
    invite(aws)
    assert [describe_account(aws, "") for _ in range(2)] == [False, False]
    with orghandshake.act_as("444444444444"):
        assert [call(aws, "") for call in (describe_account,)] == [False]
    assert list_accounts(aws, "")


def wait_for_member(client: Any) -> None:
    """Invite an account and wait for it, as account vending code does."""
    invite(client)
    while not describe_account(client, ""):
        time.sleep(20)


def test_invite_and_wait_in_two_lines(
    orghandshake: OrgHandshake, organizations: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code that invites and sleeps until the account is a member ends, by a number of calls or by the clock."""
    monkeypatch.setattr("time.sleep", orghandshake.shift)
    orghandshake.answer("222222222222", after=timedelta(minutes=5))
    wait_for_member(organizations)
    assert [call.operation for call in orghandshake.calls] == ["InviteAccountToOrganization"] + ["DescribeAccount"] * 16
    assert orghandshake.handshakes[0].entered == START + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"state": "OPEN"}, "'OPEN' is not an answer: choose from 'CANCELED', 'ACCEPTED', 'DECLINED', 'EXPIRED'"),
        ({"state": "ACEPTED"}, "'ACEPTED' is not an answer: did you mean 'ACCEPTED'?"),
        ({"after_calls": -1}, "after_calls=-1 is not a number of calls: write 3 for the third call, or remove it"),
        ({"after_calls": 2, "after": 5}, "after_calls= and after= can't be combined: write one of them"),
        ({"after": -5}, "after=-5 is negative: write how long from now the other side acts"),
        (
            {"after": "5"},
            "'5' is not a span of time: write a timedelta, as in timedelta(days=16), or seconds as a number",
        ),
    ],
)
def test_no_answer(orghandshake: OrgHandshake, words: dict[str, Any], message: str) -> None:
    """A value that is not an answer, or not a wait, is refused."""
    with pytest.raises(SetupError) as caught:
        orghandshake.answer("222222222222", **words)
    assert str(caught.value) == message


def test_an_answer_that_aws_would_refuse() -> None:
    """A management account that would have to leave its organization is an error when the answer is due, and at the end."""
    with pytest.raises(UnexpectedCallError) as caught, fake_handshakes() as fake:  # noqa: PT012 - its end raises
        head = fake.add_organization(management="222222222222").management
        fake.answer(head)
        with pytest.raises(SetupError) as due:
            invite(boto3.client("organizations"))
    assert str(caught.value) == str(due.value)
    assert ": MasterCannotLeaveOrganizationException, " in str(due.value)
    assert " become ACCEPTED (answer at test_answer.py:" in str(due.value).replace("tests/", "")


# set_state by the clock


@pytest.mark.parametrize("after", [timedelta(days=2), 2 * DAY, 2.0 * DAY])
def test_acts_when_the_clock_has_moved_on(orghandshake: OrgHandshake, organizations: Any, after: Any) -> None:
    """The other side acts when the clock has moved that far, and not a millisecond earlier."""
    sent = orghandshake.seed(account="222222222222")
    orghandshake.set_state(sent, "ACCEPTED", after=after)
    orghandshake.shift(timedelta(days=2, milliseconds=-1))
    assert state_of(organizations, sent) == "OPEN"
    orghandshake.shift(0.001)
    assert state_of(organizations, sent) == "ACCEPTED"
    assert orghandshake.organization.members == ["111111111111", "222222222222"]


def test_at_once_and_by_the_clock(orghandshake: OrgHandshake) -> None:
    """A wait of zero acts immediately."""
    sent = orghandshake.seed()
    orghandshake.set_state(sent, "DECLINED", after=0)
    assert sent.state == "DECLINED"


def test_what_happened_meanwhile_has_its_own_time(orghandshake: OrgHandshake) -> None:
    """If the clock jumps past the due time, the change happens at that time, in order, before the handshake expires."""
    sent = orghandshake.seed(account="222222222222")
    late = orghandshake.seed(account="333333333333")
    orghandshake.set_state(late, "ACCEPTED", after=timedelta(days=20))
    orghandshake.set_state(sent, "DECLINED", after=timedelta(days=3))
    orghandshake.set_state(sent, "ACCEPTED", after=timedelta(days=2))
    orghandshake.shift(timedelta(days=25))
    assert (sent.state, sent.entered) == ("ACCEPTED", START + timedelta(days=2))
    assert sent.account is not None
    assert sent.account.joined == START + timedelta(days=2)
    assert (late.state, late.entered) == ("EXPIRED", START + timedelta(days=15))


@pytest.mark.parametrize("look", ["state", "entered", "to_dict", "account", "email", "list"])
def test_whoever_moves_the_clock(orghandshake: OrgHandshake, organizations: Any, look: str) -> None:
    """The code under test may move the clock, through time-machine: the next read of any kind sees the change."""
    with time_machine.travel(START, tick=False) as traveller:
        sent = orghandshake.seed(email="owner@example.com")
        orghandshake.set_state(sent, "ACCEPTED", after=60)
        traveller.shift(61)
        looks: dict[str, Callable[[], object]] = {
            "state": lambda: sent.state,
            "entered": lambda: sent.entered,
            "to_dict": lambda: [party["Type"] for party in sent.to_dict()["Parties"]],
            "account": lambda: sent.account is not None,
            "email": lambda: sent.email,
            "list": lambda: ids(organizations.list_handshakes_for_organization()) and sent._state,
        }
        found = looks[look]()
    assert (
        found
        == {
            "state": "ACCEPTED",
            "entered": START + timedelta(seconds=60),
            "to_dict": ["ORGANIZATION", "ACCOUNT"],
            "account": True,
            "email": None,
            "list": "ACCEPTED",
        }[look]
    )


def test_what_aws_would_refuse_is_told_when_it_is_due(orghandshake: OrgHandshake) -> None:
    """A change that AWS would refuse is an error where the test moves the clock."""
    sent = orghandshake.seed(account=orghandshake.add_organization().management, id=ID)
    orghandshake.set_state(sent, "ACCEPTED", after=60)
    with pytest.raises(SetupError) as caught:
        orghandshake.shift(60)
    assert str(caught.value).startswith(f"AWS would not let {ID} become ACCEPTED (set_state at ")
    assert sent.state == "OPEN"


def test_what_aws_would_refuse_is_told_at_the_end() -> None:
    """If only a property was read, the error is raised at the end of the test."""
    with pytest.raises(UnexpectedCallError) as caught, fake_handshakes() as fake:  # noqa: PT012 - its end raises
        sent = fake.seed(account=fake.add_organization().management, id=ID)
        with time_machine.travel(START, tick=False) as traveller:
            fake.set_state(sent, "ACCEPTED", after=60)
            traveller.shift(61)
            assert sent.state == "OPEN"
    assert str(caught.value).startswith(f"AWS would not let {ID} become ACCEPTED (set_state at ")


# Never reached


def end_of(script: Callable[[OrgHandshake, Any], object]) -> str:
    """Run a test that leaves something unreached, and return the message at its end."""
    with pytest.raises(UnusedError) as caught, fake_handshakes(now="2025-12-01T12:00:00Z") as fake:  # noqa: PT012
        fake.seed(id=ID)
        script(fake, boto3.client("organizations"))
    lines = str(caught.value).splitlines()
    assert lines[-1] == '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")'
    heading, _, rest = lines[0].partition(" at ")
    return "\n".join([f"{heading} at HERE {rest.partition(' ')[2]}", *lines[1:-1]])


MOVE = (
    "move it with orghandshake.shift(...), or let the code's sleeps do so: monkeypatch.setattr('time.sleep', "
    "orghandshake.shift)"
)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            lambda fake, _: fake.set_state(ID, "ACCEPTED", after_calls=2),
            f"set_state({ID}, 'ACCEPTED', after_calls=...) at HERE waits for 2 more calls that read the handshake.\n"
            "- the code under test never asked for it, or asked for another handshake",
        ),
        (
            lambda fake, client: [fake.set_state(ID, "ACCEPTED", after_calls=2), state_of(client, ID)],
            f"set_state({ID}, 'ACCEPTED', after_calls=...) at HERE waits for 1 more call that reads the handshake.\n"
            "- the code under test stopped asking, or asked for another handshake",
        ),
        (
            lambda fake, _: [fake.set_state(ID, "ACCEPTED", after_calls=1), fake.set_state(ID, "DECLINED")],
            f"set_state({ID}, 'ACCEPTED', after_calls=...) at HERE waits for 1 more call that reads the handshake.\n"
            "- it is DECLINED, and a handshake that has ended stays as it is",
        ),
        (
            lambda fake, _: [fake.set_state(ID, "ACCEPTED", after=timedelta(days=2)), fake.shift(3600)],
            f"set_state({ID}, 'ACCEPTED', after=2 days, 0:00:00) at HERE waits for the clock to move on by 1 day, "
            f"23:00:00.\n- the clock stands at 2025-12-01T13:00:00Z: {MOVE}",
        ),
        (
            lambda fake, _: fake.answer("222222222222"),
            "answer('222222222222', 'ACCEPTED') at HERE was never reached.\n"
            "- the code under test sent no handshake to 222222222222",
        ),
        (
            lambda fake, client: [fake.answer("owner@example.com", after_calls=2), invite(client, ADDRESS)],
            "answer('owner@example.com', 'ACCEPTED', after_calls=...) at HERE waits for 2 more calls that look at "
            "LAST.\n- the code under test never asked for it, or asked for another handshake",
        ),
        (
            lambda fake, client: [fake.answer("222222222222", after_calls=1), invite(client)],
            "answer('222222222222', 'ACCEPTED', after_calls=...) at HERE waits for 1 more call that looks at LAST.\n"
            "- the code under test never asked for it, or asked for another handshake",
        ),
        (
            lambda fake, client: [fake.answer("222222222222", after=60), invite(client)],
            "answer('222222222222', 'ACCEPTED', after=0:01:00) at HERE waits for the clock to move on by 0:01:00.\n"
            f"- the clock stands at 2025-12-01T12:00:00Z: {MOVE}",
        ),
    ],
)
def test_never_reached(script: Callable[[OrgHandshake, Any], object], told: str) -> None:
    """The message about an unreached script says what it waited for, and the true reason."""
    last: list[str] = []

    def run(fake: OrgHandshake, client: Any) -> None:
        script(fake, client)
        last.append(fake.handshakes[-1])

    assert end_of(run) == told.replace("LAST", last[0])


def test_what_is_due_is_not_pending() -> None:
    """A change that is due is not a finding, even if nothing has read the handshake since."""
    with fake_handshakes() as fake, time_machine.travel(START, tick=False) as traveller:
        fake.set_state(fake.seed(), "ACCEPTED", after=60)
        traveller.shift(60)
        assert pending_changes(fake._service.world) == []


# add_error, counted alike


def test_the_third_call_fails(orghandshake: OrgHandshake, organizations: Any) -> None:
    """``after_calls`` selects the call that gets the error; calls before and after it succeed."""
    sent = orghandshake.seed()
    orghandshake.add_error("DescribeHandshake", "ServiceException", after_calls=3)

    def look() -> str:
        try:
            return state_of(organizations, sent)
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    outcomes = [look() for _ in range(5)]
    assert outcomes == ["OPEN", "OPEN", "ServiceException", "OPEN", "OPEN"]


def test_the_second_page_fails(orghandshake: OrgHandshake, organizations: Any) -> None:
    """One line makes a paginator fail on its second page."""
    for _ in range(30):
        orghandshake.seed()
    orghandshake.add_error("ListHandshakesForOrganization", "TooManyRequestsException", after_calls=2, times=None)
    pages = iter(organizations.get_paginator("list_handshakes_for_organization").paginate())
    assert len(next(pages)["Handshakes"]) == 20
    with pytest.raises(organizations.exceptions.TooManyRequestsException):
        next(pages)


def test_calls_for_another_handshake_do_not_count(orghandshake: OrgHandshake, organizations: Any) -> None:
    """With ``handshake=``, only calls for it are counted."""
    sent, other = orghandshake.seed(), orghandshake.seed()
    orghandshake.add_error("DescribeHandshake", "ServiceException", after_calls=2, handshake=sent)
    assert [state_of(organizations, each) for each in (other, other, sent, other)] == ["OPEN"] * 4
    assert refused(organizations.describe_handshake, HandshakeId=sent).code == "ServiceException"


def call_often(fake: OrgHandshake, client: Any) -> None:
    """Let one error get all the calls that another one waits for."""
    fake.add_error("DescribeHandshake", "ServiceException", times=None)
    fake.add_error("DescribeHandshake", "TooManyRequestsException")
    for _ in range(3):
        refused(client.describe_handshake, HandshakeId=ID)


def call_late(fake: OrgHandshake, client: Any) -> None:
    """Let one error get the calls from the second on, for which another one waits."""
    fake.add_error("DescribeHandshake", "ServiceException", after_calls=2, times=None)
    fake.add_error("DescribeHandshake", "TooManyRequestsException", after_calls=2)
    state_of(client, ID)
    refused(client.describe_handshake, HandshakeId=ID)


def call_too_rarely(fake: OrgHandshake, client: Any) -> None:
    """Call once, although the second call should fail."""
    fake.add_error("DescribeHandshake", "ServiceException", after_calls=2)
    state_of(client, ID)


def call_for_others(fake: OrgHandshake, client: Any) -> None:
    """Call for another handshake only."""
    fake.add_error("DescribeHandshake", "ServiceException", handshake=ID)
    state_of(client, fake.seed().id)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            call_often,
            "add_error('DescribeHandshake', 'TooManyRequestsException') at HERE was never reached.\n"
            "- every call to DescribeHandshake got the error from add_error('DescribeHandshake', 'ServiceException') at OTHER, which "
            "comes first",
        ),
        (
            call_late,
            "add_error('DescribeHandshake', 'TooManyRequestsException') at HERE was never reached.\n"
            "- from call 2 on, every call to DescribeHandshake got the error from add_error('DescribeHandshake', 'ServiceException') at "
            "OTHER, which comes first",
        ),
        (
            call_too_rarely,
            "add_error('DescribeHandshake', 'ServiceException') at HERE was never reached.\n"
            "- DescribeHandshake was called once, and the error was meant for call 2",
        ),
        (
            call_for_others,
            "add_error('DescribeHandshake', 'ServiceException') at HERE was never reached.\n"
            f"- the code under test called DescribeHandshake once, never for {ID}",
        ),
        (
            lambda fake, _: fake.add_error("DescribeHandshake", "ServiceException", handshake=ID),
            "add_error('DescribeHandshake', 'ServiceException') at HERE was never reached.\n"
            f"- the code under test never called DescribeHandshake for {ID}",
        ),
    ],
)
def test_an_error_nobody_got(
    script: Callable[[OrgHandshake, Any], object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreached error says whether there were too few calls, calls for another handshake, or an earlier error."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    line = script.__code__.co_firstlineno + 2
    found = end_of(script)
    assert found.replace(f"tests/test_answer.py:{line}", "OTHER") == told
