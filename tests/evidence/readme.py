"""The block of the README that says what is recorded, documented and guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .claims import BLOCKS, SURPRISES
from .fact import STRENGTHS
from .facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .claims import Claim

BEGIN = "<!-- evidence: written by `python -m tests.evidence --readme` from tests/evidence/claims -->"
END = "<!-- evidence: end -->"
_BULLETS = {"recorded": "Recorded", "documented": "Documented", "guess": "Guess"}


def render() -> str:
    """Return the block, markers included."""
    lines = [
        BEGIN,
        "",
        "The facts behind each sentence are in `tests/evidence`, with their sources, and the suite replays them. In a clone,",
        "`python -m tests.evidence --about DescribeHandshake` prints those of an operation.",
        "",
        "Guesses that could change your test:",
        "",
    ]
    lines += [f"- {claim.text}" for claim in SURPRISES]
    lines.append("")
    closing = ""
    for block in BLOCKS:
        lines += [f"{closing}<details><summary>{block.title}</summary>", ""]
        for strength in STRENGTHS:
            claims = block.claims(strength)
            if claims:
                text = " ".join(each.text for each in claims)
                lines.append(f"- **{_BULLETS[strength]}**: {text}")
        closing = "</details>"
    return "\n".join([*lines, closing, "", END])


def written(readme: str) -> str:
    """Return a README with its block as it has to be.

    Raises:
        ValueError: It has no such block.
    """
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if len(pattern.findall(readme)) != 1:
        raise ValueError(f"README.md needs exactly one block between {BEGIN} and {END}")
    return pattern.sub(lambda _: render(), readme)


def write(path: Path) -> None:
    """Write the block into a README."""
    path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")


def misplaced(claims: Iterable[tuple[str, Claim]]) -> list[str]:
    """Return what is wrong with claims, each given with the bullet it stands in: its facts have to be of that strength."""
    strengths = {fact.id: fact.strength for fact in FACTS}
    wrong = []
    for bullet, claim in claims:
        if not claim.facts:
            wrong.append(f"{claim.text!r} names no fact")
        for each in claim.facts:
            if each not in strengths:
                wrong.append(f"{claim.text!r} names {each}, which is no fact")
            elif strengths[each] != bullet:
                wrong.append(f"{claim.text!r} stands under {bullet}, and {each} is {strengths[each]}")
    return wrong


def all_claims() -> list[tuple[str, Claim]]:
    """Return every claim, with the bullet it stands in."""
    return [
        *(("guess", claim) for claim in SURPRISES),
        *((strength, claim) for block in BLOCKS for strength in STRENGTHS for claim in block.claims(strength)),
    ]
