"""The page on which a person says what a claim is: a new one, or a stored one anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from datasette_claims.model import Span
from datasette_claims.store import correcting, offering, records, undoing
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import (
    corrections,
    keeping,
    marking,
    numbered,
    overtaken,
    page,
    permitted,
    place,
    pointing,
    sending,
)
from datasette_claims.wording import said

NEEDED = ("articles", "claim_spans", "speakers")
"""Tables that who corrects must see: the form is made of what stands in them."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the form is about: a claim, or an article that is to have one more."""

    database: str
    key: str
    new: bool

    @classmethod
    def of(cls, request: Request, name: str) -> Target:
        parts = request.url_vars
        return cls(name, tilde_decode(parts.get("claim") or parts["article"]), "claim" not in parts)

    @property
    def kept(self) -> str:
        """Under what its words are kept."""
        return f"{'enter' if self.new else 'correct'}:{self.key}"

    @property
    def tail(self) -> str:
        """The form's page, below its database."""
        key = tilde_encode(self.key)
        return f"articles/{key}/{corrections.ENTER}" if self.new else f"claims/{key}/correct"


def path(datasette: Datasette, target: Target, **more: str | None) -> str:
    query = urlencode({name: value for name, value in more.items() if value is not None})
    to = page.path(datasette, target.database, target.tail)
    return f"{to}?{query}" if query else str(to)


async def sees_all(datasette: Datasette, request: Request, db: Database) -> bool:
    return all((await page.sees(datasette, request.actor, db, NEEDED)).values())


async def show(datasette: Datasette, request: Request) -> Response:
    """The form of a claim, with what this browser typed in it and did not save."""
    db = await page.database(datasette, request)
    target = Target.of(request, db.name)
    kept = keeping.get(datasette, request, db.name, target.kept)
    if not await permitted.may_edit(datasette, request, db) or not db.is_mutable:
        if kept and kept.fields:
            to = page.path(datasette, db.name, "claims", target.kept, "/unsaved")
            return Response.redirect(to, status=303)
        raise Forbidden(said("You may not change claims in this database"))
    if not await sees_all(datasette, request, db):
        raise Forbidden(said("You may not see the articles of this database"))
    if not await page.has_claims(db):
        raise NotFound(page.NO_TABLES)
    queue, back = request.args.get("queue"), request.args.get("back") or ""
    actor = sending.actor(request)
    about = await (_new(db, target) if target.new else _stored(db, target, actor))
    fields = {**about["was"], **(kept.fields if kept else {})}
    problems = dict(kept.problems) if kept else {}
    context = {
        **about,
        **await offered(datasette, db, about["article"]["id"]),
        **_words(about["text"], fields, request.args.get("first")),
        "beside": await _beside(datasette, request, db, about, kept),
        "target": target,
        "form": fields,
        "kept": kept,
        "message": kept.message if kept else "",
        "problems": problems,
        "first_problem": next((name for name in corrections.ORDER if name in problems), None),
        "unsaved": bool(kept and kept.fields),
        "editor": actor,
        "queue": queue,
        "back": back,
        "action": page.path(datasette, db.name, target.tail),
        "way_back": _way_back(datasette, db.name, target, about, queue, back),
        "numbers": range(1, pointing.PAIRS + 1),
    }
    answer = await page.render(
        datasette,
        request,
        "claims_correct.html",
        context,
        database=db.name,
        headers={"referrer-policy": "same-origin", "cache-control": "private, no-store"},
    )
    if kept:
        keeping.shown(datasette, request, db.name, target.kept, kept)
    return answer


async def _beside(
    datasette: Datasette,
    request: Request,
    db: Database,
    about: Mapping[str, Any],
    kept: keeping.Kept | None,
) -> overtaken.Beside | None:
    """Both versions, where somebody else was faster; None where nobody was."""
    if kept is None or not kept.conflict or about["record"] is None:
        return None
    return await overtaken.beside(
        datasette, request, db, about["record"], about["was"], kept.fields, kept.seen
    )


def _way_back(
    datasette: Datasette,
    database: str,
    target: Target,
    about: Mapping[str, Any],
    queue: str | None,
    back: str,
) -> str:
    article = page.path(datasette, database, "articles", about["article"]["id"])
    if target.new:
        return str(article)
    if queue is None and back == "article":
        return f"{article}#claim-{tilde_encode(target.key)}"
    return place.claim(datasette, database, target.key, queue)


async def offered(datasette: Datasette, db: Database, article: str) -> dict[str, Any]:
    """What the fields offer to choose from."""
    return {
        "names": await db.execute_fn(lambda conn: offering.of_article(conn, article)),
        "names_path": page.path(datasette, db.name, "names.json"),
        "kinds": corrections.KINDS,
        "modalities": corrections.MODALITIES,
    }


async def _new(db: Database, target: Target) -> dict[str, Any]:
    article = await db.execute_fn(lambda conn: records.article(conn, target.key))
    if article is None:
        raise NotFound(said("There is no article with this key in this database"))
    row = article.article
    return {
        "title": said("A claim of this article"),
        "article": row,
        "language": row["language"],
        "text": row["text"],
        "was": corrections.EMPTY,
        "claim": None,
        "record": None,
    }


async def _stored(db: Database, target: Target, actor: str) -> dict[str, Any]:
    found = await db.execute_fn(lambda conn: records.claim(conn, target.key))
    if found is None:
        raise NotFound(said("There is no claim with this key in this database"))
    words, mention, following, undo = await db.execute_fn(
        lambda conn: (
            correcting.words_of(conn, target.key),
            correcting.mention(conn, target.key),
            offering.following(conn, target.key),
            undoing.of_claim(conn, target.key, actor),
        )
    )
    text = found.article["text"]
    name = found.speaker["name"] if found.speaker else None
    was = corrections.stored(words, text, name)
    if not words.spans:
        was["words"] = found.claim["text"]
    return {
        "title": said("Correct a claim"),
        "article": found.article,
        "language": found.claim["language"],
        "text": text,
        "was": was,
        "claim": found.claim,
        "record": found,
        "claim_text": marking.safe(found.claim["text"]),
        "status": found.status,
        "judged": found.status.kind != "workflow",
        "mistake": (await db.execute_fn(vocabulary))["extraction_error"],
        "others": len(mention) - 1,
        "following": following,
        "undo": undo,
    }


def _words(text: str, fields: Mapping[str, str], first: str | None) -> dict[str, Any]:
    """The text with its words numbered, and the places among which a person chooses."""
    chosen = pointing.read(fields["spans"], text) or []
    number = int(first) if first and first.isascii() and first.isdigit() else None
    places = []
    if fields["words"] and not (chosen and pointing.same_words(text, chosen, fields["words"])):
        places = pointing.places(text, fields["words"])
        if len(places) == 1:
            chosen = places[0]
    counted = pointing.words_of(text)
    return {
        "window": numbered.window(text, counted, chosen, number),
        "places": [
            (pointing.told(each), *_around(text, each)) for each in places if len(places) > 1
        ],
    }


def _around(text: str, spans: Sequence[Span]) -> tuple[str, str, str]:
    """The words at a place, with some before and behind them."""
    start, end = spans[0].start, spans[-1].end
    before = marking.in_lines(text)[max(0, start - 50) : start].rpartition("\n")[2]
    behind = marking.in_lines(text)[end : end + 50].partition("\n")[0]
    return before, text[start:end], behind
