from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import evidence
import pytest
from evidence import against_aws, claims, forms, model, readme
from evidence.fact import ANYWHERE
from evidence.facts import FACTS
from evidence.matching import ABSENT, PRESENT, Has, InAnyOrder, Lacks, Later, Like, compare, error, fill, spoiled
from evidence.replay import UnavailableError, has_member, replay, services

from pytest_orghandshake._api.operations import OPERATIONS
from pytest_orghandshake._world.refusals import REASONS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence.fact import Call, Fact, Place

SHOWN = [fact for fact in FACTS if not fact.untold]
LIVE = [fact for fact in FACTS if fact.live is not None]
BY_ID = {fact.id: fact for fact in FACTS}
IS_NEW = has_member("ResponsibilityTransfer.Id")
"""Whether the installed botocore has billing transfers, which came late."""
README = Path(__file__).parents[1] / "README.md"


# Facts


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.id)
def test_every_fact_comes_out(fact: Fact) -> None:
    """What a fact states is what the fake answers in its situation."""
    try:
        played = replay(fact)
    except UnavailableError as reason:
        pytest.skip(str(reason))
    assert [f"{each.call.operation} {difference}" for each in played for difference in each.differences] == []
    assert len(played) == len(fact.calls)


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.id)
def test_every_fact_can_fail(fact: Fact) -> None:
    """Whichever piece of what a fact expects is altered, a difference is found, and something is expected at all."""
    try:
        played = replay(fact)
    except UnavailableError as reason:
        pytest.skip(str(reason))
    altered = [(each, *piece) for each in played if each.call.expected is not None for piece in spoiled(each.expected)]
    assert altered != []
    assert [path for each, path, expected in altered if not compare(expected, each.outcome)] == []


def test_most_facts_are_shown() -> None:
    """Few facts are left out for the age of the installed botocore."""
    shown = 0
    for fact in SHOWN:
        with suppress(UnavailableError):
            replay(fact)
            shown += 1
    assert shown >= (330 if IS_NEW else 270)


def test_facts_are_whole() -> None:
    """Each has an id of its own, a sentence, a source, operations, and calls or why there are none."""
    assert len(BY_ID) == len(FACTS) > 300
    for fact in FACTS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", fact.id), fact.id
        assert re.fullmatch(r"[A-Z].*[.'\"]", fact.statement), fact.id
        assert fact.source.text, fact.id
        assert re.fullmatch(r"(\d{4}(-\d{2})?)?", fact.source.date), fact.id
        assert fact.operations, fact.id
        assert bool(fact.steps) != bool(fact.untold), fact.id
        assert (fact.strength == "guess") == fact.source.text.startswith("inferred: "), fact.id
        assert [BY_ID[each].strength for each in fact.rests_on] == ["recorded"] * len(fact.rests_on), fact.id


def test_every_operation_has_its_facts() -> None:
    """Each operation that is answered is what some fact is about, and has its block in the README."""
    answered = {operation for service in OPERATIONS.values() for operation in service}
    assert answered - {operation for fact in FACTS for operation in fact.operations} == set()
    assert answered ^ {operation for block in claims.BLOCKS for operation in block.operations} == set()


