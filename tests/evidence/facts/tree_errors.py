"""What AWS says of roots, units and moves that are not possible: most of it is a guess."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Given, Live
from ..forms import NO_ACCOUNT, PATTERN, SAME, TOO_LONG, UNKNOWN_ACCOUNT, invalid
from ..matching import error
from ..sources import CAPTURE, because, observed

_CREATE, _DESCRIBE, _UPDATE, _DELETE = (
    f"{verb}OrganizationalUnit" for verb in ("Create", "Describe", "Update", "Delete")
)
_UNIT = Given("add_organizational_unit", {"name": "Workloads"}, "unit")
_UNKNOWN_UNIT, _UNKNOWN_ROOT = "ou-zzzz-0a51c0de", "r-zzzz"
_ROOT = "{root.Roots.0.Id}"
_FIND_ROOT = Call("management", "ListRoots", {}, None, "root")
_NO_UNIT = error("OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist.")
_NO_PARENT = error("ParentNotFoundException", "You specified a parent that doesn't exist.")
_NO_CHILD = error("ChildNotFoundException", "You specified a child that doesn't exist.")
_NO_SOURCE = error("SourceParentNotFoundException", "You specified a source parent that doesn't exist.")
_NO_DESTINATION = error("DestinationParentNotFoundException", "You specified a destination parent that doesn't exist.")
_SAME_PLACE = error("DuplicateAccountException", "That account is already present in the specified destination.")
_SAME_NAME = error("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")
_FORM = ("handshake-id-unknown", "tree-unit-unknown", "account-unknown", "tags-of-an-unknown-account")
_BY_FORM = because("in the form of every recorded text of a NotFoundException")


def _move(account: str, source: str, destination: str, expected: Any = None) -> Call:
    params = {"AccountId": account, "SourceParentId": source, "DestinationParentId": destination}
    return Call("management", "MoveAccount", params, expected)


FACTS = (
    Fact(
        "move-from-where-it-is-not",
        "An account that is not in the source fails with AccountNotFoundException, even if it is in the destination already.",
        "recorded",
        observed("a comment that quotes the raised error, MoveAccount"),
        given=(*SAME, _UNIT),
        steps=(_move("{member}", "{unit}", "{organization.root}", NO_ACCOUNT),),
    ),
    Fact(
        "tree-unit-unknown",
        "An organizational unit that does not exist fails with OrganizationalUnitNotFoundException.",
        "recorded",
        CAPTURE,
        steps=(Call("management", _DESCRIBE, {"OrganizationalUnitId": _UNKNOWN_UNIT}, _NO_UNIT),),
        live=Live("read"),
    ),
    Fact(
        "tree-name-lengths",
        "An empty name fails with MIN_LENGTH_EXCEEDED, one of 129 characters with MAX_LENGTH_EXCEEDED.",
        "recorded",
        CAPTURE,
        steps=(
            _FIND_ROOT,
            Call(
                "management",
                _CREATE,
                {"ParentId": _ROOT, "Name": ""},
                {"Error": {"Code": "InvalidInputException"}, "Reason": "MIN_LENGTH_EXCEEDED:NAME"},
                is_checked=False,
            ),
            Call(
                "management",
                _CREATE,
                {"ParentId": _ROOT, "Name": "n" * 129},
                {"Error": {"Code": "InvalidInputException"}, "Reason": "MAX_LENGTH_EXCEEDED:NAME"},
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "tree-unit-malformed",
        "The id of a unit that does not match the pattern fails with INVALID_PATTERN:ORGANIZATIONAL_UNIT_ID.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                _DESCRIBE,
                {"OrganizationalUnitId": "invalid"},
                invalid("INVALID_PATTERN:ORGANIZATIONAL_UNIT_ID", PATTERN),
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "tree-pattern-in-public",
        "A malformed id of ListChildren or DescribeAccount gets the same text.",
        "recorded",
        observed("aft#287 and CloudShell sessions"),
        steps=(
            Call(
                "management",
                "ListChildren",
                {"ParentId": "bad", "ChildType": "ACCOUNT"},
                {"Error": {"Code": "InvalidInputException", "Message": PATTERN}},
            ),
            Call("management", "DescribeAccount", {"AccountId": "bad"}, {"Error": {"Message": PATTERN}}),
        ),
        live=Live("read"),
    ),
    Fact(
        "tree-child-unknown",
        "The text of ChildNotFoundException is 'You specified a child that doesn't exist.'",
        "guess",
        _BY_FORM,
        steps=(Call("management", "ListParents", {"ChildId": UNKNOWN_ACCOUNT}, _NO_CHILD),),
        live=Live("read"),
        rests_on=_FORM,
    ),
    Fact(
        "tree-parent-unknown",
        "The text of ParentNotFoundException is 'You specified a parent that doesn't exist.'",
        "guess",
        _BY_FORM,
        steps=(
            Call("management", "ListAccountsForParent", {"ParentId": _UNKNOWN_ROOT}, _NO_PARENT),
            Call("management", "ListChildren", {"ParentId": _UNKNOWN_UNIT, "ChildType": "ACCOUNT"}, _NO_PARENT),
        ),
        live=Live("read"),
        rests_on=_FORM,
    ),
    Fact(
        "move-source-unknown",
        "The text of SourceParentNotFoundException is 'You specified a source parent that doesn't exist.'",
        "guess",
        _BY_FORM,
        given=SAME,
        steps=(_FIND_ROOT, _move("{member}", _UNKNOWN_ROOT, _ROOT, _NO_SOURCE)),
        live=Live("refusal", member=("same",)),
        rests_on=_FORM,
    ),
    Fact(
        "move-destination-unknown",
        "The text of DestinationParentNotFoundException is 'You specified a destination parent that doesn't exist.'",
        "guess",
        _BY_FORM,
        given=SAME,
        steps=(_FIND_ROOT, _move("{member}", _ROOT, _UNKNOWN_ROOT, _NO_DESTINATION)),
        live=Live("refusal", member=("same",)),
        rests_on=_FORM,
    ),
    Fact(
        "move-to-where-it-is",
        "Moving an account to where it already is fails with DuplicateAccountException, in the model's words.",
        "guess",
        because("the model has the error, and nobody has published which one comes first"),
        given=SAME,
        steps=(_move("{member}", "{organization.root}", "{organization.root}", _SAME_PLACE),),
    ),
    Fact(
        "tree-name-taken",
        "A name that another unit in the same parent has fails with DuplicateOrganizationalUnitException, in the model's words.",
        "guess",
        because("the model has the error; its text on the wire is not known"),
        given=(_UNIT,),
        steps=(Call("management", _CREATE, {"ParentId": "{organization.root}", "Name": "Workloads"}, _SAME_NAME),),
    ),
    Fact(
        "tree-own-name",
        "A unit can't be renamed to the name it has.",
        "guess",
        because("the name is taken, if only by the unit itself"),
        given=(_UNIT,),
        steps=(Call("management", _UPDATE, {"OrganizationalUnitId": "{unit}", "Name": "Workloads"}, _SAME_NAME),),
    ),
    Fact(
        "tree-long-name-text",
        "A name that is too long gets the recorded text of MAX_LENGTH_EXCEEDED, an empty one the model's.",
        "guess",
        because("the capture kept the Reasons alone"),
        steps=(
            _FIND_ROOT,
            Call(
                "management",
                _CREATE,
                {"ParentId": _ROOT, "Name": "n" * 129},
                invalid("MAX_LENGTH_EXCEEDED:NAME", TOO_LONG),
            ),
            Call(
                "management",
                _CREATE,
                {"ParentId": _ROOT, "Name": ""},
                invalid("MIN_LENGTH_EXCEEDED:NAME", "You provided a string parameter that is shorter than allowed."),
                is_checked=False,
            ),
        ),
        live=Live("refusal"),
        rests_on=("invite-notes-length",),
    ),
)
