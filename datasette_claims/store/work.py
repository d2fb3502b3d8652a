"""Whether a person has worked on a claim: the one place that says so.

Matching, flags, lists and the public copy all ask here. What people do leaves an act, so a new kind
of work needs no line of its own; the columns are named for public copies, which hold no acts.
"""

from __future__ import annotations

READING = frozenset(
    {
        "speaker_id", "text", "type", "kind", "modality", "cue", "source", "role", "context",
        "said_as", "said_on", "said_precision", "confidence", "rule", "extractor",
    }
)  # fmt: skip
"""Columns of a claim that the machine writes as long as nobody has worked on it."""

JUDGEMENT = frozenset({"status", "rationale", "publication", "edited", "origin"})
"""Columns that people write, or that tell what they wrote."""

STANDING = frozenset(
    {
        "id", "article_id", "flag", "position", "outlet_id", "language", "published", "revision",
        "created_at", "updated_at", "dated", "month", "statement", "copies", "group_id",
        "features", "checkable", "reach",
    }
)  # fmt: skip
"""Columns that follow from the other two and from the article."""


def worked_on(table: str = "claims") -> str:
    """An SQL condition on a row of ``claims`` (under the name ``table``).

    The plus signs keep SQLite from walking an index of a column that hardly tells rows apart.
    """
    return f"""(
        {table}.edited OR +{table}.origin = 'person' OR +{table}.status <> 'unreviewed'
        OR {table}.rationale IS NOT NULL OR +{table}.publication <> 'draft'
        OR EXISTS (SELECT 1 FROM acts WHERE acts.claim_id = {table}.id)
        OR EXISTS (SELECT 1 FROM status_history AS h WHERE h.claim_id = {table}.id)
        OR EXISTS (SELECT 1 FROM evidence AS e WHERE e.claim_id = {table}.id))"""  # noqa: S608
