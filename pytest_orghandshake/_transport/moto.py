"""moto: whether it is active, which account a key of moto belongs to, and how to forward calls to it.

``moto_directory`` shares moto's accounts.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from .._exceptions import HIDDEN, OrgHandshakeError
from .._world.identity import account_in, region_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._api.protocols import Reply
    from .._api.service import Service
    from .._world.identity import Signature

__tracebackhide__ = HIDDEN

ANSWERED = "https://answered-by-orghandshake.invalid/"
"""The URL of a request that this plugin has answered. botocore calls every ``before-send`` handler and takes the first reply,
so moto's handler runs after ours. It ignores a request whose URL is not AWS's, and nothing else reads the URL after that."""

ACCOUNT_HEADER = "x-moto-account-id"
"""The header that names the caller's account to moto if it does not know the key."""

IAM = "moto.iam.models"

_P = ParamSpec("_P")
_R = TypeVar("_R")


def is_loaded() -> bool:
    """Tell whether moto is imported, so that it may have handlers."""
    return "moto.core.models" in sys.modules


def is_answering() -> bool:
    """Tell whether ``mock_aws`` is active."""
    models: Any = sys.modules.get("moto.core.models")
    return models is not None and models.botocore_stubber.enabled is True


def explain_unsupported_moto(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn any error caused by unknown internals of moto into one clear message."""

    @functools.wraps(function)
    def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        __tracebackhide__ = True
        try:
            return function(*args, **kwargs)
        except OrgHandshakeError:
            raise
        except Exception as error:
            version = getattr(sys.modules.get("moto"), "__version__", "of an unknown version")
            raise OrgHandshakeError(
                f"moto {version} is not supported: its organizations changed.\n"
                f"- {function.__name__.strip('_')} raised {type(error).__name__}: {error}\n"
                f"Install an older moto (pip install 'moto<{version}'), and report this to pytest-orghandshake."
            ) from error

    return wrapper


@explain_unsupported_moto
def account_by_key(key: str) -> str | None:
    """Return the account that moto made an access key for."""
    account, iam = account_in(key), loaded(IAM)
    if account is None or iam is None or account not in iam.iam_backends:
        return None
    return account if any(key in each.access_keys for each in list(iam.iam_backends[account].values())) else None


def loaded(name: str) -> Any:  # noqa: ANN401 - a module of moto's
    """Return a module if it is imported; wait if another thread is importing it."""
    return importlib.import_module(name) if name in sys.modules else None


def default_account() -> str:
    """Return the account that moto assumes for an unknown caller."""
    models: Any = sys.modules["moto.core.models"]
    return os.environ.get("MOTO_ACCOUNT_ID") or str(models.DEFAULT_ACCOUNT_ID)


def ask(
    service: Service,
    event_name: str,
    signature: Signature,
    request: Any,  # noqa: ANN401 - of botocore
) -> Reply | None:
    """Let moto answer a request as its caller's account; None if moto is configured to pass it through."""
    __tracebackhide__ = True
    models: Any = sys.modules["moto.core.models"]

    def answer(account: str | None) -> Reply | None:
        __tracebackhide__ = True
        if account is not None:
            request.headers[ACCOUNT_HEADER] = account
        found = models.botocore_stubber(event_name, request)
        return None if found is None else (found.status_code, dict(found.headers), found.content)

    service_name, operation = event_name.split(".", 2)[1:]
    return service.ask_moto(service_name, operation, signature, request.body, answer)


def ask_over_http(
    service: Service, service_name: str, operation: str, signature: Signature, headers: dict[str, str], body: bytes
) -> Reply | None:
    """Let moto answer a call that came over HTTP."""
    from botocore.awsrequest import AWSPreparedRequest, HeadersDict  # noqa: PLC0415 - only the server needs it

    url = f"https://{service_name}.{region_of(signature.partition)}.amazonaws.com/"
    request = AWSPreparedRequest("POST", url, HeadersDict(headers), body, stream_output=False)
    return ask(service, f"before-send.{service_name}.{operation}", signature, request)


def set_restored_values(variables: dict[str, str | None], session: object) -> None:
    """Change the values that ``mock_aws`` restores when it exits, because it was entered during a fake and outlives it.

    moto keeps them in private attributes of its mocks (read in moto 5.0.0 to 5.2.5). The mocks are searched among all
    objects, which takes some milliseconds, but the case is rare.
    """
    mock: Any = getattr(sys.modules["moto.core.models"], "MockAWS", ())
    # isinstance would read __class__ of every object, which can have side effects.
    found: list[Any] = [each for each in gc.get_objects() if issubclass(type(each), mock)]
    for each in found:
        found_by_it, set_by_it = getattr(each, "_orig_creds", {}), getattr(each, "_fake_creds", {})
        for name in variables.keys() & found_by_it.keys():
            if found_by_it[name] != set_by_it.get(
                name
            ):  # otherwise it is nested in another mock_aws, and restores that one's values
                found_by_it[name] = variables[name]
        if hasattr(getattr(each, "_default_session_mock", None), "temp_original"):
            each._default_session_mock.temp_original = session
