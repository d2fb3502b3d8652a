"""What stands against putting a database on the internet, and how each thing is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette_claims import weblink
from datasette_claims.publishing import edition
from datasette_claims.publishing.allowed import WITHHELD
from datasette_claims.publishing.export import opened
from datasette_claims.publishing.snapshot import MARK
from datasette_claims.store import guards, soundness
from datasette_claims.store.sqlite import sqlite3

WRITES = (
    "insert-row", "update-row", "delete-row", "create-table", "alter-table", "drop-table",
    "execute-write-sql",
)  # fmt: skip
"""What Datasette 1.0 itself lets those do to whom a configuration grants it."""

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """``wrong``: it should not be published so; else somebody should look at it."""

    wrong: bool
    what: str
    mend: str


def check(database: Path, configuration: Sequence[Path]) -> list[Finding]:
    """All that was found, what is wrong first; empty where nothing is."""
    files = [edition.loaded(path) for path in configuration]
    about = edition.configured(files, database.stem)
    with opened(database) as conn:
        public = conn.execute("PRAGMA application_id").fetchone() == (MARK,)
        found = [
            *_of_file(conn, database, public=public),
            *_of_links(conn, database, public=public),
            *_of_access(files, database, public=public),
            *(_of_names(about) if files else _unnamed()),
        ]
    return sorted(found, key=lambda one: not one.wrong)


def _of_file(conn: sqlite3.Connection, path: Path, *, public: bool) -> Iterator[Finding]:
    if not public:
        yield Finding(
            True,
            f"{path} is a working database: drafts, notes and the names of who checks are in it",
            f"publish a copy: datasette claims snapshot {path} public.db",
        )
    if damage := soundness.damage(conn):
        yield Finding(
            True,
            f"the file is damaged: {'; '.join(damage[:SHOWN])}",
            "go back to a backup, or make the copy anew",
        )
    if warning := guards.warning(conn):
        yield Finding(
            True,
            warning,
            "datasette claims upgrade puts them back" if not public else "make the copy anew",
        )
    if missing := soundness.missing_indexes(conn):
        yield Finding(
            False,
            f"indexes are missing ({', '.join(missing[:SHOWN])}; {len(missing)} in all): "
            "pages are slow",
            f"make the copy anew from a whole database, or see datasette claims upgrade {path}",
        )
    if soundness.waits_beside(conn):
        yield Finding(
            True,
            "it is in WAL mode: what is in the file beside it is not served by datasette -i",
            f"sqlite3 {path} 'PRAGMA journal_mode = delete'",
        )
    if number := soundness.incomplete(conn):
        yield Finding(
            False,
            "published without a reason, or as a verdict without evidence, so that a copy holds "
            f"them back: {number:,}",
            "find them by /-/claims?publication=published, and add what is missing",
        )
    if number := soundness.claims_without_language(conn):
        yield Finding(
            False,
            f"claims without a language, which no filter by language finds: {number:,}",
            "give their articles a language, on the page of the table articles or by loading with "
            "--lang",
        )
    if number := soundness.without_language(conn):
        yield Finding(
            False,
            f"articles of unknown language, in which no claims were looked for: {number:,}",
            "load them again with --lang, or leave them out",
        )


def _of_links(conn: sqlite3.Connection, path: Path, *, public: bool) -> Iterator[Finding]:
    bad: dict[str, int] = {}
    secret: dict[str, int] = {}
    for place, url in soundness.links(conn):
        if not weblink.is_web(url):
            bad[place] = bad.get(place, 0) + 1
        elif weblink.without_secrets(url) != url:
            secret[place] = secret.get(place, 0) + 1
    if bad:
        yield Finding(
            False,
            f"addresses that are no http or https link, and are shown as words: {_counts(bad)}",
            "correct them in the tables, or leave them",
        )
    if secret:
        yield Finding(
            public,
            f"addresses that hold a password or a token: {_counts(secret)}",
            f"a copy is without them: datasette claims snapshot {path} public.db",
        )


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} in {place}" for place, number in sorted(found.items()))


def _of_access(
    files: Sequence[Mapping[str, Any]], path: Path, *, public: bool
) -> Iterator[Finding]:
    """Who may read and write, as far as the configuration says so."""
    blocks = [
        block for told in files for block in (told, _inner(told, "databases", path.stem)) if block
    ]
    if not public and files and not any(_closes_sql(block) for block in blocks):
        yield Finding(
            True,
            "whoever sees this working database may ask it by SQL for all that is in it",
            "allow: {id: [...]} lets in your team alone; allow_sql: false closes SQL "
            "(on Datasette 1.0 both stand in datasette.yaml)",
        )
    for block in blocks:
        granted = _inner(block, "permissions")
        for name in WRITES:
            if _everybody(granted.get(name)):
                yield Finding(
                    True,
                    f"everybody is granted {name}: tables can be changed by strangers",
                    f"take {name} out of permissions, or name who may: {{id: [...]}}",
                )
        editing = _inner(block, "plugins", "datasette-claims", "permissions").get("edit-claims")
        if _everybody(editing) or _everybody(granted.get("edit-claims")):
            yield Finding(
                True,
                "everybody may edit claims",
                'name who may: {"edit-claims": {"id": ["alice"]}}',
            )


def _closes_sql(block: Mapping[str, Any]) -> bool:
    settings = _inner(block, "settings")
    return settings.get("default_allow_sql", True) is False or any(
        block.get(name) is not None and not _everybody(block[name])
        for name in ("allow_sql", "allow")
    )


def _everybody(value: object) -> bool:
    return value is True or (isinstance(value, Mapping) and value.get("unauthenticated") is True)


def _inner(block: object, *keys: str) -> Mapping[str, Any]:
    for key in keys:
        block = block.get(key) if isinstance(block, Mapping) else None
    return block if isinstance(block, Mapping) else {}


NO_CONTACT = Finding(
    True,
    "there is no address for corrections and complaints",
    "plugins → datasette-claims → contact in the metadata",
)


def people(desk: Path) -> set[str]:
    """Who worked in a working database, as its tables name them."""
    with opened(desk) as conn:
        return soundness.people(conn) - {WITHHELD}


def names_in(database: Path, people: Iterable[str]) -> Iterator[Finding]:
    """Those of them whose name is a value in a file."""
    with opened(database) as conn:
        found = soundness.holding(conn, people)
    for name, places in found.items():
        yield Finding(
            True,
            f"“{name}” is who works at the desk, and stands in {', '.join(places)}",
            f"make the copy anew: datasette claims snapshot claims.db {database}",
        )


def _of_names(about: edition.About) -> Iterator[Finding]:
    """Who answers for it, and what others may do with it."""
    if not about.contact:
        yield NO_CONTACT
    if not about.organisation:
        yield Finding(
            True,
            "no organisation answers for the verdicts: they have no ClaimReview",
            "plugins → datasette-claims → organisation → name in the metadata",
        )
    if not (about.licence or about.licence_url):
        yield Finding(
            True,
            "no licence says what others may do with it",
            "license and license_url in the metadata",
        )


def _unnamed() -> Iterator[Finding]:
    yield Finding(
        False,
        "not looked at, since no configuration was named: contact, organisation, licence, access",
        "name the files that you serve with: -m metadata.json -m datasette.yaml",
    )
