"""Credentials, profiles and the default caller, as a test sets them."""

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
    """The result of ``act_as``: at the end of a ``with`` block it restores the previous default caller."""

    __slots__ = ("_before", "_service", "_world")

    def __init__(self, service: Service, before: Account | None) -> None:
        self._service = service
        self._world = service.world
        self._before = before

    def __enter__(self) -> None:
        """Do nothing: ``act_as`` has changed the caller already."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Restore the previous default caller, unless ``reset()`` has replaced its world."""
        if self._service.world is self._world:
            self._service.caller = self._before


class Callers(Base):
    """The part of a fake that says who is calling."""

    def credentials(self, account: Account | str) -> Credentials:
        """Return keys of an account, ready for ``boto3.Session(**keys)`` and ``boto3.client(..., **keys)``.

        As on AWS, the access key id contains the account, so other processes can use these keys too.

        Raises:
            SetupError: The account is not valid, or belongs to another world.
        """
        with self._lock:
            account_id = account_of(self._world, account).id
        return {
            "aws_access_key_id": identity.key_of(account_id),
            "aws_secret_access_key": identity.SECRET,
            "aws_session_token": identity.token_of(account_id),
        }

    def environment(self, account: Account | str) -> dict[str, str]:
        """Return keys of an account as the environment variables that the AWS CLI and SDKs read, for child processes.

        If the test uses ``orghandshake_server``, the fake's address is in the environment already.

        Raises:
            SetupError: The account is not valid, or belongs to another world.
        """
        keys = self.credentials(account)
        return {
            "AWS_ACCESS_KEY_ID": keys["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["aws_secret_access_key"],
            "AWS_SESSION_TOKEN": keys["aws_session_token"],
        }

    def add_profile(self, name: str, account: Account | str) -> None:
        """Add a profile with keys of an account, for ``profile_name=``, ``AWS_PROFILE`` and ``aws --profile``.

        New sessions and child processes see it, along with the profiles in the files that ``AWS_CONFIG_FILE`` and
        ``AWS_SHARED_CREDENTIALS_FILE`` name. A profile with the same name is replaced.

        Args:
            name: The name of the profile; ``"default"`` is the profile used when none is named.
            account: The account whose keys it has.

        Raises:
            SetupError: The name or the account is not valid, or the account belongs to another world.
        """
        from .._transport.active import environment_of  # noqa: PLC0415 - most tests need none

        if not isinstance(name, str) or not name.strip() or not name.isprintable() or "]" in name:
            raise SetupError(f"{name!r} is not a profile name: write letters and digits, such as 'member'")
        keys = self.credentials(account)
        environment_of(self._service).add_profile(name, {key: str(value) for key, value in keys.items()})

    def act_as(self, account: Account | str) -> ActingAs:
        """Make an account the default caller: from now on, or for the duration of a ``with`` block.

        Raises:
            SetupError: The account is not valid, or belongs to another world.
        """
        with self._lock:
            before, self._service.caller = self._service.caller, account_of(self._world, account)
            return ActingAs(self._service, before)
