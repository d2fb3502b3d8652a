"""Which claims a search finds: as a query for their row numbers.

A word counts where it stands in the claim, its sentence, its source or role, in the headline of the
article or in the speaker's name. Each of them has an index of its own, so one word may stand in the
claim and the other in the headline. What is in a script without spaces between words is looked for
wherever it stands; by the index of substrings where there is one, else claim by claim.
"""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from datasette_claims.store.searchwords import (
    Node,
    Some,
    Term,
    Without,
    spellings,
    understood,
    unspaced,
)
from datasette_claims.store.sqlite import sqlite3

_CLAIMS = "SELECT rowid FROM claims_fts WHERE claims_fts MATCH ?"
_HEADLINES = """SELECT told.rowid FROM claims AS told WHERE told.article_id IN (
    SELECT id FROM articles WHERE rowid IN (
        SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?))"""
# By any name of whoever counts as one with the speaker.
_SPEAKERS = """SELECT told.rowid FROM claims AS told WHERE told.speaker_id IN (
    SELECT id FROM speakers WHERE whole_id IN (SELECT whole_id FROM speakers WHERE rowid IN (
        SELECT rowid FROM speakers_fts WHERE speakers_fts MATCH ?)))"""

_SUBSTRINGS = """SELECT rowid FROM claims_substrings_fts WHERE claims_substrings_fts MATCH ?
    AND EXISTS (SELECT 1 FROM search_options WHERE name = 'substrings')"""
_ONE_BY_ONE = """SELECT told.rowid FROM claims AS told WHERE told.text || char(10) || told.context
    || char(10) || coalesce(told.source, '') || char(10) || coalesce(told.role, '')
    LIKE ? ESCAPE '\\'"""
_UNLESS_LISTED = " AND NOT EXISTS (SELECT 1 FROM search_options WHERE name = 'substrings')"
_IN_HEADLINES = """SELECT told.rowid FROM claims AS told WHERE told.article_id IN (
    SELECT id FROM articles WHERE title LIKE ? ESCAPE '\\')"""
_IN_SPEAKERS = """SELECT told.rowid FROM claims AS told WHERE told.speaker_id IN (
    SELECT id FROM speakers WHERE whole_id IN (
        SELECT whole_id FROM speakers WHERE name LIKE ? ESCAPE '\\'))"""
FREQUENT, SHARE = 5_000, 50
"""A search is frequent that finds so many claims, and one of so many."""
_SHORTEST = 3
"""Characters of the shortest substring that the index finds."""


class Found(NamedTuple):
    """A query for rows of ``claims``, and its parameters in order."""

    sql: str
    parameters: tuple[str, ...]


def found(tree: Node, unseen: Collection[str] = ()) -> Found:
    """The claims that a search finds, for whom does not see the tables in ``unseen``."""
    if isinstance(tree, Term):
        return _any_of((tree,), unseen)
    if isinstance(tree, Some):
        words = tuple(part for part in tree.parts if isinstance(part, Term))
        rest = [found(part, unseen) for part in tree.parts if not isinstance(part, Term)]
        return _compound("UNION ALL", [*([_any_of(words, unseen)] if words else []), *rest])
    if isinstance(tree, Without):
        return _compound("EXCEPT", [_EVERY, found(tree.part, unseen)])
    with_them = [found(part, unseen) for part in tree.parts if not isinstance(part, Without)]
    without = [found(part.part, unseen) for part in tree.parts if isinstance(part, Without)]
    both = _compound("INTERSECT", with_them) if with_them else _EVERY
    return _compound("EXCEPT", [both, *without])


_EVERY = Found("SELECT told.rowid FROM claims AS told", ())


def is_frequent(conn: sqlite3.Connection, search: str, unseen: Collection[str]) -> bool:
    """Does a search find thousands of claims, and one of fifty at least?"""
    tree = understood(search).tree
    if tree is None:
        return False
    sought = found(tree, unseen)
    (last,) = conn.execute("SELECT coalesce(max(rowid), 0) FROM claims").fetchone()
    enough = max(FREQUENT, last // SHARE)
    (number,) = conn.execute(
        f"SELECT count(*) FROM (SELECT * FROM ({sought.sql}) LIMIT ?)", [*sought.parameters, enough]
    ).fetchone()
    return bool(number == enough)


def _compound(operator: str, parts: list[Found]) -> Found:
    if len(parts) == 1:
        return parts[0]
    sql = f" {operator} ".join(f"SELECT * FROM ({part.sql})" for part in parts)
    return Found(sql, tuple(value for part in parts for value in part.parameters))


def _any_of(words: tuple[Term, ...], unseen: Collection[str]) -> Found:
    """What has any of the words: they are looked for in each index together."""
    parts = []
    spaced = [term for term in words if not unspaced(term)]
    if spaced:
        looked_for = match(spaced)
        parts.append(Found(_CLAIMS, (looked_for,)))
        if "articles" not in unseen:
            parts.append(Found(_HEADLINES, (looked_for,)))
        if "speakers" not in unseen:
            parts.append(Found(_SPEAKERS, (looked_for,)))
    for term in words:
        if unspaced(term):
            for spelling in spellings(term.words):
                parts += _wherever(spelling, unseen)
    return _compound("UNION ALL", parts)


def match(words: list[Term]) -> str:
    """Words of which any may be there, in the grammar of the full-text index.

    >>> match([Term("gencatan senjata"), Term("negosi", begins=True)])
    '"gencatan senjata" OR "negosi" *'
    """
    return " OR ".join(
        _quoted(spelling) + (" *" if term.begins else "")
        for term in words
        for spelling in spellings(term.words)
    )


def _quoted(words: str) -> str:
    return '"{}"'.format(words.replace('"', '""'))


def _wherever(substring: str, unseen: Collection[str]) -> list[Found]:
    like = re.sub(r"([%_\\])", r"\\\1", substring)
    parts = [_ONE_BY_ONE]
    if len(substring) >= _SHORTEST:
        parts = [_ONE_BY_ONE + _UNLESS_LISTED]
    if "articles" not in unseen:
        parts.append(_IN_HEADLINES)
    if "speakers" not in unseen:
        parts.append(_IN_SPEAKERS)
    places = [Found(part, (f"%{like}%",)) for part in parts]
    if len(substring) >= _SHORTEST:
        places.append(Found(_SUBSTRINGS, (_quoted(substring),)))
    return places
