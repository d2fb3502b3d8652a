"""The article page: the text to be read, with every claim marked and linked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from datasette_claims import weblink
from datasette_claims.store import records
from datasette_claims.store.conditions import ERROR
from datasette_claims.store.records import ArticleRecord, Row
from datasette_claims.store.vocabulary import Status, Vocabulary, vocabulary
from datasette_claims.web import (
    actors,
    addresses,
    backway,
    claimform,
    copies,
    corrections,
    dates,
    hits,
    keeping,
    logins,
    marking,
    seam,
    sending,
    sharing,
)
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Sees
from datasette_claims.web.cards import shortened
from datasette_claims.wording import said, said_n, together

TABLES = (
    "acts", "article_addresses", "article_links", "article_times", "article_versions",
    "claim_spans", "fetches", "speakers", "outlets",
)  # fmt: skip

# The list beside the text is for finding one's way; the browse page lists any number.
LONGEST_LIST = 200
LONGEST_ENTRY = 110


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list beside the text shows of a claim."""

    id: str
    speaker: str
    words: str
    status: Status
    played_at: str = ""
    moment_url: str | None = None
    """When in a recording it is said, and where it can be heard."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of the article, and where to read it."""

    title: str | None
    length: int
    loaded: Markup
    replaced: Markup
    href: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """An answer of the article's page."""

    at: Markup
    outcome: str
    status: int | None
    message: str | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Twin:
    """Another article with the same text."""

    id: str
    name: str
    outlet: str | None


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database_with(datasette, request, "articles")
    key = tilde_decode(request.url_vars["article"])
    found = await db.execute_fn(lambda conn: records.article(conn, key))
    if found is None:
        raise NotFound(said("There is no article with this key in this database"))
    sees = await pages.sees(datasette, request.actor, db, TABLES)
    found = seen(found, sees)
    known = await db.execute_fn(vocabulary)
    article = found.article
    marks = _marks(datasette, db.name, found, known)
    marked = {mark.claim for mark in marks}
    if not sees["claim_spans"]:  # nothing tells where they stand
        marked = {claim["id"] for claim in found.claims}
    here = [claim for claim in found.claims if claim["id"] in marked]
    gone = [claim for claim in found.claims if claim["id"] not in marked]
    moments = {row["id"]: row for row in found.moments}
    edits = await seam.can_edit(datasette, request.actor, db.name)
    if not (request.actor and edits):
        found = replace(found, added=())  # who works here is for those who work here
    people = await actors.names(datasette, [act["actor"] for act in found.added])
    now = datetime.now(timezone.utc)
    editable = edits and db.is_mutable and all(sees[table] for table in claimform.NEEDED[1:])
    context = {
        "editable": editable,
        "article": article,
        "heading": article["title"] or said("Article without a headline"),
        "title": f"{article['title'] or shortened(article['text'][:120]) or key}",
        "language": article["language"],
        "outlet": found.outlet,
        "published": dates.published(article["published"]),
        "loaded": dates.moment(article["loaded_at"], now),
        **(await _form(datasette, request, db, key) if editable else {}),
        **_text(request, article["text"], marks, places=editable),
        "errors": found.errors,
        "with_errors": urlencode({"article": key, "status": ERROR}),
        "listed": [_entry(claim, known, moments.get(claim["id"])) for claim in here[:LONGEST_LIST]],
        "total": len(here),
        "gone": [_entry(claim, known) for claim in gone[:LONGEST_LIST]],
        "gone_more": len(gone[LONGEST_LIST:]),
        "url": article["url"] if weblink.is_web(article["url"]) else None,
        "archive_url": addresses.archive(article["url"] or "", article["published"]),
        "addresses": found.addresses,
        "twins": [
            Twin(twin["id"], twin["title"] or twin["url"] or twin["id"], twin["outlet"])
            for twin in found.twins
            if twin["id"] not in {copy["id"] for copy in found.copies}
        ],
        "copies": copies.of_article(found, sees),
        "fetches": [
            Fetch(
                dates.moment(fetch["at"], now),
                fetch["outcome"],
                fetch["status"],
                fetch["message"],
                fetch["hash"],
            )
            for fetch in found.fetches
        ],
        "added": [(people[act["actor"]], dates.moment(act["at"], now)) for act in found.added],
        "mended": bool(article["mended_from"]),
        "gone_at": dates.moment(article["gone_at"], now) if article["gone_at"] else None,
        "sources": [link for link in found.links if link["kind"] == "secondary_source"],
        "related": [link for link in found.links if link["kind"] == "related"],
        "versions": [
            Version(
                version["title"],
                version["length"],
                loaded=dates.moment(version["loaded_at"], now),
                replaced=dates.moment(version["replaced_at"], now),
                href=datasette.urls.row(db.name, "article_versions", str(version["id"])),
            )
            for version in found.versions
        ],
    }
    context["shared"] = _shared(datasette, db.name, found, len(here))
    context["way"] = await backway.of(datasette, request, db, request.args.get("at"))
    context["login"] = await logins.way(datasette, request, db, "articles", key)
    return await pages.render(
        datasette,
        request,
        "claims_article.html",
        context,
        database=db.name,
        headers={"referrer-policy": "same-origin"} if editable else None,
    )


