"""The article page: the text to be read, with every claim marked and linked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound
from markupsafe import Markup

from datasette_claims import weblink
from datasette_claims.store import records
from datasette_claims.web import addresses, dates, marking, seam
from datasette_claims.web import page as pages
from datasette_claims.web.cards import shortened

TABLES = (
    "article_addresses", "article_links", "article_versions", "claim_spans", "speakers", "outlets",
)  # fmt: skip

# The list beside the text is for finding one's way; the browse page lists any number.
LONGEST_LIST = 200
LONGEST_ENTRY = 110


async def page(datasette, request):
    db = await pages.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "articles"):
        raise Forbidden("You may not see the articles of this database")
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    key = tilde_decode(request.url_vars["article"])
    found = await db.execute_fn(lambda conn: records.article(conn, key))
    if found is None:
        raise NotFound("There is no article with this key in this database")
    sees = await pages.sees(datasette, request.actor, db, TABLES)
    found = _seen(found, sees)
    vocabulary = {row["key"]: row for row in await db.execute_fn(records.statuses)}
    article = found.article
    marks = _marks(datasette, db.name, found, vocabulary)
    marked = {mark.claim for mark in marks}
    if not sees["claim_spans"]:  # nothing tells where they stand
        marked = {claim["id"] for claim in found.claims}
    here = [claim for claim in found.claims if claim["id"] in marked]
    gone = [claim for claim in found.claims if claim["id"] not in marked]
    now = datetime.now(timezone.utc)
    context = {
        "database": db.name,
        "article": article,
        "heading": article["title"] or "Article without a headline",
        "title": f"{article['title'] or shortened(article['text'][:120]) or key} · claims",
        "language": article["language"],
        "outlet": found.outlet,
        "published": dates.published(article["published"]),
        "loaded": dates.moment(article["loaded_at"], now),
        "text": Markup("").join(marking.article(article["text"], marks)),
        "listed": [_entry(claim, vocabulary) for claim in here[:LONGEST_LIST]],
        "total": len(here),
        "gone": [_entry(claim, vocabulary) for claim in gone[:LONGEST_LIST]],
        "gone_more": len(gone[LONGEST_LIST:]),
        "url": article["url"] if weblink.is_web(article["url"]) else None,
        "archive_url": addresses.archive(article["url"] or "", article["published"]),
        "addresses": found.addresses,
        "twins": [
            {**twin, "name": twin["title"] or twin["url"] or twin["id"]} for twin in found.twins
        ],
        "sources": [link for link in found.links if link["kind"] == "secondary_source"],
        "related": [link for link in found.links if link["kind"] == "related"],
        "versions": [
            {
                **version,
                "loaded": dates.moment(version["loaded_at"], now),
                "replaced": dates.moment(version["replaced_at"], now),
                "href": datasette.urls.row(db.name, "article_versions", str(version["id"])),
            }
            for version in found.versions
        ],
    }
    return await pages.render(datasette, request, "claims_article.html", context)


def _seen(found, sees) -> records.ArticleRecord:
    """The record without what stands in tables that this actor may not see."""
    return replace(
        found,
        outlet=found.outlet if sees["outlets"] else None,
        claims=found.claims
        if sees["speakers"]
        else tuple({**claim, "speaker": claim["source"]} for claim in found.claims),
        spans=found.spans if sees["claim_spans"] else (),
        links=found.links if sees["article_links"] else (),
        versions=found.versions if sees["article_versions"] else (),
        addresses=found.addresses if sees["article_addresses"] else (),
        twins=found.twins
        if sees["outlets"]
        else tuple({**twin, "outlet": None} for twin in found.twins),
    )


def _status(claim, vocabulary):
    return vocabulary.get(claim["status"]) or records.unknown_status(claim["status"])


def _entry(claim, vocabulary):
    """What the list beside the text shows of a claim."""
    return {
        "id": claim["id"],
        "speaker": claim["speaker"] or "not named",
        "words": shortened(claim["text"], LONGEST_ENTRY),
        "status": _status(claim, vocabulary),
    }


def _marks(datasette, database, found, vocabulary):
    """One mark for each stretch of content, with what is said when it is pointed at."""
    claims = {claim["id"]: claim for claim in found.claims}
    return [
        _mark(datasette, database, span, claims[span["claim_id"]], vocabulary)
        for span in found.spans
    ]


def _mark(datasette, database, span, claim, vocabulary):
    status = _status(claim, vocabulary)
    return marking.Mark(
        claim["id"],
        span["start"],
        span["end"],
        href=pages.path(datasette, database, "claims", claim["id"]),
        label=f"{claim['speaker'] or 'not named'} · {status['label_en']}",
        classes=f"status-{status['kind']} status-key-{status['key']} status-{status['colour']}",
    )
