"""Keys that identify the caller, other than those of AssumeRole."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import Refused, keys_of, refused, violation
from botocore.config import Config

from pytest_orghandshake import UnexpectedCallError
from pytest_orghandshake._world.identity import DEFAULT_KEY, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_orghandshake import OrgHandshake

ROLE = "arn:aws:iam::222222222222:role/Vending"
CLAIMS = {"sub": "repo:example/vending", "aud": "sts.amazonaws.com", "iss": "https://token.example.com"}


def sts(**words: Any) -> Any:
    """Make a client without parameter validation."""
    return boto3.client("sts", "us-east-1", config=Config(parameter_validation=False), **words)


def sso(**words: Any) -> Any:
    """Make a client of the SSO portal."""
    return boto3.client("sso", "us-east-1", config=Config(retries={"total_max_attempts": 1}), **words)


def token_with(claims: object) -> str:
    """Return a JSON Web Token with these claims."""
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"


def who(**keys: Any) -> dict[str, Any]:
    """Return the account that calls with these keys."""
    found: dict[str, Any] = sts(**keys).get_caller_identity()
    del found["ResponseMetadata"]
    return found


def test_web_identity(orghandshake: OrgHandshake) -> None:
    """A web identity token yields keys of the role, and the reply repeats its claims."""
    asked = {"RoleArn": ROLE, "RoleSessionName": "pod", "WebIdentityToken": token_with(CLAIMS)}
    reply = sts().assume_role_with_web_identity(**asked, DurationSeconds=43200)
    assert reply["AssumedRoleUser"] == {
        "AssumedRoleId": "AROA222222222222EXAMP:pod",
        "Arn": "arn:aws:sts::222222222222:assumed-role/Vending/pod",
    }
    assert (reply["SubjectFromWebIdentityToken"], reply["Audience"], reply["Provider"]) == (*CLAIMS.values(),)
    assert who(**keys_of(reply))["Arn"] == reply["AssumedRoleUser"]["Arn"]
    boto3.client("organizations", "us-east-1", **keys_of(reply)).list_handshakes_for_account()
    assert orghandshake.calls[-1].account == "222222222222"


@pytest.mark.usefixtures("orghandshake")
@pytest.mark.parametrize("token", ["a token", "e30.!.c2ln", token_with(["sub"]), token_with({}), 5000 * "["])
def test_any_token_will_do(token: str) -> None:
    """An unreadable token works too, but has no claims."""
    reply = sts().assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken=token)
    assert "SubjectFromWebIdentityToken" not in reply
    assert who(**keys_of(reply))["Account"] == "222222222222"


@pytest.mark.usefixtures("orghandshake")
def test_web_identity_checks_its_input() -> None:
    """A token has at least four characters, and the other input is checked as for AssumeRole."""
    call = sts().assume_role_with_web_identity
    too_short = violation("'abc'", "webIdentityToken", "have length greater than or equal to 4")
    assert refused(call, RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken="abc") == Refused(
        "ValidationError", None, f"1 validation error detected: {too_short}"
    )
    assert refused(call, RoleArn=ROLE, RoleSessionName="pod").message.endswith("Member must not be null")
    assert refused(call, RoleArn="x" * 20, RoleSessionName="pod", WebIdentityToken="abcd").message == (
        f"{'x' * 20} is invalid"
    )


def test_web_identity_denied(orghandshake: OrgHandshake) -> None:
    """A scripted denial has AWS's text for a trust policy that does not match."""
    orghandshake.add_error("AssumeRoleWithWebIdentity", "AccessDenied")
    call = sts().assume_role_with_web_identity
    assert refused(call, RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken="abcd") == Refused(
        "AccessDenied", None, "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403
    )


