"""What the README says of the operations around handshakes."""

from __future__ import annotations

from .sentence import Block, say

AROUND = (
    Block(
        "CreateOrganization, DescribeOrganization, DeleteOrganization, ListAccounts, DescribeAccount, LeaveOrganization, "
        "RemoveAccountFromOrganization",
        (
            "CreateOrganization",
            "DescribeOrganization",
            "DeleteOrganization",
            "ListAccounts",
            "DescribeAccount",
            "LeaveOrganization",
            "RemoveAccountFromOrganization",
        ),
        recorded=(
            say(
                "A second organization fails with AlreadyInOrganizationException, a standalone caller with "
                "AWSOrganizationsNotInUseException, an unknown account with AccountNotFoundException, deleting an organization with "
                "members with OrganizationNotEmptyException.",
                "organization-founded-twice",
                "organization-of-a-standalone-account",
                "account-unknown",
                "account-unknown-in-a-capture",
                "organization-not-empty",
            ),
            say("A plain member can't list accounts.", "accounts-are-not-any-members"),
            say("The management account is listed as INVITED.", "management-joined-as-invited"),
            say(
                "Accounts have `State` beside `Status`, and `Paths` in AWS's form.",
                "account-state-beside-status",
                "account-paths",
            ),
            say("The last page has no NextToken.", "accounts-list-has-no-token"),
        ),
        documented=(
            say(
                "Any member may describe the organization; management and delegated administrators may read accounts.",
                "organization-is-any-members",
                "accounts-are-readers",
            ),
            say("Organizations and accounts have the model's shapes.", "organization-shape", "account-shape"),
            say(
                "A member may leave; management may remove a member or delete the organization.",
                "leave-is-a-members",
                "remove-is-managements",
                "delete-is-managements",
            ),
            say(
                "A management account can't leave, nor can a delegated administrator.",
                "management-can-not-leave",
                "delegated-administrator-can-not-leave",
            ),
            say("An organization with a transfer under way can't be deleted.", "delete-with-a-transfer"),
            say("A created account can't leave for four days; here it can at once.", "invite-raises-no-wait"),
        ),
        guess=(
            say("Accounts are listed in the order in which they joined.", "accounts-as-they-joined"),
            say(
                "A bad AccountId fails with InvalidInputException and the field's name.",
                "account-id-empty",
                "account-id-required",
            ),
            say("A withdrawn transfer is under way until its end.", "delete-with-a-withdrawn-transfer"),
            say("MasterCannotLeaveOrganizationException has the model's text.", "management-can-not-leave-text"),
            say("Open invitations of a deleted organization are CANCELED.", "delete-cancels-invitations"),
        ),
    ),
    Block(
        "ListRoots, ListParents, ListChildren, ListAccountsForParent, ListOrganizationalUnitsForParent; Create-, Describe-, "
        "Update- and DeleteOrganizationalUnit; MoveAccount; TagResource, UntagResource, ListTagsForResource",
        (
            "ListRoots",
            "ListParents",
            "ListChildren",
            "ListAccountsForParent",
            "ListOrganizationalUnitsForParent",
            "CreateOrganizationalUnit",
            "DescribeOrganizationalUnit",
            "UpdateOrganizationalUnit",
            "DeleteOrganizationalUnit",
            "MoveAccount",
            "TagResource",
            "UntagResource",
            "ListTagsForResource",
        ),
        recorded=(
            say(
                "MoveAccount from where the account is not fails with AccountNotFoundException.",
                "move-from-where-it-is-not",
            ),
            say(
                "An unknown unit fails with OrganizationalUnitNotFoundException, the tags of an unknown account with "
                "TargetNotFoundException.",
                "tree-unit-unknown",
                "tags-of-an-unknown-account",
            ),
            say(
                "The Reasons for bad names, ids, tags and keys are AWS's.",
                "tree-name-lengths",
                "tree-unit-malformed",
                "tree-pattern-in-public",
                "tags-reasons",
                "tags-duplicate-keys",
            ),
            say("A plain member can't list roots.", "tree-roots-by-a-member"),
            say(
                "Missing keys, empty lists and empty values of tags are no error.",
                "tags-nothing-to-do",
                "tags-empty-value",
            ),
            say("Lengths of tags count characters.", "tags-lengths-count-characters"),
        ),
        documented=(
            say(
                "Management and delegated administrators may read the tree and tags; management alone may change them.",
                "tree-is-readers",
                "tree-is-managements",
                "tags-are-managements",
            ),
            say("There is one root, with five levels of units below it.", "tree-one-root", "tree-five-levels"),
            say("Ids, ARNs and `Path` have AWS's forms.", "tree-ids-and-arns", "tree-path"),
            say("A unit that is not empty stays.", "tree-unit-not-empty"),
            say("MoveAccount moves an account.", "move-moves"),
            say(
                "Service control policies are enabled in the root of an organization with all features.",
                "tree-policies-with-all-features",
            ),
            say(
                "The tags of an invitation are the account's once it has joined, and go when it leaves.",
                "tags-of-an-invitation",
                "tags-go-with-membership",
            ),
            say("A resource has 50 tags at most.", "tags-at-most-50"),
        ),
        guess=(
            say("Units are listed as they were made, accounts as they joined.", "tree-oldest-first"),
            say(
                "The texts of the other errors, and which of them comes first, are our choice.",
                "tree-child-unknown",
                "tree-parent-unknown",
                "move-source-unknown",
                "move-destination-unknown",
                "move-to-where-it-is",
                "tree-name-taken",
                "tree-long-name-text",
            ),
            say("A unit can't be renamed to the name it has.", "tree-own-name"),
            say("All tags are on one page.", "tags-on-one-page"),
            say("Policies and transfers have no tags here.", "tags-of-policies"),
        ),
    ),
    Block(
        "STS AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken, GetAccessKeyInfo; SSO GetRoleCredentials",
        (
            "AssumeRole",
            "AssumeRoleWithWebIdentity",
            "GetCallerIdentity",
            "GetSessionToken",
            "GetAccessKeyInfo",
            "GetRoleCredentials",
        ),
        recorded=(
            say("The id of an access key holds the account.", "sts-account-in-the-key"),
            say(
                "The caller is a user or a role, never the root.",
                "sts-caller-is-a-user",
                "sts-caller-is-a-role",
                "sts-root-can-not-assume",
            ),
            say("GetSessionToken is for users.", "sts-session-token-is-for-users"),
            say(
                "A bad DurationSeconds or RoleSessionName, a chain of roles over an hour, and an OrganizationAccountAccessRole over an "
                "hour have AWS's texts.",
                "sts-duration-range",
                "sts-malformed-integer",
                "sts-session-name-length",
                "sts-session-name-pattern",
                "sts-chain-over-an-hour",
                "sts-account-access-role-over-an-hour",
            ),
            say(
                "A scripted AccessDenied or SignatureDoesNotMatch has AWS's text.",
                "sts-denied",
                "sts-denied-web-identity",
                "sts-signature-does-not-match",
            ),
            say("So have SSO's UnauthorizedException and ForbiddenException, if scripted.", "sso-errors"),
        ),
        documented=(
            say("Replies have the API reference's shapes.", "sts-shapes"),
            say("SSO's keys last an hour; the role and its session have names of the documented form.", "sso-shapes"),
        ),
        guess=(
            say("Any role of any account may be assumed; trust policies are not looked at.", "sts-any-role"),
            say("Other roles last for up to 12 hours.", "sts-other-roles-last-12-hours"),
            say("Any web identity token will do.", "sts-any-web-identity"),
            say(
                "The texts for a bad RoleArn and a DurationSeconds that is no number are our choice; other denials name the resource `*`.",
                "sts-role-arn-invalid",
                "sts-malformed-integer-text",
                "sts-scripted-denial-of-others",
            ),
            say("For SSO, any token and any permission set will do.", "sso-anything-goes"),
            say("Bad input to SSO fails with InvalidRequestException.", "sso-bad-input"),
        ),
    ),
)
