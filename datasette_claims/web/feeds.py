"""What feeds and other programs are told of claims: Atom, schema.org, Web Annotations.

All of them tell what was published of a judgement, to editors too: what is fetched by a program is
shown on, and a draft is for the desk alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import Base400, NotFound, Request, Response
from markupsafe import Markup

from datasette_claims.publishing import atom, claimreview, naming, outward, plain, webannotations
from datasette_claims.publishing.atom import Told
from datasette_claims.store import dossiers, filters, queries, records
from datasette_claims.store.dossiers import Dossier
from datasette_claims.store.filters import Filters
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import downloads, page, seam, sharing, timelimit
from datasette_claims.web.asgi import Sees
from datasette_claims.web.naming import called

ENTRIES = 50
"""Of an Atom feed; readers come again."""

TYPES = {
    "atom": atom.TYPE,
    "jsonld": "application/ld+json; charset=utf-8",
    "annotations": webannotations.TYPE,
}

TABLES = (
    "articles", "claim_spans", "evidence", "outlets", "speakers", "status_history",
)  # fmt: skip


class Chosen(NamedTuple):
    """Claims as they are told, with the words for how they stand."""

    told: list[Told]
    words: Vocabulary


async def of_filter(datasette: Datasette, request: Request) -> Response:
    """The claims of the browse page's filter."""
    return await _answer(datasette, request, ())


async def of_article(datasette: Datasette, request: Request) -> Response:
    """The claims of an article."""
    key = tilde_decode(request.url_vars["article"])
    await _there(datasette, request, "articles", key)
    return await _answer(datasette, request, (("article", key), ("copies", filters.EVERY)))


async def of_speaker(datasette: Datasette, request: Request) -> Response:
    """The claims of a speaker."""
    key = tilde_decode(request.url_vars["speaker"])
    await _there(datasette, request, "speakers", key)
    return await _answer(datasette, request, (("speaker", key),))


async def of_claim(datasette: Datasette, request: Request) -> Response:
    """One claim: its review where there is one, or its annotation."""
    db = await page.database(datasette, request)
    if not await page.has_claims(db):
        raise NotFound(page.NO_TABLES)
    form = request.url_vars["format"]
    key = tilde_decode(request.url_vars["claim"])
    chosen = await _chosen(datasette, request, db, lambda _: [key], form)
    if not chosen.told:
        raise NotFound("There is no claim with this key in this database")
    site = await publisher(datasette, request, db)
    if form == "atom":
        return _atom(datasette, request, db, chosen, site)
    if form == "annotations":
        return _json(datasette, form, _annotations(datasette, request, chosen, site))
    ((dossier, judged),) = [(one.dossier, one.judged) for one in chosen.told]
    item = claimreview.of(dossier, judged, site, chosen.words)
    return _json(datasette, form, claimreview.document(item))


async def verdicts(datasette: Datasette, request: Request, size: int) -> list[dict[str, Any]]:
    """Published verdicts of the request's filter as plain rows, the last changed first."""
    asked = await downloads.wanted(datasette, request, "atom")
    if isinstance(asked, downloads.Refusal):
        raise Base400(asked.message)

    def keys(conn: sqlite3.Connection) -> list[str]:
        found = _of_verdicts(asked.asked.filters, vocabulary(conn))
        return dossiers.published(conn, found, size) if found else []

    chosen = await _chosen(datasette, request, asked.db, keys, "atom")
    site = await publisher(datasette, request, asked.db)
    return [
        plain.verdict(one.dossier, one.judged, site, chosen.words)
        for one in atom.newest(chosen.told)
        if one.judged.publication == "published"
        and chosen.words[one.judged.status].kind == "verdict"
    ]


def _of_verdicts(found: Filters, words: Vocabulary) -> Filters | None:
    """The filter less what is no published verdict with evidence; None where nothing is left."""
    of = [key for key, each in words.items() if each.kind == "verdict" and each.published]
    status = tuple(key for key in of if key in (found.status or of))
    if not status:
        return None
    return replace(found, status=status, publication=("published",), evidence=("some",))


async def structured(datasette: Datasette, request: Request, db: Database, claim: Row) -> Markup:
    """The ClaimReview that stands in a claim's page; empty where there is none to publish."""
    if claim["publication"] != "published":
        return Markup()
    site = await publisher(datasette, request, db)
    if site.organisation is None:
        return Markup()
    chosen = await _chosen(datasette, request, db, lambda _: [str(claim["id"])], "jsonld")
    for one in chosen.told:
        if found := claimreview.review(one.dossier, one.judged, site, chosen.words):
            return in_script(claimreview.document(found))
    return Markup()


