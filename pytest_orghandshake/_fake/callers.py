"""Who is calling, as a test says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError
from .._world import identity
from .._world.lookup import account_of
from .base import Base

if TYPE_CHECKING:
    from types import TracebackType

    from .._api.service import Service
    from .._world.accounts import Account
    from .._world.identity import Credentials

__tracebackhide__ = HIDDEN


class ActingAs:
    """What ``act_as`` returns: used in a ``with`` statement, it gives the default caller back at the end."""

    __slots__ = ("_before", "_service", "_world")

    def __init__(self, service: Service, before: Account | None) -> None:
        self._service = service
        self._world = service.world
        self._before = before

    def __enter__(self) -> None:
        """Nothing is left to do: the account acts already."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the default caller back, unless the world that it is of is gone."""
        if self._service.world is self._world:
            self._service.caller = self._before


class Callers(Base):
    """Keys, profiles and the default caller."""

    def credentials(self, account: Account | str) -> Credentials:
        """Return the keys of an account, as ``boto3.Session(**keys)`` and ``boto3.client(..., **keys)`` take them.

        The account is written in the access key id, as AWS does it, so other processes can use them too.

        Raises:
            SetupError: It is no account, or one of another world.
        """
        with self._lock:
            account_id = account_of(self._world, account).id
        return {
            "aws_access_key_id": identity.key_of(account_id),
            "aws_secret_access_key": identity.SECRET,
            "aws_session_token": identity.token_of(account_id),
        }

    def environment(self, account: Account | str) -> dict[str, str]:
        """Return the keys of an account as the variables that AWS's command line and SDKs read, for child processes.

        Where such processes find the fake is in the environment already, if the test uses ``orghandshake_server``.

        Raises:
            SetupError: It is no account, or one of another world.
        """
        keys = self.credentials(account)
        return {
            "AWS_ACCESS_KEY_ID": keys["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["aws_secret_access_key"],
            "AWS_SESSION_TOKEN": keys["aws_session_token"],
        }

    def add_profile(self, name: str, account: Account | str) -> None:
        """Add a profile with the keys of an account, for ``profile_name=``, ``AWS_PROFILE`` and ``aws --profile``.

        Sessions made from here on see it, beside the profiles of the files that the environment names, and so do child
        processes. One of the same name is replaced.

        Args:
            name: What it is called; ``"default"`` is the one that is used where none is named.
            account: Whose keys it has.

        Raises:
            SetupError: It is no name of a profile, no account, or one of another world.
        """
        from .._transport.active import environment_of  # noqa: PLC0415 - most tests need none

        if not isinstance(name, str) or not name.strip() or not name.isprintable() or "]" in name:
            raise SetupError(f"{name!r} is not a profile name: write letters and digits, such as 'member'")
        keys = self.credentials(account)
        environment_of(self._service).add_profile(name, {key: str(value) for key, value in keys.items()})

    def act_as(self, account: Account | str) -> ActingAs:
        """Make an account the default caller: from here on, or for the length of a ``with`` block.

        Raises:
            SetupError: It is no account, or one of another world.
        """
        with self._lock:
            before, self._service.caller = self._service.caller, account_of(self._world, account)
            return ActingAs(self._service, before)
