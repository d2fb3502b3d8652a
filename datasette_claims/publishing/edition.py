"""What a public copy says of itself: its key, who answers for it, how it was made.

The key is made from the content, so the same content has the same one whenever and wherever it was
copied. Names, licence and contact come from the configuration of the site; nothing is made up.
"""
# ruff: noqa: S608 (SQL is put together from the names of fields)

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timezone
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from datasette.utils import tilde_encode

from datasette_claims import weblink
from datasette_claims.publishing import content, naming
from datasette_claims.store import errors, schema
from datasette_claims.store.sqlite import sqlite3

EPOCH = "SOURCE_DATE_EPOCH"
"""The variable by which builds are told the time: https://reproducible-builds.org."""

KEY_LENGTH = 16


class EditionError(errors.StoreError):
    """Why there is no edition, in one line for the user."""


@dataclass(frozen=True, slots=True)
class About:
    """What the configuration says of the site; None is what it does not say."""

    title: str | None = None
    description: str | None = None
    organisation: str | None = None
    organisation_url: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    contact: str | None = None
    address: str | None = None

    def before(self, other: About) -> About:
        """This, and of the other what it does not say; a name keeps the address it came with."""
        told = {}
        for together in TOGETHER:
            own = any(getattr(self, name) for name in together)
            told.update({name: getattr(self if own else other, name) for name in together})
        return About(**told)


TOGETHER = (
    ("title",), ("description",), ("organisation", "organisation_url"), ("licence", "licence_url"),
    ("contact",), ("address",),
)  # fmt: skip
"""What is said in one place, or in none: the address of a licence is that of no other."""


@dataclass(frozen=True, slots=True)
class Edition(About):
    """The row of ``edition``, as ``edition.sql`` describes it."""

    id: str = ""
    content_hash: str = ""
    made_on: str = ""
    passages_only: bool = False
    reviewed_only: bool = False
    names_withheld: bool = False
    private_persons: int = 0
    previous_id: str | None = None
    previous_made_on: str | None = None
    program: str = ""


def script() -> str:
    """The tables that only a public copy has."""
    return files("datasette_claims.publishing").joinpath("edition.sql").read_text(encoding="utf-8")


@cache
def descriptions() -> dict[str, tuple[str, dict[str, str]]]:
    """Those tables in words, as `store.schema.descriptions` has the others."""
    return schema.described(script())


def configured(mappings: Iterable[Mapping[str, Any]], database: str) -> About:
    """What metadata and configuration files, as ``loaded``, say of a site and of this database.

    The block of the database goes before the site; of several files the later one goes first.
    """
    about = About()
    for found in mappings:
        databases = found.get("databases")
        own = databases.get(database) if isinstance(databases, dict) else None
        plugins = found.get("plugins")
        block = plugins.get("datasette-claims") if isinstance(plugins, dict) else None
        about = _of_plugin(block if isinstance(block, dict) else {}, database).before(about)
        for level in (found, own if isinstance(own, dict) else {}):
            about = About(
                title=_words(level.get("title")),
                description=_words(level.get("description")),
                licence=_words(level.get("license")),
                licence_url=_words(level.get("license_url")),
            ).before(about)
    if about.licence_url and not weblink.is_web(about.licence_url):
        raise EditionError(f"license_url is no http or https address: {about.licence_url}")
    return about


def loaded(path: Path) -> dict[str, Any]:
    """What a configuration file says; an error in one line where it cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EditionError(f"{path} cannot be read: {error}") from error
    try:
        found = json.loads(text)
    except ValueError:
        try:
            found = yaml.safe_load(text)
        except yaml.YAMLError as error:
            why = " ".join(str(error).split())
            raise EditionError(f"{path} is neither JSON nor YAML: {why}") from error
    if not isinstance(found, dict):
        raise EditionError(f"{path} is no configuration: it must be an object with keys")
    return found


def _of_plugin(block: Mapping[str, Any], database: str) -> About:
    told = block.get("organisation")
    meant = {key: _meant(value) for key, value in told.items()} if isinstance(told, dict) else {}
    organisation = naming.organisation({"organisation": meant})
    home = _words(_meant(block.get("address")))
    return About(
        organisation=organisation.name if organisation else None,
        organisation_url=organisation.url if organisation else None,
        contact=_words(_meant(block.get("contact"))),
        address=f"{home.rstrip('/')}/{tilde_encode(database)}"
        if home and weblink.is_web(home)
        else None,
    )


def _meant(value: object) -> object:
    """The value, or that of the variable which Datasette would look up for it."""
    if isinstance(value, dict) and isinstance(value.get("$env"), str):
        return os.environ.get(value["$env"])
    return value


def _words(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def day(environment: Mapping[str, str]) -> str:
    """Today in UTC, or the day that builds are told."""
    given = environment.get(EPOCH, "").strip()
    if not given:
        return datetime.now(timezone.utc).date().isoformat()
    if not re.fullmatch(r"\d{1,11}", given):
        raise EditionError(f"{EPOCH} must be seconds since 1970, not “{given}”")
    return datetime.fromtimestamp(int(given), timezone.utc).date().isoformat()


def open_book(conn: sqlite3.Connection) -> None:
    """Make the tables, as the first thing in a copy that is still empty."""
    for statement in schema.statements(script()):
        conn.execute(statement)


def write(conn: sqlite3.Connection, made: Edition) -> Edition:
    """The edition with its key, once all its content is in ``conn``; its row is written there."""
    found = content.digest(conn)
    told = replace(
        made,
        id=found[:KEY_LENGTH],
        content_hash=found,
        program=f"datasette-claims {version('datasette-claims')}",
    )
    row = asdict(told)
    names = ", ".join(row)
    conn.execute(
        f"INSERT INTO edition ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )
    # When the steps were walked is of no account here, and would differ from run to run.
    conn.execute("UPDATE _sqlite_migrations SET applied_at = ?", [told.made_on])
    return told


def read(conn: sqlite3.Connection) -> Edition | None:
    """What a copy says of itself; None for one that was made before copies did."""
    if not conn.execute(
        "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = 'edition'"
    ).fetchone():
        return None
    names = [field.name for field in fields(Edition)]
    row = conn.execute(f"SELECT {', '.join(names)} FROM main.edition").fetchone()
    if row is None:
        return None
    told = dict(zip(names, row, strict=True))
    flags = ("passages_only", "reviewed_only", "names_withheld")
    return Edition(**{**told, **{name: bool(told[name]) for name in flags}})
