"""Which noun phrase is the subject of a verb that reports, and whether it can have one."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.contents import clausal
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.noun_phrases import (
    head_end,
    segment_start,
    strip_front,
)
from datasette_claims.extraction.parts.sources import (
    Source,
    left_of,
    names_statement,
    source_at,
    subject_of,
)
from datasette_claims.extraction.patterns.candidates import Candidate, Place
from datasette_claims.extraction.patterns.scene import Scene
from datasette_claims.extraction.text.tokens import Document

HEAD_WITHIN = 7
"""Tokens before a verb within which the head of its subject is looked for."""


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


def source_before(place: Place, before: Sequence[Candidate]) -> Source | None:
    """The source before a verb, or the one that it shares with an earlier verb of the sentence."""
    document, scene, low = place.document, place.scene, place.low
    cue_at, cue = place.cue_at, place.reading
    who = left_of(document, low, cue_at.group, scene.cue_verbs)
    alone = cue.form == "gerund" and cue_at.start == cue_at.first  # `saying`, not `is saying`
    if alone and who is not None and not who.link:
        who = owner_of_participle(scene, cue_at, low, who)
    if cue_at.group <= low:
        return who
    tag = document.tags[cue_at.group - 1]
    if who is not None and not who.link and tag & SUBORDINATOR:
        who = None  # Ana ketika mengulas perkara itu
    if who is not None:
        return who
    joined = tag & (CONJUNCTION | SUBORDINATOR | PREPOSITION)
    parted = document.words[cue_at.group - 1] == "," or cue_at.group in scene.closing
    if not joined and not (parted and cue_at.group - 2 >= low):
        return None
    for earlier in reversed(before):
        source = earlier.source
        if source is not None and not earlier.clitic and source.end <= cue_at.group:
            if tag & CONJUNCTION:
                own = own_subject(document, source.end, cue_at.group - 1)
                if own is not None:
                    return own
            if tag & CONJUNCTION and is_told_within(place, earlier):
                return None
            if tag & PREPOSITION and is_means(place, earlier):
                return None
            return source._replace(link="and")
    return subject_of(document, low, cue_at.group, scene.cue_verbs)


def own_subject(document: Document, low: int, high: int) -> Source | None:
    """A subject between two coordinated verbs: `Ana wept and then, on Monday, Budi left and said`.

    A name behind a conjunction, or behind a comma that a time before it has, with a verb.
    """
    tags, words, shape = document.tags, document.words, document.language.verb_shape
    for n in range(high - 1, low, -1):
        verb = tags[n] & (VERB | AUXILIARY) or (
            shape and not tags[n] and words[n][0].islower() and shape.match(document.lower[n])
        )
        if not verb or not document.capital[n - 1] or document.quoted[n]:
            continue
        first = n - 1
        while first > low and document.capital[first - 1]:
            first -= 1
        joint = first - 1
        if words[joint] == ",":
            joint = segment_start(document, low, joint) - 1
            while joint < first - 1 and not tags[joint] & CONJUNCTION:
                joint += 1
            if not tags[joint + 1] & (PREPOSITION | TIME):
                continue
        if joint > low and tags[joint] & CONJUNCTION:
            return source_at(document, first, n, "and")
    return None


def is_means(place: Place, earlier: Candidate) -> bool:
    """Does somebody else's clause go on: `Ana berharap Budi tidak menipu dengan mengatakan A`?"""
    document, (first, end) = place.document, earlier.content[-1]
    group = place.cue_at.group
    return first < group < end and clausal(document, first, group - 1)


def is_told_within(place: Place, earlier: Candidate) -> bool:
    """Is a verb behind `and` part of what was said: `Ana says the wall fell and told them A`?"""
    cue_at, form = place.cue_at, earlier.reading.form if earlier.reading else ""
    earlier_tense = (
        form == "present" and place.reading.form == "past" and cue_at.start == cue_at.first
    )
    return earlier_tense or is_backshifted(place.document, earlier, cue_at)


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
        verb = verb_within(document, who)
        return who if verb is None else author(scene, low, verb, who.end)
    return author(scene, low, who.first - 1, who.end)


def verb_within(document: Document, who: Source) -> int | None:
    """The verb that no list has, with its object behind it: `Hall ignored a letter warning`."""
    shape = document.language.verb_shape
    for n in range(who.first + 1, who.end - 1):
        verbal = not document.tags[n] and document.words[n].islower()
        if verbal and document.tags[n + 1] & (DETERMINER | POSSESSIVE):
            return n if shape is not None and shape.match(document.lower[n]) else None
    return None


def author(scene: Scene, low: int, verb: int, end: int) -> Source | None:
    """Who said what a statement says: who made it, not who got or refused it: `sent a letter`."""
    document = scene.document
    made = document.language.light_verbs | document.language.authored
    if document.lower[verb] not in made or not names_statement(document, verb + 1, end):
        return None
    while verb > low and document.tags[verb - 1] & (AUXILIARY | ADVERB):
        verb -= 1
    owner = left_of(document, low, verb, scene.cue_verbs)
    return owner and owner._replace(link="aside")
