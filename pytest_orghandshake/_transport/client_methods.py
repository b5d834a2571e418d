"""The methods of a client's class: made once for all tests, and copied for each class.

For the documentation of each method, botocore makes a model of its operation, which is most of what a class takes. The
documentation of a copy does so when it is read.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.client import ClientCreator
from botocore.docs.docstring import ClientMethodDocstring
from botocore.model import ServiceModel

from . import active
from .botocore_internals import arguments_of, is_own, operations_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from .patches import Patches


class _Method(NamedTuple):
    """What the methods of an operation have in common in all classes."""

    function: FunctionType
    documented: dict[str, Any]


_methods: dict[tuple[str, str], _Method] = {}
_OF_ONE_CLASS = frozenset(("operation_model", "event_emitter", "method_description"))


class _Documentation(ClientMethodDocstring):  # type: ignore[misc] # botocore is untyped
    def _write_docstring(self, section: Any, service_model: Any, emitter: Any, documented: dict[str, Any]) -> None:  # noqa: ANN401
        model = service_model.operation_model(documented["method_name"])
        own = {"operation_model": model, "event_emitter": emitter, "method_description": model.documentation}
        super()._write_docstring(section, **own, **documented)


_Documentation.__name__ = _Documentation.__qualname__ = ClientMethodDocstring.__name__  # so its type is printed


def patch(patches: Patches) -> None:
    """Make the methods of new clients without models of their operations."""
    for name, wrapper in (("_create_api_method", _wrap_create), ("_register_endpoint_discovery", _wrap_discovery)):
        # Private, and what it is here from 1.34.70 to 1.43.117.
        if is_own(getattr(ClientCreator, name, None)):
            patches.wrap(ClientCreator, name, wrapper)


def _wrap_create(original: Callable[..., Any]) -> Callable[..., Any]:
    def _create_api_method(self: Any, py_operation_name: str, operation_name: str, service_model: Any) -> Any:  # noqa: ANN401
        names = py_operation_name, operation_name
        known = None if active.current() is None else _methods.get(names)
        if known is None:
            made = original(self, *names, service_model)
            if active.current() is not None:
                _remember(names, made)
            return made
        copy: Any = _copied(known.function)
        copy.__doc__ = _Documentation(service_model, self._event_emitter, known.documented)
        return copy

    return _create_api_method


def _remember(names: tuple[str, str], made: Any) -> None:  # noqa: ANN401 - a method, if botocore is as expected
    arguments = arguments_of(made.__doc__)
    documented = {key: value for key, value in arguments.items() if key not in _OF_ONE_CLASS}
    held = [each.cell_contents for each in made.__closure__ or ()]
    if len(documented) + len(_OF_ONE_CLASS) == len(arguments) and all(
        isinstance(each, (str, bool)) for each in (*documented.values(), *held)
    ):
        _methods[names] = _Method(_copied(made), documented)


def _copied(function: Any) -> FunctionType:  # noqa: ANN401 - such a method
    copy = FunctionType(function.__code__, function.__globals__, function.__name__, None, function.__closure__)
    copy.__qualname__ = function.__qualname__
    return copy


def _wrap_discovery(original: Callable[..., None]) -> Callable[..., None]:
    """Look for an operation that finds endpoints without making a model of each."""

    def _register_endpoint_discovery(self: Any, client: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        model = client.meta.service_model
        operations = operations_in(model) if type(model) is ServiceModel else None
        if operations is None or any(each.get("endpointoperation") for each in operations):
            original(self, client, *args, **kwargs)

    return _register_endpoint_discovery