def _shared(
    datasette: Datasette, database: str, found: ArticleRecord, total: int
) -> sharing.Shared:
    article = found.article
    about = [
        found.outlet["name"] if found.outlet else "",
        str(dates.published(article["published"])),
        said_n("{n:,} claim found in this article", "{n:,} claims found in this article", total),
    ]
    return sharing.Shared(
        title=article["title"] or said("Article without a headline"),
        description=together(filter(None, about), " · "),
        address=sharing.address(
            datasette, pages.path(datasette, database, "articles", article["id"])
        ),
    )


def _text(
    request: Request, text: str, marks: list[marking.Mark], *, places: bool
) -> dict[str, object]:
    """The text with its claims, and with what the search found by which somebody came here."""
    found = hits.places(marking.in_lines(text), hits.of(request))
    html = Markup("").join(marking.article(text, marks, places=places, hits=found))
    return {"text": marking.first_marked(html), "hits": len(found)}


async def _form(
    datasette: Datasette, request: Request, db: Database, key: str
) -> dict[str, object]:
    """The form for a claim that is missing, as an editor begins it."""
    kept = keeping.get(datasette, request, db.name, f"enter:{key}")
    if kept and not kept.fields:
        keeping.shown(datasette, request, db.name, f"enter:{key}", kept)
    return {
        **await claimform.offered(datasette, db, key),
        "was": corrections.EMPTY,
        "form": corrections.EMPTY,
        "problems": {},
        "editor": sending.actor(request),
        "kept": kept,
    }


def seen(found: ArticleRecord, sees: Sees) -> ArticleRecord:
    """The record without what stands in tables that this actor may not see."""
    return replace(
        found,
        outlet=found.outlet if sees["outlets"] else None,
        claims=found.claims
        if sees["speakers"]
        else tuple({**claim, "speaker": claim["source"]} for claim in found.claims),
        spans=found.spans if sees["claim_spans"] else (),
        moments=found.moments if sees["article_times"] and sees["claim_spans"] else (),
        links=found.links if sees["article_links"] else (),
        versions=found.versions if sees["article_versions"] else (),
        addresses=found.addresses if sees["article_addresses"] else (),
        added=found.added if sees["acts"] else (),
        fetches=found.fetches if sees["fetches"] else (),
        twins=found.twins
        if sees["outlets"]
        else tuple({**twin, "outlet": None} for twin in found.twins),
    )


def _entry(claim: Row, known: Vocabulary, moment: Row | None = None) -> Entry:
    return Entry(
        claim["id"],
        speaker=claim["speaker"] or said("not named"),
        words=shortened(claim["text"], LONGEST_ENTRY),
        status=known[claim["status"]],
        played_at=dates.clock(moment["seconds"]) if moment else "",
        moment_url=moment["moment_url"] if moment else None,
    )


def _marks(
    datasette: Datasette, database: str, found: ArticleRecord, known: Vocabulary
) -> list[marking.Mark]:
    """One mark for each stretch of content, with what is said when it is pointed at."""
    claims = {claim["id"]: claim for claim in found.claims}
    return [
        _mark(datasette, database, span, claims[span["claim_id"]], known) for span in found.spans
    ]


def _mark(
    datasette: Datasette, database: str, span: Row, claim: Row, known: Vocabulary
) -> marking.Mark:
    status = known[claim["status"]]
    return marking.Mark(
        claim["id"],
        span["start"],
        span["end"],
        href=pages.path(datasette, database, "claims", claim["id"]),
        label=together([claim["speaker"] or said("not named"), status.label_en], " · "),
        classes=f"status-{status.kind} status-key-{status.key} status-{status.colour}",
    )
