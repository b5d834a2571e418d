from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore import handlers, hooks
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport import shared_handlers
from pytest_orghandshake._transport.botocore_internals import handlers_of

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = ["a", "a.b", "a.b.c", "a.*.c", "b", "b.c"]
ACTIONS = st.tuples(
    st.sampled_from(["first", "middle", "last", "unregister", "copy"]),
    st.integers(0, 3),
    st.sampled_from(EVENTS),
    st.integers(0, 2),
)


def handler(number: int) -> Callable[..., int]:
    """Return a handler that responds with its number."""

    def respond(**_: Any) -> int:
        return number

    return respond


HANDLERS = [handler(number) for number in range(3)]


@pytest.fixture(autouse=True)
def _unshared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be shared yet."""
    monkeypatch.setattr(shared_handlers, "_registered", [shared_handlers._Registered([], None)])


def registered(session: Any) -> dict[str, list[Any]]:
    """Return which handlers a session has for each event of botocore's, in their order."""
    events = {event for event, *_ in handlers.BUILTIN_HANDLERS} | {"before-send", "before-call.s3.GetObject"}
    return {each: handlers_of(session.get_component("event_emitter"), each) for each in sorted(events)}


def test_sessions_have_the_handlers_that_they_have_without_a_fake() -> None:
    """The first session of a fake and those after it have botocore's handlers, in botocore's order."""
    without = registered(botocore.session.get_session())
    with fake_handshakes():
        first, second = botocore.session.get_session(), botocore.session.get_session()
        assert [registered(first), registered(second)] == [without, without]
    assert shared_handlers._registered[0].specifications == handlers.BUILTIN_HANDLERS
    assert sum(map(len, without.values())) > len(without)


def apply(emitters: list[Any], actions: list[tuple[str, int, str, int]]) -> list[Any]:
    """Do to emitters what hypothesis draws, and return what each event is answered by each of them after each action."""
    seen: list[Any] = []
    for action, which, event, number in actions:
        emitter = emitters[which % len(emitters)]
        if action == "copy":
            emitters.append(copy.copy(emitter))
        elif action == "unregister":
            try:
                emitter.unregister(event, HANDLERS[number])
            except ValueError as error:
                seen.append(str(error))
            except AttributeError:  # botocore looks into a node that has no handlers
                seen.append("nothing there")
        else:
            name = {"first": "register_first", "middle": "register", "last": "register_last"}[action]
            getattr(emitter, name)(event, HANDLERS[number])
        seen.append([[[response for _, response in each.emit(name)] for name in EVENTS] for each in emitters])
    return seen


@given(before=st.lists(ACTIONS, max_size=6), after=st.lists(ACTIONS, max_size=12))
def test_shared_handlers_behave_as_botocores(
    before: list[tuple[str, int, str, int]], after: list[tuple[str, int, str, int]]
) -> None:
    """Whatever is registered, removed and copied, emitters that share their handlers call what botocore's would call."""
    plain = [HierarchicalEmitter()]
    apply(plain, [each for each in before if each[0] not in {"copy", "unregister"}])
    shared, untouched = [copy.copy(plain[0]), copy.copy(plain[0])], copy.deepcopy(vars(plain[0]._handlers))
    template = shared_handlers._sharing(copy.copy(plain[0]._handlers))
    for each in shared:
        each._handlers = copy.copy(template)
    assert apply(shared, after) == apply([copy.copy(plain[0]), copy.copy(plain[0])], after)
    assert repr(vars(template)) == repr(vars(plain[0]._handlers))
    assert len(repr(untouched)) == len(repr(vars(template)))


def test_what_a_client_registers_is_its_own() -> None:
    """A handler of one client is not one of another, of its session or of the next session."""
    with fake_handshakes():
        session = boto3.Session(region_name="us-east-1")
        one, other = session.client("sts"), session.client("sts")
        later = boto3.Session(region_name="us-east-1")
        one.meta.events.register("before-call", HANDLERS[0])
        session.events.register("after-call", HANDLERS[1])
        found = {
            name: [
                each in handlers_of(emitter, event)
                for each, event in zip(HANDLERS[:2], ("before-call", "after-call"), strict=True)
            ]
            for name, emitter in (
                ("one", one.meta.events),
                ("other", other.meta.events),
                ("session", session.events),
                ("later", later.events),
                ("next", boto3.Session().events),
            )
        }
    assert found == {
        "one": [True, False],
        "other": [False, False],
        "session": [False, True],
        "later": [False, False],
        "next": [False, False],
    }