@pytest.mark.orghandshake(now=None)
def test_a_token_file_named_in_the_test(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A session uses AWS_WEB_IDENTITY_TOKEN_FILE, as in a pod, if no static keys take precedence."""
    (tmp_path / "token").write_text(token_with(CLAIMS))
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", ROLE)
    monkeypatch.setenv("AWS_ROLE_SESSION_NAME", "pod")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    boto3.Session().client("organizations").list_handshakes_for_account()
    assert [(call.operation, call.account) for call in orghandshake.calls] == [
        ("AssumeRoleWithWebIdentity", "111111111111"),
        ("ListHandshakesForAccount", "222222222222"),
    ]


@pytest.mark.usefixtures("orghandshake")
def test_session_tokens() -> None:
    """GetSessionToken gives a user keys for the same user; callers with temporary keys are refused."""
    reply = sts().get_session_token()
    assert who(**keys_of(reply)) == who()
    refusal = Refused("AccessDenied", None, "Cannot call GetSessionToken with session credentials", 403)
    assert refused(sts(**keys_of(reply)).get_session_token) == refusal
    role = keys_of(sts(**keys_of(reply)).assume_role(RoleArn=ROLE, RoleSessionName="ab", DurationSeconds=43200))
    assert refused(sts(**role).get_session_token) == refusal


def test_session_tokens_last_for_up_to_36_hours(orghandshake: OrgHandshake) -> None:
    """Session tokens last for up to 36 hours, by default twelve."""
    orghandshake.move_to("2100-01-01")
    lasts = [sts().get_session_token(**each) for each in ({}, {"DurationSeconds": 129600})]
    assert [each["Credentials"]["Expiration"] - orghandshake.now for each in lasts] == [
        timedelta(hours=12),
        timedelta(hours=36),
    ]
    too_long = violation("'129601'", "durationSeconds", "have value less than or equal to 129600")
    assert refused(sts().get_session_token, DurationSeconds=129601).message == (
        f"1 validation error detected: {too_long}"
    )


def test_access_keys_tell_their_account(orghandshake: OrgHandshake) -> None:
    """GetAccessKeyInfo decodes the account in any key; for a key without one, it returns the default caller's."""
    orghandshake.act_as("222222222222")
    for key, account in (
        (key_of("333333333333"), "333333333333"),
        (DEFAULT_KEY, "222222222222"),
        ("AKIA" + 16 * "A", "111111111111"),
    ):
        assert sts().get_access_key_info(AccessKeyId=key)["Account"] == account
    assert refused(sts().get_access_key_info, AccessKeyId="short").message == (
        "1 validation error detected: " + violation("'short'", "accessKeyId", "have length greater than or equal to 16")
    )


def test_identity_center(orghandshake: OrgHandshake) -> None:
    """GetRoleCredentials issues keys of the permission set's role in the account, for an hour."""
    orghandshake.move_to("2100-01-01")
    found = sso().get_role_credentials(roleName="Vending", accountId="222222222222", accessToken="token")
    keys = found["roleCredentials"]
    assert keys.pop("expiration") == int((orghandshake.now + timedelta(hours=1)).timestamp() * 1000)
    named = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    caller = who(**dict(zip(named, keys.values(), strict=True)))
    role = caller["Arn"].split("/")[1]
    assert caller["Arn"] == f"arn:aws:sts::222222222222:assumed-role/{role}/orghandshake"
    assert (role[:24], len(role)) == ("AWSReservedSSO_Vending_" + role[23], 39)
    [call, _] = orghandshake.calls
    assert (call.service, call.operation, call.account) == ("sso", "GetRoleCredentials", "111111111111")
    assert call.params == {"roleName": "Vending", "accountId": "222222222222"}
    assert call.response == {"roleCredentials": {**keys, "expiration": 4102448400000}}


@pytest.mark.usefixtures("orghandshake")
@pytest.mark.parametrize("asked", [{"roleName": "Vending", "accountId": "2"}, {"roleName": "", "accountId": 12 * "2"}])
def test_identity_center_checks_its_input(asked: dict[str, str]) -> None:
    """An account has twelve digits, and a role name is required."""
    assert refused(sso().get_role_credentials, accessToken="token", **asked) == Refused(
        "InvalidRequestException", None, "Invalid request"
    )


@pytest.mark.parametrize(
    ("error", "message", "status"),
    [
        ("UnauthorizedException", "Session token not found or invalid", 401),
        ("ForbiddenException", "No access", 403),
        ("TooManyRequestsException", "You have sent too many requests in too short a period of time. Try again later.", 429),
    ],
)  # fmt: skip
def test_identity_center_fails_as_asked(orghandshake: OrgHandshake, error: str, message: str, status: int) -> None:
    """add_error accepts the errors of SSO."""
    orghandshake.add_error("GetRoleCredentials", error)
    asked = {"roleName": "Vending", "accountId": "222222222222", "accessToken": "token"}
    assert refused(sso().get_role_credentials, **asked) == Refused(error, None, message, status)
    assert orghandshake.calls[0].error == error


def test_other_calls_of_identity_center_are_never_sent(orghandshake: OrgHandshake) -> None:
    """Other SSO calls are unexpected calls; an error for ListAccounts means the operation of Organizations."""
    orghandshake.add_error("ListAccounts", "ServiceException")
    with pytest.raises(UnexpectedCallError) as caught:
        sso().list_accounts(accessToken="token")
    assert str(caught.value).startswith("SSO ListAccounts was called by account 111111111111 at ")
    once = Config(retries={"total_max_attempts": 1})
    assert refused(boto3.client("organizations", "us-east-1", config=once).list_accounts).code == "ServiceException"
    orghandshake._service.unexpected.clear()


@pytest.mark.orghandshake(now=None)
def test_an_sso_profile_named_in_the_test(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A session with an SSO profile calls as the profile's account, if there is a cached login."""
    import hashlib  # noqa: PLC0415

    from botocore import credentials  # noqa: PLC0415

    start = "https://example.awsapps.com/start"
    (tmp_path / "config").write_text(
        f"[profile member]\nregion=us-east-1\nsso_start_url={start}\nsso_region=us-east-1\n"
        "sso_account_id=222222222222\nsso_role_name=Vending\n"
    )
    token = {"startUrl": start, "region": "us-east-1", "accessToken": "token", "expiresAt": "2200-01-01T00:00:00Z"}
    name = hashlib.sha1(start.encode()).hexdigest()  # noqa: S324 - botocore's name for the file
    (tmp_path / f"{name}.json").write_text(json.dumps(token))
    monkeypatch.setattr(credentials.SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    boto3.Session(profile_name="member").client("organizations").list_handshakes_for_account()
    assert [(call.operation, call.account) for call in orghandshake.calls] == [
        ("GetRoleCredentials", "111111111111"),
        ("ListHandshakesForAccount", "222222222222"),
    ]
