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


def passive(
    scene: Scene, cue_at: CueAt, cue: Cue, sentence: Range, number: int
) -> Candidate | None:
    """`Hal itu dikatakan X`, `tuduhan yang dibantah oleh X`: the source follows the verb.

    Without a word such as `oleh`, what stands before it is content only if the verb takes an
    object (`tuduhan itu dibantah X`): `X disebut Y` may say what X is.
    """
    document = scene.document
    tags, words = document.tags, document.words
    low, high = sentence
    stop = sentence_stop(document, low, high)
    first = cue_at.end
    while first < stop and tags[first] & ADVERB:
        first += 1
    agent = first < stop and bool(tags[first] & AGENT)
    if agent:
        first += 1
    who = right_of(document, first, stop, scene.cue_verbs)
    if who is None:
        return None
    if not agent and who.quality == "common":
        return None
    end = cue_at.end if not agent else first
    after = who.end
    if after < stop and words[after] == ":" and after + 1 in scene.opening:
        return scored(
            scene,
            cue_at,
            cue,
            "passive source : content",
            [(after + 1, stop)],
            who,
            cue_at.first,
            cue_range=(cue_at.start, end),
        )
    subject = strip_front(document, low, cue_at.group)
    if subject < cue_at.group and tags[subject] & REFLECTIVE and cue_at.group - subject <= 4:
        if number == 0 or low != document.sentences[number][0]:
            return None
        before = document.sentences[number - 1]
        content = [(before[0], sentence_stop(document, *before))]
        return scored(
            scene,
            cue_at,
            cue,
            "reflective passive source",
            content,
            who,
            low,
            cue_range=(cue_at.start, end),
        )
    thus = cue_at.group - 1
    if thus > low + 1 and tags[thus] & REFLECTIVE:
        quotation = quotation_before(scene, thus, low)
        if quotation is not None:
            content = [quoted_content(scene, quotation, min(low, quotation.first))]
            return scored(scene, cue_at, cue, "content , passive source", content, who, low)
        if words[thus - 1] == ",":
            content = [(clause_begin(document, low, thus - 1), thus - 1)]
            return scored(scene, cue_at, cue, "content , passive source", content, who, low)
    if after < stop and tags[after] & COMPLEMENTISER:
        return scored(
            scene,
            cue_at,
            cue,
            "passive source that content",
            [(after + 1, stop)],
            who,
            cue_at.first,
            cue_range=(cue_at.start, end),
        )
    if cue_at.group <= low + 1 and after < stop and words[after] == ",":
        return scored(
            scene,
            cue_at,
            cue,
            "passive source , content",
            [(after + 1, stop)],
            who,
            cue_at.first,
            cue_range=(cue_at.start, end),
        )
    if (
        words[cue_at.group - 1] == ","
        and cue_at.group > low + 1
        and after + 1 < stop
        and words[after] == ","
    ):
        content = [
            (clause_begin(document, low, cue_at.group - 1), cue_at.group - 1),
            (after + 1, stop),
        ]
        return scored(scene, cue_at, cue, "content , passive source", content, who, low)
    told = agent or ("object" in cue.takes and who.quality in NAMED)
    if told and cue_at.group > low:
        whole = left_of(document, low, cue_at.group, scene.cue_verbs)
        if whole is not None:
            return scored(
                scene,
                cue_at,
                cue,
                "content passive by source",
                [(whole.name_first, whole.name_end)],
                who,
                cue_at.first,
                cue_range=(cue_at.start, end),
            )
    if words[cue_at.group - 1] == "," and cue_at.group > low + 3:
        content = [(clause_begin(document, low, cue_at.group - 1), cue_at.group - 1)]
        return scored(scene, cue_at, cue, "content , passive source", content, who, low)
    return None
