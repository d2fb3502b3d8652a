"""The frozen records that pass between the rooms: plain data, no behaviour beyond their own shape.

Offsets are Unicode code points in ``Article.text``, end exclusive; the text itself is never altered
after reading, so ``text[span.start:span.end]`` is always what a span stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ClaimType = Literal["direct", "indirect", "mixed"]
"""How the content is quoted: wholly, not at all, or in part."""

Modality = Literal["", "negated", "hypothetical", "future"]
"""How the saying itself stands: asserted (empty), denied to have happened, supposed, or to come."""

SpeakerKind = Literal["person", "organisation", "state", "document", "outlet", "group", "unnamed"]
"""What a source is. ``unnamed`` is a source that the article leaves without a name."""

DatePrecision = Literal["day", "month", "year"]

LinkKind = Literal["related", "secondary_source"]
"""A "Baca Juga" line points to a related article; "dilansir dari X" names a secondary source."""


class Span(NamedTuple):
    """A stretch of an article's text: code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read, before anything is known about its claims.

    ``published`` is an ISO date (``2025-04-12``) or date and time; every field but ``text`` may be
    empty. ``origin`` says where it was loaded from (a path, ``-`` for standard input; with ``#``
    and a part, which may be empty, where the article is one of several in a file). ``kind`` is the
    key of the kind of source, ``found_by`` pairs of a field and what told it, ``times`` pairs of a
    position in the text and the second of a recording at which that is said. ``raw_hash`` is of
    the bytes that the text was read from, ``former_hash`` of the text as an earlier version of the
    program read it: either tells that a source is as it was, though it is read in another way.
    ``mended_from`` is the hash of the text as it was read, where a person left out parts of it.
    """

    text: str
    url: str = ""
    title: str = ""
    outlet: str = ""
    byline: str = ""
    published: str = ""
    language: str = ""
    origin: str = ""
    kind: str = ""
    found_by: tuple[tuple[str, str], ...] = ()
    times: tuple[tuple[int, float], ...] = ()
    raw_hash: str = ""
    former_hash: str = ""
    mended_from: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What an article points to. ``span`` is the stretch that says so; ``url`` may be empty."""

    kind: LinkKind
    name: str
    span: Span
    url: str = ""


@dataclass(frozen=True, slots=True)
class SaidOn:
    """When something was said: the words that tell it, and the ISO date they resolve to, if any."""

    span: Span
    date: str = ""
    precision: DatePrecision = "day"


@dataclass(frozen=True, slots=True)
class Claim:
    """An attributed claim found in an article.

    ``content``, ``source`` and ``cue`` hold one or more spans in text order; ``source`` and ``cue``
    are empty for a continued quotation. ``speaker`` is the source resolved to the fullest name that
    the article gives, without titles; ``role`` is the title or office that stands with it.
    ``context`` is the sentence or sentences it stands in. ``rule`` names the pattern that fired and
    ``confidence`` (0..1) is how likely the content is cut right and the speaker exactly named, as
    counted on the gold: it speaks of the extraction, never of truth.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    speaker: str
    type: ClaimType
    kind: str
    context: Span
    rule: str
    confidence: float
    role: str = ""
    speaker_kind: SpeakerKind = "person"
    modality: Modality = ""
    said: SaidOn | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that extraction tells about one article.

    ``language`` is a code with a file in ``extraction/lang``, or ``und`` where the text looks like
    none of them: then nothing else is told. ``outlet`` and ``place`` come from
    the dateline or the signature and are empty where the text has none.
    """

    language: str
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    outlet: str = ""
    place: str = ""
    skipped: tuple[Span, ...] = field(default=(), repr=False)
