"""The two real accounts that AWS is asked with: who they are, and where the member account is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .fakes import fake_of_a_client, fake_of_this_environment, fake_of_this_process
from .replay import keep_bodies

if TYPE_CHECKING:
    from .fact import Place

_ATTEMPTS = 10
"""AWS lets an account describe one handshake a second."""


class RefusedError(Exception):
    """AWS is not asked; the text says why, in one sentence."""


class Named(str):
    """An id with the properties that facts name."""

    __slots__ = ("email", "management", "name")

    email: str
    management: str
    name: str

    def __new__(cls, value: str, *, email: str = "", name: str = "", management: str = "") -> Named:  # noqa: PYI034
        """Make an id with what belongs to it."""
        made = super().__new__(cls, value)
        made.email, made.name, made.management = email, name, management
        return made


class Accounts(NamedTuple):
    """Who is asked for what."""

    management: Named
    member: Named
    organization: Named
    place: Place
    has_all_features: bool
    partition: str

    def names(self) -> dict[str, Any]:
        """Return what the names in facts stand for."""
        return {
            "management": self.management,
            "member": self.member,
            "organization": self.organization,
            "partition": self.partition,
        }


class Clients:
    """Clients of two profiles.

    Raises:
        RefusedError: A fake would answer, or a profile does not exist.
    """

    def __init__(self, management: str, member: str, endpoint_url: str | None) -> None:
        found = fake_of_this_process() or (None if endpoint_url else fake_of_this_environment(os.environ))
        if found is not None:
            raise RefusedError(found)
        self._endpoint_url = endpoint_url
        self._made: dict[tuple[str, str, bool], Any] = {}
        try:
            self._sessions: dict[str, Any] = {
                "management": boto3.Session(profile_name=management),
                "member": boto3.Session(profile_name=member),
            }
        except BotoCoreError as error:
            raise RefusedError(f"{error}: name a profile of AWS's configuration files") from None
        if endpoint_url is None:
            for each in self._sessions:
                self._refuse_fakes(each)

    def _refuse_fakes(self, account: str) -> None:
        try:
            keys = self._sessions[account].get_credentials()
            found = fake_of_a_client(self.client(account, "organizations"), keys)
        except BotoCoreError as error:
            raise RefusedError(f"the {account} profile can't be used: {error}") from None
        if found is not None:
            raise RefusedError(found)

    def client(self, account: str, service: str, *, is_checked: bool = True) -> Any:
        """Return a client of one of the two."""
        key = (account, service, is_checked)
        if key not in self._made:
            session = self._sessions[account]
            retries = {"mode": "standard", "total_max_attempts": _ATTEMPTS}
            self._made[key] = keep_bodies(
                session.client(
                    service,
                    region_name=session.region_name or "us-east-1",
                    endpoint_url=self._endpoint_url,
                    config=Config(parameter_validation=is_checked, retries=retries),
                )
            )
        return self._made[key]


def identify(clients: Clients) -> Accounts:
    """Ask who the two profiles are.

    Raises:
        RefusedError: They are not what is needed.
    """
    try:
        return _identify(clients)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise RefusedError(
            f"who the profiles are can't be told, as {error.operation_name} is refused: {code}"
        ) from None
    except BotoCoreError as error:
        raise RefusedError(f"who the profiles are can't be told: {error}") from None


def _identify(clients: Clients) -> Accounts:
    who = {each: clients.client(each, "sts").get_caller_identity() for each in ("management", "member")}
    management, member = who["management"]["Account"], who["member"]["Account"]
    if management == member:
        raise RefusedError("both profiles are of the same account: name a profile of another one with --member")
    organization = _organization(clients, "management")
    if organization is None or organization["MasterAccountId"] != management:
        raise RefusedError("the --management profile is not of a management account: name one that is")
    own = _organization(clients, "member")
    place = _place(own, organization, member)
    organizations = clients.client("management", "organizations")
    head = organizations.describe_account(AccountId=management)["Account"]
    seen = organizations.describe_account(AccountId=member)["Account"] if place == "same" else {}
    return Accounts(
        Named(management, email=organization["MasterAccountEmail"], name=head["Name"]),
        Named(member, email=seen.get("Email", ""), name=seen.get("Name", "")),
        Named(organization["Id"], management=management),
        place,
        organization["FeatureSet"] == "ALL",
        who["management"]["Arn"].split(":")[1],
    )


def _organization(clients: Clients, account: str) -> dict[str, Any] | None:
    client = clients.client(account, "organizations")
    try:
        found: dict[str, Any] = client.describe_organization()["Organization"]
    except client.exceptions.AWSOrganizationsNotInUseException:
        return None
    return found


def _place(own: dict[str, Any] | None, organization: dict[str, Any], member: str) -> Place:
    if own is None:
        return "standalone"
    if own["Id"] == organization["Id"]:
        return "same"
    return "heads" if own["MasterAccountId"] == member else "other"
