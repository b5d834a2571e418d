"""``load``: add handshakes from captured output of AWS."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError, join_names
from .clock import DAY, to_instant
from .cloudtrail import find_handshakes
from .handshake import Handshake
from .seeding import addressee, check_id
from .shapes import check_word, parent_in, read_parties, read_resources
from .transfers import add_transfer, expiry_of, month_from, transfer_in
from .words import ACTIONS, LIVE, ORGANIZATION_ID, PERIODS, STATES

if TYPE_CHECKING:
    from .accounts import Organization
    from .world import World

__tracebackhide__ = HIDDEN

_NEVER = 1 << 62
_ARN = re.compile(r"arn:[a-z-]+:organizations::(\d{12}):handshake/(o-[a-z0-9]{10,32})/.+")


def load(world: World, source: object, origin: str) -> list[Handshake]:
    """Add the handshakes of a capture.

    Raises:
        SetupError: The source is not a capture. Nothing was added.
    """
    records = [_Record(world, each) for each in _records(_parsed(source))]
    seen: set[str] = set()
    for record in records:
        for named in filter(None, (record.id, record.transfer)):
            if named in seen:
                raise SetupError(f"the capture holds {named} twice: keep one of the two")
            seen.add(named)
    return [record.add(origin) for record in records]


class _Record:
    """One handshake of a capture."""

    def __init__(self, world: World, record: object) -> None:
        if isinstance(record, str):
            raise SetupError(
                f"the capture is a list with {record!r}: pass a path or JSON text by itself, one for each load()"
            )
        if not isinstance(record, dict):
            raise SetupError(
                f"a handshake in the capture is {record!r}: expected AWS's object, with Id, State and Action"
            )
        missing = [name for name in ("Id", "State", "Action") if name not in record]
        if missing:
            raise SetupError(
                f"a handshake in the capture lacks {join_names(missing)}: keep everything that AWS printed"
            )
        self._world = world
        check_id(world, record["Id"], "load it once, or call reset() first")
        self.id = str(record["Id"])
        self._state, self._action = record["State"], record["Action"]
        check_word("State", self._state, STATES)
        check_word("Action", self._action, ACTIONS)
        now = world.clock.now()
        requested, expires = record.get("RequestedTimestamp"), record.get("ExpirationTimestamp")
        self._requested = now if requested is None else to_instant(requested)
        self._now = now
        self._parties = read_parties(record.get("Parties", []))
        self._resources = read_resources(record.get("Resources", []))
        self.transfer: str | None = None
        self._start: int | None = None
        if self._action == "TRANSFER_RESPONSIBILITY":
            self.transfer, self._start = transfer_in(world, self._resources)
        self._expires = self._default_expiry() if expires is None else to_instant(expires)
        self._arn = record.get("Arn")
        if self._arn is not None and not isinstance(self._arn, str):
            raise SetupError(f"the Arn of {self.id} in the capture is {self._arn!r}: keep everything that AWS printed")
        named = _ARN.fullmatch(self._arn or "")
        self._management = named[1] if named else None
        party = next((each["Id"] for each in self._parties if each["Type"] == "ORGANIZATION"), None)
        self._organization = named[2] if named else party and f"o-{party.removeprefix('o-')}"
        if self._organization is not None and not ORGANIZATION_ID.fullmatch(self._organization):
            raise SetupError(
                f"{self.id} in the capture belongs to organization {party!r}: write 10 to 32 lower-case letters or digits, "
                "with 'o-' or without"
            )

    def add(self, origin: str) -> Handshake:
        handshake = self._world.add(self._make(origin))
        if self._action == "TRANSFER_RESPONSIBILITY":
            start = month_from(self._expires + DAY) if self._start is None else self._start
            add_transfer(self._world, handshake, start=start, transfer_id=self.transfer)
        return handshake

    def _default_expiry(self) -> int:
        period = PERIODS[self._action]
        if self._action == "TRANSFER_RESPONSIBILITY":
            return expiry_of(self._requested, period, self._start)
        return self._requested + period

    def _make(self, origin: str) -> Handshake:
        sender = self._sender()
        target_type, target = addressee(self._world, self._parties)
        is_late = self._state in LIVE and self._expires <= self._now
        return Handshake(
            self._world,
            self.id,
            self._action,
            self._state,
            sender,
            requested=self._requested,
            expires=self._expires,
            expires_in_fact=_NEVER if is_late else None,  # a capture that is open after its expiry stays open
            entered=None if self._state in LIVE else self._now,
            target_type=target_type,
            target=target,
            parent_id=parent_in(self._resources),
            arn=self._arn,
            parties=self._parties,
            resources=self._resources,
            origin=origin,
        )

    def _sender(self) -> Organization:
        directory = self._world.directory
        if self._organization is None:
            return directory.default
        known = directory.organization(self._organization)
        if known is not None:
            return known
        management = directory.get_or_add_account(self._management) if self._management else None
        if management is not None and management.organization is not None:
            management = None
        return directory.add_organization(self._organization, management, "ALL", joined=self._requested)


def _parsed(source: object) -> object:
    if isinstance(source, (str, bytes)) and not source.strip():
        raise SetupError(
            "the capture is empty: pass what the AWS CLI printed, the path of a file that holds it, or the reply"
        )
    if isinstance(source, os.PathLike) or (isinstance(source, str) and not source.lstrip().startswith(("{", "["))):
        path = Path(source)
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise SetupError(
                f"{str(path)[:80]!r} can't be read ({error}): pass a path, JSON text or the reply"
            ) from None
    if isinstance(source, (str, bytes)):
        try:
            return json.loads(source)
        except (ValueError, RecursionError) as error:
            raise SetupError(f"this is not the JSON that the AWS CLI prints: {error}") from None
    return source


def _records(parsed: object) -> list[object]:
    carried = find_handshakes(parsed)
    if carried is not None:
        return carried
    if isinstance(parsed, dict):
        if isinstance(parsed.get("Handshakes"), list):
            return list(parsed["Handshakes"])
        if "Handshake" in parsed:
            return [parsed["Handshake"]]
        if "Id" in parsed:
            return [parsed]
    if isinstance(parsed, list):
        return parsed
    raise SetupError(
        "the capture has neither 'Handshakes' nor 'Handshake': pass what `aws organizations "
        "list-handshakes-for-organization` or `describe-handshake` printed"
    )
