"""Clients in other processes: find them, or skip the test if they are missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache

import pytest

_REQUIRED = "ORGHANDSHAKE_TEST_CLIENTS"


@cache
def _works(*command: str) -> bool:
    return (
        shutil.which(command[0]) is not None
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )


def require(*command: str) -> None:
    """Skip the test if this command fails, unless all clients have to be installed, as in .ci/run."""
    if _works(*command):
        return
    if os.environ.get(_REQUIRED):
        pytest.fail(f"{' '.join(command)} fails, and {_REQUIRED} is set", pytrace=False)
    pytest.skip(f"{' '.join(command)} fails")


def require_aws_cli() -> None:
    """Skip the test without the AWS CLI (pip install awscli, in an environment of its own)."""
    require("aws", "--version")


def require_javascript() -> None:
    """Skip the test if Node.js does not find AWS's SDK (npm install @aws-sdk/client-organizations, NODE_PATH)."""
    require("node", "-e", "require.resolve('@aws-sdk/client-organizations')")
