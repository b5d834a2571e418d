from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from evidence import __main__ as command
from evidence import accounts, against_aws, fakes, readme
from evidence.facts import FACTS
from evidence.replay import Played, has_member
from evidence.report import Mask, write_report
from liar import Lie, lying

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._world.identity import SECRET, key_of, token_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer

    Ask = Callable[..., int]

ROOT = Path(__file__).parents[1]
MANAGEMENT, MEMBER, BILLING = "111111111111", "222222222222", "444444444444"
PROFILES = ("--management", "boss", "--member", "guest")


@pytest.fixture
def profiles(clean: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a file with profiles of accounts."""
    del clean
    lines = []
    for name, account in (("boss", MANAGEMENT), ("guest", MEMBER), ("billing", BILLING)):
        keys = {"access_key_id": key_of(account), "secret_access_key": SECRET, "session_token": token_of(account)}
        lines += [f"[{name}]", *(f"aws_{word} = {text}" for word, text in keys.items())]
    path = tmp_path / "credentials"
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def ask(profiles: None, unwatched: OrgHandshake, server: OrgHandshakeServer, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run the command in this process, where nobody can be asked, against the server."""
    del profiles
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def main(*words: str) -> int:
        unwatched.credentials(MEMBER)  # whom a world does not know, it takes for the management account
        return command.main([*PROFILES, "--endpoint-url", server.url, *words])

    return main


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    line = [sys.executable, "-m", "tests.evidence", *words]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL)


def different(report: str) -> list[str]:
    """Return the facts of which something else was said."""
    return re.findall(r"^### `(.+?)`", report, re.MULTILINE)


def live(*effects: str) -> set[str]:
    """Return the facts with calls of this effect."""
    return {fact.id for fact in FACTS if fact.live is not None and fact.live.effect in effects}


def matched(report: str) -> set[str]:
    """Return the facts that came out."""
    return set(re.findall(r"`(.+?)`", report.partition("## Matched")[2].partition("## Not run")[0]))


def is_as_before(fake: OrgHandshake) -> bool:
    """Tell whether nothing is open, and nobody joined or left."""
    is_open = any(handshake.state in ("OPEN", "REQUESTED") for handshake in fake.handshakes)
    return not is_open and fake.organization.members == [MANAGEMENT]


# What it finds


