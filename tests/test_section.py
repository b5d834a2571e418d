"""The section of a failing test: pages, members, seeds, and who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from judged import findings_of, report_of, taken_from
from over_http import send

from pytest_orghandshake import Call, UnexpectedCallError, UnusedError, fake_handshakes
from pytest_orghandshake._api import sts, wire
from pytest_orghandshake._report.findings import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer


def calls_in(fake: OrgHandshake) -> list[str]:
    """Return the numbered lines of the calls."""
    return [line for line in report_of(fake).splitlines() if line[:1].isdigit()]


def organizations_in(fake: OrgHandshake) -> list[str]:
    """Return the lines of the organizations with their members."""
    lines = report_of(fake).splitlines()
    [start] = [number for number, line in enumerate(lines) if line.startswith("organizations:")]
    return lines[start:]


def test_pages(orghandshake: OrgHandshake, organizations: Any) -> None:
    """For a page, the section says how many of how many items it has, and that there is a next page."""
    for number in range(30):
        orghandshake.seed(account=f"{number + 1:012d}")
        orghandshake.add_account(organization=orghandshake.organization)
    orghandshake.seed(action="ENABLE_ALL_FEATURES", state="REQUESTED")
    orghandshake.seed(organization=orghandshake.add_organization())
    first = organizations.list_handshakes_for_organization(Filter={"ActionType": "INVITE"})
    organizations.list_handshakes_for_organization(Filter={"ActionType": "INVITE"}, NextToken=first["NextToken"])
    organizations.list_handshakes_for_organization(MaxResults=1)
    organizations.list_accounts()
    organizations.list_handshakes_for_account()
    assert [line.rpartition(" -> ")[2] for line in calls_in(orghandshake)] == [
        "OK, 20 of 30, NextToken",
        "OK, 10",
        "OK, 1 of 31, NextToken",
        "OK, 20 of 31, NextToken",
        "OK, 0",
    ]


def test_pages_count_what_the_caller_could_see(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """Handshakes that AWS has deleted or that belong to another partition are not counted."""
    client_of("111111111111", "us-gov-west-1").invite_account_to_organization(
        Target={"Type": "ACCOUNT", "Id": "222222222222"}
    )
    for _ in range(3):
        orghandshake.seed(account="222222222222")
    orghandshake.seed("DECLINED", account="222222222222", entered=0, requested=0, expires=1)
    orghandshake.seed(account="222222222222", action="APPROVE_ALL_FEATURES")
    client_of("222222222222").list_handshakes_for_account(MaxResults=2, Filter={"ActionType": "INVITE"})
    assert calls_in(orghandshake)[-1].endswith(" -> OK, 2 of 3, NextToken")


def test_many_calls_of_a_test_in_a_wide_fake(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If calls of a later test are not shown, only its own are counted."""
    organizations.list_accounts()
    findings = findings_of(orghandshake)
    findings.begin_test()
    for _ in range(103):
        organizations.describe_organization()
    lines = findings.report().splitlines()
    assert lines[1:4] == [
        "calls made before this test: 1",
        "the first 3 of 103 calls are not shown",
        "5. 111111111111 DescribeOrganization() -> OK",
    ]


def test_list_of_something_else() -> None:
    """For a list operation whose reply has no list, no number is shown."""
    with fake_handshakes() as fake:
        call = Call("organizations", "ListNothing", {}, fake.organization.management)
        call.body, call.answered_by = b'{"Name":"x"}', "orghandshake"
        fake._service.calls.append(call)
        assert calls_in(fake) == ["1. 111111111111 ListNothing() -> OK"]


def test_let_through() -> None:
    """A call that was let through is marked as such."""
    with fake_handshakes(unhandled="pass") as fake:
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        reply = AWSResponse("", 200, {}, None)
        reply._content = b'{"Roots":[]}'
        organizations.meta.events.register_last("before-send.organizations.ListCreateAccountStatus", lambda **_: reply)
        organizations.list_create_account_status()
        assert calls_in(fake) == ["1. 111111111111 ListCreateAccountStatus() -> let through"]


