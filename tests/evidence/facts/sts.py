"""STS and the portal of IAM Identity Center (SSO), as far as they say who is calling."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Given, Live
from ..matching import PRESENT, Later, Like, error
from ..sources import CAPTURE, CARRIED, because, observed

_ROLE = "arn:{partition}:iam::{member}:role/orghandshake-evidence"
_ASSUME, _IDENTITY, _SESSION, _KEY = "AssumeRole", "GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo"
_SSO = "GetRoleCredentials"
_PORTAL = {"roleName": "Admin", "accountId": "{member}", "accessToken": "token"}
_STS_GUIDE = observed("AWS STS API reference", "2026")
_SEEN = observed("errors of STS in many public issues and logs")
_JWT = "e30.e30.signature"


def _assume(expected: Any = None, caller: str = "management", **more: Any) -> Call:
    params = {"RoleArn": _ROLE, "RoleSessionName": "evidence", **more}
    return Call(caller, _ASSUME, params, expected, "role")


def _sts(code: str, message: str, status: int = 400) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": message}, "Status": status}


def _violation(value: str, name: str, constraint: str) -> dict[str, Any]:
    return _sts(
        "ValidationError",
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must have {constraint}",
    )


FACTS = (
    Fact(
        "sts-account-in-the-key",
        "The id of an access key holds the account: GetAccessKeyInfo reads it out of the key.",
        "recorded",
        CARRIED,
        steps=(
            _assume(),
            Call("management", _KEY, {"AccessKeyId": "{role.Credentials.AccessKeyId}"}, {"Account": "{member}"}),
        ),
    ),
    Fact(
        "sts-caller-is-a-user",
        "GetCallerIdentity names the account and a user or a role.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                _IDENTITY,
                {},
                {
                    "Account": "{management}",
                    "Arn": Like("arn:{partition}:(iam|sts)::{management}:(user|assumed-role)/.+"),
                    "UserId": PRESENT,
                },
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "sts-caller-is-a-role",
        "A role that was assumed calls as arn:aws:sts::<account>:assumed-role/<role>/<session>.",
        "recorded",
        observed("detonation log of stratus-red-team", "2024-08"),
        steps=(
            _assume(
                {
                    "AssumedRoleUser": {
                        "Arn": "arn:{partition}:sts::{member}:assumed-role/orghandshake-evidence/evidence",
                        "AssumedRoleId": Like("AROA[A-Z0-9]+:evidence"),
                    },
                    "Credentials": {"AccessKeyId": Like("ASIA[A-Z0-9]{16}")},
                }
            ),
            Call(
                "role",
                _IDENTITY,
                {},
                {"Arn": "arn:{partition}:sts::{member}:assumed-role/orghandshake-evidence/evidence"},
            ),
        ),
    ),
    Fact(
        "sts-root-can-not-assume",
        "The root of an account can't assume a role, so the default caller is a user.",
        "recorded",
        observed("output of the AWS CLI: 'Roles may not be assumed by root accounts.'", "2026"),
        steps=(Call("management", _IDENTITY, {}, {"Arn": Like("arn:{partition}:iam::{management}:user/.+")}),),
    ),
    Fact(
        "sts-session-token-is-for-users",
        "GetSessionToken is for users: session credentials get an AccessDenied with status 403.",
        "recorded",
        CARRIED,
        steps=(
            _assume(),
            Call(
                "role", _SESSION, {}, _sts("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
            ),
        ),
    ),
    Fact(
        "sts-duration-range",
        "A DurationSeconds out of range fails with a ValidationError that names the bound.",
        "recorded",
        _SEEN,
        steps=(
            _assume(
                _violation("43201", "durationSeconds", "value less than or equal to 43200"), DurationSeconds=43_201
            ),
            Call(
                "management",
                _ASSUME,
                {"RoleArn": _ROLE, "RoleSessionName": "evidence", "DurationSeconds": 899},
                _violation("899", "durationSeconds", "value greater than or equal to 900"),
                is_checked=False,
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "sts-session-name-length",
        "A RoleSessionName of more than 64 characters fails with a ValidationError that names the length.",
        "recorded",
        _SEEN,
        steps=(
            _assume(
                _violation("n" * 65, "roleSessionName", "length less than or equal to 64"), RoleSessionName="n" * 65
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "sts-session-name-pattern",
        "A RoleSessionName of other characters fails with a ValidationError that names the pattern.",
        "recorded",
        _SEEN,
        steps=(
            _assume(
                _sts(
                    "ValidationError",
                    "1 validation error detected: Value 'not valid' at 'roleSessionName' failed to satisfy constraint: "
                    "Member must satisfy regular expression pattern: [\\w+=,.@-]*",
                ),
                RoleSessionName="not valid",
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "sts-chain-over-an-hour",
        "A role that assumes another for more than an hour gets a ValidationError that says so.",
        "recorded",
        _SEEN,
        steps=(
            _assume(),
            _assume(
                _sts(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
                ),
                caller="role",
                DurationSeconds=3_601,
            ),
        ),
    ),
    Fact(
        "sts-account-access-role-over-an-hour",
        "OrganizationAccountAccessRole lasts an hour at most, and what is longer gets a ValidationError that says so.",
        "recorded",
        CAPTURE,
        steps=(
            _assume(
                _sts(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                ),
                RoleArn="arn:{partition}:iam::{member}:role/OrganizationAccountAccessRole",
                DurationSeconds=3_601,
            ),
        ),
    ),
    Fact(
        "sts-denied",
        "A denied AssumeRole fails with status 403 and an AccessDenied that names the caller, the action and the role.",
        "recorded",
        _SEEN,
        given=(Given("add_error", {"operation": _ASSUME, "error": "AccessDenied"}),),
        steps=(
            _assume(
                {
                    "Error": {
                        "Code": "AccessDenied",
                        "Message": Like(
                            "User: arn:{partition}:(iam|sts)::{management}:\\S+ is not authorized to perform: sts:AssumeRole on resource: "
                            "arn:{partition}:iam::{member}:role/orghandshake-evidence"
                        ),
                    },
                    "Status": 403,
                }
            ),
        ),
    ),
    Fact(
        "sts-denied-web-identity",
        "A denied AssumeRoleWithWebIdentity says 'Not authorized to perform sts:AssumeRoleWithWebIdentity'.",
        "recorded",
        CARRIED,
        given=(Given("add_error", {"operation": "AssumeRoleWithWebIdentity", "error": "AccessDenied"}),),
        steps=(
            Call(
                "management",
                "AssumeRoleWithWebIdentity",
                {"RoleArn": _ROLE, "RoleSessionName": "evidence", "WebIdentityToken": _JWT},
                _sts("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403),
            ),
        ),
    ),
    Fact(
        "sts-role-arn-invalid",
        "A RoleArn that is long enough and no role's fails with ValidationError: '<it> is invalid'.",
        "guess",
        because("no source is kept"),
        steps=(
            _assume(
                _sts("ValidationError", "arn:{partition}:iam::1:role/evidence is invalid"),
                RoleArn="arn:{partition}:iam::1:role/evidence",
            ),
        ),
    ),
    Fact(
        "sts-malformed-integer",
        "A DurationSeconds that is no integer fails with MalformedInput and status 400.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                _ASSUME,
                {"RoleArn": _ROLE, "RoleSessionName": "evidence", "DurationSeconds": "9e2"},
                {"Error": {"Code": "MalformedInput"}, "Status": 400},
                is_checked=False,
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "sts-malformed-integer-text",
        "The text of MalformedInput is empty here.",
        "guess",
        because("the capture kept the code alone"),
        steps=(
            Call(
                "management",
                _ASSUME,
                {"RoleArn": _ROLE, "RoleSessionName": "evidence", "DurationSeconds": "9e2"},
                {"Error": {"Code": "MalformedInput"}, "Body": Like(".*<Message></Message>.*")},
                is_checked=False,
            ),
        ),
    ),
    Fact(
        "sts-shapes",
        "Credentials have an AccessKeyId, a SecretAccessKey, a SessionToken and an Expiration, an hour ahead if nothing is said.",
        "documented",
        _STS_GUIDE,
        given=(Given("seed", {}, "clock"),),
        steps=(
            _assume(
                {
                    "Credentials": {
                        "AccessKeyId": PRESENT,
                        "SecretAccessKey": PRESENT,
                        "SessionToken": PRESENT,
                        "Expiration": Later("{clock.requested}", 3_600),
                    }
                }
            ),
            Call("management", _SESSION, {}, {"Credentials": {"Expiration": Later("{clock.requested}", 43_200)}}),
        ),
    ),
    Fact(
        "sts-any-role",
        "Any role of any account may be assumed: trust policies are not looked at.",
        "guess",
        because("the fake knows no roles"),
        steps=(_assume({"Status": 200}, RoleArn="arn:{partition}:iam::999999999999:role/Anything"),),
    ),
    Fact(
        "sts-other-roles-last-12-hours",
        "Roles other than OrganizationAccountAccessRole last for up to 12 hours.",
        "guess",
        because("it is the most that AWS allows a role"),
        given=(Given("seed", {}, "clock"),),
        steps=(_assume({"Credentials": {"Expiration": Later("{clock.requested}", 43_200)}}, DurationSeconds=43_200),),
    ),
    Fact(
        "sts-any-web-identity",
        "Any web identity token will do.",
        "guess",
        because("the fake knows no identity providers"),
        steps=(
            Call(
                "management",
                "AssumeRoleWithWebIdentity",
                {"RoleArn": _ROLE, "RoleSessionName": "evidence", "WebIdentityToken": _JWT},
                {"Status": 200},
            ),
        ),
    ),
    # SSO
    Fact(
        "sso-errors",
        "GetRoleCredentials has UnauthorizedException with status 401 and ForbiddenException with status 403.",
        "recorded",
        CARRIED,
        given=(
            Given("add_error", {"operation": _SSO, "error": "UnauthorizedException"}),
            Given("add_error", {"operation": _SSO, "error": "ForbiddenException"}),
        ),
        steps=(
            Call("management", _SSO, _PORTAL, _sts("UnauthorizedException", "Session token not found or invalid", 401)),
            Call("management", _SSO, _PORTAL, _sts("ForbiddenException", "No access", 403)),
        ),
    ),
    Fact(
        "sso-shapes",
        "GetRoleCredentials answers credentials for an hour, of a role named AWSReservedSSO_<permission set>_<digits>.",
        "documented",
        observed("IAM Identity Center user guide", "2026"),
        steps=(
            Call(
                "management",
                _SSO,
                _PORTAL,
                {"roleCredentials": {"accessKeyId": Like("ASIA[A-Z0-9]{16}"), "expiration": 1_764_594_000_000}},
            ),
        ),
    ),
    Fact(
        "sso-anything-goes",
        "Any token and any permission set will do.",
        "guess",
        because("the fake knows no permission sets"),
        steps=(Call("management", _SSO, {**_PORTAL, "accessToken": "another"}, {"Status": 200}),),
    ),
    Fact(
        "sso-bad-input",
        "Bad input fails with InvalidRequestException: 'Invalid request'.",
        "guess",
        because("the model has the error; nobody has published what gets it"),
        steps=(
            Call(
                "management", _SSO, {**_PORTAL, "accountId": "bad"}, error("InvalidRequestException", "Invalid request")
            ),
        ),
    ),
)
