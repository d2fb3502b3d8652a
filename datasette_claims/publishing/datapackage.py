"""``datapackage.json`` beside an export: what the file is, its columns, licence and checksum.

As Frictionless has it, so that ``frictionless validate`` can tell whether the file is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasette_claims.publishing.columns import Column
from datasette_claims.publishing.naming import Organisation

NAME = "datapackage.json"
MADE_BY = "datasette claims export"

FORMS: dict[str, dict[str, Any]] = {
    "csv": {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
    "jsonl": {
        "format": "ndjson",
        "mediatype": "application/x-ndjson",
        "encoding": "utf-8",
        "dialect": {"json": {"keyed": True}},
    },
    "xlsx": {
        "format": "xlsx",
        "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "dialect": {"excel": {"sheet": "claims"}},
    },
    "parquet": {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
}

PART = 1 << 20


def described(
    file: Path,
    form: str,
    columns: Sequence[Column],
    *,
    rows: int,
    query: str,
    title: str,
    organisation: Organisation | None,
    licence: str | None,
) -> dict[str, Any]:
    """The package of one file that is written."""
    resource = {
        "name": "claims",
        "path": file.name,
        **FORMS[form],
        "bytes": file.stat().st_size,
        "hash": f"sha256:{file_hash(file)}",
        "rows": rows,
        "schema": {
            "fields": [
                {"name": each.name, "type": each.kind, "description": each.words}
                for each in columns
            ],
            "primaryKey": ["id"],
            "missingValues": [""],
        },
    }
    package: dict[str, Any] = {
        "name": "claims",
        "title": title,
        "description": "Who said what, in which article, and what checking it found"
        + (f"; those of the filter {query}" if query else ""),
        "resources": [resource],
    }
    if licence:
        package["licenses"] = [{"path": licence}]
    if organisation:
        told = {"title": organisation.name, "role": "publisher"}
        package["contributors"] = [told | ({"path": organisation.url} if organisation.url else {})]
    return {**package, "made_by": MADE_BY}


def file_hash(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(PART):
            found.update(part)
    return found.hexdigest()


def made_by(path: Path) -> object:
    """What the description at ``path`` says that it was made by; None where it says nothing."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found.get("made_by") if isinstance(found, dict) else None


def as_json(package: dict[str, Any]) -> str:
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
