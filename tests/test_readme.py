from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import boto3
import pytest
from billing import OPERATION
from clients import require_aws_cli
from terminal import MOMENT

import pytest_orghandshake
from pytest_orghandshake import OrgHandshake, fake_handshakes

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    """A Python block of the README, and the output that the README shows for it."""

    heading: str
    code: str
    printed: str | None


def blocks(language: str) -> list[str]:
    """Return every block of a language."""
    return [text for found, text in BLOCK.findall(README.read_text(encoding="utf-8")) if found == language]


def examples() -> list[Example]:
    """Return the Python blocks with their headings; a text block after one is its output."""
    found: list[Example] = []
    for section in re.split(r"^## ", README.read_text(encoding="utf-8").removeprefix("# "), flags=re.MULTILINE):
        heading, body = section.split("\n", 1)
        for language, text in BLOCK.findall(body):
            if language == "python":
                found.append(Example(heading, text, None))
            elif language == "text":
                found[-1] = found[-1]._replace(printed=text)
    return found


FIRST, *OTHERS = examples()


@pytest.fixture(autouse=True, scope="module")
def imported() -> None:
    """Import what in-process runs need, because pytester removes new modules after a run."""
    with fake_handshakes():
        boto3.client("organizations").describe_organization()
        boto3.client("sts", region_name="us-east-1").get_caller_identity()


def operations() -> list[str]:
    """Return the operations that the installed botocore knows."""
    with fake_handshakes():
        names: list[str] = boto3.client("organizations").meta.service_model.operation_names
    return names


def run(pytester: pytest.Pytester, code: str) -> pytest.RunResult:
    """Run a block as a test file."""
    pytester.makepyfile(test_invitation=code)
    return pytester.runpytest("-p", "no:randomly", "-p", "no:cacheprovider")


def patterns(printed: str) -> list[str]:
    """Return patterns for the lines of an output, with a wildcard for every time."""
    return MOMENT.sub("*Z", printed.replace("[", "[[]")).splitlines()


def test_every_python_block_is_run() -> None:
    """Every Python block of the README is tested below."""
    assert [example.code for example in (FIRST, *OTHERS)] == blocks("python")


def test_the_first_example_passes_within_30_lines(pytester: pytest.Pytester) -> None:
    """The first example passes as it stands, within the first 30 lines."""
    text = README.read_text(encoding="utf-8")
    assert text[: text.index(FIRST.code) + len(FIRST.code)].count("\n") < 30

    run(pytester, FIRST.code).assert_outcomes(passed=1)


@pytest.mark.parametrize("example", OTHERS, ids=lambda example: example.heading)
def test_every_other_example_does_what_stands_below_it(pytester: pytest.Pytester, example: Example) -> None:
    """Every other example passes, or fails with the output that follows it."""
    if "from moto" in example.code:
        pytest.importorskip("moto")
    if "_responsibility_transfer(" in example.code and OPERATION not in operations():
        pytest.skip("the installed botocore is older than billing transfers")
    if '"aws"' in example.code:
        require_aws_cli()
    result = run(pytester, example.code)

    if example.printed is None:
        outcomes = result.parseoutcomes()
        assert set(outcomes) == {"passed"}
    else:
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(patterns(example.printed), consecutive=True)


def test_the_reference_names_everything_public() -> None:
    """Every public name, and every public word of the object that a test holds, is in the reference."""
    reference = README.read_text(encoding="utf-8").split("\n## Types and reference\n")[1].split("\n## ")[0]
    public = {*pytest_orghandshake.__all__, *(name for name in dir(OrgHandshake) if not name.startswith("_"))}
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]*)`", reference))))
    assert public - named == set()


def test_every_link_within_the_readme_leads_to_a_heading() -> None:
    """Every link to a section names one, as GitHub turns headings into anchors."""
    text = README.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
    links = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert links != set()
    assert links - anchors == set()


def test_the_commands_install_show_and_run_the_suite() -> None:
    """There is a command that installs the plugin, one that shows the examples and one that runs the suite."""
    *installs, shown, suite = blocks("console")

    assert installs == ["pip install pytest-orghandshake\n"]
    for command in (shown, suite):
        assert command.startswith("python3.11 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && ")
        assert command.count("\n") == 1
