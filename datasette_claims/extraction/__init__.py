"""Extraction: from the text of an article to who said what in it, with nothing but the text.

``extract`` gives the claims, ``analyse`` also the language, links, outlet and place. Both are pure:
no network, no database, no state but the compiled language files.
"""

from __future__ import annotations

from datasette_claims.extraction.claims import find_claims
from datasette_claims.extraction.languages.detect import UNKNOWN, detect
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.extraction.occasions import with_dates
from datasette_claims.extraction.text.frame import read_frame
from datasette_claims.extraction.text.tokens import tokenise
from datasette_claims.model import Analysis, Claim

__all__ = ["UNKNOWN", "analyse", "codes", "detect", "extract"]


def extract(text: str, language: str | None = None, published: str | None = None) -> list[Claim]:
    """The attributed claims of an article, in text order.

    >>> [claim.speaker for claim in extract("“We will go,” said Ana Lee.", "en")]
    ['Ana Lee']
    """
    return list(analyse(text, language, published).claims)


def analyse(
    text: str,
    language: str | None = None,
    published: str | None = None,
    *,
    scope: str = "default",
    min_confidence: float | None = None,
    record: bool = False,
) -> Analysis:
    """All that the text tells: claims, links to other articles, outlet and place.

    ``scope="wide"`` also counts beliefs, support and bare criticism as claims. ``record`` says that
    the text is one of speech (subtitles): there every labelled turn is a claim. A language without
    a file is passed over for the one that the text looks most like; where it looks like none of
    ours, the language is ``und`` and nothing is found.
    """
    code = language if language in codes() else detect(text)
    if code == UNKNOWN:
        return Analysis(UNKNOWN)
    rules = load(code)
    frame = read_frame(text, rules)
    document = tokenise(text, rules, frame.skipped)
    claims = find_claims(document, scope == "wide", min_confidence, record)
    return Analysis(
        language=code,
        claims=with_dates(document, claims, published or ""),
        links=frame.links,
        outlet=frame.outlet,
        place=frame.place,
        skipped=frame.skipped,
    )