def test_members(orghandshake: OrgHandshake) -> None:
    """Each organization lists its accounts: the management account first, then at most ten others."""
    acquired = orghandshake.add_organization("o-acquiredcorp", management="444444444444")
    for number in range(11):
        orghandshake.add_account(f"55555555555{number % 10}" if number < 10 else "666666666666", organization=acquired)
    assert organizations_in(orghandshake) == [
        "organizations:",
        "- o-exampleorgid: 111111111111 (management)",
        "- o-acquiredcorp: 444444444444 (management), "
        + ", ".join(f"55555555555{number}" for number in range(10))
        + ", and 1 more",
    ]


def test_many_organizations(orghandshake: OrgHandshake) -> None:
    """If there are more than ten organizations, the first ten are shown, with a note."""
    for _ in range(10):
        orghandshake.add_organization()
    heading, *lines = organizations_in(orghandshake)
    assert heading == "organizations: the first 10 of 11"
    assert len(lines) == 10


HINT = '  seeded as ACCEPTED, which does not add the account to the organization: seed it as OPEN, then set_state(..., "ACCEPTED")'


def test_seeded_acceptance(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """A seeded ACCEPTED invitation gets a hint that no account has joined; one that was accepted does not."""

    def hinted() -> list[str]:
        lines = report_of(orghandshake).splitlines()
        return [lines[n - 1].split()[1] for n, line in enumerate(lines) if line == HINT]

    orghandshake.seed("ACCEPTED", id="h-seededaccount1", account="222222222222")
    orghandshake.seed("ACCEPTED", id="h-seededaddress1", email="owner@example.com")
    orghandshake.seed("DECLINED", id="h-seededdeclined", account="333333333333")
    orghandshake.seed("ACCEPTED", id="h-seededtransfer", action="TRANSFER_RESPONSIBILITY", account="333333333333")
    assert hinted() == ["h-seededaccount1", "h-seededaddress1"]

    orghandshake.set_state(orghandshake.seed(id="h-setstate000001", account="333333333333"), "ACCEPTED")
    accepted = orghandshake.seed(id="h-acceptedbyapi1", account="444444444444")
    member = client_of("444444444444")
    member.accept_handshake(HandshakeId=accepted.id)
    member.leave_organization()
    assert hinted() == ["h-seededaccount1", "h-seededaddress1"]


def unused(fake: OrgHandshake) -> list[str]:
    """Return the lines about unreached scripts, with file names instead of paths."""
    with pytest.raises(UnusedError) as raised:
        findings_of(fake).check()
    return str(raised.value).replace("tests/test_section.py", "test_section.py").splitlines()


@pytest.fixture
def lenient() -> Any:
    """Make a fake that does not check for unreached scripts at its end."""
    with fake_handshakes(unused="ignore") as fake:
        fake._service.settings = fake._service.settings._replace(unused="error")
        yield fake


def test_error_whose_calls_another_took(lenient: OrgHandshake) -> None:
    """The message about an unreached error names the error that its calls got instead."""
    organizations: Any = boto3.client("organizations", region_name="us-east-1")
    invite = lenient.seed(id="h-vendingteam01")
    lenient.add_error("ListAccounts", "ServiceException", times=1)
    lenient.add_error("DescribeHandshake", "AccessDeniedException", times=None)
    lenient.add_error("DescribeHandshake", "HandshakeNotFoundException")
    lenient.add_error("DescribeHandshake", "HandshakeNotFoundException", handshake=invite)
    faults = lenient._service.faults.scripted
    lenient.add_error("DescribeHandshake", "ServiceException")
    lenient.add_error("CancelHandshake", "AccessDeniedException", handshake=invite)
    lenient.add_error("CancelHandshake", "AccessDeniedException", handshake=lenient.seed(id="h-vendingteam02"))
    lenient.add_error("CancelHandshake", "ServiceException", handshake=invite)
    with pytest.raises(organizations.exceptions.AccessDeniedException):
        organizations.cancel_handshake(HandshakeId=invite.id)
    [first, other_handshake, second] = faults["CancelHandshake"]
    [taker, never, never_for_one, last] = faults["DescribeHandshake"]
    with pytest.raises(organizations.exceptions.AccessDeniedException):
        organizations.describe_handshake(HandshakeId="h-unknown0000")
    ways = '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")'
    [other] = faults["ListAccounts"]
    assert unused(lenient) == [
        line.replace("tests/test_section.py", "test_section.py")
        for line in (
            f"add_error('ListAccounts', 'ServiceException') at {other.origin} was never reached.",
            "- the code under test never called ListAccounts",
            ways,
            f"add_error('DescribeHandshake', 'HandshakeNotFoundException') at {never.origin} was never reached.",
            f"- every call to DescribeHandshake got the error from add_error('DescribeHandshake', 'AccessDeniedException') at "
            f"{taker.origin}, which comes first",
            ways,
            f"add_error('DescribeHandshake', 'HandshakeNotFoundException') at {never_for_one.origin} was never reached.",
            "- the code under test called DescribeHandshake once, never for h-vendingteam01",
            ways,
            f"add_error('DescribeHandshake', 'ServiceException') at {last.origin} was never reached.",
            f"- every call to DescribeHandshake got the error from add_error('DescribeHandshake', 'AccessDeniedException') at "
            f"{taker.origin}, which comes first",
            ways,
            f"add_error('CancelHandshake', 'AccessDeniedException') at {other_handshake.origin} was never reached.",
            "- the code under test called CancelHandshake once, never for h-vendingteam02",
            ways,
            f"add_error('CancelHandshake', 'ServiceException') at {second.origin} was never reached.",
            "- every call to CancelHandshake for h-vendingteam01 got the error from "
            f"add_error('CancelHandshake', 'AccessDeniedException') at {first.origin}, which comes first",
            ways,
        )
    ]


def test_script_of_a_handshake_that_ended(lenient: OrgHandshake) -> None:
    """The message about an unreached change says that its handshake had ended before."""
    invite = lenient.seed(id="h-vendingteam01")
    lenient.set_state(invite, "ACCEPTED", after_calls=2)
    lenient.set_state(invite, "DECLINED")
    [change] = lenient._world.scripts
    assert unused(lenient)[1:] == [
        "- it is DECLINED, and a handshake that has ended stays as it is",
        '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
    ]
    assert change.calls == 2


# Next to moto


def test_answers_of_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """Calls that moto answered are logged, with caller, error and reply."""
    aws.create_organization(FeatureSet="ALL")
    aws.list_accounts()
    with pytest.raises(aws.exceptions.AccountNotFoundException):
        aws.describe_account(AccountId="222222222222")
    client: Any = boto3.client("sts", region_name="us-east-1")
    client.get_caller_identity()
    invite = aws.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})["Handshake"]
    assert [(call.operation, call.answered_by, call.error) for call in orghandshake.calls] == [
        ("CreateOrganization", "moto", None),
        ("ListAccounts", "moto", None),
        ("DescribeAccount", "moto", "AccountNotFoundException"),
        ("GetCallerIdentity", "moto", None),
        ("InviteAccountToOrganization", "orghandshake", None),
    ]
    assert {str(call.account) for call in orghandshake.calls} == {"123456789012"}
    listed = orghandshake.calls[1].response
    assert listed is not None
    assert [each["Id"] for each in listed["Accounts"]] == ["123456789012"]
    assert invite["State"] == "OPEN"
    assert [line.rpartition(" -> ")[2] for line in calls_in(orghandshake)] == [
        "OK (moto)",
        "OK, 1 (moto)",
        "AccountNotFoundException (moto)",
        "OK (moto)",
        "OK",
    ]
    assert str(orghandshake.calls[2].site).rpartition("/")[2].startswith("test_section.py:")


