"""The Markdown files that ``--orghandshake-diagrams`` writes, one for each test."""

from __future__ import annotations

import hashlib
import re

_MAX_NAME = 120
_FENCES = re.compile("`{3,}")


def file_name(node_id: str) -> str:
    """Return a file name that is valid on every file system, unique to this test, and easy to recognise."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", node_id.replace("::", "--")).strip("-.")
    # Other tests may get the same name, or one that differs only in case.
    digest = hashlib.sha256(node_id.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{name[:_MAX_NAME]}-{digest}.md"


def write_document(node_id: str, outcome: str, diagram: str, section: str) -> str:
    """Return the Markdown text of one test."""
    title = node_id if node_id.isprintable() else ascii(node_id)[1:-1]
    fence = "`" * max([3, *(len(each) + 1 for each in _FENCES.findall(section))])
    return f"# {title}\n\n{outcome}\n\n```mermaid\n{diagram}\n```\n\n{fence}text\n{section}\n{fence}\n"
