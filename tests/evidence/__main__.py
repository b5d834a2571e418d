"""``python -m tests.evidence``: asks AWS, or says where facts come from, or writes the README's block."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from . import readme
from .accounts import Clients, RefusedError, identify
from .against_aws import AwsStage, Result, group, run, why_impossible
from .facts import FACTS
from .fakes import is_loopback
from .report import write_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .accounts import Accounts
    from .fact import Effect, Fact

SAME, DIFFERENT, REFUSED = 0, 1, 2
"""The exit status."""

_README = Path(__file__).parents[2] / "README.md"
_LAG = 2.0
_SAFE: tuple[Effect, ...] = ("read", "refusal")

_EPILOG = """\
Facts that read, or that AWS refuses, change nothing and are always run. Facts that send an invitation cancel or decline it,
and are run once you agree. Facts that accept one are run with --all alone: the member account joins the organization and
leaves it again.

The report goes to standard output, ready to be pasted into an issue: accounts, addresses and ids are masked in it. The exit
status is 0 if AWS says what the facts say, 1 if it says something else, and 2 if it was not asked."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says, and return the exit status."""
    parser = _parser()
    given = parser.parse_args(argv)
    if given.readme:
        readme.write(_README)
        return SAME
    if given.about is not None:
        return _explain(given.about)
    if given.management is None or given.member is None:
        parser.error("--management and --member are needed to ask AWS")
    unknown = sorted(set(given.only) - {fact.id for fact in FACTS if fact.live is not None})
    if unknown:
        parser.error(f"{', '.join(unknown)}: no fact that AWS can be asked")
    try:
        return _ask_aws(given)
    except RefusedError as reason:
        _tell(f"Refused: {reason}.")
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.evidence",
        description="Ask AWS what the facts of pytest-orghandshake say, and report what it says differently.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--management", metavar="PROFILE", help="the profile of an organization's management account")
    parser.add_argument("--member", metavar="PROFILE", help="the profile of another account, wherever it is")
    parser.add_argument(
        "--all", action="store_true", help="also let the member account accept an invitation, and leave again"
    )
    parser.add_argument("--yes", action="store_true", help="agree to every change that you would be asked about")
    parser.add_argument(
        "--only", metavar="FACT", action="append", default=[], help="ask about this fact; may be repeated"
    )
    parser.add_argument("--endpoint-url", metavar="URL", help="ask this server instead of AWS, such as a fake's")
    parser.add_argument(
        "--about", metavar="WORD", help="print the facts about an operation, an id or a text, and their sources"
    )
    parser.add_argument("--readme", action="store_true", help="write the facts into README.md")
    return parser


def _ask_aws(given: argparse.Namespace) -> int:
    clients = Clients(given.management, given.member, given.endpoint_url)
    accounts = identify(clients)
    stage = AwsStage(clients, accounts, 0.0 if is_loopback(given.endpoint_url or "") else _LAG)
    result = Result()
    try:
        known = stage.invitations()
    except (BotoCoreError, ClientError) as error:
        raise RefusedError(f"the open invitations of the organization can't be listed: {error}") from None
    chosen = _choose(given, accounts, known, result)
    try:
        for effects in (_SAFE, ("sends",), ("joins",)):
            facts = [fact for fact in chosen if fact.live is not None and fact.live.effect in effects]
            if facts and effects != _SAFE and not _agrees(given, effects[0], facts):
                result.not_run += [(fact, "needs your consent") for fact in facts]
                continue
            run(stage, facts, result, known)
    finally:
        for each in result.left_behind:
            _tell(f"Left behind: {each}")
    print(write_report(result, accounts, endpoint_url=given.endpoint_url))
    return DIFFERENT if result.differing else SAME


def _choose(given: argparse.Namespace, accounts: Accounts, known: Sequence[str], result: Result) -> list[Fact]:
    """Return the facts to run, and note why others are not."""
    chosen = []
    for fact in FACTS:
        if fact.live is None or (given.only and fact.id not in given.only):
            continue
        why = why_impossible(fact, fact.live, accounts, known)
        if why is None and fact.live.effect == "joins" and not given.all:
            why = "needs --all"
        if why is None:
            chosen.append(fact)
        else:
            result.not_run.append((fact, why))
    return chosen


def _agrees(given: argparse.Namespace, effect: str, facts: Sequence[Fact]) -> bool:
    """Say what is about to happen, and ask."""
    sent = sum(
        call.operation.startswith("Invite") and "Error" not in (call.expected or {})
        for each in group(facts)
        for call in each[0].calls
    )
    then = {
        "sends": "and cancel or decline each of them",
        "joins": "and let the member account accept them; it leaves the organization again",
    }
    _tell(f"About to send {sent} invitations from the management account, for {len(facts)} facts, {then[effect]}.")
    _tell("AWS lets an organization send 20 in 24 hours, or as many as it may have accounts.")
    if given.yes:
        return True
    if not sys.stdin.isatty():
        _tell("Nobody can be asked here: what changes something is not run. Write --yes to agree.")
        return False
    _tell("Go on? [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _explain(word: str) -> int:
    """Print the facts about something, and where they come from."""
    wanted = word.lower()
    found = [
        fact
        for fact in FACTS
        if wanted in " ".join((fact.id, fact.statement, str(fact.source), *fact.operations, *fact.texts)).lower()
    ]
    for fact in found:
        print(f"{fact.id}\n  {fact.statement}\n  {fact.strength}: {fact.source}")
        if fact.untold:
            print(f"  not replayed: {fact.untold}")
    if not found:
        _tell(f"No fact is about {word!r}.")
    return SAME if found else DIFFERENT


def _tell(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
