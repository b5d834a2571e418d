"""The home directory of a typical AWS user: profiles of every kind, tokens, and a credential process."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "default": "AKIAGO6XUA4OAAAAAAAA",  # of account 444444444444
    "static": "AKIAICWNRBDRQAAAAAAA",  # of account 555555555555
    "process": "AKIAJWODOBKVAAAAAAAA",  # of account 666666666666
    "role": "ASIADHPL2AOHAAAAAAAA",  # of account 222222222222, as AWS would hand it out
}
_ROLE = "role_arn = arn:aws:iam::222222222222:role/R\nsource_profile = static\nregion = eu-central-1\n"
_SSO = "https://example.awsapps.com/start"


def make(home: Path) -> None:
    """Create it from scratch."""
    shutil.rmtree(home, ignore_errors=True)
    runs_of(home).unlink(missing_ok=True)
    aws = home / ".aws"
    (aws / "sso" / "cache").mkdir(parents=True)
    (aws / "config").write_text(
        "[default]\nregion = eu-central-1\ns3 =\n    addressing_style = path\n"
        "[profile static]\nregion = eu-central-1\n"
        f"[profile role]\n{_ROLE}"
        f"[profile mfa]\n{_ROLE}mfa_serial = arn:aws:iam::555555555555:mfa/me\n"
        f"[profile process]\nregion = eu-central-1\ncredential_process = /bin/sh {home}/process.sh\n"
        f"[profile sso]\nregion = eu-central-1\nsso_start_url = {_SSO}\nsso_region = eu-central-1\n"
        "sso_account_id = 222222222222\nsso_role_name = Admin\n"
    )
    (aws / "credentials").write_text(
        "".join(
            f"[{name}]\naws_access_key_id = {KEYS[name]}\naws_secret_access_key = secret\n"
            for name in ("default", "static")
        )
    )
    keys = json.dumps({"Version": 1, "AccessKeyId": KEYS["process"], "SecretAccessKey": "secret"})
    (home / "process.sh").write_text(f"echo run >> {runs_of(home)}\necho '{keys}'\n")
    (home / "token").write_text("a real web identity token")
    name = hashlib.sha1(_SSO.encode()).hexdigest()  # noqa: S324 - how botocore names it
    token = {"accessToken": "real", "expiresAt": "2099-01-01T00:00:00Z"}
    (aws / "sso" / "cache" / f"{name}.json").write_text(json.dumps(token))


def runs_of(home: Path) -> Path:
    """Return the file, outside the home directory, with one line for each run of the credential process."""
    return home.with_name(f"{home.name}-runs")


def snapshot(home: Path) -> dict[str, str]:
    """Return the contents of every file in it."""
    return {str(path.relative_to(home)): path.read_text() for path in sorted(home.rglob("*")) if path.is_file()}