def test_handlers_that_somebody_adds_to_botocores_are_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that extends botocore's list of handlers, as moto does, finds its handler in the sessions from then on."""
    with fake_handshakes():
        botocore.session.get_session()
        monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", [*handlers.BUILTIN_HANDLERS, ("before-call", HANDLERS[0])])
        assert HANDLERS[0] in registered(botocore.session.get_session())["before-call"]
        monkeypatch.undo()
        assert HANDLERS[0] not in registered(botocore.session.get_session()).get("before-call", [])


class Counting(Session):  # type: ignore[misc] # botocore is untyped
    """A session that counts what is registered."""

    times = 0

    def register(self, *words: Any, **more: Any) -> None:
        """Register a handler."""
        self.times += 1
        super().register(*words, **more)


def test_sessions_and_emitters_of_ones_own_register_for_themselves() -> None:
    """A subclass of Session, an emitter that is given and one that has handlers already are treated by botocore alone."""
    mine = HierarchicalEmitter()
    mine.register_first("before-call", HANDLERS[0])
    with fake_handshakes():
        botocore.session.get_session()
        assert Counting().times == sum(len(each) == 2 for each in handlers.BUILTIN_HANDLERS)
        session = Session(event_hooks=mine)
        assert type(mine._handlers) is hooks._PrefixTrie
        assert HANDLERS[0] in registered(session)["before-call"]
        wrapped = Session(event_hooks=EventAliaser(HierarchicalEmitter()))
        assert registered(wrapped)["before-send"] == []


def test_a_session_that_is_being_made_at_the_end_of_the_fake_registers_for_itself() -> None:
    """What somebody's wrapper still calls after the last fake passes everything on."""
    with fake_handshakes():
        register = Session._register_builtin_handlers
    session = Session(include_builtin_handlers=False)
    register(session, session.get_component("event_emitter"))
    assert registered(session) == registered(botocore.session.get_session())
    assert shared_handlers._registered[0].trie is None
    assert Session._register_builtin_handlers is not register


@pytest.mark.parametrize("section", ["register_first", "register", "register_last"])
def test_handlers_keep_their_section(section: str) -> None:
    """A handler of a session of the fake comes first, last or in between, as it was registered."""
    found = []
    for is_within in (False, True):
        if is_within:
            with fake_handshakes():
                botocore.session.get_session()
                session = botocore.session.get_session()
        else:
            session = botocore.session.get_session()
        emitter = session.get_component("event_emitter")
        getattr(emitter, section)("before-sign.s3", HANDLERS[0])
        found.append(handlers_of(emitter, "before-sign.s3.GetObject"))
    assert found[0] == found[1]


class Handlers:
    """Handlers of every form."""

    def bound(self, **_: Any) -> None:
        """Take keywords."""

    @classmethod
    def of_class(cls, **_: Any) -> None:
        """Take keywords."""

    def one_keyword(self, name: str) -> None:
        """Take one keyword."""

    def __call__(self, **_: Any) -> None:
        """Take keywords."""


def wrapper(*_: Any) -> None:
    """Look like a handler that takes keywords."""


functools.update_wrapper(wrapper, HANDLERS[0])
FORMS: dict[str, Callable[..., Any]] = {
    "function": HANDLERS[0],
    "bound method": Handlers().bound,
    "class method": Handlers.of_class,
    "callable object": Handlers(),
    "partial": functools.partial(HANDLERS[0], number=1),
    "wrapper": wrapper,
    "positions": lambda *_: None,
    "one keyword": Handlers().one_keyword,
    "nothing": lambda: None,
    "class": type("Class", (), {"__init__": lambda _, **__: None}),
}


@pytest.mark.parametrize("form", FORMS)
def test_handlers_that_take_no_keywords_are_refused_as_without_a_fake(form: str) -> None:
    """Botocore registers and refuses the same handlers while a fake is active."""

    def outcome() -> str:
        try:
            botocore.session.get_session().register("before-call", FORMS[form])
        except ValueError as error:
            return str(error)
        return "registered"

    without = outcome()
    with fake_handshakes():
        assert outcome() == without


def test_a_check_of_handlers_that_somebody_has_changed_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that a suite puts in the place of botocore's is asked about each handler."""
    asked: list[Any] = []

    def accepts_kwargs(handler: Any) -> bool:
        asked.append(handler)
        return True

    monkeypatch.setattr(hooks, "accepts_kwargs", accepts_kwargs)
    with fake_handshakes():
        botocore.session.get_session().register("before-call", HANDLERS[0])
        assert HANDLERS[0] in asked
