"""Texts and words of the fake against the facts and the installed botocore: which of them nothing stands behind."""

from __future__ import annotations

import ast
import html
import inspect
import re
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import pytest_orghandshake
from pytest_orghandshake._api.catalog import Catalog
from pytest_orghandshake._api.operations import OPERATIONS
from pytest_orghandshake._api.sts import DENIED
from pytest_orghandshake._transport.service_models import load_model
from pytest_orghandshake._world import words

from .facts import FACTS
from .matching import ABSENT, Like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .fact import Fact, Strength


class Text(NamedTuple):
    """A Message that the fake can answer, with the error it belongs to."""

    service: str
    code: str
    reason: str | None
    message: str
    is_modelled: bool
    """Whether the model lists the error for the operation."""


LITERALS: tuple[tuple[str, object, str], ...] = (
    ("State", words.State, "HandshakeState"),
    ("Action", words.Action, "ActionType"),
    ("PartyType", words.PartyType, "HandshakePartyType"),
    ("ResourceType", words.ResourceType, "HandshakeResourceType"),
    ("FeatureSet", words.FeatureSet, "OrganizationFeatureSet"),
    ("JoinedMethod", words.JoinedMethod, "AccountJoinedMethod"),
    ("TransferStatus", words.TransferStatus, "ResponsibilityTransferStatus"),
)
"""The enumerations of the fake, and the shape of the model that each is of."""


_NAMED = {
    "caller": "arn:aws:iam::111111111111:user/someone",
    "action": "sts:AssumeRole",
    "resource": "arn:aws:iam::222222222222:role/orghandshake-evidence",
}
"""What a denial names, for example."""

# What the fake can answer


def answerable_texts() -> list[Text]:
    """Return every text that comes by itself or when it is scripted, for every operation that the installed botocore has."""
    catalog = Catalog(load_model)
    found: dict[Text, None] = {}
    for service in OPERATIONS:
        for operation in load_model(service)["operations"]:
            if service == "organizations" or operation in OPERATIONS[service]:
                modelled = _errors_of(service, operation)
                for spec in catalog.errors_of(operation).values():
                    texts: list[tuple[str | None, str]] = [*spec.reasons.items()] or [(None, spec.text)]
                    for reason, message in texts:
                        text = message.format(**_NAMED) if message == DENIED else message
                        found[Text(service, spec.code, reason, text, spec.code in modelled)] = None
    return list(found)


def _errors_of(service: str, operation: str) -> set[str]:
    """Return the codes of the errors that the installed model lists for an operation."""
    model = load_model(service)
    names = [each["shape"] for each in model["operations"][operation].get("errors", ())]
    return {model["shapes"][name].get("error", {}).get("code", name) for name in names}


def literal_messages(sources: Iterable[str]) -> Iterator[str]:
    """Find the ``message=`` of every Refusal in these sources, as a regular expression."""
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                for keyword in node.keywords:
                    if keyword.arg == "message":
                        yield from _pattern(keyword.value)


def _pattern(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in node.values)
        yield "".join(parts)


def sources_of_answers() -> list[str]:
    """Return the source of every module that answers."""
    names = [
        each.name
        for each in walk_packages(pytest_orghandshake.__path__, "pytest_orghandshake.")
        if each.name.startswith(("pytest_orghandshake._api.", "pytest_orghandshake._world."))
    ]
    return [inspect.getsource(import_module(name)) for name in names]


# What stands behind it


class Known(NamedTuple):
    """A text that a fact expects, and how sure that fact is."""

    code: str
    reason: str | None
    message: str
    strength: Strength
    is_derived: bool
    """Whether it is a guess that carries recorded facts over."""
    is_pattern: bool

    def says(self, message: str) -> bool:
        """Tell whether it is this text."""
        if self.is_pattern:
            return re.fullmatch(re.sub(r"\{[a-z.:]+\}", ".+", self.message), message) is not None
        return self.message == message


