"""Claims as cards: what one shows of a claim, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from datasette_claims.store.records import Row
from datasette_claims.store.vocabulary import Status
from datasette_claims.web import dates, hits, marking, rating
from datasette_claims.web.asgi import Sees
from datasette_claims.wording import said, said_n

LONGEST = 700
"""Characters of a claim that a card shows; its own page has the rest."""

FEW, FEW_OF_A_PART = 3, 7
"""So many words say little alone; the second of a claim that begins within a sentence."""

AROUND = 160
"""Characters of the sentence that a card shows on either side of such a claim."""

TYPES = {
    "direct": said("Direct quotation"),
    "indirect": said("Indirect speech"),
    "mixed": said("Mixed (partly quoted)"),
}

MODALITIES = {
    "negated": said("is said not to have said"),
    "hypothetical": said("may have said, or would say"),
    "future": said("is expected to say"),
}

TABLES = ("articles", "article_links", "speakers", "outlets")
"""What is on a card stands in these tables, besides the claims."""

SAYINGS = {
    "say": said("Say"),
    "report": said("Report"),
    "claim": said("Claim"),
    "describe": said("Describe"),
    "believe": said("Believe"),
    "know": said("Know"),
    "confirm": said("Confirm"),
    "concede": said("Concede"),
    "agree": said("Agree"),
    "deny": said("Deny"),
    "accuse": said("Accuse"),
    "complain": said("Complain"),
    "praise": said("Praise"),
    "support": said("Support"),
    "demand": said("Demand"),
    "ask": said("Ask"),
    "warn": said("Warn"),
    "promise": said("Promise"),
    "intend": said("Intend"),
    "predict": said("Predict"),
    "speculate": said("Speculate"),
    "hope": said("Hope"),
    "fear": said("Fear"),
    "feel": said("Feel"),
    "boast": said("Boast"),
    "dare": said("Dare"),
    "decree": said("Decree"),
    "correct": said("Correct"),
    "apologize": said("Apologize"),
}
"""Kinds of saying, by what the extraction calls them."""

FLAGS = {
    "not_in_article": said("No longer in the article"),
    "not_extracted": said("No longer found by the rules"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """What ``_claims_card.html`` shows of a claim; empty or None is left out."""

    id: str
    text: Markup
    sentence: bool
    """Is ``text`` the sentence, with the claim set apart in it? The claim alone says little."""
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
    sentence = in_sentence(text, claim["context"], search) if says_little(text) else None
    article = (claim["title"] or shortened(claim["opening"] or "")) if sees["articles"] else ""
    links = sees["articles"] and sees["article_links"]
    return Card(
        id=claim["id"],
        text=sentence or told(cut(text), search),
        sentence=sentence is not None,
        language=claim["language"],
        speaker=claim["speaker"] if sees["speakers"] else claim["source"],
        speaker_id=claim["speaker_id"] if sees["speakers"] else None,
        role=claim["role"],
        modality=MODALITIES.get(claim["modality"], ""),
        cue=None if sentence else claim["cue"],  # it stands in the sentence
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


def says_little(text: str) -> bool:
    """Is a claim so short that it says little without the sentence that it stands in?

    A language that does not tell capitals apart has no beginnings that look like a part.

    >>> [says_little(words) for words in ("enough", "her to bring it back", "Harga naik 5 persen")]
    [True, True, False]
    """
    words = re.findall(r"\w[\w’'.,%-]*", text)
    if not words or len(words) <= FEW:
        return True
    return words[0][0].islower() and text[:1] == words[0][0] and len(words) <= FEW_OF_A_PART


def in_sentence(
    text: str, sentence: str | None, search: re.Pattern[str] | None = None
) -> Markup | None:
    """The sentence with the claim set apart in it; None where it adds nothing, or lacks the claim.

    >>> in_sentence("enough", "Rina Hall said it was enough.")
    Markup('Rina Hall said it was <b>enough</b>.')
    """
    words = text.strip()
    before, found, behind = (sentence or "").partition(words) if words else ("", "", "")
    if not found or not re.search(r"\w", before + behind):
        return None
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(behind) > AROUND:
        behind = behind[:AROUND].rpartition(" ")[0] + " …"
    own = Markup("<b>{}</b>").format(told(found, search))
    return told(before, search) + own + told(behind, search)


def told(text: str, search: re.Pattern[str] | None) -> Markup:
    """The text as HTML, with what was looked for marked in it."""
    return marking.with_hits(text, hits.places(text, search))


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def places(outlets: int, articles: int) -> str:
    """In how many places a claim stands; empty for a single one.

    >>> places(outlets=2, articles=3)
    'in 2 outlets'
    """
    if outlets > 1:
        return said_n("in {n:,} outlet", "in {n:,} outlets", outlets)
    return said_n("in {n:,} article", "in {n:,} articles", articles) if articles > 1 else ""


def capitalised(word: str) -> str:
    """What a kind of saying is called: ``say`` -> ``Say``, as other values are written."""
    return SAYINGS.get(word) or word[:1].upper() + word[1:]


def date(claim: Row) -> str:
    """When it was said, as precisely as is known, else when that was published; may be empty."""
    day = dates.day(claim["said_on"], claim["said_precision"])
    return said("said {day}", day=day) if day else dates.day((claim["published"] or "")[:10])


def shortened(words: str, longest: int = 70) -> str:
    """The words, cut between two of them where they are too long."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"
