"""Organizations and their accounts: found, read, left and deleted."""

from __future__ import annotations

from ..fact import Call, Fact, Given, Live
from ..forms import (
    ALREADY_IN,
    DELEGATED,
    DENIED,
    HEADS,
    MASTER,
    NO_ACCOUNT,
    OTHER,
    PATTERN,
    REQUIRED,
    SAME,
    STANDALONE_CALLER,
    UNKNOWN_ACCOUNT,
    accept,
    describe,
    invalid,
    later,
    state,
)
from ..matching import ABSENT, PRESENT, Has, Like, error
from ..sources import CAPTURE, MODEL, because, guide, observed
from ..transfer_forms import ACCEPTED, END, SENT, terminate

_ALL_READERS = ("management", "delegated")
_DELETE, _LEAVE, _REMOVE = "DeleteOrganization", "LeaveOrganization", "RemoveAccountFromOrganization"
_NOT_EMPTY = error(
    "OrganizationNotEmptyException",
    "To delete an organization you must first remove all member accounts (except the master).",
)
_TRANSFER = error(
    "ConstraintViolationException",
    "You cannot delete organization due to an ongoing responsibility transfer process. For example, a pending invitation or "
    "an in-progress transfer. To delete the organization, you must resolve the current transfer process.",
    "ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS",
)
_REGISTERED = error(
    "ConstraintViolationException",
    "You attempted to remove an account that is registered as a delegated administrator for a service integrated with your "
    "organization. To complete this operation, you must first deregister this account as a delegated administrator.",
    "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
)

