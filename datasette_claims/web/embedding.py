"""A claim within another site: a small page for a frame, and oEmbed, by which sites find it.

Neither needs a script. Told is what was published, to editors too: a frame is read by others.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import Base400, NotFound, Request, Response
from markupsafe import Markup

from datasette_claims.publishing import drawing
from datasette_claims.publishing.outward import Judgement
from datasette_claims.store.records import ClaimRecord
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import cards, claim, downloads, naming, page, sharing
from datasette_claims.web.cards import shortened
from datasette_claims.web.latest import first_line

TAIL = "/embed"
WIDTH, HEIGHT = 560, 340
"""Of the frame; what is shown is cut to fit it, and scrolls on a narrower site."""

LONGEST = 280
LONGEST_REASON = 140


POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
"""Any site may show it, and nothing runs in it."""


class One(NamedTuple):
    """A claim as its reader may see it, and what of its judgement is public."""

    found: ClaimRecord
    judged: Judgement
    words: Vocabulary
    shared: sharing.Shared


class NotMade(Base400):
    """A form of answer that oEmbed knows and this server does not give."""

    status = 501


async def frame(datasette: Datasette, request: Request) -> Response:
    """The page for a frame: who said what, how it stands, why, and where to read on."""
    db = await page.database(datasette, request)
    one = await _claim(datasette, request, db, claim.key(request))
    row = one.found.claim
    published = one.judged.publication == "published"
    answer = await page.render(
        datasette,
        request,
        "claims_embed.html",
        {
            "title": one.shared.title,
            "shared": one.shared,
            "claim": row,
            "speaker": one.found.speaker["name"] if one.found.speaker else row["source"],
            "words": shortened(row["text"], LONGEST),
            "about": [one.found.outlet["name"] if one.found.outlet else "", cards.date(row)],
            "status": one.words[one.judged.status] if published else None,
            "standing": sharing.standing(one.judged, one.words),
            "reason": shortened(first_line(one.judged.reason), LONGEST_REASON) if published else "",
            "href": sharing.whole(datasette, request, _path(datasette, db, row["id"])),
        },
        database=db.name,
    )
    answer.headers["content-security-policy"] = POLICY
    return answer


async def oembed(datasette: Datasette, request: Request) -> Response:
    """What a site needs to show the claim at ``url``: https://oembed.com, as JSON."""
    db = await page.database(datasette, request)
    if request.args.get("format") not in (None, "json"):
        raise NotMade("Only format=json is made")
    key = _key(datasette, request, db, request.args.get("url") or "")
    one = await _claim(datasette, request, db, key)
    width = _least(request.args.get("maxwidth"), WIDTH)
    height = _least(request.args.get("maxheight"), HEIGHT)
    source = sharing.whole(datasette, request, _path(datasette, db, key, TAIL))
    html = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' style="border: 0; max-width: 100%"></iframe>'
    ).format(source, one.shared.title, width, height)
    answer: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": one.shared.title,
        "provider_name": await naming.called(datasette) or db.name,
        "provider_url": sharing.whole(datasette, request, datasette.urls.instance()),
        "width": width,
        "height": height,
        "html": str(html),
    }
    if one.shared.image:
        answer |= {
            "thumbnail_url": one.shared.image,
            "thumbnail_width": drawing.WIDTH,
            "thumbnail_height": drawing.HEIGHT,
        }
    return Response.json(answer, headers=downloads.common_headers(datasette))


async def _claim(datasette: Datasette, request: Request, db: Database, key: str) -> One:
    if not await page.has_claims(db):
        raise NotFound(page.NO_TABLES)
    whole = await claim.record(db, key)
    words = await db.execute_fn(vocabulary)
    judged = sharing.judged(whole, words)
    found = claim.as_seen(whole, await page.sees(datasette, request.actor, db))
    site = await naming.called(datasette)
    title = claim.title(found)
    shared = sharing.of_claim(datasette, db.name, found, judged, words, title, site)
    return One(found, judged, words, shared)


def _key(datasette: Datasette, request: Request, db: Database, url: str) -> str:
    """The claim whose page has this address."""
    start = sharing.whole(datasette, request, page.path(datasette, db.name, "claims", ""))
    rest = re.split(r"[?#]", url)[0]
    key = rest.removeprefix(start)
    if not key or key == rest or "/" in key:
        raise NotFound("url is no address of a claim of this database")
    return tilde_decode(key)


def _path(datasette: Datasette, db: Database, key: str, tail: str = "") -> str:
    return page.path(datasette, db.name, "claims", key, tail)


def _least(given: str | None, usual: int) -> int:
    """A width or height that is never more than is asked for: oEmbed allows no exception."""
    asked = (
        int(given) if given and given.isascii() and given.isdigit() and len(given) < 6 else usual
    )
    return min(usual, asked) if asked else usual
