"""Passive verbs as cues: `Hal itu dikatakan X`, `tuduhan itu dibantah oleh X`."""

from __future__ import annotations

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AGENT,
    COMPLEMENTISER,
    REFLECTIVE,
)
from datasette_claims.extraction.parts.contents import clause_begin, sentence_stop
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.noun_phrases import strip_front
from datasette_claims.extraction.parts.sources import left_of, right_of
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.scene import Scene, quotation_before, quoted_content
from datasette_claims.extraction.patterns.scoring import scored

NAMED = frozenset({"name", "role", "pronoun"})


def passive(view: Scene, at: CueAt, cue: Cue, sentence: Range, number: int) -> Candidate | None:
    """`Hal itu dikatakan X`, `tuduhan yang dibantah oleh X`: the source follows the verb.

    Without a word such as `oleh`, what stands before it is content only if the verb takes an
    object (`tuduhan itu dibantah X`): `X disebut Y` may say what X is.
    """
    document = view.document
    tags, words = document.tags, document.words
    low, high = sentence
    stop = sentence_stop(document, low, high)
    first = at.end
    while first < stop and tags[first] & ADVERB:
        first += 1
    agent = first < stop and bool(tags[first] & AGENT)
    if agent:
        first += 1
    who = right_of(document, first, stop, view.cue_verbs)
    if who is None:
        return None
    if not agent and who.quality == "common":
        return None
    end = at.end if not agent else first
    after = who.end
    if after < stop and words[after] == ":" and after + 1 in view.opening:
        return scored(
            view,
            at,
            cue,
            "passive source : content",
            [(after + 1, stop)],
            who,
            at.first,
            cue_range=(at.start, end),
        )
    subject = strip_front(document, low, at.group)
    if subject < at.group and tags[subject] & REFLECTIVE and at.group - subject <= 4:
        if number == 0 or low != document.sentences[number][0]:
            return None
        before = document.sentences[number - 1]
        content = [(before[0], sentence_stop(document, *before))]
        return scored(
            view, at, cue, "reflective passive source", content, who, low, cue_range=(at.start, end)
        )
    thus = at.group - 1
    if thus > low + 1 and tags[thus] & REFLECTIVE:
        quotation = quotation_before(view, thus, low)
        if quotation is not None:
            content = [quoted_content(view, quotation, min(low, quotation.first))]
            return scored(view, at, cue, "content , passive source", content, who, low)
        if words[thus - 1] == ",":
            content = [(clause_begin(document, low, thus - 1), thus - 1)]
            return scored(view, at, cue, "content , passive source", content, who, low)
    if after < stop and tags[after] & COMPLEMENTISER:
        return scored(
            view,
            at,
            cue,
            "passive source that content",
            [(after + 1, stop)],
            who,
            at.first,
            cue_range=(at.start, end),
        )
    if at.group <= low + 1 and after < stop and words[after] == ",":
        return scored(
            view,
            at,
            cue,
            "passive source , content",
            [(after + 1, stop)],
            who,
            at.first,
            cue_range=(at.start, end),
        )
    if (
        words[at.group - 1] == ","
        and at.group > low + 1
        and after + 1 < stop
        and words[after] == ","
    ):
        content = [(clause_begin(document, low, at.group - 1), at.group - 1), (after + 1, stop)]
        return scored(view, at, cue, "content , passive source", content, who, low)
    told = agent or ("object" in cue.takes and who.quality in NAMED)
    if told and at.group > low:
        whole = left_of(document, low, at.group, view.cue_verbs)
        if whole is not None:
            return scored(
                view,
                at,
                cue,
                "content passive by source",
                [(whole.name_first, whole.name_end)],
                who,
                at.first,
                cue_range=(at.start, end),
            )
    if words[at.group - 1] == "," and at.group > low + 3:
        content = [(clause_begin(document, low, at.group - 1), at.group - 1)]
        return scored(view, at, cue, "content , passive source", content, who, low)
    return None
