"""What a link to a page shows where it is shared: its address, a title, a description, a picture.

Told is what was published of a judgement, to editors too: a link is read by others. What nobody has
checked says so in the title itself, since some places show nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request

from datasette_claims import weblink
from datasette_claims.publishing import drawing, outward
from datasette_claims.publishing.outward import Judgement
from datasette_claims.store.records import ClaimRecord
from datasette_claims.store.vocabulary import Vocabulary
from datasette_claims.web import page, seam
from datasette_claims.web.latest import first_line
from datasette_claims.wording import said

PICTURE = r"/picture-(?P<drawn>[^/]+)\.png"
"""Where a claim's picture is. Its address changes with what it shows: who keeps pictures by address
shows no verdict that was taken back."""


@dataclass(frozen=True, slots=True)
class Shared:
    """``address`` and ``image`` are whole addresses, or None where the site has named none."""

    title: str
    description: str
    address: str | None = None
    image: str | None = None
    image_words: str = ""
    kind: str = "article"


def address(datasette: Datasette, path: str) -> str | None:
    """Where a page of this server is published, as the configuration says; never as a request says.

    ``path`` is that of the page on this server, with its ``base_url``.
    """
    told = seam.plugin_config(datasette).get("address")
    if not (isinstance(told, str) and weblink.is_web(told)):
        return None
    return told.rstrip("/") + seam.below_base(datasette, path)


def whole(datasette: Datasette, request: Request, path: str) -> str:
    """Where it is published; on a site that does not say where, as it was asked for."""
    return address(datasette, path) or str(datasette.absolute_url(request, path))


def judged(found: ClaimRecord, words: Vocabulary) -> Judgement:
    """What is public of a claim; ``found`` is the whole record, as nobody but an editor sees it."""
    return outward.judged(found.claim, found.history, found.evidence, words)


def standing(told: Judgement, words: Vocabulary) -> str:
    """How a claim stands, in words that nobody takes for a verdict where there is none."""
    if told.publication == "withdrawn":
        return said("Withdrawn: a published result was taken back")
    label = words[told.status].label_en
    return (
        label
        if told.publication == "published"
        else said("{label}: no result is published", label=label)
    )


def of_claim(
    datasette: Datasette,
    database: str,
    found: ClaimRecord,
    told: Judgement,
    words: Vocabulary,
    title: str,
    site: str,
) -> Shared:
    """``found`` as its reader may see it, ``title`` that of the page."""
    stands = standing(told, words)
    here = page.path(datasette, database, "claims", found.claim["id"])
    shown = card(found, told, words, site)
    image = f"{here}/picture-{hashlib.sha256(repr(shown).encode()).hexdigest()[:16]}.png"
    reason = first_line(told.reason) if told.publication == "published" else ""
    return Shared(
        title=f"{stands.partition(':')[0]} · {title}",
        description=f"{stands}. {reason}".strip(),
        address=address(datasette, here),
        image=address(datasette, image) if drawing.can_draw(shown) else None,
        image_words=f"{title} ({stands})",
    )


def card(found: ClaimRecord, told: Judgement, words: Vocabulary, site: str) -> drawing.Card:
    """The picture of a claim as its reader may see it."""
    who = found.speaker["name"] if found.speaker else found.claim["source"]
    return drawing.Card(
        site=site,
        speaker=who or "",
        words=found.claim["text"],
        standing=standing(told, words),
        checked=told.publication == "published",
    )


def oembed(datasette: Datasette, request: Request, database: str, key: str) -> str:
    """Where a site finds how to show a claim in a frame; its page names it."""
    query = urlencode(
        {"url": whole(datasette, request, page.path(datasette, database, "claims", key))}
    )
    return whole(datasette, request, f"{page.path(datasette, database, 'oembed.json')}?{query}")
