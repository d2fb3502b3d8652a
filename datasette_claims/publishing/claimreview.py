"""Claims and their reviews in the words of schema.org, and ClaimReview of others read back. Pure.

A ClaimReview is made of a published verdict with evidence alone, and in the name of an
organisation: everything else is a Claim, which says who said what and where, and judges nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datasette_claims import weblink
from datasette_claims.publishing.naming import Organisation, Publisher, date
from datasette_claims.publishing.outward import Judgement, public_address
from datasette_claims.store.dossiers import Dossier
from datasette_claims.store.vocabulary import Vocabulary

CONTEXT = "https://schema.org"
BEST, WORST = 5, 1

Thing = dict[str, Any]

KINDS = {
    "person": "Person",
    "organisation": "Organization",
    "state": "Organization",
    "outlet": "NewsMediaOrganization",
    "group": "Organization",
}
"""What a speaker is; sources without a name and documents are nobody's words."""


def of(dossier: Dossier, judged: Judgement, site: Publisher, words: Vocabulary) -> Thing:
    """What there is to tell of a claim: its review where there is one, else the claim alone."""
    return review(dossier, judged, site, words) or claim(dossier, site)


def review(dossier: Dossier, judged: Judgement, site: Publisher, words: Vocabulary) -> Thing | None:
    """The ClaimReview; None where no verdict with evidence was published, or by nobody."""
    status = words[judged.status]
    if not (site.organisation and judged.publication == "published" and judged.evidence):
        return None
    if status.kind != "verdict":
        return None
    address = site.address("claims", dossier.claim["id"], "")
    return _told(
        {
            "@type": "ClaimReview",
            "@id": f"{address}#review",
            "url": address,
            "claimReviewed": " ".join(dossier.claim["text"].split()),
            "author": _organisation(site.organisation),
            "datePublished": date(judged.published_at),
            "dateModified": date(judged.changed_at),
            "reviewRating": _rating(judged, words),
            "reviewBody": judged.reason,
            "itemReviewed": claim(dossier, site),
            "citation": [_citation(row) for row in judged.evidence],
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": f"Was: {words[step.was].label_en}"
                    if step.was != step.status
                    else "The reason was changed",
                    "datePublished": date(step.at),
                }
                for step in judged.corrections
            ],
            "license": site.licence,
        }
    )


def claim(dossier: Dossier, site: Publisher) -> Thing:
    """The Claim: who said what, when, and in which articles it stands."""
    row = dossier.claim
    address = site.address("claims", row["id"], "")
    return _told(
        {
            "@type": "Claim",
            "@id": f"{address}#claim",
            "url": address,
            "text": row["text"],
            "inLanguage": row["language"] if row["language"] != "und" else None,
            "author": _speaker(dossier),
            "datePublished": date(row["said_on"]),
            "appearance": [_article(each) for each in dossier.appearances],
        }
    )


def feed(items: Iterable[Thing], site: Publisher, address: str, changed: str | None) -> Thing:
    """The DataFeed of many."""
    return _told(
        {
            "@context": CONTEXT,
            "@type": "DataFeed",
            "@id": address,
            "name": site.title,
            "publisher": site.organisation and _organisation(site.organisation),
            "license": site.licence,
            "dateModified": date(changed),
            "dataFeedElement": [
                _told(
                    {
                        "@type": "DataFeedItem",
                        "dateCreated": item.get("datePublished"),
                        "dateModified": item.get("dateModified"),
                        "item": item,
                    }
                )
                for item in items
            ],
        }
    )


def document(item: Thing) -> Thing:
    """One thing as a document of its own."""
    return {"@context": CONTEXT, **item}


def _rating(judged: Judgement, words: Vocabulary) -> Thing:
    status = words[judged.status]
    # One number, one word. Where no number fits, there is none: nobody shall read "unproven" as 0.
    number = {} if status.rating is None else {
        "ratingValue": status.rating, "bestRating": BEST, "worstRating": WORST,
    }  # fmt: skip
    return _told(
        {
            "@type": "Rating",
            "alternateName": status.label_en,
            **number,
            "ratingExplanation": judged.reason,
        }
    )


def _organisation(told: Organisation) -> Thing:
    return _told({"@type": "Organization", "name": told.name, "url": told.url, "logo": told.logo})


