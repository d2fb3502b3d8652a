"""Verdicts as an Atom feed: new ones, corrected ones, and those that were taken back. Pure.

An entry is a claim and keeps its id; who follows the feed is told by ``updated`` that it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from markupsafe import escape

from datasette_claims import weblink
from datasette_claims.publishing.naming import Publisher, moment
from datasette_claims.publishing.outward import Judgement
from datasette_claims.store.dossiers import Dossier
from datasette_claims.store.vocabulary import Vocabulary

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml; charset=utf-8"
NEVER = "1970-01-01T00:00:00Z"
"""Of a feed in which nothing has happened yet."""

LONGEST_TITLE = 140

# What XML cannot hold, however it is written.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with what of its judgement is public."""

    dossier: Dossier
    judged: Judgement

    @property
    def at(self) -> str:
        """When the public last saw it change."""
        claim, judged = self.dossier.claim, self.judged
        # A claim that nothing was published of changes by drafts alone.
        seen = claim["updated_at" if judged.publication == "published" else "created_at"]
        return moment(judged.changed_at) or moment(seen) or NEVER


def newest(told: Iterable[Told]) -> list[Told]:
    """Those that were published or taken back, last changed first."""
    public = [one for one in told if one.judged.publication in ("published", "withdrawn")]
    return sorted(public, key=lambda one: (one.at, one.dossier.claim["id"]), reverse=True)


def feed(
    told: Sequence[Told], site: Publisher, words: Vocabulary, *, address: str, page: str
) -> str:
    """The feed; ``address`` is its own, ``page`` that of the pages that it is about."""
    changed = max((one.at for one in told), default=NEVER)
    root = _root(site, changed, address=address, page=page)
    for one in told:
        _entry(SubElement(root, f"{{{NAMESPACE}}}entry"), one, site, words)
    return _document(root)


def _root(site: Publisher, changed: str, *, address: str, page: str) -> Element:
    root = Element(f"{{{NAMESPACE}}}feed")
    _words(root, "title", site.title)
    _words(root, "id", address)
    _link(root, address, "self", "application/atom+xml")
    _link(root, page, "alternate", "text/html")
    _words(root, "updated", changed)
    author = SubElement(root, f"{{{NAMESPACE}}}author")
    _words(author, "name", site.organisation.name if site.organisation else site.title)
    if site.organisation and site.organisation.url:
        _words(author, "uri", site.organisation.url)
    if site.licence:
        _words(root, "rights", site.licence)
    return root


def _document(root: Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


class Entry(NamedTuple):
    """Something that is new, with paragraphs of words; ``address`` is that of its page."""

    id: str
    title: str
    address: str
    words: Sequence[str] = ()


def news(entries: Iterable[Entry], site: Publisher, day: str, *, address: str, page: str) -> str:
    """A feed of what one day brought."""
    at = moment(f"{day}T00:00:00Z") or NEVER
    root = _root(site, at, address=address, page=page)
    for one in entries:
        entry = SubElement(root, f"{{{NAMESPACE}}}entry")
        _words(entry, "title", one.title)
        _words(entry, "id", one.id)
        _link(entry, one.address, "alternate", "text/html")
        _words(entry, "updated", at)
        content = SubElement(entry, f"{{{NAMESPACE}}}content", type="html")
        content.text = _sound("".join(f"<p>{escape(words)}</p>" for words in one.words))
    return _document(root)


def _entry(entry: Element, one: Told, site: Publisher, words: Vocabulary) -> None:
    claim, judged = one.dossier.claim, one.judged
    address = site.address("claims", claim["id"], "")
    label = words[judged.status].label_en
    _words(entry, "title", _title(one, label))
    _words(entry, "id", f"{address}#review")
    _link(entry, address, "alternate", "text/html")
    published = moment(judged.published_at)
    if published:
        _words(entry, "published", published)
    _words(entry, "updated", one.at)
    if judged.publication == "published":
        SubElement(entry, f"{{{NAMESPACE}}}category", term=judged.status, label=_sound(label))
    content = SubElement(entry, f"{{{NAMESPACE}}}content", type="html")
    content.text = _sound("".join(_paragraphs(one, words)))


def _title(one: Told, label: str) -> str:
    """Who said what, and how it stands: “Corrected: Ana Satu: the bridge is safe — False”."""
    claim, judged, speaker = one.dossier.claim, one.judged, one.dossier.speaker
    said = " ".join(claim["text"].split())
    if len(said) > LONGEST_TITLE:
        said = said[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    who = speaker["name"] if speaker else claim["source"]
    whole = f"{who}: {said}" if who else said
    if judged.publication == "withdrawn":
        return f"Withdrawn: {whole}"
    return f"{'Corrected: ' if judged.corrections else ''}{whole} — {label}"


def _paragraphs(one: Told, words: Vocabulary) -> Iterable[str]:
    """The entry as HTML: the claim, how it stands and why, what it rests on, what was corrected."""
    claim, judged = one.dossier.claim, one.judged
    yield f"<blockquote><p>{escape(claim['text'])}</p></blockquote>"
    if judged.publication == "withdrawn":
        yield "<p><strong>The verdict was withdrawn.</strong></p>"
    else:
        yield f"<p><strong>{escape(words[judged.status].label_en)}</strong></p>"
    if judged.reason:
        yield f"<p>{escape(judged.reason)}</p>"
    links = [row for row in judged.evidence if weblink.is_web(row["url"])]
    if links:
        shown = "".join(
            f'<li><a href="{escape(row["url"])}">{escape(row["title"] or row["url"])}</a></li>'
            for row in links
        )
        yield f"<ul>{shown}</ul>"
    for step in judged.corrections:
        was = words[step.was].label_en
        what = f"was: {escape(was)}" if step.was != step.status else "the reason was changed"
        yield f"<p>Corrected on {escape(step.at[:10])}, {what}.</p>"


def _words(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{NAMESPACE}}}{name}").text = _sound(text)


def _link(parent: Element, href: str, rel: str, kind: str) -> None:
    SubElement(parent, f"{{{NAMESPACE}}}link", href=_sound(href), rel=rel, type=kind)


def _sound(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
