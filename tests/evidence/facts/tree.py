"""Roots, organizational units and what is in them."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Given, Live
from ..forms import DELEGATED, DENIED, OLD, SAME
from ..matching import PRESENT, Like, error
from ..sources import MODEL, because, guide, observed

_CREATE, _DESCRIBE, _UPDATE, _DELETE = (
    f"{verb}OrganizationalUnit" for verb in ("Create", "Describe", "Update", "Delete")
)
_UNIT = Given("add_organizational_unit", {"name": "Workloads"}, "unit")
_ROOT = "{root.Roots.0.Id}"
_FIND_ROOT = Call("management", "ListRoots", {}, None, "root")


def _move(account: str, source: str, destination: str, expected: Any = None) -> Call:
    params = {"AccountId": account, "SourceParentId": source, "DestinationParentId": destination}
    return Call("management", "MoveAccount", params, expected)


def _five_deep() -> tuple[Given, ...]:
    above: dict[str, Any] = {}
    made = []
    for level in range(1, 6):
        made.append(Given("add_organizational_unit", {"name": f"Level {level}", **above}, f"level{level}"))
        above = {"parent": f"{{level{level}}}"}
    return tuple(made)


FACTS = (
    # Recorded
    Fact(
        "tree-roots-by-a-member",
        "ListRoots by a plain member fails with AccessDeniedException.",
        "recorded",
        observed("awslabs/aws-innovation-sandbox#6, prowler#2133"),
        given=SAME,
        steps=(Call("member", "ListRoots", {}, DENIED),),
        live=Live("refusal", member=("same",)),
    ),
    # Documented
    Fact(
        "tree-is-readers",
        "The tree is read by the management account and by delegated administrators.",
        "documented",
        guide("Delegated administrator for AWS Organizations"),
        given=(*DELEGATED, _UNIT),
        steps=tuple(
            Call("delegated", operation, params, {"Status": 200, member: PRESENT})
            for operation, params, member in (
                ("ListRoots", {}, "Roots"),
                ("ListParents", {"ChildId": "{delegated}"}, "Parents"),
                ("ListChildren", {"ParentId": "{organization.root}", "ChildType": "ACCOUNT"}, "Children"),
                ("ListAccountsForParent", {"ParentId": "{organization.root}"}, "Accounts"),
                ("ListOrganizationalUnitsForParent", {"ParentId": "{organization.root}"}, "OrganizationalUnits"),
                (_DESCRIBE, {"OrganizationalUnitId": "{unit}"}, "OrganizationalUnit"),
            )
        ),
    ),
    Fact(
        "tree-is-managements",
        "The tree is changed by the management account alone.",
        "documented",
        MODEL,
        given=(*SAME, _UNIT),
        steps=(
            Call("member", _CREATE, {"ParentId": "{organization.root}", "Name": "New"}, DENIED),
            Call("member", _UPDATE, {"OrganizationalUnitId": "{unit}", "Name": "New"}, DENIED),
            Call("member", _DELETE, {"OrganizationalUnitId": "{unit}"}, DENIED),
            Call(
                "member",
                "MoveAccount",
                {"AccountId": "{member}", "SourceParentId": "{organization.root}", "DestinationParentId": "{unit}"},
                DENIED,
            ),
        ),
    ),
    Fact(
        "tree-one-root",
        "An organization has one root.",
        "documented",
        MODEL,
        steps=(
            Call(
                "management",
                "ListRoots",
                {},
                {
                    "Roots": [
                        {
                            "Id": Like("r-[0-9a-z]{4,32}"),
                            "Arn": Like("arn:{partition}:organizations::{management}:root/{organization}/r-[0-9a-z]+"),
                            "Name": "Root",
                        }
                    ]
                },
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "tree-five-levels",
        "There are five levels of units below the root: OU_DEPTH_LIMIT_EXCEEDED.",
        "documented",
        MODEL,
        given=_five_deep(),
        steps=(
            Call(
                "management",
                _CREATE,
                {"ParentId": "{level5}", "Name": "Level 6"},
                error(
                    "ConstraintViolationException",
                    "You attempted to create an OU tree that is too many levels deep.",
                    "OU_DEPTH_LIMIT_EXCEEDED",
                ),
            ),
        ),
    ),
    Fact(
        "tree-ids-and-arns",
        "The id of a unit holds that of its root; its ARN holds the organization.",
        "documented",
        MODEL,
        steps=(
            _FIND_ROOT,
            Call(
                "management",
                _CREATE,
                {"ParentId": _ROOT, "Name": "New"},
                {
                    "OrganizationalUnit": {
                        "Id": Like("ou-{root.Roots.0.Id:bare}-[0-9a-z]{8,32}"),
                        "Arn": Like(
                            "arn:{partition}:organizations::{management}:ou/{organization}/ou-[0-9a-z]+-[0-9a-z]+"
                        ),
                        "Name": "New",
                    }
                },
            ),
        ),
    ),
    Fact(
        "tree-path",
        "The Path of a unit goes from the organization through the root to it, and ends in a slash.",
        "documented",
        guide("Document history, 'Path'", "2026-03"),
        given=(_UNIT,),
        steps=(
            Call(
                "management",
                _DESCRIBE,
                {"OrganizationalUnitId": "{unit}"},
                {"OrganizationalUnit": {"Path": "{organization}/{organization.root}/{unit}/"}},
            ),
        ),
        member="OrganizationalUnit.Path",
    ),
    Fact(
        "tree-unit-not-empty",
        "A unit that is not empty stays: OrganizationalUnitNotEmptyException.",
        "documented",
        MODEL,
        given=(_UNIT, Given("add_account", {"parent": "{unit}"}, "inside")),
        steps=(
            Call(
                "management",
                _DELETE,
                {"OrganizationalUnitId": "{unit}"},
                error(
                    "OrganizationalUnitNotEmptyException",
                    "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, "
                    "and try the operation again.",
                ),
            ),
        ),
    ),
    Fact(
        "tree-policies-with-all-features",
        "Service control policies are enabled in the root of an organization with all features.",
        "documented",
        MODEL,
        given=OLD,
        steps=(
            Call(
                "management",
                "ListRoots",
                {},
                {"Roots": [{"PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]},
            ),
            Call("billing.management", "ListRoots", {}, {"Roots": [{"PolicyTypes": []}]}),
        ),
    ),
    Fact(
        "move-moves",
        "MoveAccount moves an account from one parent into another.",
        "documented",
        MODEL,
        given=(*SAME, _UNIT),
        steps=(
            _move("{member}", "{organization.root}", "{unit}"),
            Call(
                "management",
                "ListParents",
                {"ChildId": "{member}"},
                {"Parents": [{"Id": "{unit}", "Type": "ORGANIZATIONAL_UNIT"}]},
            ),
        ),
    ),
    # Guesses
    Fact(
        "tree-oldest-first",
        "Units are listed as they were made, and accounts as they joined.",
        "guess",
        because("nobody has published an order; this one is the same at every run"),
        given=(_UNIT, Given("add_organizational_unit", {"name": "Security"}, "later"), *SAME),
        steps=(
            Call(
                "management",
                "ListOrganizationalUnitsForParent",
                {"ParentId": "{organization.root}"},
                {"OrganizationalUnits": [{"Id": "{unit}"}, {"Id": "{later}"}]},
            ),
            Call(
                "management",
                "ListChildren",
                {"ParentId": "{organization.root}", "ChildType": "ACCOUNT"},
                {"Children": [{"Id": "{management}"}, {"Id": "{member}"}]},
            ),
            Call(
                "management",
                "ListAccountsForParent",
                {"ParentId": "{organization.root}"},
                {"Accounts": [{"Id": "{management}"}, {"Id": "{member}"}]},
            ),
        ),
    ),
)
