"""The process that EnableAllFeatures begins: who answers, what ends it, and what it takes along."""

from __future__ import annotations

from ..fact import Call, Fact, Given
from ..forms import (
    OLD,
    TRANSITION,
    accept,
    cancel,
    decline,
    describe,
    later,
    leaf,
    state,
)
from ..matching import Has, Later
from ..sources import MODEL, because, guide

_ENABLE = "EnableAllFeatures"
_MEMBER = Given(
    "add_account",
    {"id": "222222222222", "email": "member@example.com", "organization": "{billing}", "joined": "INVITED"},
    "member",
)
_WITH_MEMBER = (*OLD, _MEMBER)
_LIST = "ListHandshakesForOrganization"
_CONSTRAINT = "HandshakeConstraintViolationException"


def _start(expected: object = None) -> Call:
    return Call("billing.management", _ENABLE, {}, expected, "parent")


def _children(expected: object = None) -> Call:
    params = {"Filter": {"ActionType": "APPROVE_ALL_FEATURES"}}
    return Call("billing.management", _LIST, params, expected, "children")


_PARENT, _CHILD = "{parent.Handshake.Id}", "{children.Handshakes.0.Id}"
_READ_PARENT = describe("billing.management", state("REQUESTED"), of=_PARENT)

FACTS = (
    Fact(
        "features-cancel-pending-invitations",
        "Invitations that are pending when the process begins are canceled.",
        "documented",
        guide("Enabling all features"),
        given=(*OLD, Given("seed", {"account": "{member}", "organization": "{billing}"}, "pending")),
        steps=(_start(), describe("billing.management", state("CANCELED"), of="{pending}")),
    ),
    Fact(
        "features-allow-new-invitations",
        "New invitations are allowed during the process, and promise all features.",
        "documented",
        guide("Enabling all features, 'Continue inviting accounts while you enable all features'", "2021-02"),
        given=OLD,
        steps=(
            _start(),
            Call(
                "billing.management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                {
                    "Handshake": {
                        "State": "OPEN",
                        "Resources": [{"Resources": [{}, {}, leaf("ORGANIZATION_FEATURE_SET", "ALL")]}, {}],
                    }
                },
            ),
        ),
    ),
    Fact(
        "features-older-rule-for-invitations",
        "Older pages say that invitations are refused during the process: INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES.",
        "documented",
        MODEL,
        given=(
            Given(
                "add_error",
                {
                    "operation": "InviteAccountToOrganization",
                    "error": _CONSTRAINT,
                    "reason": "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
                },
            ),
        ),
        steps=(
            Call(
                "management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                {
                    "Error": {"Code": _CONSTRAINT},
                    "Reason": "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
                    "Status": 400,
                },
            ),
        ),
    ),
    Fact(
        "features-decline-holds-up",
        "A member that declines does not end the process, but holds it up.",
        "documented",
        guide("Enabling all features"),
        given=_WITH_MEMBER,
        steps=(_start(), _children(), decline("member", state("DECLINED"), of=_CHILD), _READ_PARENT),
    ),
    Fact(
        "features-canceled-child-holds-up",
        "A child that management cancels holds the process up too.",
        "documented",
        guide("Enabling all features"),
        given=_WITH_MEMBER,
        steps=(_start(), _children(), cancel("billing.management", state("CANCELED"), of=_CHILD), _READ_PARENT),
    ),
    Fact(
        "features-removed-member-lets-go",
        "Removing the member that declined lets the process go on.",
        "documented",
        guide("Enabling all features"),
        given=_WITH_MEMBER,
        steps=(
            _start(),
            _children(),
            decline("member", of=_CHILD),
            Call("billing.management", "RemoveAccountFromOrganization", {"AccountId": "{member}"}),
            describe("billing.management", state("OPEN"), of=_PARENT),
        ),
    ),
    Fact(
        "features-removal-cancels-child",
        "Removing a member cancels its child.",
        "documented",
        guide("Enabling all features"),
        given=_WITH_MEMBER,
        steps=(
            _start(),
            _children(),
            Call("billing.management", "RemoveAccountFromOrganization", {"AccountId": "{member}"}),
            describe("billing.management", state("CANCELED"), of=_CHILD),
        ),
    ),
    Fact(
        "features-approved",
        "Once every child is accepted, the parent is OPEN, and management finalizes the process by accepting it.",
        "documented",
        guide("Enabling all features"),
        given=_WITH_MEMBER,
        steps=(
            _start(),
            _children(),
            accept("member", state("ACCEPTED"), of=_CHILD),
            describe("billing.management", state("OPEN"), of=_PARENT),
            accept("billing.management", state("ACCEPTED"), of=_PARENT),
        ),
    ),
    Fact(
        "features-cancel-takes-all-along",
        "Canceling the parent cancels its children and the invitations that were sent meanwhile.",
        "documented",
        guide("Enabling all features"),
        given=(*_WITH_MEMBER, Given("add_account", {}, "newcomer")),
        steps=(
            _start(),
            _children(),
            Call(
                "billing.management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{newcomer}"}},
                name="invite",
            ),
            Call("billing.management", "CancelHandshake", {"HandshakeId": _PARENT}, state("CANCELED")),
            describe("billing.management", state("CANCELED"), of=_CHILD),
            describe("billing.management", state("CANCELED")),
        ),
    ),
    Fact(
        "features-expiry-takes-children-along",
        "A parent that expires takes its children along.",
        "documented",
        guide("Enabling all features"),
        given=_WITH_MEMBER,
        steps=(
            _start(),
            _children(),
            later(days=90),
            describe("billing.management", state("EXPIRED"), of=_PARENT),
            describe("billing.management", state("EXPIRED"), of=_CHILD),
        ),
    ),
    Fact(
        "features-parent-of-nobody",
        "Without invited members the reply says REQUESTED and the next look OPEN.",
        "guess",
        because("AWS's sample reply says REQUESTED, and the guide that such a process can be finalized immediately"),
        given=OLD,
        steps=(_start(state("REQUESTED")), describe("billing.management", state("OPEN"), of=_PARENT)),
    ),
    Fact(
        "features-parent-too-early",
        "A parent that is still REQUESTED can't be accepted: InvalidHandshakeTransitionException.",
        "guess",
        because("nothing else in the operation's list of errors fits"),
        given=_WITH_MEMBER,
        steps=(_start(), accept("billing.management", TRANSITION, of=_PARENT)),
    ),
    Fact(
        "service-linked-role-exists",
        "There are ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE handshakes, to created accounts that lost their role.",
        "documented",
        guide("Enabling all features"),
        given=(
            *OLD,
            Given("seed", {"action": "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE", "organization": "{billing}"}, "role"),
        ),
        steps=(
            Call(
                "billing.management",
                _LIST,
                {},
                {"Handshakes": Has({"Action": "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"})},
            ),
        ),
    ),
    Fact(
        "service-linked-role-shape",
        "An ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE handshake looks like an APPROVE_ALL_FEATURES, and lasts 90 days too.",
        "guess",
        because("it is another child of the same process; no sample exists"),
        given=(
            *OLD,
            Given("seed", {"action": "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE", "organization": "{billing}"}, "role"),
            Given("seed", {"action": "APPROVE_ALL_FEATURES", "organization": "{billing}"}, "approve"),
        ),
        steps=(
            Call(
                "billing.management",
                "DescribeHandshake",
                {"HandshakeId": "{role}"},
                {
                    "Handshake": {
                        "State": "OPEN",
                        "Resources": [{"Type": "PARENT_HANDSHAKE"}, {"Type": "ORGANIZATION"}, {"Type": "ACCOUNT"}],
                        "ExpirationTimestamp": Later("{role.requested}", 7_776_000),
                    }
                },
            ),
        ),
    ),
    Fact(
        "service-linked-role-is-never-sent",
        "EnableAllFeatures sends no ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE here; it can be seeded and answered.",
        "guess",
        because("the fake knows nothing of an account's roles"),
        given=(*OLD, Given("add_account", {"organization": "{billing}"}, "created")),
        steps=(
            _start(),
            Call(
                "billing.management",
                _LIST,
                {"Filter": {"ActionType": "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"}},
                {"Handshakes": []},
            ),
        ),
    ),
)
