"""The ``metadata.json`` of a site: what every table and column means, facets, order, labels.

Both lines of Datasette read all of it. It names databases, so it is made for the names that a site
uses, and it grants nothing: who may edit is for each site to add.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from datasette_claims.publishing import edition
from datasette_claims.store.schema import descriptions
from datasette_claims.wording import N_

TITLE = N_("Claims in the news")
DESCRIPTION = N_("Who said what, in which article, and what checking it found.")

TABLES: dict[str, dict[str, Any]] = {
    "claims": {
        "label_column": "text",
        "sort_desc": "dated",
        "facets": ["status", "speaker_id", "outlet_id", "language", "type", "kind"],
    },
    "claims_flat": {},
    "articles": {
        "label_column": "title",
        "sort_desc": "published",
        "facets": ["outlet_id", "language"],
    },
    "article_links": {"label_column": "name", "facets": ["kind"]},
    "speakers": {"label_column": "name", "sort": "name", "facets": ["kind"]},
    "speaker_aliases": {"facets": ["speaker_id"]},
    "outlets": {"label_column": "name", "sort": "name"},
    "statuses": {"label_column": "label_en", "sort": "position"},
    "claim_spans": {},
    "evidence": {"label_column": "title", "sort_desc": "added_at", "facets": ["stance"]},
    "status_history": {"sort_desc": "at", "facets": ["to_status", "publication"]},
    # Only a public copy has these.
    "edition": {},
    "edition_changes": {"sort": "number", "facets": ["change", "kind"]},
    # Empty in a public copy, or of no use to readers. Hidden is not private: docs/publishing.md.
    "article_versions": {"hidden": True},
    "review_notes": {"hidden": True},
    "acts": {"hidden": True},
    "relations": {"hidden": True},
    "readings": {"hidden": True},
    "article_addresses": {"hidden": True},
    "article_times": {"hidden": True},
    "fetches": {"hidden": True},
    "text_shingles": {"hidden": True},
    "leases": {"hidden": True},
    "second_readings": {"hidden": True},
    "assignments": {"hidden": True},
    "looked": {"hidden": True},
    "speaker_names": {"hidden": True},
    "speaker_pairs": {"hidden": True},
    "saved_searches": {"hidden": True},
    "search_options": {"hidden": True},
    "_change_context": {"hidden": True},
    "_change_before": {"hidden": True},
    "_sqlite_migrations": {"hidden": True},
}


def metadata(names: Iterable[str]) -> dict[str, Any]:
    """The metadata for databases of these names, with the words of the schema."""
    words = {**descriptions(), **edition.descriptions()}
    tables = {}
    for table, options in TABLES.items():
        described: dict[str, Any] = {}
        if table in words:
            described = {"description": words[table][0], "columns": words[table][1]}
        tables[table] = {**described, **options}
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "databases": {name: {"tables": tables} for name in names},
    }


def as_json(names: Iterable[str]) -> str:
    """The same as the text of a file."""
    return json.dumps(metadata(names), ensure_ascii=False, indent=2) + "\n"
