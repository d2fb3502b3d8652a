"""The pages of a speaker and of an article as JSON: what they show, for programs.

Of each row they hold what `web/record.py` holds of it; who may not edit is told no draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request, Response

from datasette_claims.publishing import outward
from datasette_claims.store import published, queries, records
from datasette_claims.store.filters import Filters, pairs
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import article as article_page
from datasette_claims.web import downloads, permitted, place, record, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web import speaker as speaker_page
from datasette_claims.web.asgi import Sees

SIZE = 100
"""Claims of one answer; ``claims_url`` has all of them."""


class Claims(NamedTuple):
    """Rows of claims, with the history of those of which something was withdrawn."""

    batch: queries.Batch
    withdrawn: dict[str, list[Row]]


async def speaker(datasette: Datasette, request: Request) -> Response:
    """A speaker: names, roles, counts by status and month, and the newest claims."""
    db = await pages.database_with(datasette, request, "speakers")
    key = tilde_decode(request.url_vars["speaker"])
    found = await timelimit.read(datasette, db, lambda conn: records.speaker(conn, key), patience=3)
    if found is None:
        raise NotFound("There is no speaker with this key in this database")
    whole = found.speaker["id"]
    if whole != key:
        return Response.redirect(
            pages.path(datasette, db.name, "speakers", whole, ".json"), status=302
        )
    editable = await permitted.may_edit(datasette, request, db)
    sees = await pages.sees(datasette, request.actor, db)
    filters = Filters(speaker=(key,), status=found.statuses)

    def read(conn: sqlite3.Connection) -> tuple[Claims, list[Row], Vocabulary]:
        counts = list(found.by_status) if editable else published.by_status(conn, key)
        return _claims(conn, filters, SIZE), counts, vocabulary(conn)

    claims, counts, words = await timelimit.read(datasette, db, read, patience=3)
    told: dict[str, Any] = {
        "speaker": record.of("speakers", found.speaker),
        "aliases": speaker_page.names(found) if sees["speaker_aliases"] else [],
        "merged": [
            {"id": member["id"], "name": member["name"]}
            for member in found.members
            if member["id"] != whole
        ],
        "roles": [dict(row) for row in found.roles],
        "statuses": [
            {
                "status": row["key"],
                "label": words[row["key"]].label_en,
                "kind": words[row["key"]].kind,
                "claims": row["n"],
            }
            for row in counts
        ],
        "errors": found.errors,
        "months": [{"month": row["month"], "claims": row["n"]} for row in found.by_month],
        "claims": _rows(claims, sees, words, editable=editable),
        "more": claims.batch.following is not None,
        "claims_url": _claims_url(datasette, request, db, Filters(speaker=(key,))),
    }
    return _answer(datasette, told, editable=editable)


async def article(datasette: Datasette, request: Request) -> Response:
    """An article: its details and text, and its claims with where each stands in that text."""
    db = await pages.database_with(datasette, request, "articles")
    key = tilde_decode(request.url_vars["article"])
    editable = await permitted.may_edit(datasette, request, db)
    sees = await pages.sees(datasette, request.actor, db, (*pages.PARTS, *article_page.TABLES))
    filters = Filters(article=(key,), copies="all")

    def read(conn: sqlite3.Connection) -> tuple[records.ArticleRecord | None, Any]:
        found = records.article(conn, key)
        if found is None:
            return None, None
        claims = _claims(conn, filters, max(1, len(found.claims)))
        return found, (claims, published.spans(conn, [row["id"] for row in found.claims]))

    found, more = await timelimit.read(datasette, db, read, patience=3)
    if found is None:
        raise NotFound("There is no article with this key in this database")
    claims, spans = more
    words = await db.execute_fn(vocabulary)
    found = article_page.seen(found, sees)
    rows = {row["id"]: row for row in _rows(claims, sees, words, editable=editable)}
    about = record.of("articles", found.article)
    if not editable:
        about["url"] = outward.public_address(about["url"])
    told: dict[str, Any] = {
        "article": about,
        "outlet": found.outlet and record.of("outlets", found.outlet),
        "links": [record.of("article_links", row) for row in found.links],
        "addresses": list(found.addresses) if editable else _public(found.addresses),
        "copies": [
            {name: row[name] for name in ("id", "published", "language", "claims")}
            for row in found.copies
        ],
        "claims": [
            {**rows[each["id"]], "spans": spans.get(each["id"], []) if sees["claim_spans"] else []}
            for each in found.claims
            if each["id"] in rows
        ],
        "claims_url": _claims_url(datasette, request, db, filters),
    }
    return _answer(datasette, told, editable=editable)


async def text(datasette: Datasette, request: Request) -> Response:
    """The text of an article as it is stored: what offsets of claims are counted in."""
    db = await pages.database_with(datasette, request, "articles")
    key = tilde_decode(request.url_vars["article"])
    found = await db.execute_fn(lambda conn: published.text(conn, key))
    if found is None:
        raise NotFound("There is no article with this key in this database")
    return Response.text(found, headers=downloads.common_headers(datasette))


def _claims(conn: sqlite3.Connection, filters: Filters, size: int) -> Claims:
    batch = queries.batch(conn, filters, size)
    at = batch.columns.index("id")
    return Claims(batch, published.withdrawals(conn, [row[at] for row in batch.rows]))


def _rows(claims: Claims, sees: Sees, words: Vocabulary, *, editable: bool) -> list[dict[str, Any]]:
    """The rows as objects, without what their reader may not see."""
    batch = claims.batch
    if not editable:
        whole = [dict(zip(batch.columns, row, strict=True)) for row in batch.rows]
        public = [
            tuple(outward.flat(row, words, claims.withdrawn.get(row["id"], ())).values())
            for row in whole
        ]
        batch = batch._replace(rows=public)
    part = downloads.as_seen(batch, sees)
    return [dict(zip(part.columns, row, strict=True)) for row in part.rows]


def _public(addresses: Iterable[str]) -> list[str]:
    """Those that need nothing taken out, as in a public copy."""
    return [each for each in addresses if outward.public_address(each) == each]


def _claims_url(datasette: Datasette, request: Request, db: Database, filters: Filters) -> str:
    path = pages.path(datasette, db.name, "claims", tail=".json")
    query = place.query(filters) if pairs(filters) else ""
    return str(datasette.absolute_url(request, f"{path}?{query}"))


def _answer(datasette: Datasette, told: dict[str, Any], *, editable: bool) -> Response:
    return Response.json(
        {"ok": True, "may_edit": editable, **told}, headers=downloads.common_headers(datasette)
    )