def known_texts(facts: Iterable[Fact] = FACTS) -> list[Known]:
    """Return the texts that facts expect word for word."""
    facts = list(facts)
    recorded = {fact.id for fact in facts if fact.strength == "recorded"}
    found = []
    for fact in facts:
        is_derived = bool(fact.rests_on) and recorded.issuperset(fact.rests_on)
        for call in fact.calls:
            error = call.expected.get("Error", {}) if isinstance(call.expected, dict) else {}
            message = error.get("Message")
            is_pattern = isinstance(message, Like)
            if message is not None and "Code" in error:
                reason = call.expected.get("Reason", ABSENT)
                name = reason.partition(":")[0] if isinstance(reason, str) else None
                text = message.pattern if is_pattern else message
                found.append(Known(error["Code"], name, text, fact.strength, is_derived, is_pattern))
    return found


@cache
def _sentences(service: str) -> dict[tuple[str, str | None], set[str]]:
    """Return the sentences of the installed model, by code and Reason."""
    model = load_model(service)
    found: dict[tuple[str, str | None], set[str]] = {}
    for name, shape in model["shapes"].items():
        if not shape.get("exception"):
            continue
        code = shape.get("error", {}).get("code", name)
        documentation = shape.get("documentation", "")
        paragraphs = re.findall(r"<p>(.*?)</p>", documentation, re.DOTALL)
        found.setdefault((code, None), set()).add(_plain(paragraphs[0]) if paragraphs else code)
        for item in re.findall(r"<li>(.*?)</li>", documentation, re.DOTALL):
            reason, _, sentence = _plain(item).partition(" ")
            found.setdefault((code, reason.rstrip(":")), set()).add(sentence)
    return found


def _plain(text: str) -> str:
    words_ = html.unescape(re.sub(r"<[^>]*>", "", text)).replace("Amazon Web Services", "AWS")
    return " ".join(words_.split())


def why_unfounded(text: Text, known: Iterable[Known]) -> str | None:
    """Return why nothing stands behind a text; None if something does.

    A recorded or documented fact with the very text does, and so does the model's sentence, and a guess that carries recorded
    facts over. Of an error that the model does not list for the operation, any fact does: there is nothing better.
    """
    sentences = _sentences(text.service)
    same = [
        each
        for each in known
        if each.says(text.message)
        and (each.code == text.code or each.reason is not None)
        and each.reason == text.reason
    ]
    if any(each.strength != "guess" or each.is_derived for each in same):
        return None
    if not text.is_modelled:
        return None if same else f"{text} is in no model and in no fact"
    of_model = sentences.get((text.code, text.reason), set())
    if text.reason is not None and not of_model:
        # The model lists the Reason and says nothing of it: another error's sentence, or that of the error itself.
        of_model = {each for (_, reason), texts in sentences.items() if reason == text.reason for each in texts}
        of_model = of_model or sentences[text.code, None]
    if text.message in of_model:
        return None
    return f"{text} is not recorded, and the model says {sorted(of_model)}"


# Words


class Word(NamedTuple):
    """A word of the fake's that the model does not have, or the other way round."""

    literal: str
    word: str


def unfounded_words(
    literals: Iterable[tuple[str, object, str]] = LITERALS, facts: Iterable[Fact] = FACTS
) -> tuple[list[Word], int]:
    """Return words without a source, and how many were held against the model.

    A word that the installed model lacks, as an older one does, has to stand in a fact that is recorded or documented.
    """
    shapes = load_model("organizations")["shapes"]
    shown = {word for fact in facts if fact.strength != "guess" for word in _strings([fact.steps, fact.given])}
    wrong, checked = [], 0
    for name, literal, shape in literals:
        if shape not in shapes:
            continue
        of_model, ours = set(shapes[shape]["enum"]), set(get_args(literal))
        checked += len(ours & of_model)
        wrong += [Word(name, each) for each in sorted(of_model - ours)]
        wrong += [Word(name, each) for each in sorted(ours - of_model) if each not in shown]
    return wrong, checked


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _strings(each)
    elif hasattr(value, "__dataclass_fields__"):
        yield from _strings(vars(value))
