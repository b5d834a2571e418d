"""The file of ``--orghandshake-diagrams``: what one test did, as Markdown."""

from __future__ import annotations

import hashlib
import re

_MAX_NAME = 120
_FENCES = re.compile("`{3,}")


def file_name(node_id: str) -> str:
    """Return a name that every file system takes, of this test alone, in which a person recognises the test."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", node_id.replace("::", "--")).strip("-.")
    # Other tests may come to the same name, or to one that differs in case alone.
    digest = hashlib.sha256(node_id.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{name[:_MAX_NAME]}-{digest}.md"


def write_document(node_id: str, outcome: str, diagram: str, section: str) -> str:
    """Return the Markdown."""
    title = node_id if node_id.isprintable() else ascii(node_id)[1:-1]
    fence = "`" * max([3, *(len(each) + 1 for each in _FENCES.findall(section))])
    return f"# {title}\n\n{outcome}\n\n```mermaid\n{diagram}\n```\n\n{fence}text\n{section}\n{fence}\n"
