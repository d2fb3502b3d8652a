"""Names that are taken out of a public copy: those of a list, and those of private persons.

Works on the private copy of the working database, after it was chosen which claims leave and before
anything else is. Texts keep their length, so every offset stays true; where a name reaches over the
edge of what was claimed, the claim stays at home.
"""
# ruff: noqa: S608 (SQL is put together from the list of what leaves, and from this module)

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from datasette_claims.publishing import allowed, edition
from datasette_claims.publishing.names import SHORTEST, Names, without
from datasette_claims.store.sqlite import sqlite3

PRIVATE = "a private person"
WITHHELD = "name withheld"
NOWHERE = "https://withheld.invalid/"
"""Stands for an address that has to be there; nobody can ever own it (RFC 2606)."""

# Words of the article itself, which keep their length as its text does.
AS_PRINTED = {
    "claims": ("text", "source", "cue", "context", "said_as"),
    "article_links": ("name",),
    "articles": ("text",),
}
KEYS = (
    "id", "article_id", "speaker_id", "claim_id", "other_id", "outlet_id", "merged_into",
    "whole_id", "group_id", "text_hash", "status", "key", "to_status", "from_status",
)  # fmt: skip
ARTICLE = {
    "articles": "id",
    "claims": "article_id",
    "article_links": "article_id",
    "evidence": "(SELECT article_id FROM claims WHERE claims.id = claim_id)",
    "temp.leaving": "(SELECT article_id FROM claims WHERE claims.id = leaving.id)",
    "temp.leaving_history": "(SELECT article_id FROM claims WHERE claims.id = claim_id)",
}
"""To which article the words of a row belong: there, parts of a private name are a name too."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was taken out: numbers for the report, and what to look for in the copy."""

    names: Names
    listed: int = 0
    persons: int = 0
    claims: int = 0
    """Left at home, because a name reaches over their edge."""


NOTHING = Withheld(Names(()))


@dataclass
class _Search:
    """All names, and those that are names in one article alone."""

    names: Names
    own: dict[str, Names] = field(default_factory=dict)

    def ranges(self, text: str, article: str | None) -> list[tuple[int, int]]:
        found = self.names.ranges(text)
        own = self.own.get(article or "")
        if own is not None:
            found = _together([*found, *own.ranges(text)])
        return found

    def stand_in(self, text: str, article: str | None) -> bool:
        own = self.own.get(article or "")
        return self.names.stand_in(text) or (own is not None and own.stand_in(text))


