"""Answers calls: identifies the caller, runs the operation, and keeps the log of calls."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from .._exceptions import OrgHandshakeError, UnexpectedCallError
from .._report import messages, unused
from .._report.calls import Call
from .._report.origin import call_site
from .._world import journal, transitions
from .._world.refusals import Refusal
from .._world.scripts import act_after_reply, act_when_due, count_look_for_member, pending_changes
from . import sts, wire
from .authorization import Caller
from .faults import Faults, UnreachableError
from .operations import OPERATIONS
from .polls import MAX_POLLS, Polls
from .protocols import PROTOCOLS, Answer, Elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._report.calls import AnsweredBy
    from .._settings import Settings
    from .._world.accounts import Account
    from .._world.identity import Signature
    from .._world.lag import Lag
    from .._world.world import World
    from .faults import Fault
    from .operations import Operation
    from .protocols import Reply
    from .quotas import Quotas


_READING = ("Describe", "List")
_FIRST_ERROR = 400


class UnimplementedCallError(UnexpectedCallError, NotImplementedError):
    """A call that moto does not implement: also a NotImplementedError, so that code which expects moto's error catches it."""


def _scripted_name(service: str, operation: str) -> str:
    """Return the name under which errors of an operation are scripted: ListAccounts of SSO is not that of Organizations."""
    return operation if service != "sso" or operation in OPERATIONS["sso"] else f"sso {operation}"