@pytest.mark.usefixtures("profiles")
def test_an_honest_server_says_what_the_facts_say(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """Nothing differs, nothing is left behind, and the report names neither accounts nor addresses."""
    unwatched.credentials(MEMBER)
    for _ in range(25):  # more than a page
        unwatched.seed("DECLINED")
    found = run(*PROFILES, "--endpoint-url", server.url, "--yes", "--all")

    assert (found.returncode, different(found.stdout)) == (command.SAME, []), found.stderr
    assert len(matched(found.stdout)) >= 70
    assert {"invite-opens", "accept-is-synchronous", "list-oldest-first"} & matched(found.stdout) == {
        "invite-opens",
        "accept-is-synchronous",
    }
    assert is_as_before(unwatched)
    assert [each.state for each in unwatched.handshakes].count("ACCEPTED") == 2
    assert re.findall(r"\d{12}|[\w.]+@[\w.]+|o-example", found.stdout) == []
    assert sum(call.operation.startswith("Invite") and not call.error for call in unwatched.calls) <= 21


def change_code(reply: dict[str, Any]) -> None:
    """Answer another exception."""
    reply["__type"] = "AccessDeniedException"


def change_message(reply: dict[str, Any]) -> None:
    """Word it otherwise."""
    reply["Message"] = "Your request has two tags of the same key."


def change_reason(reply: dict[str, Any]) -> None:
    """Leave the path to the field out."""
    reply["Reason"] = "INVALID_ENUM"


def change_nothing(reply: dict[str, Any]) -> None:
    """Leave the reply as it is."""
    del reply


def change_shape(reply: dict[str, Any]) -> None:
    """Leave a party out."""
    reply["Handshake"]["Parties"] = [each for each in reply["Handshake"]["Parties"] if each["Type"] == "ACCOUNT"]


def let_accept(reply: dict[str, Any]) -> None:
    """Answer as if a handshake had been accepted."""
    reply.clear()
    reply["Handshake"] = {"Id": "h-0123456789", "State": "ACCEPTED"}


TAG = {"Key": "Team", "Value": "vending"}
LIES = {
    "handshake-id-unknown": Lie(
        "DescribeHandshake", {"HandshakeId": "h-0a51c0de00004000800000000000feed"}, change_code
    ),
    "invite-duplicate-tags": Lie("InviteAccountToOrganization", {"Tags": [TAG, TAG]}, change_message),
    "list-unknown-action": Lie("ListHandshakesForOrganization", {"Filter": {"ActionType": "invalid"}}, change_reason),
    "tree-child-unknown": Lie("ListParents", {"ChildId": "999999999999"}, change_nothing, status=404),
    "invite-to-account-with-notes": Lie("InviteAccountToOrganization", {"Notes": "Hello"}, change_shape),
}
"""A code, a Message, a Reason, a status and a shape, by the fact that each contradicts."""


@pytest.mark.usefixtures("profiles")
def test_five_lies_are_found_and_nothing_else(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """A server that lies in five answers is caught in exactly these five."""
    unwatched.credentials(MEMBER)
    with lying(server.url, list(LIES.values())) as (url, told):
        found = run(*PROFILES, "--endpoint-url", url, "--yes")

    assert found.returncode == command.DIFFERENT, found.stderr
    assert {id(each) for each in told} == {id(each) for each in LIES.values()}
    assert sorted(different(found.stdout)) == sorted(LIES)
    assert (
        "### `list-unknown-action` (recorded)\n\n"
        "An ActionType that does not exist fails with INVALID_ENUM, with the path to it.\n\n"
        "- ListHandshakesForOrganization, called by the management account\n"
        "  - `Reason` expected: 'INVALID_ENUM:FILTER_ACTION_TYPE'\n"
        "  - `Reason` AWS said: 'INVALID_ENUM'\n"
    ) in found.stdout
    assert "  - `Status` expected: 400\n  - `Status` AWS said: 404\n" in found.stdout
    assert is_as_before(unwatched)


@pytest.mark.parametrize("place", ["same", "other", "heads"])
def test_facts_adapt_to_where_the_member_is(
    unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """What the two accounts can show is asked, and nothing differs; what they can't is listed with what it needs."""
    if place == "same":
        unwatched.add_account(MEMBER, email="member@example.com", organization=unwatched.organization, joined="INVITED")
    elif place == "other":
        unwatched.add_account(MEMBER, organization=unwatched.add_organization(), joined="INVITED")
    else:
        unwatched.add_organization(management=MEMBER)
    before = [str(each) for each in unwatched.organization.members]

    assert ask("--yes", "--all") == command.SAME

    report = capsys.readouterr().out
    assert f"- Member account: {place}\n" in report
    wanted = {fact.id for fact in FACTS if fact.live is not None and place in fact.live.member}
    if not has_member("ResponsibilityTransfer.Id"):
        wanted &= matched(report)
    assert matched(report) == wanted
    assert [str(each) for each in unwatched.organization.members] == before
    assert [each for each in unwatched.handshakes if each.state in ("OPEN", "REQUESTED")] == []
    assert "needs a member account that is in no organization" in report


def test_an_organization_without_all_features_is_not_asked_to_enable_them(
    unwatched: OrgHandshake, server: OrgHandshakeServer, profiles: None
) -> None:
    """What would begin the migration of a real organization is not called."""
    del profiles
    unwatched.credentials(MEMBER)
    unwatched.add_organization(management=BILLING, feature_set="CONSOLIDATED_BILLING")
    command.main(["--management", "billing", "--member", "guest", "--endpoint-url", server.url, "--yes", "--all"])
    assert "EnableAllFeatures" not in {call.operation for call in unwatched.calls if call.account == BILLING}
    assert [each.action for each in unwatched.handshakes if each.action != "INVITE"] == []


# Consent


def test_without_consent_nothing_changes(unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal and without --yes, only what reads or is refused is run, and the command says so."""
    assert ask("--all") == command.SAME
    told, report = capsys.readouterr().err, matched(capsys.readouterr().out)
    assert "Nobody can be asked here: what changes something is not run. Write --yes to agree.\n" in told
    assert report & live("sends", "joins") == set()
    assert unwatched.handshakes == []


@pytest.mark.parametrize(("reply", "is_sent"), [("y\n", True), ("\n", False), ("no\n", False)])
def test_a_person_is_asked_before_something_changes(
    unwatched: OrgHandshake,
    ask: Ask,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    reply: str,
    is_sent: bool,  # noqa: FBT001 - pytest's
) -> None:
    """At a terminal the command says what it is about to do, and does it after a yes alone."""
    terminal = io.StringIO(reply)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    assert ask("--only", "invite-opens") == command.SAME
    printed = capsys.readouterr()
    assert printed.err == (
        "About to send 1 invitations from the management account, for 1 facts, and cancel or decline each of them.\n"
        "AWS lets an organization send 20 in 24 hours, or as many as it may have accounts.\n"
        "Go on? [y/N] "
    )
    assert ("- `invite-opens`: needs your consent\n" in f"{printed.out}\n") != is_sent
    assert [each.state for each in unwatched.handshakes] == ["CANCELED"] * is_sent


def test_joining_needs_all(unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --all nobody joins."""
    assert ask("--yes", "--only", "accept-is-synchronous") == command.SAME
    assert "- `accept-is-synchronous`: needs --all" in capsys.readouterr().out
    assert unwatched.handshakes == []


# Cleaning up


def test_what_was_opened_is_canceled_after_an_exception(
    unwatched: OrgHandshake, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception in the middle of a fact leaves no invitation open."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(against_aws, "Played", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ask("--yes", "--only", "invite-opens")
    assert [each.state for each in unwatched.handshakes] == ["CANCELED"]


def test_who_joined_leaves_after_an_exception(
    unwatched: OrgHandshake, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception after the member joined lets it leave again."""

    def interrupt(call: Any, *words: Any) -> Any:
        if call.operation == "AcceptHandshake":
            raise KeyboardInterrupt
        return Played(call, *words)

    monkeypatch.setattr(against_aws, "Played", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ask("--yes", "--all", "--only", "accept-is-synchronous")
    assert [each.state for each in unwatched.handshakes] == ["ACCEPTED"]
    assert is_as_before(unwatched)


def test_what_can_not_be_undone_is_told(unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """An invitation that can't be canceled is named, with the command that does it by hand, and masked in the report."""
    unwatched.add_error("CancelHandshake", "AccessDeniedException", times=None)
    assert ask("--yes", "--only", "invite-opens") == command.DIFFERENT
    printed = capsys.readouterr()
    [invite] = unwatched.handshakes
    text = (
        f"invitation {invite} is open: as the management account, run "
        f"aws organizations cancel-handshake --handshake-id {invite} (AccessDeniedException)"
    )
    assert f"Left behind: {text}\n" in printed.err
    assert f"## Left behind\n\n- {text.replace(str(invite), '<handshake-1>')}\n" in printed.out


def test_who_may_not_leave_is_removed(unwatched: OrgHandshake, ask: Ask) -> None:
    """Where LeaveOrganization fails, the management account removes the member."""
    unwatched.add_error("LeaveOrganization", "ConstraintViolationException", reason="WAIT_PERIOD_ACTIVE")
    assert ask("--yes", "--all", "--only", "accept-is-synchronous") == command.SAME
    assert is_as_before(unwatched)


def test_who_can_not_be_removed_is_told(unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """Where that fails too, the member is named, with what to do by hand."""
    for operation in ("LeaveOrganization", "RemoveAccountFromOrganization"):
        unwatched.add_error(operation, "ConstraintViolationException", reason="WAIT_PERIOD_ACTIVE")
    ask("--yes", "--all", "--only", "accept-is-synchronous")
    assert (
        "Left behind: account 222222222222 is still in the organization: as the member account, run aws organizations "
        "leave-organization, or remove it in the console (ConstraintViolationException)\n"
    ) in capsys.readouterr().err


def test_a_member_stays_where_it_was_whatever_aws_says(
    unwatched: OrgHandshake, server: OrgHandshakeServer, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    """A member that AWS, against all records, lets accept does not leave its own organization for it."""
    unwatched.add_account(MEMBER, email="member@example.com", organization=unwatched.organization, joined="INVITED")

    with lying(server.url, [Lie("AcceptHandshake", {}, let_accept, status=200)]) as (url, told):
        assert (
            ask("--endpoint-url", url, "--yes", "--all", "--only", "accept-by-email-as-a-member") == command.DIFFERENT
        )
    assert len(told) == 1
    assert unwatched.organization.members == [MANAGEMENT, MEMBER]
    assert "Left behind" not in capsys.readouterr().err


def test_who_left_another_organization_is_told(
    unwatched: OrgHandshake, server: OrgHandshakeServer, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where AWS moves an account that it should not, the command says how it gets back."""
    unwatched.add_account(MEMBER, organization=unwatched.add_organization(), joined="INVITED")

    with lying(server.url, [Lie("AcceptHandshake", {}, let_accept, status=200)]) as (url, _):
        ask("--endpoint-url", url, "--yes", "--only", "accept-after-decline")
    assert (
        "Left behind: account 222222222222 has left its organization, whose management account has to invite it again\n"
    ) in capsys.readouterr().err


def test_a_unit_that_should_not_be_is_deleted(
    server: OrgHandshakeServer, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    """A unit that AWS, against all records, creates is deleted again, or named."""

    def create(reply: dict[str, Any]) -> None:
        reply.clear()
        reply["OrganizationalUnit"] = {"Id": "ou-exam-12345678"}

    with lying(server.url, [Lie("CreateOrganizationalUnit", {}, create, status=200)]) as (url, _):
        assert ask("--endpoint-url", url, "--only", "tree-name-lengths") == command.DIFFERENT
    assert (
        "Left behind: organizational unit ou-exam-12345678 is there: as the management account, run aws organizations "
        "delete-organizational-unit --organizational-unit-id ou-exam-12345678 (OrganizationalUnitNotFoundException)\n"
    ) in capsys.readouterr().err


def test_an_invitation_from_before_is_left_alone(
    unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the member has an open invitation, none is sent, and that one stays open."""
    invite = unwatched.seed(account=MEMBER)
    assert ask("--yes") == command.SAME
    assert "- `invite-opens`: needs a member account without an open invitation from this organization" in (
        capsys.readouterr().out
    )
    assert [(each, each.state) for each in unwatched.handshakes] == [(invite, "OPEN")]


def test_the_last_invitation_of_a_day_ends_the_sending(
    unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where AWS lets the organization send no more, no difference is reported, and the rest is left for another day."""
    unwatched.add_error(
        "InviteAccountToOrganization",
        "HandshakeConstraintViolationException",
        reason="HANDSHAKE_RATE_LIMIT_EXCEEDED",
    )
    assert ask("--yes", "--only", "invite-opens", "--only", "cancel-twice") == command.SAME
    assert capsys.readouterr().out.count("needs another day") == 2


def test_what_a_call_without_a_reply_changed_is_undone(
    unwatched: OrgHandshake, server: OrgHandshakeServer, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invitation whose reply got lost is found in the list, and canceled."""
    monkeypatch.setattr(accounts, "_ATTEMPTS", 1)
    with lying(server.url, [Lie("InviteAccountToOrganization", {}, change_nothing, status=0)]) as (url, told):
        assert ask("--endpoint-url", url, "--yes", "--only", "invite-opens") == command.SAME
    assert len(told) == 1
    assert [each.state for each in unwatched.handshakes] == ["CANCELED"]


def test_a_call_that_gets_no_reply_is_no_difference(
    unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the network swallows, and what AWS is too busy for, is listed as not run."""
    from botocore.exceptions import ReadTimeoutError  # noqa: PLC0415 - the one test that names it

    monkeypatch.setattr(accounts, "_ATTEMPTS", 1)
    unwatched.add_error("ListRoots", ReadTimeoutError)
    assert ask("--only", "tree-one-root") == command.SAME
    assert "- `tree-one-root`: the call failed: " in capsys.readouterr().out

    unwatched.add_error("ListRoots", "TooManyRequestsException")
    assert ask("--only", "tree-one-root") == command.SAME
    assert capsys.readouterr().out.endswith(
        "## Not run\n\n- `tree-one-root`: the call failed: TooManyRequestsException\n"
    )


# Refusing


@pytest.mark.usefixtures("orghandshake", "orghandshake_server")
def test_a_child_of_a_test_is_refused() -> None:
    """In a process that a test with a fake has started, nobody is asked."""
    found = run(*PROFILES, "--yes")
    assert (found.returncode, found.stdout) == (command.REFUSED, "")
    assert found.stderr == (
        "Refused: AWS_ACCESS_KEY_ID is the key that pytest-orghandshake gives to child processes of a test: run this outside of "
        "tests, or name a server with --endpoint-url.\n"
    )


def test_a_process_with_a_fake_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Where a fake answers every client, even another server can't be asked."""
    with fake_handshakes():
        assert command.main([*PROFILES, "--endpoint-url", "http://127.0.0.1:1"]) == command.REFUSED
    assert capsys.readouterr().err == (
        "Refused: a fake of pytest-orghandshake answers in this process, not AWS: run this outside of tests, or name a server "
        "with --endpoint-url.\n"
    )


def test_a_process_with_moto_is_refused() -> None:
    """Moto is not AWS either."""
    with pytest.importorskip("moto").mock_aws():
        assert "moto's mock_aws answers" in str(fakes.fake_of_this_process())


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_ORGANIZATIONS"])
def test_an_address_on_this_machine_is_refused(name: str) -> None:
    """What the environment sends to the loopback interface does not reach AWS."""
    assert f"{name} is http://127.0.0.1:1, as in child processes" in str(
        fakes.fake_of_this_environment({name: "http://127.0.0.1:1"})
    )
    assert fakes.fake_of_this_environment({name: "https://organizations.us-east-1.amazonaws.com"}) is None


@pytest.mark.usefixtures("profiles")
def test_keys_of_a_fake_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A profile with the keys that the fake hands out is not used against AWS."""
    assert command.main(PROFILES) == command.REFUSED
    assert capsys.readouterr().err == (
        "Refused: the profile has the keys of pytest-orghandshake, which AWS does not know: run this outside of tests, or name a "
        "server with --endpoint-url.\n"
    )


@pytest.mark.parametrize(
    ("management", "member", "reason"),
    [
        ("boss", "boss", "both profiles are of the same account: name a profile of another one with --member"),
        ("guest", "boss", "the --management profile is not of a management account: name one that is"),
        (
            "boss",
            "nobody",
            "The config profile (nobody) could not be found: name a profile of AWS's configuration files",
        ),
    ],
)
def test_other_accounts_are_refused(
    ask: Ask, capsys: pytest.CaptureFixture[str], management: str, member: str, reason: str
) -> None:
    """Profiles that are not what is needed are refused in one sentence."""
    assert ask("--management", management, "--member", member) == command.REFUSED
    assert capsys.readouterr().err == f"Refused: {reason}.\n"


def test_a_member_is_no_management_account(
    unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    """A member of an organization can't ask for its management account."""
    unwatched.add_account(MEMBER, organization=unwatched.organization)
    assert ask("--management", "guest", "--member", "boss") == command.REFUSED
    assert "the --management profile is not of a management account" in capsys.readouterr().err


def test_who_may_not_ask_is_told(unwatched: OrgHandshake, ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """Where IAM forbids the first calls, the command says which one."""
    unwatched.add_error("DescribeOrganization", "AccessDeniedException")
    assert ask() == command.REFUSED
    unwatched.add_error("ListHandshakesForOrganization", "AccessDeniedException")
    assert ask() == command.REFUSED
    first, second = capsys.readouterr().err.splitlines()
    assert first == (
        "Refused: who the profiles are can't be told, as DescribeOrganization is refused: AccessDeniedException."
    )
    assert second.startswith("Refused: the open invitations of the organization can't be listed: ")


# The command line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--management and --member are needed to ask AWS"),
        ((*PROFILES, "--only", "list-oldest-first"), "list-oldest-first: no fact that AWS can be asked"),
    ],
)
def test_wrong_words_are_told(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str) -> None:
    """What can't be done is said, with the status of a refusal."""
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == command.REFUSED
    assert capsys.readouterr().err.endswith(f"error: {told}\n")


def test_the_source_of_an_answer_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The facts about an operation, an id or a text are printed with their sources."""
    assert command.main(["--about", "invite-lasts-15-days"]) == command.SAME
    assert capsys.readouterr().out == (
        "invite-lasts-15-days\n"
        "  An invitation expires exactly 15 days after it was sent.\n"
        "  recorded: capture from a real account (2026-09)\n"
    )
    assert command.main(["--about", "describehandshake"]) == command.SAME
    printed = capsys.readouterr().out
    assert "describe-by-a-stranger\n" in printed
    assert "  not replayed: that AWS is not steady can't be shown by a call" in printed
    assert command.main(["--about", "You specified a target that doesn't exist."]) == command.SAME
    assert capsys.readouterr().out.splitlines()[0] == "tags-of-an-unknown-account"
    assert command.main(["--about", "nothing at all"]) == command.DIFFERENT
    assert capsys.readouterr().err == "No fact is about 'nothing at all'.\n"


def test_the_readme_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--readme writes the block."""
    path = tmp_path / "README.md"
    path.write_text(f"{readme.BEGIN}\n{readme.END}", encoding="utf-8")
    monkeypatch.setattr(command, "_README", path)
    assert command.main(["--readme"]) == command.SAME
    assert path.read_text(encoding="utf-8") == readme.render()


# The report


ACCOUNTS = accounts.Accounts(
    accounts.Named(MANAGEMENT, email="boss@example.com", name="Head Office"),
    accounts.Named(MEMBER),
    accounts.Named("o-exampleorgid", management=MANAGEMENT),
    "standalone",
    True,  # noqa: FBT003 - has all features
    "aws",
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            f"arn:aws:organizations::{MANAGEMENT}:account/o-exampleorgid/{MEMBER}",
            "arn:aws:organizations::<management>:account/<organization>/<member>",
        ),
        ("boss@example.com, other@example.com, boss@example.com", "<email-1>, <email-2>, <email-1>"),
        (
            "{'Id': 'exampleorgid', 'Type': 'ORGANIZATION'}",
            "{'Id': '<organization without o->', 'Type': 'ORGANIZATION'}",
        ),
        ("h-0123456789 of 333333333333, h-0123456789", "<handshake-1> of <account-1>, <handshake-1>"),
        ("o-another0000 r-exam ou-exam-12345678 rt-12345678", "<organization-1> <root-1> <unit-1> <transfer-1>"),
        (
            "arn:aws:sts::333333333333:assumed-role/Admin/jane and AKIAIOSFODNN7EXAMPLE",
            "arn:aws:sts::<account-1>:assumed-role/<caller-1> and <key-1>",
        ),
        ("{'Name': 'Payroll', 'Value': 'Head Office'}", "{'Name': '<hidden>', 'Value': '<management name>'}"),
        (
            "[{'Value': 'a secret', 'Type': 'NOTES'}, {'Value': 'ALL', 'Type': 'ORGANIZATION_FEATURE_SET'}]",
            "[{'Value': '<hidden>', 'Type': 'NOTES'}, {'Value': 'ALL', 'Type': 'ORGANIZATION_FEATURE_SET'}]",
        ),
        (
            '[{"Type":"MASTER_NAME","Value":"Jane"},{"Type":"EMAIL","Value":"x"}]',
            '[{"Type":"MASTER_NAME","Value":"<hidden>"},{"Type":"EMAIL","Value":"x"}]',
        ),
        (
            '{"SessionToken":"abc","Id":"0a51c0de-0000-4000-8000-000000000001"}',
            '{"SessionToken":"<hidden>","Id":"<uuid-1>"}',
        ),
    ],
)
def test_nobody_is_named(text: str, masked: str) -> None:
    """Accounts, addresses, ids, names and keys are masked, the same by the same."""
    assert Mask(ACCOUNTS)(text) == masked


def test_a_report_of_nothing_is_whole() -> None:
    """A report has its date and its headings, whatever was run."""
    report = write_report(against_aws.Result(), ACCOUNTS, now=datetime(2026, 11, 25, tzinfo=timezone.utc))
    assert report.startswith("# What AWS says of the facts\n\n- Date: 2026-11-25\n- Asked: AWS\n- botocore: ")
    assert report.endswith(
        "- Partition: aws\n- Member account: standalone\n- All features: yes\n\n## Said differently\n\nNothing.\n\n## Matched\n\n"
        "Nothing."
    )
