"""The report of what AWS said differently, ready to be pasted into an issue: nothing in it names an account or a person."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

import botocore

from .fact import STRENGTHS
from .matching import Has, Lacks, in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .accounts import Accounts
    from .against_aws import Result
    from .fact import Fact
    from .matching import Difference

_LONGEST = 600
_HEADINGS = {
    "recorded": "Recorded before, and again now",
    "documented": "Documented, and recorded now",
    "guess": "Guesses that AWS confirmed: they are records now",
}
_NUMBERED = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("handshake", re.compile(r"\bh-[0-9a-z]{8,32}\b")),
    ("transfer", re.compile(r"\brt-[0-9a-z]{8,32}\b")),
    ("unit", re.compile(r"\bou-[0-9a-z]{4,32}-[0-9a-z]{8,32}\b")),
    ("root", re.compile(r"\br-[0-9a-z]{4,32}\b")),
    ("organization", re.compile(r"\bo-[0-9a-z]{10,32}\b")),
    ("uuid", re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")),
    ("account", re.compile(r"\b\d{12}\b")),
    ("key", re.compile(r"\bA[A-Z]{3}[A-Z0-9]{12,}\b")),
    ("caller", re.compile(r"(?<=user/)[\w+=,.@/-]+|(?<=role/)[\w+=,.@/-]+")),
)
_SECRETS = re.compile(r"""(["'](?:SecretAccessKey|SessionToken|Name|AccountName)["']: ?)(["']).*?\2""")

_PRIVATE = "NOTES|MASTER_NAME|MANAGEMENT_NAME"
_RESOURCES = (
    re.compile(rf"""((["'])Value\2: ?)(["']).*?\3(?=, ?\2Type\2: ?\2(?:{_PRIVATE})\2)"""),
    re.compile(rf"""(?<=["'])((?:{_PRIVATE})(["']), ?\2Value\2: ?)(["']).*?\3"""),
)
"""Resources whose text somebody wrote, in the order of botocore's model and in that of the wire."""


class Mask:
    """Replaces what names somebody, the same by the same."""

    def __init__(self, accounts: Accounts) -> None:
        self._known = {
            str(accounts.management): "<management>",
            str(accounts.member): "<member>",
            str(accounts.organization): "<organization>",
            str(accounts.organization).partition("-")[2]: "<organization without o->",
        }
        for name, text in ((accounts.management.name, "<management name>"), (accounts.member.name, "<member name>")):
            if name:
                self._known[name] = text
        self._numbers: dict[str, dict[str, int]] = {}

    def __call__(self, text: str) -> str:
        """Return a text in which nobody is named."""
        text = _SECRETS.sub(r"\1\2<hidden>\2", text)
        for pattern in _RESOURCES:
            text = pattern.sub(r"\1\3<hidden>\3", text)
        text = self._number(text, _NUMBERED[:1])  # an address may hold what is known by itself
        for known in sorted(self._known, key=len, reverse=True):
            text = re.sub(rf"(?<![\w-]){re.escape(known)}(?![\w-])", self._known[known], text)
        return self._number(text, _NUMBERED[1:])

    def _number(self, text: str, patterns: Iterable[tuple[str, re.Pattern[str]]]) -> str:
        for kind, pattern in patterns:
            numbers = self._numbers.setdefault(kind, {})
            for found in pattern.findall(text):
                numbers.setdefault(found, len(numbers) + 1)
            text = pattern.sub(partial(_numbered, kind, numbers), text)
        return text


def _numbered(kind: str, numbers: dict[str, int], match: re.Match[str]) -> str:
    return f"<{kind}-{numbers[match[0]]}>"


def write_report(
    result: Result, accounts: Accounts, *, endpoint_url: str | None = None, now: datetime | None = None
) -> str:
    """Return the report, in Markdown; a server that is not AWS is named in it."""
    mask = Mask(accounts)
    moment = now or datetime.now(tz=timezone.utc)
    lines = [
        "# What AWS says of the facts",
        "",
        f"- Date: {moment:%Y-%m-%d}",
        f"- Asked: {'AWS' if endpoint_url is None else f'{endpoint_url}, which may not be AWS'}",
        f"- botocore: {botocore.__version__}",
        f"- Partition: {accounts.partition}",
        f"- Member account: {accounts.place}",
        f"- All features: {'yes' if accounts.has_all_features else 'no'}",
        "",
        "## Said differently",
        "",
    ]
    lines += _differences(result, mask) or ["Nothing."]
    if any("AccessDenied" in line for line in lines):
        lines += ["", "An AccessDeniedException may come from the IAM policies of the two profiles: check them first."]
    lines += ["", "## Matched"]
    for strength in STRENGTHS:
        lines += _matched(_HEADINGS[strength], [fact for fact in result.matched if fact.strength == strength])
    if not result.matched:
        lines += ["", "Nothing."]
    if result.not_run:
        lines += ["", "## Not run", ""]
        lines += [f"- `{fact.id}`: {mask(why)}" for fact, why in result.not_run]
    if result.left_behind:
        lines += ["", "## Left behind", ""]
        lines += [f"- {mask(each)}" for each in result.left_behind]
    return "\n".join(lines)


def _differences(result: Result, mask: Mask) -> list[str]:
    lines: list[str] = []
    seen: set[str] = set()
    for fact, call, differences in result.differing:
        if fact.id not in seen:
            lines += [*([""] if lines else []), f"### `{fact.id}` ({fact.strength})", "", fact.statement, ""]
            seen.add(fact.id)
        lines.append(f"- {call.operation}, called by the {call.caller} account")
        for each in differences:
            lines.append(f"  - `{each.path}` expected: {mask(_short(in_words(each.expected)))}")
            lines.append(f"  - `{each.path}` AWS said: {mask(_short(_said(each)))}")
    return lines


def _said(difference: Difference) -> str:
    """Return what came; of a list in which something is looked for, not who else is in it."""
    if isinstance(difference.expected, (Has, Lacks)) and isinstance(difference.actual, list):
        word = "without" if isinstance(difference.expected, Has) else "with"
        return f"a list of {len(difference.actual)} {word} it"
    return in_words(difference.actual)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _matched(heading: str, facts: Iterable[Fact]) -> list[str]:
    ids = ", ".join(f"`{fact.id}`" for fact in facts)
    return ["", f"{heading}: {ids}"] if ids else []
