"""The table of cases: library, kind of credentials, and when a session is made and used."""

from __future__ import annotations

from typing import NamedTuple

LIBRARIES = ("boto3", "botocore", "aiobotocore")
_PROFILES = ("static", "role", "mfa", "process", "sso")
_USES = ("not used before", "resolved before", "called before")
_WEB_IDENTITY = {"AWS_WEB_IDENTITY_TOKEN_FILE": "~/token", "AWS_ROLE_ARN": "arn:aws:iam::222222222222:role/Web"}
_FILES = {"AWS_CONFIG_FILE": "~/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}


class Cell(NamedTuple):
    """One case: how a session is made and used.

    ``profile`` is the profile it is made with, ``environ`` the environment before the test. ``made`` and ``used`` say what
    has happened when the test begins; ``caller`` is the account it has to call as during the test.
    """

    library: str
    kind: str
    profile: str | None
    environ: dict[str, str]
    made: str
    used: str
    is_cached: bool = False
    known: str | None = None
    caller: str = "111111111111"

    @property
    def id(self) -> str:
        """The test id."""
        return "-".join([self.library, self.kind, f"made {self.made}", self.used])


def cells() -> list[Cell]:
    """Return all cases."""
    found = []
    for library in LIBRARIES:
        for used in _USES:
            found.append(Cell(library, "default", None, {}, "before", used))
            found.append(Cell(library, "web identity", None, _WEB_IDENTITY, "before", used))
            found += [Cell(library, f"{each} named", each, {}, "before", used) for each in _PROFILES]
        for each in _PROFILES:
            found.append(
                Cell(library, f"{each} in the shell", None, {"AWS_PROFILE": each}, "before", "resolved before")
            )
            found.append(Cell(library, f"{each} in the shell", None, {"AWS_PROFILE": each}, "in", "not used before"))
        found.append(Cell(library, "default", None, {}, "in", "not used before"))
        found.append(Cell(library, "web identity", None, _WEB_IDENTITY, "in", "not used before"))
        found.append(Cell(library, "default in named files", None, _FILES, "before", "not used before"))
        found.append(Cell(library, "role cached on disk", "role", {}, "before", "resolved before", is_cached=True))
        for used in _USES:
            known = Cell(library, "static known", "static", {}, "before", used)
            found.append(known._replace(known="555555555555", caller="555555555555"))
    return found