def test_no_module_of_the_evidence_holds_more_than_one_concern() -> None:
    """No module is longer than 400 lines."""
    folder = Path(evidence.__file__).parent
    lengths = {path.name: path.read_text(encoding="utf-8").count("\n") for path in folder.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


# Comparing


@pytest.mark.parametrize(
    ("expected", "actual", "differences"),
    [
        ({"A": 1}, {"A": 1, "B": 2}, []),
        ({"A": 1}, {"A": True}, ["A: expected 1, got True"]),
        ({"A": ABSENT}, {"A": 1}, ["A: expected nothing, got 1"]),
        ({"A": PRESENT}, {}, ["A: expected something, got nothing"]),
        ({"A": {"B": "x"}}, {"A": []}, ["A: expected {'B': 'x'}, got []"]),
        ({"A": [1]}, {"A": [1, 2]}, ["A: expected [1], got [1, 2]"]),
        ({"A": Like("[0-9]+")}, {"A": "x"}, ["A: expected text like [0-9]+, got 'x'"]),
        ({"A": Has(1)}, {"A": [2]}, ["A: expected a list with 1, got [2]"]),
        ({"A": Lacks(1)}, {"A": [1]}, ["A: expected a list without 1, got [1]"]),
        ({"A": InAnyOrder((1, 2))}, {"A": [2, 1]}, []),
        ({"A": InAnyOrder((1, 2))}, {"A": [2, 2]}, ["A: expected [1, 2] in any order, got [2, 2]"]),
        ({"A": Later(1, 2)}, {"A": 3}, ["A: expected 2 seconds after 1, got 3"]),
    ],
)
def test_differences_are_told_in_words(expected: Any, actual: Any, differences: list[str]) -> None:
    """Each piece that differs is named with its path, what was expected and what came."""
    assert [str(each) for each in compare(expected, actual)] == differences


def test_names_are_filled_in() -> None:
    """A name in braces becomes what has it: a value as it is, or a part of a text or a pattern."""
    names: Mapping[str, Any] = {"invite": {"Id": "h-1", "List": [{"Size": 2}]}}
    assert fill("{invite.Id}", names) == "h-1"
    assert fill("{invite.Id:bare}/{invite.List.0.Size}", names) == "1/2"
    assert fill({"A": ["{invite.List.0.Size}", Like("{invite.Id}[0-9]{2}")]}, names) == {
        "A": [2, Like(r"h\-1[0-9]{2}")]
    }


# Texts and words


def test_every_text_has_something_behind_it() -> None:
    """Each Message is that of a fact or of the installed model."""
    known, texts = model.known_texts(), model.answerable_texts()
    assert list(filter(None, (model.why_unfounded(text, known) for text in texts))) == []
    assert len(texts) >= (200 if IS_NEW else 150)
    if IS_NEW:
        assert {*TEXTS.values(), *REASONS.values()} - {text.message for text in texts} == set()


def test_a_text_of_nobodys_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that differs from the model, and that nobody has seen, is named."""
    monkeypatch.setitem(TEXTS, "HandshakeNotFoundException", "It is lost.")
    monkeypatch.setitem(REASONS, "MIN_VALUE_EXCEEDED", "It is too small.")
    known = model.known_texts()
    found = {text.message for text in model.answerable_texts() if model.why_unfounded(text, known) is not None}
    assert found == {"It is lost.", "It is too small."}


def test_a_guess_is_nothing_to_rest_on() -> None:
    """A text that only a guess has is not founded, unless the guess carries recorded facts over."""
    text = model.Text(
        "organizations", "ParentNotFoundException", None, "You specified a parent that doesn't exist.", is_modelled=True
    )
    assert model.why_unfounded(text, model.known_texts()) is None
    without = [fact for fact in FACTS if fact.id != "tree-parent-unknown"]
    assert "is not recorded" in str(model.why_unfounded(text, model.known_texts(without)))


def test_every_literal_message_has_a_fact() -> None:
    """What is raised with a text of its own is what some fact expects."""
    known = [each.message for each in model.known_texts()] + [""]
    patterns = list(model.literal_messages(model.sources_of_answers()))
    assert len(patterns) >= 6
    assert [each for each in patterns if not any(re.fullmatch(each, text) for text in known)] == []
    planted = list(model.literal_messages(['Refusal("X", message=f"{count} too many")']))
    assert [each for each in planted if not any(re.fullmatch(each, text) for text in known)] == [r".*\ too\ many"]


def test_every_word_has_something_behind_it() -> None:
    """Each word of an enumeration is the installed model's, or stands in a fact that is no guess."""
    wrong, checked = model.unfounded_words()
    assert wrong == []
    assert checked >= (35 if IS_NEW else 20)


def test_a_word_of_nobodys_is_found() -> None:
    """A word that the model lacks and one that we lack are named."""
    ours = Literal["REQUESTED", "OPEN", "CANCELED", "ACCEPTED", "DECLINED", "LOST"]
    wrong, _ = model.unfounded_words([("State", ours, "HandshakeState")])
    assert wrong == [model.Word("State", "EXPIRED"), model.Word("State", "LOST")]


# The README


def test_the_readme_says_what_the_facts_say() -> None:
    """The README's block is the one that is made of the claims."""
    text = README.read_text(encoding="utf-8")
    assert readme.written(text) == text, "run: python -m tests.evidence --readme"


def test_every_claim_stands_where_its_facts_stand() -> None:
    """No guess is listed that has evidence, nor the other way round, and no fact is left out."""
    assert readme.misplaced(readme.all_claims()) == []
    assert {fact.id for fact in FACTS} - {each for _, claim in readme.all_claims() for each in claim.facts} == set()


@pytest.mark.parametrize(
    ("bullet", "fact", "wrong"),
    [
        ("guess", "invite-opens", "stands under guess, and invite-opens is recorded"),
        ("recorded", "list-oldest-first", "stands under recorded, and list-oldest-first is guess"),
        ("documented", "list-oldest-last", "names list-oldest-last, which is no fact"),
    ],
)
def test_a_claim_in_the_wrong_bullet_is_found(bullet: str, fact: str, wrong: str) -> None:
    """What stands in the wrong place is told."""
    assert readme.misplaced([(bullet, claims.Claim("It is so.", (fact,)))]) == [f"'It is so.' {wrong}"]


def test_a_readme_without_the_block_is_refused(tmp_path: Path) -> None:
    """The block is written in place of the one that is there."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{readme.BEGIN}\nold\n{readme.END}\nafter\n", encoding="utf-8")
    readme.write(path)
    assert path.read_text(encoding="utf-8") == f"before\n{readme.render()}\nafter\n"
    with pytest.raises(ValueError, match="needs exactly one block"):
        readme.written("nothing")


# What can be asked of AWS


def test_what_aws_is_asked_is_safe() -> None:
    """A fact that AWS is asked needs nothing but two accounts, and does no more than it says."""
    places = {(): ("standalone",), forms.SAME: ("same",), forms.OTHER: ("other",), forms.HEADS: ("heads",)}
    reading = ("Describe", "List", "Get")
    for fact in LIVE:
        assert fact.live is not None
        assert fact.given in places, fact.id
        assert set(places[fact.given]) <= set(fact.live.member), fact.id
        assert fact.calls == fact.steps, fact.id
        changing = [call for call in fact.calls if not call.operation.startswith(reading)]
        accepted = [call for call in changing if call.operation == "AcceptHandshake" and not is_refused(call)]
        if fact.live.effect in ("read", "refusal"):
            assert [call for call in changing if not is_refused(call)] == [], fact.id
        elif fact.live.effect == "sends":
            assert accepted == [], fact.id
        allowed = {"InviteAccountToOrganization", "CancelHandshake", "DeclineHandshake", "AcceptHandshake"}
        assert {call.operation for call in changing if not is_refused(call)} <= allowed, fact.id
        if any(call.operation == "EnableAllFeatures" for call in fact.calls):
            assert fact.live.all_features or "standalone" in fact.live.member or fact.live.member == ("same",), fact.id


@pytest.mark.parametrize("place", ANYWHERE)
def test_no_more_invitations_are_sent_than_aws_allows(place: Place) -> None:
    """Facts that make the same calls share them, as AWS lets an organization send 20 invitations in 24 hours."""
    sent = [
        call
        for facts in against_aws.group(fact for fact in LIVE if fact.live is not None and place in fact.live.member)
        for call in facts[0].calls
        if call.operation.startswith("Invite") and not is_refused(call)
    ]
    assert len(sent) <= 22, "two of them are accepted, and do not count"


def is_refused(call: Call) -> bool:
    """Tell whether a call has to be refused."""
    return isinstance(call.expected, dict) and (
        "Error" in call.expected
        or call.expected.get("Status") == 400
        or "Reason" in call.expected
        or "Message" in call.expected
    )


def test_every_operation_of_a_fact_is_botocores() -> None:
    """No fact is about an operation that does not exist."""
    known = services()
    if IS_NEW:
        assert {operation for fact in FACTS for operation in fact.operations} - set(known) == set()
    assert error("X", "x") == {"Error": {"Code": "X", "Message": "x"}, "Reason": ABSENT, "Status": 400}
