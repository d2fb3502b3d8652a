"""Claims as W3C Web Annotations: where each stands, who said it, how it was judged. Pure.

An annotation has two targets, of which it is about both: our copy of the text, where places are
known to the character (code points, as everywhere here), and the original page, where its words
must be looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datasette_claims import weblink
from datasette_claims.publishing.naming import Publisher, moment
from datasette_claims.publishing.outward import Judgement, public_address
from datasette_claims.store.dossiers import Dossier
from datasette_claims.store.vocabulary import Vocabulary

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

AROUND = 32
"""Characters before and behind a passage that tell it from others with the same words."""

Thing = dict[str, Any]


def page(items: Iterable[Thing], address: str) -> Thing:
    """The page of many annotations."""
    found = list(items)
    return {"@context": CONTEXT, "id": address, "type": "AnnotationPage", "items": found}


def annotation(dossier: Dossier, judged: Judgement, site: Publisher, words: Vocabulary) -> Thing:
    """The annotation of one claim; each stretch of its content has selectors of its own."""
    row = dossier.claim
    address = site.address("claims", row["id"], "")
    told: Thing = {
        "id": f"{address}#annotation",
        "type": "Annotation",
        "motivation": "assessing" if judged.publication == "published" else "identifying",
        "body": _bodies(dossier, judged, words),
        "target": _targets(dossier, site),
    }
    if created := moment(row["created_at"]):
        told["created"] = created
    if changed := moment(judged.changed_at):
        told["modified"] = changed
    if site.organisation and judged.publication == "published":
        creator = {"type": "Organization", "name": site.organisation.name}
        told["creator"] = creator | (
            {"homepage": site.organisation.url} if site.organisation.url else {}
        )
    if site.licence:
        told["rights"] = site.licence
    return told


def _bodies(dossier: Dossier, judged: Judgement, words: Vocabulary) -> list[Thing]:
    speaker, row = dossier.speaker, dossier.claim
    who = speaker["name"] if speaker else row["source"]
    status = words[judged.status]
    bodies = [_body("identifying", who)] if who else []
    bodies.append(_body("classifying", status.label_en, "en"))
    if judged.publication == "published" and judged.reason:
        bodies.append(_body("assessing", judged.reason))
        bodies += [
            {"type": "SpecificResource", "source": link["url"], "purpose": "linking"}
            for link in judged.evidence
            if weblink.is_web(link["url"])
        ]
    return bodies


def _body(purpose: str, value: str, language: str | None = None) -> Thing:
    body = {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
    return body | ({"language": language} if language else {})


def _targets(dossier: Dossier, site: Publisher) -> list[Thing]:
    """Each stretch in our copy, then each on the original page; the claim's words where neither."""
    targets = []
    own = dossier.appearances[0] if dossier.appearances else None
    stretches = [span for span in dossier.spans if span["part"] == "content"]
    text = dossier.text
    if own and text is not None and stretches:
        source = site.address("articles", own["article_id"], ".txt")
        for span in stretches:
            start, end = span["start"], span["end"]
            place = {"type": "TextPositionSelector", "start": start, "end": end}
            selector = [place, _quote(text, start, end)]
            targets.append({"source": _text(source, own), "selector": selector})
    url = public_address(own["url"]) if own else None
    if own and url and weblink.is_web(url):
        selectors = (
            [_quote(text, span["start"], span["end"]) for span in stretches]
            if text is not None and stretches
            else [{"type": "TextQuoteSelector", "exact": dossier.claim["text"]}]
        )
        targets += [{"source": url, "selector": selector} for selector in selectors]
    if not targets:
        targets = [{"source": site.address("claims", dossier.claim["id"], "")}]
    return targets


def _text(source: str, own: dict[str, Any]) -> Thing:
    told = {"id": source, "type": "Text", "format": "text/plain"}
    return told | ({"language": own["language"]} if own["language"] not in (None, "und") else {})


def _quote(text: str, start: int, end: int) -> Thing:
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
