"""The events that EventBridge would have delivered, made from the journal when a test asks for them.

The README's table says what is known about these events and what is a guess. Facts about the caller that nobody knows here
(address, program, encryption) have a placeholder or are missing.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from .._exceptions import SetupError
from .._world.clock import to_datetime, to_instant
from .._world.cloudtrail import lower_first, write_moment
from .._world.identity import account_in, home_of, key_of, user_or_role
from .._world.journal import CallNote
from .._world.refusals import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._world.accounts import Account
    from .._world.handshake import Handshake
    from .._world.identity import Who
    from .._world.journal import ActNote, Error
    from .._world.transfers import ResponsibilityTransfer
    from .._world.world import World

_SOURCE = "organizations.amazonaws.com"
_INTERNAL = "AWS Internal"
_VERSION = "1.11"
_NOWHERE = "192.0.2.0"
"""A placeholder from the range that is reserved for documentation: the caller's address is unknown."""

_DENIED = "AccessDeniedException"
_HIDDEN = ("Email", "AccountName")
_MAX_DEPTH = 60
_ANSWERS = ("AcceptHandshake", "DeclineHandshake")


def make_events(world: World) -> list[dict[str, Any]]:
    """Return the events of a world, oldest first."""
    return [
        event for number, note in enumerate(world.journal, 1) for event in _EventsOfNote(world, number, note).events()
    ]


