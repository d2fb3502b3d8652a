"""Passive verbs as cues: `Hal itu dikatakan X`, `tuduhan itu dibantah oleh X`."""

from __future__ import annotations

from datasette_claims.extraction.languages.weights import Quality
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    PREPOSITION,
    REFLECTIVE,
    RELATIVE,
    VERB,
)
from datasette_claims.extraction.parts.contents import clause_begin, content_end, sentence_stop
from datasette_claims.extraction.parts.noun_phrases import strip_front
from datasette_claims.extraction.parts.sources import (
    Source,
    left_of,
    names_statement,
    right_of,
    source_at,
)
from datasette_claims.extraction.patterns.candidates import Match, Place, matched
from datasette_claims.extraction.patterns.scene import Range, quotation_before, quoted_content

LONGEST_PLACE = 9
"""Tokens of a document that something is written in, with the preposition."""
NAMED: frozenset[Quality] = frozenset({"name", "role", "pronoun"})


def passive(place: Place) -> Match | None:
    """`Hal itu dikatakan X`, `tuduhan yang dibantah oleh X`: the source follows the verb."""
    document, cue_at, stop = place.document, place.cue_at, place.stop
    tags, words = document.tags, document.words
    first = cue_at.end
    while first < stop and tags[first] & ADVERB:
        first += 1
    agent = first < stop and bool(tags[first] & AGENT)
    if agent:
        first += 1
    who = right_of(document, first, stop, place.scene.cue_verbs)
    if who is None and not agent:
        return located(place, first)
    if who is None or (not agent and who.quality == "common"):
        return None
    cue = (cue_at.start, first if agent else cue_at.end)
    mark = words[who.end] if who.end < stop else ""
    behind = [(who.end + 1, stop)]
    if mark == ":" and who.end + 1 in place.scene.opening:
        return matched(place, "passive source : content", behind, who, cue_at.first, cue=cue)
    if is_reflective(place):
        content = sentence_before(place)
        return matched(place, "reflective passive source", content, who, place.low, cue=cue)
    thus = said_thus(place)
    if thus is not None:
        return matched(place, "content , passive source", [thus], who, place.low)
    if mark and tags[who.end] & COMPLEMENTISER:
        return matched(place, "passive source that content", behind, who, cue_at.first, cue=cue)
    if mark == "," and cue_at.group <= place.low + 1:
        return matched(place, "passive source , content", behind, who, cue_at.first, cue=cue)
    return said_before(place, who, cue, agent)


def located(place: Place, n: int) -> Match | None:
    """`Dalam surat itu tertulis bahwa A`: the document stands before the verb, behind `in`."""
    document, group, low = place.document, place.cue_at.group, place.low
    tags = document.tags
    first = strip_front(document, low, group)
    end = group - 1 if document.words[group - 1] == "," else group
    if (
        not first + 1 < end <= first + LONGEST_PLACE
        or not tags[first] & PREPOSITION
        or not names_statement(document, first + 1, min(end, first + 3))
        or any(tags[k] & (VERB | AUXILIARY | RELATIVE) for k in range(first, end))
        or "," in document.words[first:end]
        or n >= place.stop
        or not tags[n] & COMPLEMENTISER
    ):
        return None
    who = source_at(document, first + 1, end)
    content = [(n + 1, content_end(document, n + 1, place.stop))]
    return matched(place, "source cue that content", content, who, first)


def is_reflective(place: Place) -> bool:
    """Does only a word for the sentence before stand before the verb: `Hal itu dikatakan X`?"""
    group = place.cue_at.group
    subject = strip_front(place.document, place.low, group)
    return subject < group <= subject + 4 and bool(place.document.tags[subject] & REFLECTIVE)


def sentence_before(place: Place) -> list[Range]:
    """The sentence before that of the cue, if its own is a whole one."""
    sentences = place.document.sentences
    if place.number == 0 or place.low != sentences[place.number][0]:
        return []
    low, high = sentences[place.number - 1]
    return [(low, sentence_stop(place.document, low, high))]


def said_thus(place: Place) -> Range | None:
    """What stands before a word for it and the verb: `A, demikian dikatakan X`."""
    document, low, thus = place.document, place.low, place.cue_at.group - 1
    if thus <= low + 1 or not document.tags[thus] & REFLECTIVE:
        return None
    quotation = quotation_before(place.scene, thus, low)
    if quotation is not None:
        return quoted_content(place.scene, quotation, low)
    if document.words[thus - 1] == ",":
        return clause_begin(document, low, thus - 1), thus - 1
    return None


def said_before(place: Place, who: Source, cue: Range, agent: bool) -> Match | None:
    """`A, dikatakan X` and `A dibantah oleh X`: the content stands before the verb.

    Without a word such as `oleh`, what stands before it is content only if the verb takes an
    object (`tuduhan itu dibantah X`): `X disebut Y` may say what X is.
    """
    document, low, group = place.document, place.low, place.cue_at.group
    words = document.words
    comma = words[group - 1] == ","
    left = (clause_begin(document, low, group - 1), group - 1)
    if comma and group > low + 1 and who.end + 1 < place.stop and words[who.end] == ",":
        content = [left, (who.end + 1, place.stop)]
        return matched(place, "content , passive source", content, who, low)
    if group > low and (agent or ("object" in place.reading.takes and who.quality in NAMED)):
        whole = left_of(document, low, group, place.scene.cue_verbs)
        if whole is not None:
            content = [(whole.name_first, whole.name_end)]
            region = place.cue_at.first
            return matched(place, "content passive by source", content, who, region, cue=cue)
    if comma and group > low + 3:
        return matched(place, "content , passive source", [left], who, low)
    return None
