"""Verbs as cues: `X said that A`, `X urged Y to A`, and which word is their source."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    AGENT,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)
from datasette_claims.extraction.parts.complements import Complement, complement, skip_addressee
from datasette_claims.extraction.parts.contents import (
    clausal,
    content_end,
    has_as,
    has_predicate,
    phrase_end,
    sentence_stop,
)
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.noun_phrases import head_end, segment_start, strip_front
from datasette_claims.extraction.parts.sources import Source, left_of, right_of, subject_of
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.interposed import (
    before_source,
    inside_content,
    skip_adverbs,
)
from datasette_claims.extraction.patterns.passives import passive
from datasette_claims.extraction.patterns.scene import (
    Scene,
    quotation_before,
    quoted_content,
    taken_up,
)
from datasette_claims.extraction.patterns.scoring import scored
from datasette_claims.extraction.text.tokens import Document

FINITE = frozenset({"verb", "past", "present", "base"})
HEAD_WITHIN = 7
"""Tokens before a verb within which the head of its subject is looked for."""

NEEDS = {
    "that": "that",
    "object that": "that",
    ",": "that",
    ":": "quote",
    "quote": "quote",
    "question": "question",
    "to": "to",
    "object to": "object",
    "clause": "clause",
}


def verbal(
    scene: Scene, cue_at: CueAt, cue: Cue, sentence: Range, number: int, before: Sequence[Candidate]
) -> Candidate | None:
    """A verb with its source before it, after it, or shared with an earlier verb."""
    document = scene.document
    if cue.form in ("base", "present") and not may_be_finite(document, cue_at, cue):
        return None
    words = document.words
    low, high = sentence
    stop = sentence_stop(document, low, high)
    bare = cue.form == "bare"
    quotation = quotation_before(scene, cue_at.group, low)
    if quotation is not None and (bare or cue.form in FINITE) and "quote" in cue.takes:
        who = right_of(document, cue_at.end, high, scene.cue_verbs)
        if who is not None:
            content = [quoted_content(scene, quotation, min(low, quotation.first))]
            content += taken_up(scene, who.end, high)
            return scored(scene, cue_at, cue, "quote cue source", content, who, low)
    inverted = None
    if (
        cue.form in document.language.inverting
        and cue_at.group == cue_at.first
        and cue_at.group > low + 1
        and not (bare and document.quoted[cue_at.first])
        and words[cue_at.group - 1] == ","
    ):
        inverted = inside_content(scene, cue_at, cue, low, stop)
    if (
        cue.form in ("past", "participle")
        and cue_at.end < stop
        and document.tags[cue_at.end] & AGENT
    ):
        return passive(scene, cue_at, cue, sentence, number)
    if bare and inverted is None and strip_front(document, low, cue_at.group) >= cue_at.group:
        return opening(scene, cue_at, cue, stop)
    if bare or cue_at.infinitive or cue.form == "participle" or is_noun(document, cue_at, cue):
        return inverted
    if cue_at.passive and cue.form == "past":
        return inverted
    who = source_before(scene, cue_at, cue, low, before)
    if who is None or (inverted is not None and (who.link or who.quality != "name")):
        return inverted
    if cue.form == "base" and cue_at.start == cue_at.first and not is_plural(document, who):
        return inverted
    rest = complement(document, cue_at.end, stop, cue, scene.opening)
    if who.link == "":
        told = before_source(scene, cue_at, cue, rest, who, sentence, stop)
        if told is not None:
            return told
    return content_after(scene, cue_at, cue, rest, who, low, stop, number)


def opening(scene: Scene, cue_at: CueAt, cue: Cue, stop: int) -> Candidate | None:
    """`Kata Ana, A`: a cue and its source open the sentence, as a preposition would."""
    document = scene.document
    who = right_of(document, cue_at.end, stop, scene.cue_verbs)
    if who is None:
        return None
    comma = skip_adverbs(document, who.end, stop)
    if comma >= stop or document.words[comma] != ",":
        return None
    if "that" not in cue.takes and comma + 1 not in scene.opening:
        return None
    return scored(
        scene, cue_at, cue, "cue source , content", [(comma + 1, stop)], who, cue_at.first
    )


def may_be_finite(document: Document, cue_at: CueAt, cue: Cue) -> bool:
    """May a verb of the present have a subject, by the word right before it?

    Not after a preposition (`in hopes that`); and one without an ending needs a plural.
    """
    if cue_at.infinitive or cue_at.start != cue_at.first or cue_at.group == 0:
        helped = any(document.tags[n] & AUXILIARY for n in range(cue_at.start, cue_at.first))
        return not cue_at.infinitive and not (helped and cue.form == "present")  # there are fears
    tag, word = document.tags[cue_at.group - 1], document.words[cue_at.group - 1]
    if tag & (DETERMINER | POSSESSIVE | PREPOSITION) and not tag & (PRONOUN | RELATIVE):
        return False
    shape = document.language.plural_shape
    if cue.form == "present" or tag or shape is None or not word[0].islower():
        return True
    return shape.match(word) is not None or has_plural_head(document, cue_at.group)


def has_plural_head(document: Document, end: int) -> bool:
    """Is the noun before the last preposition a plural (`insiders on the council`)?"""
    shape, tags = document.language.plural_shape, document.tags
    for n in range(end - 1, max(0, end - HEAD_WITHIN), -1):
        if tags[n] & PREPOSITION:
            return shape is not None and shape.match(document.lower[n - 1]) is not None
        if tags[n] & (VERB | AUXILIARY | SUBORDINATOR) or not document.words[n][0].isalpha():
            return False
    return False


def is_noun(document: Document, cue_at: CueAt, cue: Cue) -> bool:
    """Does a determiner right before it make it a noun (`the claims`), or a light verb?"""
    if cue_at.group != cue_at.first or cue_at.first == 0:
        return False
    before = document.lower[cue_at.first - 1]
    if before.endswith(document.language.possessive):
        return True
    if cue.homograph and before in document.language.light_verbs:
        return True  # voiced fears that
    tag = document.tags[cue_at.first - 1]
    return bool(tag & (DETERMINER | POSSESSIVE)) and not tag & PRONOUN


def is_plural(document: Document, who: Source) -> bool:
    """May the source be the subject of a verb without an ending (`they say`)?"""
    shape = document.language.plural_shape
    if shape is None or shape.match(document.lower[who.name_end - 1]):
        return True
    if has_plural_head(document, who.name_end):
        return True
    head = head_end(document, who.name_first, who.name_end)
    if head < who.name_end and shape.match(document.lower[head - 1]):
        return True
    return any(document.tags[n] & CONJUNCTION for n in range(who.name_first, who.name_end))


def source_before(
    scene: Scene, cue_at: CueAt, cue: Cue, low: int, before: Sequence[Candidate]
) -> Source | None:
    """The source before a verb, or the one that it shares with an earlier verb of the sentence."""
    document = scene.document
    who = left_of(document, low, cue_at.group, scene.cue_verbs)
    alone = cue.form == "gerund" and cue_at.start == cue_at.first  # `saying`, not `is saying`
    if alone and who is not None and not who.link:
        who = owner_of_participle(scene, cue_at, low, who)
    if who is not None and not who.link and document.tags[cue_at.group - 1] & SUBORDINATOR:
        who = None  # Ana ketika mengulas perkara itu
    if who is not None or cue_at.group <= low:
        return who
    if document.tags[cue_at.group - 1] & (CONJUNCTION | SUBORDINATOR | PREPOSITION) or (
        cue_at.group - 2 >= low
        and (document.words[cue_at.group - 1] == "," or cue_at.group in scene.closing)
    ):
        for earlier in reversed(before):
            if (
                earlier.source is not None
                and not earlier.clitic
                and earlier.source.end <= cue_at.group
            ):
                joined = document.tags[cue_at.group - 1] & CONJUNCTION
                form = earlier.reading.form if earlier.reading else ""
                if (
                    joined
                    and form == "present"
                    and cue.form == "past"
                    and cue_at.start == cue_at.first
                ):
                    return None  # Ana says the wall fell and told them: who told is within A
                if joined and is_backshifted(document, earlier, cue_at):
                    return None
                return earlier.source._replace(link="and")
        return subject_of(document, low, cue_at.group, scene.cue_verbs)
    return None


def is_backshifted(document: Document, earlier: Candidate, cue_at: CueAt) -> bool:
    """Does what was told go on here: `said it was shut and had ordered repairs`?"""
    backshift, lower = document.language.backshift, document.lower
    first, end = earlier.cue
    return (
        end <= earlier.content[-1][0]
        and not backshift.isdisjoint(lower[cue_at.start : cue_at.first])
        and backshift.isdisjoint(lower[first:end])
    )


def owner_of_participle(scene: Scene, cue_at: CueAt, low: int, who: Source) -> Source | None:
    """Whose participle it is: that of the noun phrase before it only if a clause begins there."""
    document = scene.document
    before = document.lower[who.first - 1] if who.first > low else ""
    language = document.language
    if before in language.absolute:
        return who
    start = segment_start(document, low, who.first)
    if strip_front(document, start, who.first + 1) >= who.first:
        if document.words[cue_at.group - 1] == ",":  # Thousands marched through town, demanding
            subject = subject_of(document, who.first, cue_at.group - 1, scene.cue_verbs)
            after = document.lower[subject.end] if subject else ""
            if subject and subject.end < who.end and after not in language.postmodifiers:
                shape = language.verb_shape
                if shape is not None and shape.match(after):
                    return subject._replace(link="aside")
        return who
    return None


def content_after(
    scene: Scene,
    cue_at: CueAt,
    cue: Cue,
    rest: Complement,
    who: Source,
    low: int,
    stop: int,
    number: int,
) -> Candidate | None:
    """`source cue that content` and its relatives."""
    document = scene.document
    kind, begin = rest
    if kind == "addressee" or (kind == "quote" and "quote" not in cue.takes):
        kind = "clause"
    end = content_end(document, begin, stop)
    if kind == ":" and begin >= stop:
        following = next_sentence(scene, number)
        if following is None:
            return None
        begin, end = following
    if (
        kind == "end"
        and begin < stop
        and document.tags[begin] & PREPOSITION
        and (cue.kind == "claim" or "quote" not in cue.takes)  # insisted on, not said in
    ):
        kind = "preposition"
    need = NEEDS.get(kind)
    if need is None:
        if kind == "preposition" and "np" in cue.takes:
            return scored(
                scene, cue_at, cue, "source cue preposition content", [(begin, end)], who, who.first
            )
        return None
    if need == "clause" and ("clause" not in cue.takes or not clausal(document, begin, end)):
        if ("as" in cue.takes and has_as(document, begin, end)) or (
            "predicate" in cue.takes and has_predicate(document, begin, end)
        ):
            kind = "phrase as"
        elif "np" in cue.takes:
            kind = "phrase"
        elif "object" in cue.takes:
            kind = "object"
        else:
            return None
    elif need not in cue.takes:
        return None
    if kind == "," and document.lower[who.first - 1] in document.language.as_openers:
        shape = "as source cue , content"
        return scored(scene, cue_at, cue, shape, [(begin, end)], who, who.first)
    if kind == "clause" and "object" in cue.takes:
        told = skip_addressee(document, begin, end)
        if told > begin:
            kind, begin = "object that", told
    if document.tags[low] & SUBORDINATOR and low < who.first <= low + 2:
        end = clause_end(document, begin, end)
    if kind in ("phrase", "phrase as", "object", "preposition"):
        end = phrase_end(document, begin, end, kind == "phrase as")
    if kind == "object to" and cue.kind == "ask":
        cue = cue._replace(kind="demand")  # asked them to leave
    shape = f"source cue {kind}" if kind == "quote" else f"source cue {kind} content"
    return scored(scene, cue_at, cue, shape, [(begin, end)], who, who.first)


def clause_end(document: Document, begin: int, end: int) -> int:
    """Where a clause ends that a conjunction opens before the main one: `While she said A, B`."""
    for n in range(begin + 1, end - 1):
        if document.words[n] == "," and not document.quoted[n]:
            return n
    return end


def next_sentence(scene: Scene, number: int) -> Range | None:
    """The quotation that a sentence ending in a colon announces."""
    sentences = scene.document.sentences
    if number + 1 < len(sentences):
        low = sentences[number + 1][0]
        if low in scene.opening:
            quotation = scene.quotation_at(low)
            if quotation is not None:
                return low, max(quotation.end, low + 1)
    return None
