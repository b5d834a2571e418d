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
from ..migration_forms import CHILD, CONSTRAINT, LIST, PARENT, WITH_MEMBER, children, start
from ..sources import MODEL, because, guide

_READ_PARENT = describe("billing.management", state("REQUESTED"), of=PARENT)

FACTS = (
    Fact(
        "features-cancel-pending-invitations",
        "Invitations that are pending when the process begins are canceled.",
        "documented",
        guide("Enabling all features"),
        given=(*OLD, Given("seed", {"account": "{member}", "organization": "{billing}"}, "pending")),
        steps=(start(), describe("billing.management", state("CANCELED"), of="{pending}")),
    ),
    Fact(
        "features-allow-new-invitations",
        "New invitations are allowed during the process, and promise all features.",
        "documented",
        guide("Enabling all features, 'Continue inviting accounts while you enable all features'", "2021-02"),
        given=OLD,
        steps=(
            start(),
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
                    "error": CONSTRAINT,
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
                    "Error": {"Code": CONSTRAINT},
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
        given=WITH_MEMBER,
        steps=(start(), children(), decline("member", state("DECLINED"), of=CHILD), _READ_PARENT),
    ),
    Fact(
        "features-canceled-child-holds-up",
        "A child that management cancels holds the process up too.",
        "documented",
        guide("Enabling all features"),
        given=WITH_MEMBER,
        steps=(start(), children(), cancel("billing.management", state("CANCELED"), of=CHILD), _READ_PARENT),
    ),
    Fact(
        "features-removed-member-lets-go",
        "Removing the member that declined lets the process go on.",
        "documented",
        guide("Enabling all features"),
        given=WITH_MEMBER,
        steps=(
            start(),
            children(),
            decline("member", of=CHILD),
            Call("billing.management", "RemoveAccountFromOrganization", {"AccountId": "{member}"}),
            describe("billing.management", state("OPEN"), of=PARENT),
        ),
    ),
    Fact(
        "features-removal-cancels-child",
        "Removing a member cancels its child.",
        "documented",
        guide("Enabling all features"),
        given=WITH_MEMBER,
        steps=(
            start(),
            children(),
            Call("billing.management", "RemoveAccountFromOrganization", {"AccountId": "{member}"}),
            describe("billing.management", state("CANCELED"), of=CHILD),
        ),
    ),
    Fact(
        "features-approved",
        "Once every child is accepted, the parent is OPEN, and management finalizes the process by accepting it.",
        "documented",
        guide("Enabling all features"),
        given=WITH_MEMBER,
        steps=(
            start(),
            children(),
            accept("member", state("ACCEPTED"), of=CHILD),
            describe("billing.management", state("OPEN"), of=PARENT),
            accept("billing.management", state("ACCEPTED"), of=PARENT),
        ),
    ),
    Fact(
        "features-cancel-takes-all-along",
        "Canceling the parent cancels its children and the invitations that were sent meanwhile.",
        "documented",
        guide("Enabling all features"),
        given=(*WITH_MEMBER, Given("add_account", {}, "newcomer")),
        steps=(
            start(),
            children(),
            Call(
                "billing.management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{newcomer}"}},
                name="invite",
            ),
            Call("billing.management", "CancelHandshake", {"HandshakeId": PARENT}, state("CANCELED")),
            describe("billing.management", state("CANCELED"), of=CHILD),
            describe("billing.management", state("CANCELED")),
        ),
    ),
    Fact(
        "features-expiry-takes-children-along",
        "A parent that expires takes its children along.",
        "documented",
        guide("Enabling all features"),
        given=WITH_MEMBER,
        steps=(
            start(),
            children(),
            later(days=90),
            describe("billing.management", state("EXPIRED"), of=PARENT),
            describe("billing.management", state("EXPIRED"), of=CHILD),
        ),
    ),
    Fact(
        "features-parent-of-nobody",
        "Without invited members the reply says REQUESTED and the next look OPEN.",
        "guess",
        because("AWS's sample reply says REQUESTED, and the guide that such a process can be finalized immediately"),
        given=OLD,
        steps=(start(state("REQUESTED")), describe("billing.management", state("OPEN"), of=PARENT)),
    ),
    Fact(
        "features-parent-too-early",
        "A parent that is still REQUESTED can't be accepted: InvalidHandshakeTransitionException.",
        "guess",
        because("nothing else in the operation's list of errors fits"),
        given=WITH_MEMBER,
        steps=(start(), accept("billing.management", TRANSITION, of=PARENT)),
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
                LIST,
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
            start(),
            Call(
                "billing.management",
                LIST,
                {"Filter": {"ActionType": "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"}},
                {"Handshakes": []},
            ),
        ),
    ),
)