FACTS = (
    # Reading
    Fact(
        "organization-of-a-standalone-account",
        "A standalone account that asks for its organization or its accounts gets an AWSOrganizationsNotInUseException.",
        "recorded",
        observed("cloud-custodian#8106, duo-labs/cloudmapper#733, nozaq/terraform-aws-secure-baseline#70"),
        steps=(
            Call("member", "DescribeOrganization", {}, STANDALONE_CALLER),
            Call("member", "ListAccounts", {}, STANDALONE_CALLER),
        ),
        live=Live("read", member=("standalone",)),
    ),
    Fact(
        "organization-founded-twice",
        "An account that is in an organization already can't create one: AlreadyInOrganizationException.",
        "recorded",
        observed("output of a real run that was published", "2019"),
        steps=(
            Call(
                "management",
                "CreateOrganization",
                {},
                error("AlreadyInOrganizationException", "The AWS account is already a member of an organization."),
            ),
        ),
    ),
    Fact(
        "account-unknown",
        "An account that is no member fails with AccountNotFoundException.",
        "recorded",
        observed("aws-ia/terraform-aws-control_tower_account_factory#289, DescribeAccount"),
        steps=(Call("management", "DescribeAccount", {"AccountId": UNKNOWN_ACCOUNT}, NO_ACCOUNT),),
        live=Live("read"),
    ),
    Fact(
        "account-unknown-in-a-capture",
        "The text of AccountNotFoundException is the same in ListEffectivePolicyValidationErrors.",
        "recorded",
        CAPTURE,
        untold="the fake answers no operations on policies",
        about=("ListEffectivePolicyValidationErrors",),
    ),
    Fact(
        "account-id-empty",
        "An empty AccountId fails with INVALID_PATTERN:ACCOUNT_ID.",
        "guess",
        because("as an empty HandshakeId is, by the recorded grammar of a Reason"),
        steps=(
            Call("management", "DescribeAccount", {"AccountId": ""}, invalid("INVALID_PATTERN:ACCOUNT_ID", PATTERN)),
            Call("management", _REMOVE, {"AccountId": ""}, invalid("INVALID_PATTERN:ACCOUNT_ID", PATTERN)),
        ),
        rests_on=("handshake-id-empty",),
    ),
    Fact(
        "management-joined-as-invited",
        "The management account is listed with JoinedMethod INVITED.",
        "recorded",
        observed("output of ListAccounts in public repositories"),
        steps=(
            Call(
                "management", "ListAccounts", {}, {"Accounts": Has({"Id": "{management}", "JoinedMethod": "INVITED"})}
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "account-paths",
        "An account's Paths go from the organization through the root to the account, and end in a slash.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                "DescribeAccount",
                {"AccountId": "{management}"},
                {"Account": {"Paths": Has(Like("{organization}/r-[0-9a-z]+/(ou-[0-9a-z-]+/)*{management}/"))}},
            ),
        ),
        live=Live("read"),
        member="Account.Paths",
    ),
    Fact(
        "account-state-beside-status",
        "An account carries State beside Status.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                "DescribeAccount",
                {"AccountId": "{management}"},
                {"Account": {"State": "ACTIVE", "Status": "ACTIVE"}},
            ),
        ),
        live=Live("read"),
        member="Account.State",
    ),
    Fact(
        "account-shape",
        "An account is described by Id, Arn, Email, Name, JoinedMethod and JoinedTimestamp.",
        "documented",
        MODEL,
        steps=(
            Call(
                "management",
                "DescribeAccount",
                {"AccountId": "{management}"},
                {
                    "Account": {
                        "Id": "{management}",
                        "Arn": "arn:{partition}:organizations::{management}:account/{organization}/{management}",
                        "Email": "{management.email}",
                        "Name": PRESENT,
                        "JoinedMethod": PRESENT,
                        "JoinedTimestamp": PRESENT,
                    }
                },
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "organization-shape",
        "An organization is described by its id, ARN and feature set and by its management account, still called master.",
        "documented",
        MODEL,
        steps=(
            Call(
                "management",
                "DescribeOrganization",
                {},
                {
                    "Organization": {
                        "Id": "{organization}",
                        "Arn": "arn:{partition}:organizations::{management}:organization/{organization}",
                        "FeatureSet": PRESENT,
                        "MasterAccountId": "{management}",
                        "MasterAccountArn": "arn:{partition}:organizations::{management}:account/{organization}/{management}",
                        "MasterAccountEmail": "{management.email}",
                    }
                },
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "organization-is-any-members",
        "Any member describes the organization.",
        "documented",
        MODEL,
        given=SAME,
        steps=(Call("member", "DescribeOrganization", {}, {"Organization": {"Id": "{organization}"}}),),
        live=Live("read", member=("same",)),
    ),
    Fact(
        "accounts-are-readers",
        "Accounts are listed and described to the management account and to delegated administrators.",
        "documented",
        MODEL,
        given=DELEGATED,
        steps=(
            *(Call(each, "ListAccounts", {}, {"Accounts": [{}, {}]}) for each in _ALL_READERS),
            *(
                Call(each, "DescribeAccount", {"AccountId": "{management}"}, {"Account": {"Id": "{management}"}})
                for each in _ALL_READERS
            ),
        ),
    ),
    Fact(
        "accounts-are-not-any-members",
        "A plain member that lists or describes accounts gets an AccessDeniedException.",
        "recorded",
        observed("aws-samples/aws-iam-access-key-auto-rotation#10, cloudquery/cq-provider-aws#254"),
        given=SAME,
        steps=(Call("member", "ListAccounts", {}, DENIED),),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "accounts-as-they-joined",
        "Accounts are listed in the order in which they joined.",
        "guess",
        because("a real list was in no order that anybody could tell; this one is the same at every run"),
        given=(Given("add_account", {"organization": "{organization}"}, "second"),),
        steps=(Call("management", "ListAccounts", {}, {"Accounts": [{"Id": "{management}"}, {"Id": "{second}"}]}),),
    ),
    # Leaving
    Fact(
        "organization-not-empty",
        "An organization with members can't be deleted: OrganizationNotEmptyException.",
        "recorded",
        observed("localstack/localstack#5288, where a user pastes what AWS answers", "2022-01"),
        given=SAME,
        steps=(Call("management", _DELETE, {}, _NOT_EMPTY),),
    ),
    Fact(
        "leave-is-a-members",
        "A member leaves, and is standalone then.",
        "documented",
        MODEL,
        given=SAME,
        steps=(
            Call("member", _LEAVE, {}, {"Status": 200}),
            Call("member", "DescribeOrganization", {}, STANDALONE_CALLER),
        ),
    ),
    Fact(
        "remove-is-managements",
        "Only the management account removes an account.",
        "documented",
        MODEL,
        given=(*SAME, Given("add_account", {"organization": "{organization}"}, "peer")),
        steps=(
            Call("peer", _REMOVE, {"AccountId": "{member}"}, DENIED),
            Call("management", _REMOVE, {"AccountId": "{member}"}, {"Status": 200}),
        ),
    ),
    Fact(
        "delete-is-managements",
        "Only the management account deletes the organization.",
        "documented",
        MODEL,
        given=SAME,
        steps=(Call("member", _DELETE, {}, DENIED),),
    ),
    Fact(
        "management-can-not-leave",
        "A management account can't leave, nor be removed: MasterCannotLeaveOrganizationException.",
        "documented",
        MODEL,
        steps=(
            Call(
                "management", _LEAVE, {}, {"Error": {"Code": "MasterCannotLeaveOrganizationException"}, "Status": 400}
            ),
            Call(
                "management",
                _REMOVE,
                {"AccountId": "{management}"},
                {"Error": {"Code": "MasterCannotLeaveOrganizationException"}, "Status": 400},
            ),
        ),
    ),
    Fact(
        "management-can-not-leave-text",
        "The text of MasterCannotLeaveOrganizationException is the model's.",
        "guess",
        because("nobody has published it"),
        steps=(Call("management", _LEAVE, {}, MASTER),),
    ),
    Fact(
        "delegated-administrator-can-not-leave",
        "A delegated administrator can't leave, nor be removed: CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG.",
        "documented",
        MODEL,
        given=DELEGATED,
        steps=(
            Call("delegated", _LEAVE, {}, _REGISTERED),
            Call("management", _REMOVE, {"AccountId": "{delegated}"}, _REGISTERED),
        ),
    ),
    Fact(
        "delegated-administrator-can-not-move",
        "A delegated administrator can't accept the invitation of another organization either.",
        "guess",
        because("the model says so of leaving, and accepting leaves"),
        given=(
            *DELEGATED,
            Given("add_organization", {}, "second"),
            Given("seed", {"account": "{delegated}", "organization": "{second}"}, "sent"),
        ),
        steps=(accept("delegated", _REGISTERED, of="{sent}"),),
    ),
    Fact(
        "delete-with-a-transfer",
        "An organization with a transfer under way can't be deleted: ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(*SENT, Call("management", _DELETE, {}, _TRANSFER)),
    ),
    Fact(
        "delete-with-a-withdrawn-transfer",
        "A withdrawn transfer is under way until its end.",
        "guess",
        because("bills still move until then"),
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(**END),
            Call("management", _DELETE, {}, _TRANSFER),
            later(days=31),
            Call("management", _DELETE, {}, {"Status": 200}),
        ),
    ),
    Fact(
        "delete-cancels-invitations",
        "The open invitations of an organization that is deleted are CANCELED.",
        "guess",
        because("nobody is left to cancel them, and nothing is said"),
        given=(Given("seed", {"account": "{member}"}, "sent"),),
        steps=(Call("management", _DELETE), describe("member", state("CANCELED"), of="{sent}")),
    ),
    Fact(
        "account-id-required",
        "An AccountId that is left out fails with INPUT_REQUIRED:ACCOUNT_ID.",
        "guess",
        because("by the recorded grammar of a Reason"),
        steps=(
            Call("management", "DescribeAccount", {}, invalid("INPUT_REQUIRED:ACCOUNT_ID", REQUIRED), is_checked=False),
        ),
        live=Live("read"),
        rests_on=("handshake-id-missing",),
    ),
    Fact(
        "accounts-list-has-no-token",
        "The last page of accounts has no NextToken.",
        "recorded",
        CAPTURE,
        steps=(Call("management", "ListAccounts", {}, {"NextToken": ABSENT}),),
    ),
    Fact(
        "accept-as-a-member-of-another",
        "ALREADY_IN_AN_ORGANIZATION is for members of the same organization alone.",
        "documented",
        guide("Accepting or declining an account invitation", "2025-12"),
        given=OTHER,
        steps=(
            Call(
                "management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                {"Reason": ABSENT, "Status": 200},
            ),
            Call(
                "other.management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                ALREADY_IN,
            ),
        ),
    ),
)
