"""What stands like a claim and is none: nobody said it, it is asked, demanded, or the writer's."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.noun_phrases import head_end
from datasette_claims.extraction.parts.sources import Source
from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.patterns.scene import Scene
from datasette_claims.extraction.text.tokens import Document

WISHES = frozenset({"demand", "hope", "ask"})
"""Kinds of claims whose content has not happened: what somebody in it says is not said yet."""
ATTITUDES = frozenset({"believe", "hope", "fear", "feel", "know"})
"""Kinds of claims that tell what somebody thinks or feels, and not what is said."""
NEAR = 3
"""Tokens before a source within which a word for nobody begins (`tidak ada | pejabat`), and
between somebody who is wanted to say something and the verb."""


def is_unsaid(scene: Scene, candidate: Candidate, cue_at: CueAt, high: int) -> bool:
    """Does the sentence that ends at `high` only look as if its source said something?

    The wide scope keeps questions, and what the writer thinks.
    """
    document, source = scene.document, candidate.source
    if source is None:
        return False
    if (
        is_nobody(document, source)
        or is_thing(document, source)
        or is_only_shown(document, candidate)
    ):
        return True
    if scene.wide or document.quoted[cue_at.first]:
        return False
    return (
        (is_writer(document, source) and not candidate.clitic)
        or is_only_supposed(candidate)
        or is_asked(document, candidate, high)
    )


def is_writer(document: Document, source: Source) -> bool:
    """Does the writer speak: `I think that A`, `We’ll start by noting that A`?"""
    if source.quality == "first":
        return True
    pronoun, mark, _ = document.lower[source.name_first].replace("’", "'").partition("'")
    return bool(mark) and pronoun in document.language.first_person


def is_only_supposed(candidate: Candidate) -> bool:
    """Is it somebody's attitude that is not there yet: `judges should think`, `he will know`?"""
    kind = candidate.reading.kind if candidate.reading else ""
    return candidate.modality in ("hypothetical", "future") and kind in ATTITUDES


def is_nobody(document: Document, source: Source) -> bool:
    """Does a word for nobody open the source, or stand right before it (`no official`)?

    What stands before a name need not belong to it: a heading that runs into the sentence.
    """
    first, lower = source.name_first, document.lower
    before = source.link == "which" or source.quality != "name"
    for n in range(max(0, first - NEAR), first + 1):
        for phrase in document.language.nobody.get(lower[n], ()):
            end = n + len(phrase)
            if (n == first or (before and end == first)) and tuple(lower[n:end]) == phrase:
                return True
    return False


def is_thing(document: Document, source: Source) -> bool:
    """Is the head of the source a noun for what can say nothing: `gagasan itu`, `the effort`?

    With a capital that no sentence gives it, or before a name, it is part of one: `Program Pangan
    Dunia`; but for the noun of an act or state (`Kehadiran Ana`).
    """
    names, lower = document.language.names, document.lower
    first, end = source.name_first, source.name_end
    if names.role_first:
        while first + 1 < end and lower[first] in names.determiners | names.group_words:
            first += 1
        head = first
    else:
        head = head_end(document, first, end) - 1
    if lower[head] not in names.things:
        return False
    if not document.capital[head]:
        return True
    if head and document.words[head - 1][0].isalnum():
        return False
    act = names.affiliation_shape is not None and names.affiliation_shape.match(lower[head])
    return bool(act) or head + 1 >= end or not document.capital[head + 1]


def is_only_shown(document: Document, candidate: Candidate) -> bool:
    """Is the source a thing that shows something: `the footage showed that A`, `tests found A`?"""
    source, language = candidate.source, document.language
    if source is None or language.showing.isdisjoint(document.lower[slice(*candidate.cue)]):
        return False
    first, end = source.name_first, head_end(document, source.name_first, source.name_end)
    return end > first and document.lower[end - 1] in language.names.exhibits


def is_asked(document: Document, candidate: Candidate, high: int) -> bool:
    """Is it an indirect question, or does the writer ask whether it was said?"""
    if any(document.quoted[first] for first, _ in candidate.content):
        return False
    if is_question(candidate):
        return True
    return document.words[high - 1] == "?" and not document.quoted[high - 1]


def is_question(candidate: Candidate) -> bool:
    """Does somebody ask, and say nothing?"""
    return candidate.reading is not None and candidate.reading.kind == "ask"


def without_own_attitudes(found: Sequence[Candidate]) -> list[Candidate]:
    """Without what speakers tell of themselves: `She said she hoped that A` is one claim."""
    return [one for one in found if not any(is_own_attitude(one, other) for other in found)]


def is_own_attitude(inner: Candidate, outer: Candidate) -> bool:
    """Does a claim within another tell what its speaker thinks or feels, or will say?"""
    source = inner.source
    if source is None or inner.reading is None or outer is inner or inner.clitic or inner.nested:
        return False
    if not any(first <= source.first and inner.cue[1] <= end for first, end in outer.content):
        return False
    if inner.modality in ("hypothetical", "future"):
        return True
    return inner.reading.kind in ATTITUDES and source.quality == "pronoun" and not source.link


def without_wishes(found: Sequence[Candidate], uttered: Sequence[Candidate]) -> list[Candidate]:
    """Without what somebody is only wanted or asked to say: `urged the board to explain A`."""
    wishes = [one for one in uttered if one.reading is not None and one.reading.kind in WISHES]
    return [one for one in found if not any(is_wanted(one, wish) for wish in wishes)]


def is_wanted(inner: Candidate, wish: Candidate) -> bool:
    """Is a claim part of what another one wants of its speaker?"""
    source, (first, end) = inner.source, wish.content[-1]
    return (
        source is not None
        and inner is not wish
        and not inner.link
        and first <= source.first <= first + 2
        and source.end <= inner.cue[0] < min(end, source.end + NEAR)
    )