def _speaker(dossier: Dossier) -> Thing | None:
    """Who made the claim: neither the outlet nor its journalist, and nobody who is not named."""
    speaker = dossier.speaker
    if speaker is None or speaker["kind"] not in KINDS:
        return None
    kind = KINDS[speaker["kind"]]
    wikidata = speaker.get("wikidata")
    return _told(
        {
            "@type": kind,
            "name": speaker["name"],
            "jobTitle": dossier.claim["role"] if kind == "Person" else None,
            "sameAs": wikidata and f"https://www.wikidata.org/wiki/{wikidata}",
        }
    )


def _article(row: Mapping[str, Any]) -> Thing:
    outlet = row["outlet"] and _told(
        {"@type": "Organization", "name": row["outlet"], "url": _link(row["outlet_url"])}
    )
    return _told(
        {
            "@type": "NewsArticle",
            "url": _link(row["url"]),
            "headline": row["title"],
            "datePublished": date(row["published"]),
            "inLanguage": row["language"] if row["language"] != "und" else None,
            "publisher": outlet,
        }
    )


def _citation(row: Mapping[str, Any]) -> Thing:
    outlet = row["outlet"] and {"@type": "Organization", "name": row["outlet"]}
    return _told(
        {
            "@type": "CreativeWork",
            "url": _link(row["url"]),
            "name": row["title"],
            "publisher": outlet,
            "datePublished": date(row["published"]),
            "archivedAt": _link(row["archive_url"]),
        }
    )


def _link(url: str | None) -> str | None:
    public = public_address(url)
    return public if weblink.is_web(public) else None


def _told(thing: Thing) -> Thing:
    """The thing without what there is nothing to say of."""
    return {key: value for key, value in thing.items() if value not in (None, "", [])}


# ---- and back


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody's review of a claim, as its ClaimReview tells it; what it does not say is None."""

    url: str | None
    claim: str
    label: str | None
    rating: float | None
    reviewer: str | None
    reviewed_on: str | None
    speaker: str | None
    said_on: str | None
    appearances: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def read(document: object) -> list[Review]:
    """Every ClaimReview in a document of JSON-LD: alone, in a list, a graph or a feed.

    What only looks like one, without words that are reviewed, is passed over.
    """
    return [_read(thing) for thing in _things(document) if _words(thing.get("claimReviewed"))]


def _things(found: object, depth: int = 12) -> Iterator[Mapping[str, Any]]:
    if depth == 0:
        return
    if isinstance(found, list):
        for each in found:
            yield from _things(each, depth - 1)
    elif isinstance(found, Mapping):
        kinds = found.get("@type")
        if "ClaimReview" in (kinds if isinstance(kinds, list) else [kinds]):
            yield found
            return
        for key in ("@graph", "dataFeedElement", "item", "itemListElement", "mainEntity"):
            yield from _things(found.get(key), depth - 1)


def _read(thing: Mapping[str, Any]) -> Review:
    rating = _first(thing.get("reviewRating"))
    item = _first(thing.get("itemReviewed"))
    appearing = [*_all(item.get("appearance")), *_all(item.get("firstAppearance"))]
    return Review(
        url=_words(thing.get("url")),
        claim=_words(thing.get("claimReviewed")) or "",
        label=_words(rating.get("alternateName")) or _words(rating.get("name")),
        rating=_number(rating.get("ratingValue")),
        reviewer=_name(thing.get("author")),
        reviewed_on=_words(thing.get("datePublished")),
        speaker=_name(item.get("author")),
        said_on=_words(item.get("datePublished")),
        appearances=_links(appearing),
        evidence=_links(_all(thing.get("citation"))),
    )


def _all(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: object) -> Mapping[str, Any]:
    return next((each for each in _all(value) if isinstance(each, Mapping)), {})


def _name(value: object) -> str | None:
    """Who somebody is, told by an object with a name or by the name alone."""
    for each in _all(value):
        name = each.get("name") if isinstance(each, Mapping) else each
        if words := _words(name):
            return words
    return None


def _links(values: Iterable[object]) -> tuple[str, ...]:
    found = (each.get("url") or each.get("@id") if isinstance(each, Mapping) else each
             for each in values)  # fmt: skip
    kept = (url for url in found if isinstance(url, str) and weblink.is_web(url))
    return tuple(dict.fromkeys(kept))


def _words(value: object) -> str | None:
    """Words, of the first where there are several; some publish them as {"@value": …}."""
    each = next(iter(_all(value)), None)
    if isinstance(each, Mapping):
        each = each.get("@value")
    return " ".join(each.split()) or None if isinstance(each, str) else None


def _number(value: object) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if math.isfinite(number) else None
