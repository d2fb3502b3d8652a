"""Claims as cards: what one shows of a claim, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from datasette_claims.store.records import Row
from datasette_claims.store.vocabulary import Status
from datasette_claims.web import dates, hits, marking, rating
from datasette_claims.web.asgi import Sees

LONGEST = 700
"""Characters of a claim that a card shows; its own page has the rest."""

TYPES = {
    "direct": "Direct quotation",
    "indirect": "Indirect speech",
    "mixed": "Mixed (partly quoted)",
}

MODALITIES = {
    "negated": "is said not to have said",
    "hypothetical": "may have said, or would say",
    "future": "is expected to say",
}

TABLES = ("articles", "article_links", "speakers", "outlets")
"""What is on a card stands in these tables, besides the claims."""

FLAGS = {
    "not_in_article": "No longer in the article",
    "not_extracted": "No longer found by the rules",
}


@dataclass(frozen=True, slots=True)
class Card:
    """What ``_claims_card.html`` shows of a claim; empty or None is left out."""

    id: str
    text: Markup
    language: str | None
    speaker: str | None
    speaker_id: str | None
    """The key of the speaker's page, None where there is none for this actor."""
    role: str | None
    modality: str
    cue: str | None
    status: Status
    standing: str
    """``draft``, ``published`` or ``withdrawn``, of a status that a person gave."""
    flag: str
    outlet: str | None
    date: str
    article_id: str | None
    """The key of the article's page, None where there is none for this actor."""
    article: str
    article_named: bool
    """Is ``article`` in the article's own words?"""
    sources: tuple[str, ...]
    places: str
    """In how many outlets it stands, where copies of the article have it too."""
    reasons: tuple[str, ...]
    """Why it has its place, where the list is in the order of what can be checked."""


def card(
    claim: Row, sees: Sees, *, search: re.Pattern[str] | None = None, reasons: bool = False
) -> Card:
    """The card of a row of ``queries.cards``.

    ``sees`` tells which tables the actor may see: names that stand in others are left out, a
    speaker's goes by what the article calls them, and an article without a headline by its first
    words. ``search`` is what was looked for: where that stands in the claim is marked.
    """
    text = claim["text"]
    text = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
    article = (claim["title"] or shortened(claim["opening"] or "")) if sees["articles"] else ""
    links = sees["articles"] and sees["article_links"]
    return Card(
        id=claim["id"],
        text=marking.with_hits(text, hits.places(text, search)),
        language=claim["language"],
        speaker=claim["speaker"] if sees["speakers"] else claim["source"],
        speaker_id=claim["speaker_id"] if sees["speakers"] else None,
        role=claim["role"],
        modality=MODALITIES.get(claim["modality"], ""),
        cue=claim["cue"],
        status=claim["status"],
        standing="" if claim["status"].kind == "workflow" else claim["publication"],
        flag=FLAGS.get(claim["flag"], ""),
        outlet=claim["outlet"] if sees["outlets"] else None,
        date=date(claim),
        article_id=claim["article_id"] if sees["articles"] else None,
        article=article or "article",
        article_named=bool(article),
        sources=tuple(name for name in claim["sources"] if links and name != claim["speaker"]),
        places=places(claim["outlets"] if sees["outlets"] else 0, claim["appearances"]),
        reasons=tuple(rating.reasons(claim["features"])) if reasons else (),
    )


def places(outlets: int, articles: int) -> str:
    """In how many places a claim stands; empty for a single one.

    >>> places(outlets=2, articles=3)
    'in 2 outlets'
    """
    if outlets > 1:
        return f"in {outlets:,} outlets"
    return f"in {articles:,} articles" if articles > 1 else ""


def capitalised(word: str) -> str:
    """What a kind of saying is called: ``say`` -> ``Say``, as other values are written."""
    return word[:1].upper() + word[1:]


def date(claim: Row) -> str:
    """When it was said, as precisely as is known, else when that was published; may be empty."""
    said = dates.day(claim["said_on"], claim["said_precision"])
    return f"said {said}" if said else dates.day((claim["published"] or "")[:10])


def shortened(words: str, longest: int = 70) -> str:
    """The words, cut between two of them where they are too long."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"
