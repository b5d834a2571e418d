"""The calls as a diagram, and a file with it for every test."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from terminal import run

from pytest_orghandshake._report.document import file_name, write_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

TEXT = r"[^;\#%\n]+(?:\#(?:35|37|59|lt|gt|quot);[^;\#%\n]*)*|(?:\#(?:35|37|59|lt|gt|quot);[^;\#%\n]*)+"
GRAMMAR = re.compile(
    rf"""
    box\ transparent\ o-\w+ | end | loop\ \d+\ times
    | participant\ a\d{{12}}\ as\ \d{{12}}(?:<br/>management)? | participant\ aws\ as\ AWS
    | a\d{{12}}->>aws:\ (?:{TEXT}) | aws(?:-->>|--x|--\))a\d{{12}}:\ (?:{TEXT}) | Note\ over\ aws:\ (?:{TEXT})
    """,
    re.VERBOSE,
)


def drawn(fake: OrgHandshake) -> list[str]:
    """Return the lines of the diagram, after checking that mermaid can parse them, with file names instead of paths."""
    first, *lines = fake.diagram().replace("tests/test_diagrams.py", "test_diagrams.py").splitlines()
    assert first == "sequenceDiagram"
    wrong = [line for line in lines if not GRAMMAR.fullmatch(line.strip())]
    assert wrong == []
    depth = 0
    for line in lines:
        depth -= line.strip() == "end"
        assert depth >= 0
        assert line.startswith("    ")
        depth += line.strip().startswith(("box", "loop"))
    assert depth == 0
    return [line[4:] for line in lines]


def test_no_calls(orghandshake: OrgHandshake) -> None:
    """A test without calls has a diagram too."""
    assert drawn(orghandshake) == ["participant aws as AWS"]


def test_invitation(orghandshake: OrgHandshake, client_of: Callable[..., Any], organizations: Any) -> None:
    """Accounts are in the box of their organization, refusals are crossed, and clock moves and new members are notes."""
    sent = organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})
    invite = orghandshake.handshake(sent["Handshake"]["Id"])
    with pytest.raises(organizations.exceptions.AccessDeniedException):
        organizations.accept_handshake(HandshakeId=invite.id)
    orghandshake.shift(2 * 86_400 + 3 * 3_600 + 5)
    client_of("222222222222").accept_handshake(HandshakeId=invite.id)
    organizations.list_handshakes_for_organization(Filter={"ActionType": "INVITE"})
    orghandshake.shift(-1)
    short = f"{invite.id[:10]}…"
    assert drawn(orghandshake) == [
        "box transparent o-exampleorgid",
        "participant a111111111111 as 111111111111<br/>management",
        "end",
        "participant a222222222222 as 222222222222",
        "participant aws as AWS",
        "a111111111111->>aws: InviteAccountToOrganization 222222222222",
        f"aws-->>a111111111111: {short} OPEN",
        f"a111111111111->>aws: AcceptHandshake {short}",
        "aws--xa111111111111: AccessDeniedException<br/>only its recipient may: act_as(#quot;222222222222#quot;),"
        "<br/>or a client with credentials(#quot;222222222222#quot;)"
        f"<br/>called at test_diagrams.py:{orghandshake.calls[1].site.rpartition(':')[2]}",  # type: ignore[union-attr]
        "Note over aws: 2 days 3 hours later",
        f"a222222222222->>aws: AcceptHandshake {short}",
        f"aws-->>a222222222222: {short} ACCEPTED",
        "Note over aws: 222222222222 joins<br/>o-exampleorgid",
        "a111111111111->>aws: ListHandshakesForOrganization ActionType=INVITE",
        "aws-->>a111111111111: OK, 1",
        "Note over aws: 1 second back",
    ]


def test_polling(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Repeated calls are drawn once, and scripted changes are notes at their place."""
    invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
    orghandshake.set_state(invite, "ACCEPTED", after_calls=4)
    for _ in range(5):
        organizations.describe_handshake(HandshakeId=invite.id)
        orghandshake.shift(20)
    orghandshake.set_state(orghandshake.seed(id="h-vendingteam02", email="new@example.com"), "DECLINED")
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES", id="h-vendingteam03")
    orghandshake.set_state(parent, "CANCELED")
    assert drawn(orghandshake)[4:] == [
        "a111111111111->>aws: DescribeHandshake h-vendingteam01",
        "aws-->>a111111111111: h-vendingteam01 OPEN",
        "loop 2 times",
        "    Note over aws: 20 seconds later",
        "    a111111111111->>aws: DescribeHandshake h-vendingteam01",
        "    aws-->>a111111111111: h-vendingteam01 OPEN",
        "end",
        "Note over aws: 20 seconds later",
        "a111111111111->>aws: DescribeHandshake h-vendingteam01",
        "Note over aws: scripted:<br/>h-vendingteam01 ACCEPTED<br/>by 222222222222<br/>222222222222 joins<br/>o-exampleorgid",
        "aws-->>a111111111111: h-vendingteam01 ACCEPTED",
        "Note over aws: 20 seconds later",
        "a111111111111->>aws: DescribeHandshake h-vendingteam01",
        "aws-->>a111111111111: h-vendingteam01 ACCEPTED",
        "Note over aws: 20 seconds later",
        "Note over aws: scripted:<br/>h-vendingteam02 DECLINED<br/>by new@example.com",
        "Note over aws: scripted:<br/>h-vendingteam03 CANCELED",
    ]