def in_script(document: Mapping[str, Any]) -> Markup:
    """JSON that ends no script, whatever somebody said."""
    text = json.dumps(document, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


async def publisher(datasette: Datasette, request: Request, db: Database) -> naming.Publisher:
    """The site as its feeds name it, with the addresses of its pages."""
    told = await seam.site_metadata(datasette)

    def address(kind: str, key: str, tail: str) -> str:
        return sharing.whole(datasette, request, page.path(datasette, db.name, kind, key, tail))

    return naming.Publisher(
        title=await called(datasette) or db.name,
        address=address,
        organisation=naming.organisation(seam.plugin_config(datasette)),
        licence=str(told["license_url"]) if told.get("license_url") else None,
    )


async def of_rows(
    datasette: Datasette, request: Request, db: Database, keys: Sequence[str], form: str
) -> Response:
    """The claims of rows that Datasette itself has found."""
    chosen = await _chosen(datasette, request, db, lambda _: list(keys), form)
    site = await publisher(datasette, request, db)
    if form == "atom":
        return _atom(datasette, request, db, chosen, site)
    made = _annotations if form == "annotations" else _feed
    return _json(datasette, form, made(datasette, request, chosen, site))


async def _answer(
    datasette: Datasette, request: Request, given: Sequence[tuple[str, str]]
) -> Response:
    form = request.url_vars["format"]
    asked = await downloads.wanted(datasette, request, form, given)
    if isinstance(asked, downloads.Refusal):
        return downloads.refused(datasette, asked)
    db, found = asked.db, asked.asked
    following: list[str] = []

    def keys(conn: sqlite3.Connection) -> list[str]:
        if form == "atom":
            return dossiers.published(conn, found.filters, ENTRIES)
        part = queries.page(conn, found.filters, asked.shape.size, after=found.after)
        following.extend(map(str, part.cursors[-1:] if part.after else ()))
        return part.keys

    chosen = await _chosen(datasette, request, db, keys, form)
    site = await publisher(datasette, request, db)
    if form == "atom":
        return _atom(datasette, request, db, chosen, site)
    made = _annotations if form == "annotations" else _feed
    answer = made(datasette, request, chosen, site)
    if following:
        same = [pair for pair in parse_qsl(request.query_string) if pair[0] != "after"]
        query = urlencode([*same, ("after", following[0])])
        url = sharing.whole(datasette, request, f"{request.path}?{query}")
        if form == "annotations":
            answer["next"] = url
        return _json(datasette, form, answer, {"link": f'<{url}>; rel="next"'})
    return _json(datasette, form, answer)


async def _chosen(
    datasette: Datasette,
    request: Request,
    db: Database,
    keys: Callable[[sqlite3.Connection], list[str]],
    form: str,
) -> Chosen:
    """The claims that ``keys(connection)`` names, with what is public and what this actor sees."""
    sees = await page.sees(datasette, request.actor, db, TABLES)

    def read(conn: sqlite3.Connection) -> tuple[list[Dossier], Vocabulary]:
        texts = form == "annotations" and sees["articles"]
        return list(dossiers.in_parts(conn, keys(conn), texts=texts)), vocabulary(conn)

    found, words = await timelimit.read(datasette, db, read, patience=downloads.PATIENCE)
    told = []
    for dossier in found:
        seen = _as_seen(dossier, sees)
        judged = outward.judged(seen.claim, seen.history, seen.evidence, words)
        told.append(Told(seen, judged))
    return Chosen(told, words)


def _as_seen(dossier: Dossier, sees: Sees) -> Dossier:
    """The claim without what stands in tables that this actor may not see."""
    appearances = dossier.appearances if sees["articles"] else ()
    if not sees["outlets"]:
        appearances = tuple({**row, "outlet": None, "outlet_url": None} for row in appearances)
    return replace(
        dossier,
        speaker=dossier.speaker if sees["speakers"] else None,
        appearances=appearances,
        spans=dossier.spans if sees["claim_spans"] else (),
        evidence=dossier.evidence if sees["evidence"] else (),
        history=dossier.history if sees["status_history"] else (),
        text=dossier.text if sees["articles"] else None,
    )


def _atom(
    datasette: Datasette, request: Request, db: Database, chosen: Chosen, site: naming.Publisher
) -> Response:
    listed = sharing.whole(datasette, request, page.path(datasette, db.name, "claims"))
    text = atom.feed(
        atom.newest(chosen.told), site, chosen.words, address=_here(datasette, request), page=listed
    )
    headers = downloads.common_headers(datasette)
    return Response(text, headers=headers, content_type=TYPES["atom"])


def _feed(
    datasette: Datasette, request: Request, chosen: Chosen, site: naming.Publisher
) -> dict[str, Any]:
    items = [claimreview.of(one.dossier, one.judged, site, chosen.words) for one in chosen.told]
    changed = max((one.at for one in chosen.told), default=None)
    return claimreview.feed(items, site, _here(datasette, request), changed)


def _annotations(
    datasette: Datasette, request: Request, chosen: Chosen, site: naming.Publisher
) -> dict[str, Any]:
    items = [
        webannotations.annotation(one.dossier, one.judged, site, chosen.words)
        for one in chosen.told
    ]
    return webannotations.page(items, _here(datasette, request))


def _json(
    datasette: Datasette, form: str, told: object, more: Mapping[str, str] | None = None
) -> Response:
    return Response(
        json.dumps(told, ensure_ascii=False),
        headers={**downloads.common_headers(datasette), **(more or {})},
        content_type=TYPES[form],
    )


def _here(datasette: Datasette, request: Request) -> str:
    """The address that was asked for."""
    query = f"?{request.query_string}" if request.query_string else ""
    return sharing.whole(datasette, request, f"{request.path}{query}")


async def _there(datasette: Datasette, request: Request, table: str, key: str) -> None:
    """Refuses what this actor may not see, and what is not there."""
    db = await page.database_with(datasette, request, table)
    if not await db.execute_fn(lambda conn: records.exists(conn, table, key)):
        raise NotFound(f"There is no {table.removesuffix('s')} with this key in this database")