@pytest.mark.parametrize(
    ("protocol", "reply", "code"),
    [
        (wire, b'{"__type":"AccountNotFoundException"}', "AccountNotFoundException"),
        (wire, b'{"__type":"com.amazonaws#AccountNotFoundException"}', "AccountNotFoundException"),
        (wire, b"{}", "an error without a code"),
        (sts, b"<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>", "ValidationError"),
        (sts, b"<ErrorResponse/>", "an error without a code"),
    ],
)
def test_errors_that_somebody_else_wrote(protocol: Any, reply: bytes, code: str) -> None:
    """The error code in a reply of moto is found in both protocols."""
    assert protocol.error_in(reply) == code


def test_call_that_moto_does_not_implement(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that moto does not implement is reported like any unanswered call, and is also a NotImplementedError."""
    models = pytest.importorskip("moto.organizations.responses")
    monkeypatch.delattr(models.OrganizationsResponse, "list_roots")
    with pytest.raises(NotImplementedError) as raised:
        aws.list_roots()
    assert isinstance(raised.value, UnexpectedCallError)
    first, *rest = str(raised.value).splitlines()
    assert first.startswith("Organizations ListRoots was called by account 123456789012 at ")
    assert first.endswith(", which neither this plugin nor moto answers.")
    assert rest == [
        "- a newer moto may implement it",
        '- or script an error for it: orghandshake.add_error("ListRoots", "ServiceException")',
    ]
    assert calls_in(orghandshake) == ["1. 123456789012 ListRoots() -> UnexpectedCallError"]
    assert taken_from(orghandshake) == [str(raised.value)]


def test_call_over_http_that_moto_does_not_implement(
    unwatched: OrgHandshake, server: OrgHandshakeServer, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP, such a call gets an error of AWS, and is reported."""
    del aws
    models = pytest.importorskip("moto.organizations.responses")
    monkeypatch.delattr(models.OrganizationsResponse, "list_roots")
    status, reply = send(server, b"{}", {"X-Amz-Target": "AWSOrganizationsV20161128.ListRoots"})
    assert (status, reply["__type"]) == (400, "UnknownOperationException")
    assert reply["Message"] == "moto does not implement ListRoots."
    [text] = taken_from(unwatched)
    assert text.startswith(
        "Organizations ListRoots was called by account 123456789012 over HTTP, which neither this plugin nor moto answers."
    )


def test_error_inside_of_moto(orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside moto is not changed, and is logged."""
    models = pytest.importorskip("moto.organizations.responses")
    monkeypatch.setattr(models.OrganizationsResponse, "list_roots", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        aws.list_roots()
    assert [(call.error, call.answered_by) for call in orghandshake.calls] == [("ZeroDivisionError", None)]


def test_call_that_moto_does_not_implement_and_may_pass(aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With unhandled="pass", it is moto's own error, and not a finding."""
    models = pytest.importorskip("moto.organizations.responses")
    monkeypatch.delattr(models.OrganizationsResponse, "list_roots")
    with fake_handshakes(unhandled="pass") as fake:
        with pytest.raises(NotImplementedError) as raised:
            aws.list_roots()
        assert type(raised.value) is NotImplementedError
        assert [(call.error, call.answered_by) for call in fake.calls] == [("NotImplementedError", None)]


def test_text_of_errors() -> None:
    """Everything printed with an error (causes, notes, groups) counts as already shown; nothing is repeated."""
    first, second = ValueError("first"), KeyError("second")
    second.__cause__, first.__context__ = first, second
    assert text_of(second).splitlines() == ["'second'", "first"]
    second.__cause__, first.__suppress_context__ = None, True
    assert text_of(first) == "first"
    assert text_of(None) == ""


def test_note_does_not_repeat_its_error() -> None:
    """The note on an unexpected call shows the call, but does not repeat the error's message."""
    organizations: Any = boto3.client("organizations", region_name="us-east-1")
    with pytest.raises(UnexpectedCallError) as raised, fake_handshakes():
        organizations.list_create_account_status()
    assert "which this plugin does not answer" not in "".join(getattr(raised.value, "__notes__", ()))
