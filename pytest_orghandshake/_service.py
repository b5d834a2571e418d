"""AWS as the fake plays it: finds out who calls, lets the operation run, and keeps the log of calls."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from . import _explain, _identity, _membership, _moto, _operations, _sts, _wire
from ._callers import Answer, Caller
from ._errors import Refusal
from ._exceptions import OrgHandshakeError, UnexpectedCallError
from ._models import Account, Call

if TYPE_CHECKING:
    from ._callers import Signature
    from ._settings import Settings
    from ._world import World

_OPERATIONS = {**_operations.OPERATIONS, **_membership.OPERATIONS}
_OVER_MOTO = frozenset({*_operations.OPERATIONS, "LeaveOrganization"})
"""What moto lacks, and is answered here while ``mock_aws`` is entered."""


class Service:
    """Answers one HTTP attempt after the other."""

    def __init__(self, settings: Settings, world: World) -> None:
        self.lock = threading.RLock()
        self._settings = settings
        self.begin(world)

    def begin(self, world: World) -> None:
        """Answer from this world, with an empty log."""
        self._world = world
        self._roles = _sts.Roles()
        self.calls: list[Call] = []
        self.unexpected: list[str] = []
        # None is the management account of the default organization, whoever that is.
        self.caller: Account | None = None
        if self._settings.account is not None:
            self.caller = world.directory.known(self._settings.account)

    def answer(self, service: str, operation: str, signature: Signature, body: bytes) -> Answer | None:
        """Answer one HTTP attempt of a client; None lets it through."""
        __tracebackhide__ = True
        with self.lock:
            try:
                if _moto.is_answering():
                    if operation not in _OVER_MOTO:
                        return None
                    self._world.refresh()
                if service == "organizations":
                    return self._answer_organizations(operation, signature, body)
                return self._answer_sts(operation, signature, body)
            except OrgHandshakeError as error:
                self.unexpected.append(str(error))  # so that the end of the test knows, whoever swallows it
                raise

    def hand_to_moto(self, service: str, operation: str, key: str) -> str | None:
        """Make ready for a call that moto answers, and return the account it comes from, if the key won't tell moto."""
        __tracebackhide__ = True
        with self.lock:
            if service == "organizations" and operation != "CreateOrganization":
                self.refresh()
            if _moto.account_of(key) is not None:
                return None
            account = self._named(key) or self.caller
            return None if account is None else account.id

    def refresh(self) -> World:
        """Take in what moto did, and return the world."""
        __tracebackhide__ = True
        if _moto.is_answering():
            with self.lock:
                try:
                    self._world.refresh()
                except OrgHandshakeError as error:
                    self.unexpected.append(str(error))
                    raise
        return self._world

    def end(self) -> None:
        """Leave moto as it was."""
        with self.lock:
            self._world.directory.release()

    def _answer_organizations(self, operation: str, signature: Signature, body: bytes) -> Answer | None:
        __tracebackhide__ = True
        function = _OPERATIONS.get(operation)
        if function is None:
            self._leave(operation, "organizations", signature)
            return None
        account = self._calling(signature.key)
        params: dict[str, Any] = {}
        error = None
        status = 200
        try:
            params = _wire.decode(body)
            reply = function(self._world, Caller(account, signature.partition), params)
        except Refusal as refusal:
            reply, status, error = _wire.encode_error(refusal), refusal.status, refusal.code
        except _wire.NotJsonError:
            error = "SerializationException"
            reply, status = b'{"__type":"SerializationException"}', 400
        self.calls.append(Call("organizations", operation, params, account, error, reply))
        return Answer(status, _wire.CONTENT_TYPE, self._request_id(), reply, self._world.clock.now())

    def _answer_sts(self, operation: str, signature: Signature, body: bytes) -> Answer | None:
        __tracebackhide__ = True
        function = _sts.OPERATIONS.get(operation)
        if function is None:
            self._leave(operation, "sts", signature)
            return None
        account = self._calling(signature.key)
        params = _sts.decode(body)
        error = None
        status = 200
        try:
            caller = Caller(account, signature.partition)
            reply = function(self._world, self._roles, caller, signature.key, params)
        except Refusal as refusal:
            reply, status, error = _sts.encode_error(refusal), refusal.status, refusal.code
        given = {name: value for name, value in params.items() if name not in ("Action", "Version")}
        self.calls.append(Call("sts", operation, given, account, error, reply))
        return Answer(status, _sts.CONTENT_TYPE, self._request_id(), reply, self._world.clock.now())

    def _leave(self, operation: str, service: str, signature: Signature) -> None:
        __tracebackhide__ = True
        if self._settings.unhandled == "pass":
            return
        caller = self._calling(signature.key)
        self.calls.append(Call(service, operation, {}, caller, "UnexpectedCallError", b""))
        raise UnexpectedCallError(_explain.unexpected_call(service, operation, caller.id))

    def _calling(self, key: str) -> Account:
        minted = _moto.account_of(key) if _moto.is_answering() else None
        if minted is not None:
            return self._world.directory.known(minted)
        return self._named(key) or self.caller or self._world.directory.caller

    def _named(self, key: str) -> Account | None:
        named = _identity.account_in(key)
        return None if named is None else self._world.directory.account(named)

    def _request_id(self) -> str:
        return f"0a51c0de-0000-4000-8000-{len(self.calls):012x}"
