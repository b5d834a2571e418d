"""The service models and transport errors of the installed botocore."""

from __future__ import annotations

import functools
from typing import Any

from botocore import exceptions
from botocore.loaders import Loader


@functools.lru_cache(maxsize=4)
def load_model(service: str) -> dict[str, Any]:
    """Return the model of a service in the installed botocore, read once."""
    model: dict[str, Any] = Loader().load_service_model(service, "service-2")
    return model


def transport_error(error: object) -> type[Exception] | None:
    """Return the class of a botocore transport error, given the class or its name; None for anything else."""
    found = getattr(exceptions, error, None) if isinstance(error, str) else error
    kinds = (exceptions.HTTPClientError, exceptions.ConnectionError)
    return found if isinstance(found, type) and issubclass(found, kinds) else None
