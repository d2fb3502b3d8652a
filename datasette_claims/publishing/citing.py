"""What an archive asks for beside a copy: how to cite it, what is in it, its checksum.

Nothing that somebody else wrote is overwritten: a file of these names is replaced only if it is one
that was made here.
"""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import yaml

from datasette_claims.publishing import datapackage, edition, placing
from datasette_claims.publishing.edition import About, Edition
from datasette_claims.store import schema
from datasette_claims.store.sqlite import sqlite3

MADE_BY = "datasette claims snapshot"

MESSAGE = "If you use these data, please cite this edition of them."

# What CITATION.cff takes as the name of a licence; of others it takes the address.
SPDX = (
    "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0", "CC0-1.0", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0",
)  # fmt: skip


def names(target: Path) -> dict[str, Path]:
    """The files beside a copy, by what they are."""
    return {
        "citation": target.with_name("CITATION.cff"),
        "package": target.with_name(datapackage.NAME),
        "inspected": target.with_name("inspect-data.json"),
        "checksum": target.with_name(f"{target.name}.sha256"),
    }


def demand(target: Path, about: About) -> None:
    """Stop where the files could not be written, or would not say what they must."""
    missing = [
        f"{what} ({where})"
        for what, where, told in (
            ("a title", "title", about.title),
            ("an organisation", "plugins → datasette-claims → organisation → name",
             about.organisation),
            ("a licence", "license, license_url", about.licence or about.licence_url),
        )
        if not told
    ]  # fmt: skip
    if missing:
        raise edition.EditionError(
            f"what is to be cited needs {', '.join(missing)}; say so in the file that -m names"
        )
    for what, path in names(target).items():
        if kind := placing.special(path):
            raise edition.EditionError(f"{path} is {kind}; a file is to be written there")
        if path.exists() and not _ours(what, path, target):
            raise edition.EditionError(
                f"{path} was not made by {MADE_BY}, and is left alone; "
                "make the edition in a folder of its own"
            )


def _ours(what: str, path: Path, target: Path) -> bool:
    if what == "package":
        return datapackage.made_by(path) == MADE_BY
    try:
        text = path.read_text("utf-8")
        if what == "citation":
            return text.startswith(f"# Made by {MADE_BY}")
        if what == "checksum":
            return bool(re.fullmatch(rf"[0-9a-f]{{64}}  {re.escape(target.name)}\n", text))
        found = json.loads(text)
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and set(found) == {target.stem}


def write(target: Path, made: Edition) -> None:
    """Write the files; each takes its name when it is complete."""
    checksum, size = datapackage.file_hash(target), target.stat().st_size
    texts = {
        "citation": citation(made, target.name, checksum),
        "package": datapackage.as_json(package(made, target, checksum, size)),
        "inspected": datapackage.as_json(inspected(target, checksum, size)),
        "checksum": f"{checksum}  {target.name}\n",
    }
    for what, path in names(target).items():
        with placing.beside(path, mode=0o644) as new:
            new.write_bytes(texts[what].encode())


def citation(made: Edition, name: str, checksum: str) -> str:
    """``CITATION.cff`` (citation-file-format.github.io)."""
    author = _told({"name": made.organisation, "website": made.organisation_url})
    email = re.fullmatch(r"(?:mailto:)?([\w.+-]+@[\w.-]+)", made.contact or "")
    spdx = _spdx(made.licence)
    told = _told(
        {
            "cff-version": "1.2.0",
            "message": MESSAGE,
            "type": "dataset",
            "title": made.title,
            "abstract": made.description,
            "authors": [author],
            "contact": [{**author, "email": email[1]}] if email else None,
            "version": made.id,
            "date-released": made.made_on,
            "license": spdx,
            "license-url": None if spdx else made.licence_url,
            "url": made.address,
            "identifiers": [
                {
                    "type": "other",
                    "value": f"sha256:{checksum}",
                    "description": f"Checksum of {name}",
                }
            ],
        }
    )
    text: str = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100)
    return f"# Made by {MADE_BY}\n{text}"


def _spdx(licence: str | None) -> str | None:
    plain = "-".join((licence or "").split()).lower()
    return next((name for name in SPDX if name.lower() == plain), None)


def package(made: Edition, target: Path, checksum: str, size: int) -> dict[str, Any]:
    """``datapackage.json`` (Frictionless): the file, and every table and column in words."""
    name = re.sub(r"[^a-z0-9._-]+", "-", target.stem.lower()).strip("-") or "claims"
    return _told(
        {
            "profile": "data-package",
            "name": name,
            "id": made.id,
            "title": made.title,
            "description": made.description,
            "version": made.id,
            "created": f"{made.made_on}T00:00:00Z",
            "homepage": made.address,
            "licenses": [
                _told(
                    {
                        "name": _spdx(made.licence),
                        "title": made.licence,
                        "path": made.licence_url,
                    }
                )
            ],
            "contributors": [
                _told(
                    {
                        "title": made.organisation,
                        "path": made.organisation_url,
                        "role": "publisher",
                    }
                )
            ],
            "resources": [
                {
                    "name": name,
                    "path": target.name,
                    "title": made.title,
                    "format": "sqlite",
                    "mediatype": "application/vnd.sqlite3",
                    "bytes": size,
                    "hash": f"sha256:{checksum}",
                    "tables": _tables(target),
                }
            ],
            "made_by": MADE_BY,
        }
    )


def _tables(target: Path) -> list[dict[str, Any]]:
    """Tables and views that hold something, with their columns in the words of the schema."""
    words = {**schema.descriptions(), **edition.descriptions()}
    found = []
    with closing(sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)) as conn:
        for table, (description, columns) in words.items():
            known = {row[1]: row[2] for row in conn.execute(f'PRAGMA table_xinfo("{table}")')}
            if not columns or not known:
                continue
            count = conn.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
            if count:
                found.append(
                    {
                        "name": table,
                        "description": description,
                        "rows": count,
                        "columns": [
                            {"name": name, "type": known[name], "description": columns[name]}
                            for name in columns
                            if name in known
                        ],
                    }
                )
    return found


def inspected(target: Path, checksum: str, size: int) -> dict[str, Any]:
    """What ``datasette inspect`` says of the file; ``datasette --inspect-file`` reads it."""
    with closing(sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)) as conn:
        tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        counts = {
            name: {"count": conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]}  # noqa: S608
            for (name,) in tables
        }
    return {target.stem: {"hash": checksum, "size": size, "file": target.name, "tables": counts}}


def _told(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value not in (None, "", [], {})}