def test_scripted_between_calls(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A change that the test scripted between two calls is drawn between them."""
    invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
    organizations.list_accounts()
    orghandshake.set_state(invite, "DECLINED")
    organizations.list_accounts()
    assert drawn(orghandshake)[5:7] == [
        "aws-->>a111111111111: OK, 1",
        "Note over aws: scripted:<br/>h-vendingteam01 DECLINED<br/>by 222222222222",
    ]


def test_whoever_answered(orghandshake: OrgHandshake, aws: Any) -> None:
    """Replies by moto are marked, and calls that were let through have no reply."""
    aws.create_organization(FeatureSet="ALL")
    sts: Any = boto3.client("sts", region_name="us-east-1")
    sts.assume_role(RoleArn="arn:aws:iam::222222222222:role/Vendor", RoleSessionName="vending")
    orghandshake.calls[-1].answered_by = None
    assert drawn(orghandshake)[2:] == [
        "a123456789012->>aws: CreateOrganization",
        "aws-->>a123456789012: OK (moto)",
        "a123456789012->>aws: AssumeRole arn:aws:iam::222222222222:role/Vendor",
        "aws--)a123456789012: let through",
    ]


ODD = [
    "a;b#c@example.com",
    "<script>alert(1)</script>@x.y",
    "100%%end@x.y",
    "q\"uo'te@x.y",
    "loop end@x.y",
    "x\n end\n@x.y",
    "a->>b: hello@x.y",
    "very-" * 60 + "long@example.com",
    " ",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_characters(orghandshake: OrgHandshake, organizations: Any, text: str) -> None:
    """Characters that have a meaning in Mermaid are escaped."""
    for call, words in (
        (organizations.invite_account_to_organization, {"Target": {"Type": "EMAIL", "Id": text}, "Notes": text}),
        (organizations.describe_handshake, {"HandshakeId": f"h-{text}"[:34]}),
    ):
        with contextlib.suppress(organizations.exceptions.ClientError):
            call(**words)
    lines = drawn(orghandshake)
    assert sum("->>aws: " in line for line in lines) == 2
    assert max(map(len, lines)) < 400


def test_similar_ids(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An id is shortened only if it stays unique."""
    for name in ("h-vendingteam0000001", "h-vendingteam0000002", "h-onboarding00000001"):
        organizations.describe_handshake(HandshakeId=orghandshake.seed(id=name).id)
    assert [line.rpartition(" ")[2] for line in drawn(orghandshake) if "->>aws: " in line] == [
        "h-vendingteam0000001",
        "h-vendingteam0000002",
        "h-onboardi…",
    ]


def test_many_calls(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The newest hundred calls are drawn, with a note on how many are not shown."""
    for number in range(103):
        orghandshake.seed(id=f"h-vending{number:04d}")
        organizations.describe_handshake(HandshakeId=f"h-vending{number:04d}")
        if number == 0:
            orghandshake.set_state("h-vending0000", "DECLINED")
    orghandshake.shift(60)
    lines = drawn(orghandshake)
    assert lines[4:6] == [
        "Note over aws: the first 3 calls are not<br/>shown",
        "a111111111111->>aws: DescribeHandshake h-vending0003",
    ]
    assert lines[-1] == "Note over aws: 1 minute later"


def test_much_text(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If a diagram would be too long for Mermaid, fewer calls are drawn."""
    for number in range(100):
        orghandshake.seed(id=f"h-vending{number:04d}", email="x" * 50 + "@example.com")
        with contextlib.suppress(organizations.exceptions.InvalidInputException):
            organizations.invite_account_to_organization(
                Target={"Type": "EMAIL", "Id": f"{number}{'%' * 200}@example.com"}
            )
    lines = drawn(orghandshake)
    assert len(orghandshake.diagram()) < 50_000
    shown = sum("->>aws: " in line for line in lines)
    assert 0 < shown < 100
    assert lines[4] == f"Note over aws: the first {100 - shown} calls are not<br/>shown"


SUITE = """
    import boto3
    import pytest
    from pytest_orghandshake import fake_handshakes

    @pytest.mark.parametrize("name", ["a/b", "a-b", "A-b"])
    def test_passes(orghandshake, name):
        boto3.client("organizations").list_accounts()

    def test_fails(orghandshake):
        orghandshake.move_to("2025-12-01T12:00:00Z")
        boto3.client("organizations").list_accounts()
        assert False

    @pytest.mark.xfail
    def test_expected(orghandshake):
        assert False

    def test_skipped(orghandshake):
        pytest.skip("not today")

    @pytest.fixture
    def broken(orghandshake):
        yield
        assert False

    def test_broken(broken):
        pass

    def test_block():
        with fake_handshakes():
            boto3.client("organizations", region_name="us-east-1").list_accounts()

    def test_nothing():
        pass
"""
FILE = """\
# test_suite.py::test_fails

failed

```mermaid
sequenceDiagram
    box transparent o-exampleorgid
    participant a111111111111 as 111111111111<br/>management
    end
    participant aws as AWS
    a111111111111->>aws: ListAccounts
    aws-->>a111111111111: OK, 1
```

```text
now: 2025-12-01T12:00:00Z
1. 111111111111 ListAccounts() -> OK, 1
organizations:
- o-exampleorgid: 111111111111 (management)
```
"""


@pytest.mark.parametrize("args", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "xdist"])
def test_files(pytester: pytest.Pytester, args: tuple[str, ...]) -> None:
    """Each test that used a fake has a file of its own with its outcome, its diagram and its section."""
    pytester.makepyfile(test_suite=SUITE)
    run(pytester, "--orghandshake-diagrams=out/diagrams", *args)
    files = {path.name: path.read_text(encoding="utf-8") for path in (pytester.path / "out" / "diagrams").iterdir()}
    outcomes = sorted((text.splitlines()[0].rpartition("::")[2], text.splitlines()[2]) for text in files.values())
    assert outcomes == [
        ("test_block", "passed"),
        ("test_broken", "failed"),
        ("test_expected", "xfailed"),
        ("test_fails", "failed"),
        ("test_passes[A-b]", "passed"),
        ("test_passes[a-b]", "passed"),
        ("test_passes[a/b]", "passed"),
        ("test_skipped", "skipped"),
    ]
    assert files[file_name("test_suite.py::test_fails")] == FILE
    assert all(name.lower() not in {each.lower() for each in files if each != name} for name in files)


def test_no_files_unless_asked(pytester: pytest.Pytester) -> None:
    """Without the option nothing is written."""
    pytester.makepyfile(test_suite=SUITE)
    before = {path.name for path in pytester.path.iterdir()}
    run(pytester)
    assert {path.name for path in pytester.path.iterdir()} - before <= {"__pycache__"}


def test_file_of_a_wide_fake(pytester: pytest.Pytester) -> None:
    """A test with a fake of wider scope gets a file with its own calls, and none if it made no calls."""
    pytester.makepyfile(
        test_suite="""
        import boto3
        import pytest
        from pytest_orghandshake import fake_handshakes

        @pytest.fixture(scope="module", autouse=True)
        def wide():
            with fake_handshakes() as fake:
                yield fake

        def test_first():
            boto3.client("organizations", region_name="us-east-1").list_accounts()

        def test_second():
            boto3.client("organizations", region_name="us-east-1").describe_organization()

        def test_third():
            pass
    """
    )
    result = run(pytester, "--orghandshake-diagrams=out")
    assert (result.ret, result.parseoutcomes()) == (0, {"passed": 3})
    assert {path.name for path in (pytester.path / "out").iterdir()} == {
        file_name(f"test_suite.py::{name}") for name in ("test_first", "test_second")
    }
    text = (pytester.path / "out" / file_name("test_suite.py::test_second")).read_text(encoding="utf-8")
    assert [line.strip() for line in text.splitlines() if "->>aws" in line] == [
        "a111111111111->>aws: DescribeOrganization"
    ]


@pytest.mark.parametrize(
    ("node_id", "start"),
    [
        ("tests/test_vending.py::TestAll::test_one[a/b c]", "tests-test_vending.py--TestAll--test_one-a-b-c"),
        ("test_x.py::test_[" + "y" * 300 + "]", "test_x.py--test_-" + "y" * 103),
        ("../test_x.py::test_\ud800", "test_x.py--test_"),
    ],
)
def test_names_of_files(node_id: str, start: str) -> None:
    """A file name is safe, short and recognisable, and differs between tests."""
    name = file_name(node_id)
    assert re.fullmatch(rf"{re.escape(start)}-[0-9a-f]{{8}}\.md", name)
    assert file_name(f"{node_id}x") != name


def test_text_that_looks_like_markdown() -> None:
    """A section that contains a Markdown fence stays inside its own fence."""
    text = write_document("test_\x1b.py::test", "passed", "sequenceDiagram", "Notes='````'")
    assert text.splitlines()[0] == "# test_\\x1b.py::test"
    assert text.endswith("\n\n`````text\nNotes='````'\n`````\n")
