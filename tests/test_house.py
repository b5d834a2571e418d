from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pytest_orghandshake

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "pytest_orghandshake"
FOLDER = Path(pytest_orghandshake.__file__).parent
GROUND = {"_exceptions", "_settings"}
"""Every package may import these; they import no package, except that ``_settings`` imports some checks lazily."""

MAY_IMPORT = {
    "_exceptions": set(),
    "_settings": {"_exceptions", "_world"},
    "_world": {"_world", *GROUND},
    "_report": {"_report", "_world", *GROUND},
    "_api": {"_api", "_report", "_world", *GROUND},
    "_transport": {"_transport", "_api", "_report", "_world", *GROUND},
    "_fake": {"_transport", "_api", "_report", "_world", *GROUND},
    "_context": {"_fake", "_transport", "_api", "_report", "_world", *GROUND},
    "plugin": {"_context", "_fake", "_transport", "_report", *GROUND},
    "strategies": {"_world"},
    "__init__": {"_context", "_fake", "_transport", "_report", "_world", *GROUND},
}
THIRD_PARTIES = {
    "pytest": {"plugin"},
    "botocore": {"_transport"},
    "boto3": {"_transport"},
    "aiobotocore": {"_transport"},
    "moto": {"_transport"},
    "dateutil": {"_world"},
    "hypothesis": {"strategies"},
}


def room_of(module: tuple[str, ...]) -> str:
    """Return the package or top-level module that a module belongs to."""
    return module[0] if module else "__init__"


def imports_of(source: str, module: tuple[str, ...]) -> Iterator[str]:
    """Find what a module imports, including imports for types: parts of this package, and other packages."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            here = [PACKAGE, *module][: len(module) + 1 - node.level + (module == ())] if node.level else []
            path = [*here, *filter(None, (node.module or "").split("."))]
            names = [".".join([*path, each.name]) for each in node.names]
        else:
            continue
        for name in names:
            top, *rest = name.split(".")
            yield rest[0] if top == PACKAGE and rest else top


def wrong_imports(source: str, module: tuple[str, ...]) -> list[str]:
    """Return what a module must not import."""
    room = room_of(module)
    found = set(imports_of(source, module))
    rooms = {name for name in found if name in MAY_IMPORT and name not in (*MAY_IMPORT[room], room)}
    strangers = {name for name in found if room not in THIRD_PARTIES.get(name, {room})}
    return sorted(rooms | strangers)


def modules() -> list[tuple[str, ...]]:
    """Return every module of the package, as the parts of its name."""
    paths = [path.relative_to(FOLDER).with_suffix("").parts for path in sorted(FOLDER.rglob("*.py"))]
    return [() if path == ("__init__",) else path for path in paths]


@pytest.mark.parametrize("module", modules(), ids="/".join)
def test_imports_go_one_way_down(module: tuple[str, ...]) -> None:
    """No package imports one above it; only the plugin imports pytest, and only the transport imports botocore and moto."""
    path = FOLDER.joinpath(*(module or ("__init__",))).with_suffix(".py")
    assert wrong_imports(path.read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    ("module", "line", "wrong"),
    [
        (("_world", "world"), "from .._api import service", ["_api"]),
        (("_world", "world"), "from .._report.messages import report", ["_report"]),
        (("_world", "directory"), "from .._transport.moto_directory import MotoDirectory", ["_transport"]),
        (("_world", "clock"), "if TYPE_CHECKING:\n    from .._fake import OrgHandshake", ["_fake"]),
        (("_world", "clock"), "import pytest_orghandshake._api.service", ["_api"]),
        (("_report", "messages"), "from .._api.faults import Fault", ["_api"]),
        (("_api", "service"), "def f():\n    from .._transport import moto", ["_transport"]),
        (("_api", "catalog"), "import botocore.loaders", ["botocore"]),
        (("_transport", "moto"), "from .._context import active", ["_context"]),
        (("_transport", "moto"), "import pytest", ["pytest"]),
        (("_settings",), "import pytest", ["pytest"]),
        (("_fake",), "from ._context import active", ["_context"]),
        (("_fake",), "from moto import mock_aws", ["moto"]),
        (("_exceptions",), "from . import _settings", ["_settings"]),
        (("plugin",), "from pytest_orghandshake._api import service", ["_api"]),
    ],
)
def test_wrong_import_is_found(module: tuple[str, ...], line: str, wrong: list[str]) -> None:
    """A forbidden import is found in every form."""
    assert wrong_imports(line, module) == wrong


def test_right_imports_are_left_alone() -> None:
    """Imports from the same package, from lower ones and from the standard library are allowed."""
    assert wrong_imports("import json\nfrom . import sts\nfrom .._world.clock import DAY", ("_api", "service")) == []


def test_no_module_holds_more_than_one_concern() -> None:
    """No module is longer than 400 lines."""
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDER.rglob("*.py")}
    assert [name for name, count in lines.items() if count > 400] == []


def test_unused_plugin_loads_next_to_nothing(pytester: pytest.Pytester) -> None:
    """A run that never uses the fixture imports three modules of this package, and neither botocore nor moto."""
    pytester.makeconftest("""
        import json
        import sys

        def pytest_unconfigure():
            watched = ("boto3", "botocore", "aiobotocore", "moto", "hypothesis", "pytest_orghandshake")
            print(json.dumps(sorted(each for each in sys.modules if each.split(".")[0] in watched)))
    """)
    pytester.makepyfile("def test_empty():\n    pass")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist")
    result.assert_outcomes(passed=1)
    assert json.loads(result.outlines[-1]) == [
        PACKAGE,
        f"{PACKAGE}._exceptions",
        f"{PACKAGE}._settings",
        f"{PACKAGE}.plugin",
    ], sys.version
