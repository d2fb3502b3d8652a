"""What may leave the house: for every table the rows, for every column yes, no, or as what.

Nothing is public by default. A column that this list does not name stays at home, and a test fails
until someone has decided. ``rows`` speaks of the tables that ``selection.sql`` and
``belonging.sql`` fill, and ``public_address`` is ``weblink.without_secrets``.
"""
# ruff: noqa: S608 (SQL is put together from this list alone)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WITHHELD = "not published"
"""Stands where the schema requires somebody's name."""


@dataclass(frozen=True, slots=True)
class Table:
    """How one table leaves: ``public`` columns as they are, ``shown`` ones as an SQL expression.

    ``private`` columns stay empty, or hold the constant given; ``computed`` ones fill themselves,
    numbers of rows among them: without gaps, which would tell how many stayed at home.
    """

    name: str
    rows: str
    public: tuple[str, ...]
    shown: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    private: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    computed: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Every column about which something was decided."""
        return frozenset((*self.public, *self.shown, *self.private, *self.computed))


TABLES = (
    Table(
        "outlets",
        rows="id IN (SELECT id FROM leaving_outlets)",
        public=("id", "name", "merged_into", "whole_id"),
        shown={"url": "public_address(url)"},
    ),
    Table("search_options", rows="true", public=("name",)),
    Table(
        "articles",
        rows="id IN (SELECT id FROM leaving_articles)",
        public=(
            "id", "title", "outlet_id", "byline", "place", "published", "language",
            "loaded_at", "given", "edited",
        ),
        # The whole text, or what --passages-only leaves of it at the same places.
        shown={
            "url": "public_address(url)",
            "text": "coalesce((SELECT text FROM passages WHERE article_id = articles.id), text)",
            "text_hash": "coalesce("
            "(SELECT text_hash FROM passages WHERE article_id = articles.id), text_hash)",
        },
        private={
            "loaded_from": None, "source_kind": None, "raw_hash": None, "mended_from": None,
            "found_by": None, "gone_at": None, "analysed": None,
        },
    ),
    Table(
        "article_times",
        rows="article_id IN (SELECT id FROM leaving_articles)",
        public=("article_id", "position", "seconds"),
    ),
    Table(
        "article_links",
        rows="article_id IN (SELECT id FROM leaving_articles)",
        public=("article_id", "kind", "name", "start", "end"),
        shown={"url": "public_address(url)"},
        computed=("id",),
    ),
    Table(
        "article_addresses",
        # One row an address: which files gave it stays at home.
        rows="rowid IN (SELECT min(rowid) FROM article_addresses GROUP BY address, article_id)"
        " AND address = public_address(address)"
        " AND article_id IN (SELECT id FROM leaving_articles)",
        public=("address", "article_id"),
        private={"loaded_from": "", "page": None},
        shown=dict.fromkeys(
            ("first_seen", "last_seen"), "(SELECT loaded_at FROM articles WHERE id = article_id)"
        ),
    ),
    Table(
        "speakers",
        rows="id IN (SELECT id FROM leaving_speakers)",
        public=("id", "name", "kind", "merged_into", "whole_id", "wikidata"),
        private={"note": None},
    ),
    Table(
        "speaker_aliases",
        rows="(speaker_id, alias) IN (SELECT speaker_id, alias FROM leaving_aliases)",
        public=("speaker_id", "alias"),
    ),
    Table(
        "statuses",
        rows="published OR key = 'unreviewed'",
        public=(
            "key", "kind", "label_en", "label_id", "definition", "rating", "colour", "position",
            "shortcut", "published", "active",
        ),
    ),
    Table(
        "claims",
        rows="id IN (SELECT id FROM leaving)",
        public=(
            "id", "article_id", "speaker_id", "text", "type", "kind", "modality", "cue", "source",
            "role", "context", "said_as", "said_on", "said_precision", "confidence", "rule",
            "extractor", "origin", "edited", "flag", "position", "outlet_id", "language",
            "published", "created_at",
        ),
        # What no one has published is "Not reviewed", and nothing tells that work on it has begun.
        shown={
            **{
                column: f"(SELECT {column} FROM leaving WHERE id = claims.id)"
                for column in ("status", "rationale", "publication", "revision", "updated_at")
            },
            "group_id": "(SELECT group_id FROM leaving_groups WHERE id = claims.id)",
        },
        private={
            "statement": None, "copies": None, "features": None, "checkable": None, "reach": None,
        },
        computed=("dated", "month"),
    ),
    Table(
        "claim_spans",
        rows="claim_id IN (SELECT id FROM leaving)",
        public=("claim_id", "part", "start", "end"),
    ),
    Table(
        "evidence",
        rows="id IN (SELECT id FROM leaving_evidence)",
        public=(
            "claim_id", "title", "outlet", "published", "stance", "quote", "added_at",
        ),
        shown={
            "url": "public_address(url)",
            "archive_url": "public_address(archive_url)",
        },
        # Whoever has a file could tell by its hash that the desk was given this very copy.
        private={
            "added_by": WITHHELD, "removed_at": None, "removed_by": None, "file_hash": None,
        },
        computed=("id",),
    ),
    Table(
        "status_history",
        rows="id IN (SELECT id FROM leaving_history)",
        public=("claim_id", "at", "evidence_count"),
        shown={
            column: f"(SELECT {column} FROM leaving_history WHERE id = status_history.id)"
            for column in ("from_status", "to_status", "reason", "publication")
        },
        private={"actor": WITHHELD},
        computed=("id",),
    ),
    Table(
        "relations",
        rows="state <> 'refused' AND claim_id IN (SELECT id FROM leaving)"
        " AND other_id IN (SELECT id FROM leaving)",
        public=("claim_id", "other_id", "kind"),
        # Who decided what about the two, and when, is theirs.
        shown={"at": "(SELECT max(created_at) FROM claims WHERE id IN (claim_id, other_id))"},
        private={"state": "suggested", "decided_by": None},
    ),
)  # fmt: skip
"""In the order in which they refer to one another."""

NAMES = tuple(table.name for table in TABLES)

EMPTY = (
    "article_versions",
    "review_notes",
    "acts",
    "readings",
    "fetches",
    "text_shingles",
    "leases",
    "second_readings",
    "assignments",
    "looked",
    "speaker_names",
    "speaker_pairs",
    "saved_searches",
    "_change_context",
    "_change_before",
)
"""Tables that the pages expect to find, and that leave without a row."""


def copying(table: Table) -> str:
    """The statement that copies what may leave of one table, from ``main`` into ``public``.

    Names and expressions come from the list above, never from a database.
    """
    filled = {
        **{column: f'"{column}"' for column in table.public},
        **table.shown,
        **{column: f"'{value}'" for column, value in table.private.items() if value is not None},
    }
    names = ", ".join(f'"{column}"' for column in filled)
    values = ", ".join(filled.values())
    return (
        f'INSERT INTO public."{table.name}" ({names}) '
        f'SELECT {values} FROM main."{table.name}" WHERE {table.rows} ORDER BY rowid'
    )


def still_private(schema: str) -> str:
    """A query that counts private rows by table; a public copy gives none."""
    kept = [
        (
            table.name,
            " OR ".join(
                f'"{column}" IS NOT NULL' if value is None else f"\"{column}\" IS NOT '{value}'"
                for column, value in table.private.items()
            ),
        )
        for table in TABLES
        if table.private
    ]
    parts = [
        f"SELECT '{name}' AS name, count(*) AS n FROM {schema}.\"{name}\" WHERE {condition}"
        for name, condition in [*kept, *((name, "true") for name in EMPTY)]
    ]
    drafts = (
        f"SELECT 'claims', count(*) FROM {schema}.claims WHERE publication IS NOT 'published' "
        "AND (status <> 'unreviewed' OR (publication = 'draft' AND rationale IS NOT NULL))"
    )
    return (
        "SELECT name, sum(n) FROM ("
        + " UNION ALL ".join([*parts, drafts])
        + (") GROUP BY name HAVING sum(n) > 0 ORDER BY name")
    )