class Service:
    """Answers the calls of one fake, one at a time."""

    def __init__(self, settings: Settings, make_world: Callable[[], World]) -> None:
        self.lock = threading.RLock()
        # The address of the HTTP server, if any, and whether this is the copy in a forked child.
        self.address: tuple[str, int] | None = None
        self.is_copy = False
        self.is_over = False
        self.settings = settings
        self._make_world = make_world
        # Kept by begin(): errors that the code under test swallowed are reported at the end of the test.
        self.unexpected: list[str] = []
        self.begin()

    def begin(self) -> None:
        """Start with a new world, an empty log and no faults."""
        self.world = self._make_world()
        self.world.lock, self.world.problems = self.lock, self.unexpected
        self.polls = Polls()
        self.calls: list[Call] = []
        self.faults = Faults()
        self.quotas: Quotas | None = None
        self.lag: Lag | None = None
        # None is the management account of the default organization, whoever that is.
        self.caller: Account | None = None
        if self.settings.account is not None:
            self.caller = self.world.directory.get_or_add_account(self.settings.account)

    def answer(self, service: str, operation: str, signature: Signature, body: bytes) -> Answer | Elsewhere:
        """Answer one HTTP attempt of a client, or say where it has to go.

        Raises:
            UnreachableError: The test scripted a transport error.
            UnexpectedCallError: Nothing answers this call.
        """
        __tracebackhide__ = True
        with self.lock:
            try:
                known = OPERATIONS[service].get(operation)
                is_shared = self.world.directory.is_shared
                if is_shared and (known is None or not known.beside_moto):
                    if _scripted_name(service, operation) not in self.faults.scripted:
                        if self.world.answering and operation in ("DescribeAccount", "ListAccounts"):
                            self._count_look_at_moto(signature.key, body)
                        return Elsewhere.MOTO
                    known = None
                if is_shared:
                    transitions.refresh(self.world)
                if self.world.timed:
                    act_when_due(self.world)
                answer = self._answer(service, operation, known, signature, body)
                if self.world.replied:
                    act_after_reply(self.world)
                return answer  # noqa: TRY300 - an answer may be refused behind the reply
            except OrgHandshakeError as error:
                self.unexpected.append(str(error))  # reported at the end of the test even if the code swallows it
                raise

    def account_for_moto(self, key: str) -> Account | None:
        """Return the account of the caller, unless moto knows its key."""
        with self.lock:  # nobody reads moto's accounts while moto writes them
            known = self.world.directory.account_by_key(key) is not None
            return None if known else self.world.directory.account_in_key(key) or self.caller

    def ask_moto(
        self,
        service: str,
        operation: str,
        signature: Signature,
        body: bytes,
        ask: Callable[[str | None], Reply | None],
    ) -> Reply | None:
        """Let moto answer a call as its caller's account.

        Raises:
            UnimplementedCallError: moto does not answer such calls either.
        """
        __tracebackhide__ = True
        key = signature.key
        with self.lock:
            account = self.account_for_moto(key)
            caller = None if account is None else account.id
            if service == "organizations":
                if operation != "CreateOrganization":
                    self.refresh()
                    self.world.directory.show_in(signature.partition, self._caller_of(key))
                call = self._begin_call(service, operation, signature)
                is_readable = self._read_for_moto(call, body)
                reply = self._ask_moto(call, caller, ask)
                self.refresh()
                if reply is not None and is_readable:  # what nobody can read is in no trail
                    status, headers, content = reply
                    error = None if status < _FIRST_ERROR else journal.Error(*wire.read_error(headers, content))
                    self._note(call, signature, content, error, None)
                return reply
        call = self._begin_call(service, operation, signature)
        self._read_for_moto(call, body)
        return self._ask_moto(call, caller, ask)

    def _read_for_moto(self, call: Call, body: bytes) -> bool:
        """Take in what a call asks, if it can be read: what cannot is for moto to refuse."""
        try:
            call.params = PROTOCOLS[call.service].decode(body)
        except Refusal:
            return False
        return True

    def _ask_moto(self, call: Call, caller: str | None, ask: Callable[[str | None], Reply | None]) -> Reply | None:
        __tracebackhide__ = True
        try:
            reply = ask(caller)
        except Exception as raised:
            is_missing = isinstance(raised, NotImplementedError) and self.settings.unhandled == "error"
            error = UnexpectedCallError if is_missing else type(raised)
            self._log(call, error.__name__)
            if not is_missing:
                raise
            self.unexpected.append(
                messages.unimplemented_call(call.service, call.operation, call.account.id, call_site())
            )
            raise UnimplementedCallError(self.unexpected[-1]) from raised
        if reply is None:
            self._log(call, None)
        else:
            status, _, content = reply
            code = None if status < _FIRST_ERROR else PROTOCOLS[call.service].error_in(content)
            self._log(call, code, content, answered_by="moto")
        return reply

    def refresh(self) -> World:
        """Apply changes that moto made and scripted changes that are due, and return the world."""
        __tracebackhide__ = True
        if self.world.directory.is_shared:
            with self.lock:
                try:
                    transitions.refresh(self.world)
                except OrgHandshakeError as error:
                    self.unexpected.append(str(error))
                    raise
        if self.world.timed:
            with self.lock:
                act_when_due(self.world)
        return self.world

    def unused_errors(self) -> list[Fault]:
        """Return the scripted errors that no call ever got."""
        return self.faults.unused()

    def after_fork(self) -> None:
        """Adapt to a forked child, where no other thread can release the lock."""
        self.lock = self.world.lock = threading.RLock()
        self.is_copy = True

    def release(self) -> None:
        """Undo what was written into moto."""
        with self.lock:
            self.world.directory.release()

    def end(self) -> None:
        """Stop answering."""
        self.release()
        self.is_over = True

    def _answer(  # noqa: C901 - one step after the other
        self, service: str, operation: str, known: Operation | None, signature: Signature, body: bytes
    ) -> Answer | Elsewhere:
        __tracebackhide__ = True
        protocol = PROTOCOLS[service]
        call = self._begin_call(service, operation, signature)
        caller = Caller(call.account, signature.partition, signature.key)
        error = noted = None
        why = ""
        status = 200
        try:
            call.params = params = protocol.decode(body)
            if self.faults.scripted:
                self.faults.check(_scripted_name(service, operation), params)
            if known is None:
                elsewhere = self._elsewhere(service, operation, call.account)
                if elsewhere is Elsewhere.NETWORK:
                    self._log(call, None)
                return elsewhere
            if self.quotas is not None:
                self.quotas.check(operation, call.account, self.world.clock.now())
            if self.lag is None or service != "organizations":
                reply = known.function(self.world, caller, params)
            else:
                why = messages.stale(self.lag.oldest(operation))
                reply = self.lag.answer(self.world, operation, partial(known.function, self.world, caller, params))
        except Refusal as refusal:
            if service == "sts":
                sts.name_parties(refusal, self.world, caller, operation, call.params)
            reply, status, error = protocol.encode_error(refusal), refusal.status, refusal.code
            why = messages.refused(refusal.reason, "; ".join(filter(None, (refusal.why, why))))
            noted = journal.Error(error, refusal.message, refusal.is_scripted)
        except UnreachableError as raised:
            self._log(call, str(raised), why=raised.why, answered_by="orghandshake")
            raise
        except UnexpectedCallError:
            self._log(call, UnexpectedCallError.__name__)
            raise
        if self.polls.is_endless(operation, signature.key, body, reply, self.world.clock.now(), self.world.progress):
            self._stop_poll(call)
        self._log(call, error, reply, why, "orghandshake")
        request_id = f"0a51c0de-0000-4000-8000-{len(self.calls):012x}"
        self._note(call, signature, reply, noted, request_id)
        return Answer(status, protocol.content_type, request_id, reply, call.at)

    def _begin_call(self, service: str, operation: str, signature: Signature) -> Call:
        account = self._caller_of(signature.key)
        return Call(service, operation, {}, account, account.organization)

    def _log(
        self,
        call: Call,
        error: str | None,
        body: bytes = b"",
        why: str = "",
        answered_by: AnsweredBy | None = None,
    ) -> None:
        """Log a call, now that its outcome is known."""
        call.error, call.body, call.why, call.answered_by = error, body, why, answered_by
        if error is not None:
            call.site = call_site()
        call.at, call.acts = self.world.clock.now(), len(self.world.acts)
        self.calls.append(call)

    def _note(
        self, call: Call, signature: Signature, reply: bytes, error: journal.Error | None, request_id: str | None
    ) -> None:
        """Record a call that changed something or was refused, for the events."""
        if call.operation.startswith(_READING) or call.service != "organizations":
            return
        journal.note_call(
            self.world,
            call.operation,
            call.account,
            call.owner,
            params=call.params,
            reply=reply,
            error=error,
            key=signature.key,
            partition=signature.partition,
            request_id=request_id,
        )

    def _elsewhere(self, service: str, operation: str, account: Account) -> Elsewhere:
        __tracebackhide__ = True
        if self.world.directory.is_shared:
            return Elsewhere.MOTO
        if self.settings.unhandled == "pass":
            return Elsewhere.NETWORK
        raise UnexpectedCallError(messages.unexpected_call(service, operation, account.id, call_site()))

    def _count_look_at_moto(self, key: str, body: bytes) -> None:
        """Count a call answered by moto that could show a new member."""
        transitions.refresh(self.world)
        caller = self._caller_of(key)
        if caller.is_management and caller.organization is not None:
            with suppress(Refusal):
                count_look_for_member(self.world, caller.organization, wire.decode(body).get("AccountId"))

    def _stop_poll(self, call: Call) -> None:
        __tracebackhide__ = True
        if call.service != "organizations" or self.settings.unused != "error":
            return
        self._log(call, UnexpectedCallError.__name__)
        pending = pending_changes(self.world)
        raise UnexpectedCallError(
            unused.endless_poll(call.operation, call.account.id, MAX_POLLS, pending, self.world.clock.now())
        )

    def _caller_of(self, key: str) -> Account:
        return self.world.directory.caller_of(key, self.caller)