def _together(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in their order, those that touch each other as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def withhold(conn: sqlite3.Connection, names: tuple[str, ...], private_under: int) -> Withheld:
    """Take the names out of all that leaves, and those of persons with fewer claims than that."""
    _demand_names(conn, names)
    for (trigger,) in conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        conn.execute(f'DROP TRIGGER "{trigger}"')
    persons = _private(conn, private_under)
    search = _search(conn, names, persons)
    conn.create_function("withheld", 3, lambda *told: _words(search, *told))
    conn.create_function("withheld_address", 3, lambda *told: _address(search, *told))
    conn.create_function(
        "is_withheld", 2, lambda text, of: int(bool(text) and search.stand_in(str(text), of))
    )
    listed = _rename(conn, "speakers", persons, Names(names))
    listed += _rename(conn, "outlets", {}, Names(names))
    dropped = _texts(conn, search)
    conn.execute("DELETE FROM speaker_aliases WHERE is_withheld(alias, NULL)")
    conn.execute(
        "DELETE FROM speaker_aliases WHERE speaker_id IN"
        " (SELECT id FROM speakers WHERE name IN (?, ?))",
        [PRIVATE, WITHHELD],
    )
    conn.execute("DELETE FROM article_addresses WHERE is_withheld(address, article_id)"
                 " OR withheld_address(address, article_id, 0) IS NOT address")  # fmt: skip
    for table in allowed.TABLES:
        _columns(conn, table.name, [*table.public, *table.shown])
    _columns(conn, "temp.leaving", ["rationale"])
    _columns(conn, "temp.leaving_history", ["reason"])
    return Withheld(search.names, listed, len(persons), dropped)


def _demand_names(conn: sqlite3.Connection, names: tuple[str, ...]) -> None:
    for name in names:
        if sum(map(len, Names(()).parts(name))) < SHORTEST:
            raise edition.EditionError(f"“{name}” is too short to be taken out as a name")
    # A name that stands in the words of the program itself would stand in every copy.
    script = " ".join(
        sql for (sql,) in conn.execute("SELECT sql FROM sqlite_master WHERE sql > ''")
    )
    for name in names:
        if Names([name]).stand_in(script):
            raise edition.EditionError(
                f"“{name}” is also a word of the database itself; give the name in full"
            )


# ---- who is private


def _private(conn: sqlite3.Connection, under: int) -> dict[str, str]:
    """Persons with fewer claims in the copy than that, and neither a role nor a Wikidata id.

    Key -> the key under which they leave: that of their first claim tells no name.
    """
    if under < 1:
        return {}
    found = conn.execute(
        """
        WITH said AS (
            SELECT speakers.whole_id AS whole, min(claims.id) AS first,
                count(DISTINCT coalesce(claims.copies, claims.id)) AS n,
                max(trim(coalesce(claims.role, '')) <> '') AS office
            FROM claims JOIN leaving USING (id) JOIN speakers ON speakers.id = claims.speaker_id
            GROUP BY speakers.whole_id)
        SELECT speakers.id, 'private-' || first FROM said
        JOIN speakers ON speakers.whole_id = said.whole
        JOIN speakers AS whole ON whole.id = said.whole
        WHERE whole.kind = 'person' AND n < ? AND NOT office AND NOT EXISTS (
            SELECT 1 FROM speakers AS m WHERE m.whole_id = said.whole AND m.wikidata IS NOT NULL)
        ORDER BY speakers.rowid""",
        [under],
    )
    return dict(found.fetchall())


def _search(conn: sqlite3.Connection, names: tuple[str, ...], persons: dict[str, str]) -> _Search:
    if not persons:
        return _Search(Names(names))
    plain = Names(())
    people = dict(conn.execute("SELECT id, name FROM speakers").fetchall())
    shown = {
        plain.parts(name)
        for key, name in conn.execute(
            "SELECT id, name FROM speakers WHERE id IN"
            " (SELECT speaker_id FROM claims JOIN leaving USING (id))"
        )
        if key not in persons
    }
    runs = {
        parts[at : at + length]
        for parts in shown
        for at in range(len(parts))
        for length in range(1, len(parts) - at + 1)
    }
    common = {
        word
        for (text,) in conn.execute("SELECT text FROM articles")
        for word in re.findall(r"\b[^\W\d_]+\b", text)
        if word[0].islower()
    }
    small = {part for word in common for part in plain.parts(word)}
    everywhere = [
        people[key]
        for key in persons
        if (parts := plain.parts(people[key]))
        and parts not in runs
        and (len(parts) > 1 or (len(parts[0]) >= SHORTEST and parts[0] not in small))
    ]
    own: dict[str, set[str]] = {}
    for key, article, source in conn.execute(
        "SELECT speaker_id, article_id, source FROM claims JOIN leaving USING (id)"
        " WHERE speaker_id IS NOT NULL"
    ):
        if key in persons:
            known = own.setdefault(article, set())
            known.update(_forms(people[key], source, plain, runs))
    return _Search(
        Names(names, as_words=everywhere),
        {article: Names((), as_words=forms) for article, forms in own.items() if forms},
    )


def _forms(
    name: str, source: str | None, plain: Names, shown: set[tuple[str, ...]]
) -> Iterable[str]:
    """By what a private person goes in their article: the name, its words, another whole name."""
    yield name
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", name) if word[0].isupper()]
    for word in words:
        parts = plain.parts(word)
        if sum(map(len, parts)) > SHORTEST and parts not in shown:
            yield word
    others = re.findall(r"[^\W\d_][\w’'.-]*", source or "")
    of_name = {plain.parts(word) for word in words}
    if (
        len(others) > 1
        and all(word[0].isupper() for word in others)
        and not of_name & {plain.parts(word) for word in others}
    ):
        yield source or ""


# ---- taking out


def _rename(conn: sqlite3.Connection, table: str, persons: dict[str, str], names: Names) -> int:
    """Give keys and names without a name; returned is how many go by a name of the list."""
    column = {"speakers": "speaker_id", "outlets": "outlet_id"}[table]
    listed = 0
    for key, name in conn.execute(f"SELECT id, name FROM {table} ORDER BY rowid").fetchall():
        private = key in persons
        if not private and not any(
            found
            for (found,) in conn.execute(
                "SELECT is_withheld(?, NULL) OR is_withheld(?, NULL)", [key, name]
            )
        ):
            continue
        listed += names.stand_in(key) or names.stand_in(name)
        first = conn.execute(
            f"SELECT min(id) FROM claims WHERE {column} = ? AND id IN (SELECT id FROM leaving)",
            [key],
        ).fetchone()[0]
        number = conn.execute(f"SELECT rowid FROM {table} WHERE id = ?", [key]).fetchone()[0]
        new = persons[key] if private else f"withheld-{first or number}"
        if conn.execute(f"SELECT 1 FROM {table} WHERE id = ?", [new]).fetchone():
            new = f"{new}-{number}"
        conn.execute(
            f"UPDATE {table} SET id = ?, name = ? WHERE id = ?",
            [new, PRIVATE if private else WITHHELD, key],
        )
        for where, at in ((table, "merged_into"), (table, "whole_id"), ("claims", column),
                          ("articles", "outlet_id")):  # fmt: skip
            if where != "articles" or table == "outlets":
                conn.execute(f"UPDATE {where} SET {at} = ? WHERE {at} = ?", [new, key])
        if table == "speakers":
            conn.execute("UPDATE speakers SET wikidata = NULL WHERE id = ?", [new])
            conn.execute("DELETE FROM speaker_aliases WHERE speaker_id = ?", [key])
        else:
            conn.execute("UPDATE outlets SET url = NULL WHERE id = ?", [new])
    return listed


def _texts(conn: sqlite3.Connection, search: _Search) -> int:
    """Take names out of articles, offsets true; returned is how many claims do not leave for it."""
    dropped: set[str] = set()
    for key, text in conn.execute("SELECT id, text FROM articles").fetchall():
        ranges = search.ranges(text, key)
        if not ranges:
            continue
        left = without(text, ranges, same_length=True)
        conn.execute(
            "UPDATE articles SET text = ?, text_hash = ? WHERE id = ?",
            [left, hashlib.sha256(left.encode()).hexdigest(), key],
        )
        dropped.update(
            claim
            for claim, start, end in conn.execute(
                "SELECT claim_id, start, end FROM claim_spans"
                " JOIN leaving ON leaving.id = claim_id JOIN claims ON claims.id = claim_id"
                " WHERE article_id = ?",
                [key],
            )
            if any((begin < start < stop or begin < end < stop) for begin, stop in ranges)
        )
    for claim in dropped:
        conn.execute("DELETE FROM leaving WHERE id = ?", [claim])
        conn.execute("DELETE FROM leaving_history WHERE claim_id = ?", [claim])
        conn.execute("DELETE FROM leaving_evidence WHERE claim_id = ?", [claim])
    return len(dropped)


def _columns(conn: sqlite3.Connection, table: str, columns: list[str]) -> None:
    """Take names out of every column of words of a table."""
    short = table.rpartition(".")[2]
    article = ARTICLE.get(table, "NULL")
    for column in columns:
        if column in KEYS or (table == "articles" and column == "text"):
            continue
        if column in ("url", "archive_url"):
            must = int(table == "evidence" and column == "url")
            new = f'withheld_address("{column}", {article}, {must})'
        else:
            new = f'withheld("{column}", {article}, {int(column in AS_PRINTED.get(short, ()))})'
        conn.execute(
            f'UPDATE {table} SET "{column}" = {new} WHERE "{column}" IS NOT NULL'
            f' AND typeof("{column}") = \'text\' AND {new} IS NOT "{column}"'
        )


def _words(search: _Search, text: str, article: str | None, same_length: int) -> str:
    ranges = search.ranges(text, article)
    return without(text, ranges, same_length=bool(same_length)) if ranges else text


def _address(search: _Search, url: str, article: str | None, must: int) -> str | None:
    """The address; where a name stands in it none, or the site alone if there must be one."""
    if not search.stand_in(unquote(url), article) and not search.stand_in(url, article):
        return url
    if not must:
        return None
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.hostname}/"
    return NOWHERE if search.stand_in(site, article) else site


# ---- and looking again


def demand_gone(conn: sqlite3.Connection, held: Withheld) -> None:
    """Stop where a name is still in a copy: in any value of any table that is one."""
    if held.names.none:
        return
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        for row in conn.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                if isinstance(value, str) and held.names.stand_in(value):
                    raise edition.EditionError(
                        f"a name that was to be taken out is still in the table {table}; "
                        "the copy was thrown away"
                    )