class _EventsOfNote:
    """One note of the journal, and the events that it causes."""

    def __init__(self, world: World, number: int, note: CallNote | ActNote) -> None:
        self._world = world
        self._number = number
        self._note = note
        self._account = note.account.id
        if isinstance(note, CallNote):
            self._partition = note.partition
            self._key = note.key if account_in(note.key) == self._account else key_of(self._account)
            self._params = note.params
            self._response = _read(note.reply) if note.error is None else {}
            if note.operation == "CreateAccount":
                self._params, self._response = _masked(self._params), _masked(self._response)
        else:
            self._partition = note.handshake.own_partition or "aws"
            self._key = key_of(self._account)
            self._params = {"HandshakeId": note.handshake.id}
            # A handshake in a terminal state does not change any more, so its present fields are those of the act.
            answer = {"Handshake": {**note.handshake.to_dict(), "State": note.state}}
            self._response = answer if note.error is None else {}

    def events(self) -> Iterator[dict[str, Any]]:
        """Make the event of the call for each account that gets it, then the events of its effects."""
        owner = self._owner_of_the_handshake()
        yield self._call(self._account, is_shared=owner is not None)
        if owner is not None:
            yield self._call(owner, is_shared=True)
        if self._note.error is None:
            yield from self._membership_events()
            yield from self._transfer_events()

    def _owner_of_the_handshake(self) -> str | None:
        """Return the management account that sent the answered handshake, unless it is the one that answers."""
        handshake = self._handshake() if self._note.operation in _ANSWERS and self._note.error is None else None
        owner = None if handshake is None else handshake.organization.management.id
        return None if owner == self._account else owner

    def _handshake(self) -> Handshake | None:
        return self._world.get(self._response["Handshake"]["Id"])

    def _call(self, recipient: str, *, is_shared: bool) -> dict[str, Any]:
        note = self._note
        name = note.operation
        detail: dict[str, Any] = {
            "eventVersion": _VERSION,
            "userIdentity": self._identity() if recipient == self._account else self._foreign_identity(),
            **self._moment_and_name(name),
            "sourceIPAddress": _NOWHERE,
            "userAgent": "pytest-orghandshake",
        }
        if note.error is not None:
            detail["errorCode"], detail["errorMessage"] = self._worded(note.error)
        detail["requestParameters"] = _lowered(self._params) or None
        detail["responseElements"] = _lowered(self._response) or None
        request_id = note.request_id if isinstance(note, CallNote) else None
        detail["requestID"] = request_id or self._id("request")
        detail["eventID"] = self._id("event", name, recipient)
        detail["readOnly"] = False
        detail["eventType"] = "AwsApiCall"
        detail["managementEvent"] = True
        detail["recipientAccountId"] = recipient
        if is_shared:
            detail["sharedEventID"] = self._id("shared", name)
        detail["eventCategory"] = "Management"
        kind = "Amazon API Call" if self._partition == "aws-cn" else "AWS API Call"
        return self._deliver(f"{kind} via CloudTrail", detail)

    def _identity(self) -> dict[str, Any]:
        """Return the caller's identity, consistent with GetCallerIdentity."""
        who = self._who()
        identity: dict[str, Any] = {
            "type": who.kind,
            "principalId": who.user_id,
            "arn": who.arn,
            "accountId": self._account,
            "accessKeyId": self._key,
        }
        if who.kind == "IAMUser":
            return {**identity, "userName": who.name}
        identity["sessionContext"] = {
            "sessionIssuer": {
                "type": "Role",
                "principalId": who.user_id.partition(":")[0],
                "arn": f"arn:{self._partition}:iam::{self._account}:role/{who.name}",
                "accountId": self._account,
                "userName": who.name,
            },
            "attributes": {
                "creationDate": _second(self._world.roles.issued(self._key)),
                "mfaAuthenticated": "false",
            },
        }
        return identity

    def _foreign_identity(self) -> dict[str, Any]:
        """Return the caller's identity as another account sees it."""
        return {"type": "AWSAccount", "principalId": self._who().user_id, "accountId": self._account}

    def _worded(self, error: Error) -> tuple[str, str]:
        """Return an error as CloudTrail words it: like AWS's reply, except for denials by IAM (observed)."""
        if not error.is_scripted or error.code != _DENIED:
            return error.code, error.message
        # Denials by AWS Organizations itself follow from the state, so a scripted denial stands for one by IAM.
        if error.message != TEXTS[_DENIED]:
            return "AccessDenied", error.message
        action = f"organizations:{self._note.operation}"
        handshake = self._world.get(str(self._params.get("HandshakeId")))
        resource = "*" if handshake is None else handshake.arn_in(self._partition)
        return "AccessDenied", (
            f"User: {self._who().arn} is not authorized to perform: {action} on resource: {resource} because no "
            f"identity-based policy allows the {action} action"
        )

    def _who(self) -> Who:
        return user_or_role(self._world.roles.session(self._key), self._account, self._partition)

    def _membership_events(self) -> Iterator[dict[str, Any]]:
        """Make the events that tell management accounts which accounts joined and departed."""
        note, name = self._note, self._note.operation
        owner = None if note.owner is None else note.owner.management.id
        if name == "AcceptHandshake":
            handshake = self._handshake()
            if handshake is not None and handshake.action == "INVITE":
                if owner is not None:
                    yield self._departed(owner, self._account, "LEFT")
                yield self._joined(handshake.organization.management.id, self._account, "INVITED")
        elif name in ("LeaveOrganization", "DeleteOrganization") and owner is not None:
            yield self._departed(owner, self._account, "LEFT")
        elif name == "RemoveAccountFromOrganization" and owner is not None:
            yield self._departed(owner, self._params["AccountId"], "REMOVED")
        elif name == "CreateOrganization":
            yield self._joined(self._account, self._account, "INVITED")
        elif name == "CreateAccount":
            yield from self._account_events(self._response["CreateAccountStatus"])

    def _account_events(self, status: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Make the events of an account that moto created: its creation (AWS user guide, with a sample) and its joining."""
        identity = {"accountId": self._account, "invokedBy": _INTERNAL}
        details = {"createAccountStatus": _lowered(status)}
        yield self._service_event("CreateAccountResult", self._account, identity, _INTERNAL, details)
        if "AccountId" in status:
            yield self._joined(self._account, status["AccountId"], "CREATED")

    def _joined(self, recipient: str, account: str, method: str) -> dict[str, Any]:
        details = {"accountId": account, "joinedMethod": method, "joinedTime": self._note.at}
        return self._membership("AccountJoinedOrganization", recipient, details)

    def _departed(self, recipient: str, account: str, method: str) -> dict[str, Any]:
        details = {"accountId": account, "departureMethod": method, "departureTime": self._note.at}
        return self._membership("AccountDepartedOrganization", recipient, details)

    def _membership(self, name: str, recipient: str, details: dict[str, Any]) -> dict[str, Any]:
        identity = {"accountId": recipient, "invokedBy": _SOURCE}
        return self._service_event(name, recipient, identity, _SOURCE, details)

    def _transfer_events(self) -> Iterator[dict[str, Any]]:
        """Make an event for every account that a billing transfer affects (AWS user guide, with samples)."""
        chain = self._note.transfers
        if not chain:
            return
        transfer, is_accepted = chain[0], self._note.operation == "AcceptHandshake"
        name = "ResponsibilityTransferAccepted" if is_accepted else "ResponsibilityTransferTerminated"
        details = {
            "id": transfer.id,
            "transferChain": [each.id for each in chain],
            "type": "BILLING",
            "status": "ACCEPTED" if is_accepted else "WITHDRAWN",
            "source": _participant(transfer.source),
            "target": _participant(transfer.target),
            "requester": self._account,
            "startTimestamp": transfer.start_at,
        }
        if not is_accepted:
            details["endTimestamp"] = transfer.end_at
        identity = {"type": "AWSService", "invokedBy": _INTERNAL}
        for recipient in _affected(chain):
            yield self._service_event(name, recipient, identity, _INTERNAL, details, is_shared=True)

    def _service_event(
        self,
        name: str,
        recipient: str,
        identity: dict[str, Any],
        agent: str,
        details: dict[str, Any],
        *,
        is_shared: bool = False,
    ) -> dict[str, Any]:
        detail = {
            "eventVersion": _VERSION,
            "userIdentity": dict(identity),
            **self._moment_and_name(name),
            "sourceIPAddress": agent,
            "userAgent": agent,
            "requestParameters": None,
            "responseElements": None,
            "eventID": self._id("event", name, recipient),
            "readOnly": False,
            "eventType": "AwsServiceEvent",
            "managementEvent": True,
            "recipientAccountId": recipient,
            **({"sharedEventID": self._id("shared", name)} if is_shared else {}),
            "serviceEventDetails": json.loads(json.dumps(details)),
            "eventCategory": "Management",
        }
        return self._deliver("AWS Service Event via CloudTrail", detail)

    def _moment_and_name(self, name: str) -> dict[str, Any]:
        return {
            "eventTime": _second(self._note.at),
            "eventSource": _SOURCE,
            "eventName": name,
            "awsRegion": home_of(self._partition),
        }

    def _deliver(self, kind: str, detail: dict[str, Any]) -> dict[str, Any]:
        recipient = detail["recipientAccountId"]
        return {
            "version": "0",
            "id": self._id("delivery", detail["eventName"], recipient),
            "detail-type": kind,
            "source": "aws.organizations",
            "account": recipient,
            "time": detail["eventTime"],
            "region": detail["awsRegion"],
            "resources": [],
            "detail": detail,
        }

    def _id(self, *what: str) -> str:
        """Return an id that is the same in every run and at every access."""
        text = "/".join((str(self._number), *what))
        return str(uuid.UUID(bytes=hashlib.blake2b(text.encode(), digest_size=16).digest(), version=4))


def _read(reply: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reply or b"{}")
    return found


def _masked(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Copy a value and mask the fields of a created account that CloudTrail hides (AWS user guide)."""
    if not isinstance(value, dict):
        return value
    return {name: "****" if name in _HIDDEN else _masked(each) for name, each in value.items()}


def _lowered(value: Any, name: str = "", depth: int = 0) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Copy a value as CloudTrail writes it: names in lower camel case, human-readable times."""
    if depth < _MAX_DEPTH:
        if isinstance(value, dict):
            return {lower_first(key): _lowered(each, key, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [_lowered(each, "", depth + 1) for each in value]
    return _moment(value) if name.endswith("Timestamp") else value


def _moment(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return write_moment(to_instant(value))
    except SetupError:  # the call was refused because of this value
        return value


def _second(instant: int) -> str:
    return f"{to_datetime(instant).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _participant(account: Account | None) -> dict[str, str]:
    return {} if account is None else {"managementAccountId": account.id}


def _affected(chain: tuple[ResponsibilityTransfer, ...]) -> list[str]:
    """Return the accounts that a transfer affects: its source, its target, and whoever pays the target's bills."""
    source = chain[0].source
    accounts = [*([] if source is None else [source.id]), *(each.target.id for each in chain)]
    return list(dict.fromkeys(accounts))
