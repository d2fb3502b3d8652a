"""Claims as cards: what one shows of a claim, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from datasette_claims.web import dates, marking

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


def card(claim: dict, sees: Mapping[str, bool], *, terms: Sequence[str] = ()) -> dict:
    """What ``_claims_card.html`` shows of a row of ``queries.cards``.

    ``sees`` tells which tables the actor may see: names that stand in others are left out, a
    speaker's goes by what the article calls them, and an article without a headline by its first
    words. ``terms`` are those of the search: where they stand in the claim is marked.
    """
    text = claim["text"]
    opening = (claim["opening"] or "") if sees["articles"] else ""
    links = sees["articles"] and sees["article_links"]
    return {
        **claim,
        "speaker": claim["speaker"] if sees["speakers"] else claim["source"],
        "speaker_page": claim["speaker_id"] if sees["speakers"] else None,
        "outlet": claim["outlet"] if sees["outlets"] else None,
        "text": marked(text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …", terms),
        "modality": MODALITIES.get(claim["modality"], ""),
        "flag": FLAGS.get(claim["flag"], ""),
        "date": date(claim),
        "article": claim["title"] or shortened(opening) or "article",
        "sources": [name for name in claim["sources"] if links and name != claim["speaker"]],
        "standing": "" if claim["status"]["kind"] == "workflow" else claim["publication"],
    }


def marked(text: str, terms: Sequence[str]) -> Markup:
    """The text as HTML with what a search looked for marked, as far as it is spelt the same.

    >>> marked("harga beras <naik>", ['"beras"', '"na" *'])
    Markup('harga <mark>beras</mark> &lt;<mark>naik</mark>&gt;')
    """
    looked_for = [
        r"\W+".join(map(re.escape, re.findall(r"\w+", term)))
        + (r"\w*" if term.endswith("*") else "")
        for term in terms
    ]
    if not looked_for:
        return marking.safe(text)
    pieces = re.split(rf"(\b(?:{'|'.join(looked_for)})\b)", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(marking.safe(piece)) if number % 2 else marking.safe(piece)
        for number, piece in enumerate(pieces)
    )


def capitalised(word: str) -> str:
    """What a kind of saying is called: ``say`` -> ``Say``, as other values are written."""
    return word[:1].upper() + word[1:]


def date(claim: dict) -> str:
    """When it was said, as precisely as is known, else when that was published; may be empty."""
    said = dates.day(claim["said_on"], claim["said_precision"])
    return f"said {said}" if said else dates.day((claim["published"] or "")[:10])


def shortened(words: str, longest: int = 70) -> str:
    """The words, cut between two of them where they are too long."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"
