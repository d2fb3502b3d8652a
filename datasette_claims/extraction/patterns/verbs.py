"""Verbs as cues: `X said that A`, `X urged Y to A`, `“A,” said X`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from datasette_claims.extraction.languages.lexicon import Form, Takes
from datasette_claims.extraction.languages.patterns import Shape
from datasette_claims.extraction.languages.word_classes import (
    AGENT,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    FUTURE,
    NEGATION,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUESTION,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)
from datasette_claims.extraction.parts.complements import (
    Complement,
    Opening,
    complement,
    skip_addressee,
)
from datasette_claims.extraction.parts.contents import (
    clausal,
    content_end,
    has_as,
    has_predicate,
    phrase_end,
    relative_end,
)
from datasette_claims.extraction.parts.cues import has_form
from datasette_claims.extraction.parts.noun_phrases import head_end, strip_front
from datasette_claims.extraction.parts.sources import Source, right_of, subject_of
from datasette_claims.extraction.patterns.candidates import Candidate, Match, Place, matched
from datasette_claims.extraction.patterns.interposed import (
    before_source,
    inside_content,
    quoted,
    skip_adverbs,
)
from datasette_claims.extraction.patterns.passives import passive
from datasette_claims.extraction.patterns.scene import Range, quotation_before
from datasette_claims.extraction.patterns.subjects import (
    is_noun,
    is_plural,
    may_be_finite,
    source_before,
)
from datasette_claims.extraction.text.tokens import Document

FINITE: frozenset[Form] = frozenset({"verb", "past", "present", "base"})

WHOLE = frozenset(".,?!…")
"""What stands before the closing mark of a quotation that is whole by itself."""
SHORT = 4
"""Tokens of a quotation, with its marks, that may be a word or two."""

Phrase = Literal["phrase", "phrase as", "object"]
"""A content that is no clause: a noun phrase, one that is called something, who is addressed."""

ANSWERS = frozenset({"confirm", "concede", "deny"})
"""Kinds of claims that may be about what was said before: `membantah hal itu`."""

NEEDED: Mapping[Opening, Takes] = {
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
"""What a cue must take to have a content that is opened like this."""

BEHIND: Mapping[Opening | Phrase, Shape] = {
    "that": "source cue that content",
    "object that": "source cue object that content",
    ",": "source cue , content",
    ":": "source cue : content",
    "quote": "source cue quote",
    "question": "source cue question content",
    "to": "source cue to content",
    "object to": "source cue object to content",
    "clause": "source cue clause content",
    "preposition": "source cue preposition content",
    "phrase": "source cue phrase content",
    "phrase as": "source cue phrase as content",
    "object": "source cue object content",
}
"""The shapes of a content behind its cue."""


def verbal(place: Place, before: Sequence[Candidate]) -> Match | None:
    """A verb with its source before it, after it, or shared with an earlier verb."""
    document, cue_at, cue, low = place.document, place.cue_at, place.reading, place.low
    if cue.form in ("base", "present") and not may_be_finite(document, cue_at, cue):
        return None
    bare = cue.form == "bare"
    if (
        bare
        and document.tags[cue_at.first] & PRONOUN
        and not any(document.capital[cue_at.end : cue_at.end + 1])
    ):
        return None  # aku mengerjakan A: there it is a pronoun
    found = after_quotation(place) if bare or cue.form in FINITE else None
    if found is not None:
        return found
    inverted = inside_content(place) if is_inverted(place) else None
    by_agent = cue_at.end < place.stop and document.tags[cue_at.end] & AGENT
    if by_agent and cue.form in ("past", "participle"):
        return passive(place)
    if bare and inverted is None and strip_front(document, low, cue_at.group) >= cue_at.group:
        return opening(place)
    if bare or cue_at.infinitive or cue.form == "participle" or is_noun(document, cue_at, cue):
        return inverted
    if cue_at.passive and cue.form == "past":
        return inverted
    who = source_before(place, before)
    if who is None:
        return inverted or fronted(place)
    if inverted is not None and (who.link or who.quality != "name"):
        return inverted
    if cue.form == "base" and cue_at.start == cue_at.first and not is_plural(document, who):
        return inverted
    rest = complement(document, cue_at.end, place.stop, cue, place.scene.opening)
    told = before_source(place, rest, who) if who.link == "" else None
    return told or content_after(place, rest, who)


def after_quotation(place: Place) -> Match | None:
    """A quotation, then the verb and its source: `“A,” said Ana`."""
    document, low = place.document, place.low
    quotation = quotation_before(place.scene, place.cue_at.group, low)
    if quotation is None or "quote" not in place.reading.takes:
        return None
    who = right_of(document, place.cue_at.end, place.high, place.scene.cue_verbs)
    if who is None:
        return None
    return matched(place, "quote cue source", quoted(place, quotation, who.end), who, low)


def is_inverted(place: Place) -> bool:
    """May a source follow the verb, which stands behind a comma: `A, said Ana`?"""
    document, cue_at, form = place.document, place.cue_at, place.reading.form
    return (
        form in document.language.inverting
        and cue_at.group == cue_at.first > place.low + 1
        and not (form == "bare" and document.quoted[cue_at.first])
        and document.words[cue_at.group - 1] == ","
    )


def opening(place: Place) -> Match | None:
    """`Kata Ana, A`: a cue and its source open the sentence, as a preposition would.

    Most bare verbs that open one are participles, with what they are done to: `Ulas buku, Ana
    hadir`. Only those that take ``that``, and all before a pronoun, have their source there.
    """
    document, cue_at, stop = place.document, place.cue_at, place.stop
    who = right_of(document, cue_at.end, stop, place.scene.cue_verbs)
    if who is None:
        return None
    comma = skip_adverbs(document, who.end, stop)
    if comma >= stop or document.words[comma] != ",":
        return None
    told = "that" in place.reading.takes or who.quality == "pronoun"
    if not told and comma + 1 not in place.scene.opening:
        return None
    return matched(place, "cue source , content", [(comma + 1, stop)], who, cue_at.first)


def fronted(place: Place) -> Match | None:
    """`Noting that A, X said B`: a participle before the subject that it belongs to."""
    document, cue_at, stop, cue = place.document, place.cue_at, place.stop, place.reading
    low, group, cue_verbs = place.low, cue_at.group, place.scene.cue_verbs
    participle = cue.form == "gerund" and cue_at.start == cue_at.first
    if not participle and not (group > low and document.tags[group - 1] & SUBORDINATOR):
        return None
    first = strip_front(document, low, group)
    if first < group and not (first == group - 1 and document.tags[first] & SUBORDINATOR):
        return None
    rest = complement(document, cue_at.end, stop, cue, place.scene.opening)
    if rest.kind != "that" or "that" not in cue.takes:
        return None
    for n in range(rest.begin + 2, stop - 2):
        if document.words[n] != "," or document.quoted[n]:
            continue
        who = subject_of(document, n + 1, stop, cue_verbs)
        if who is not None and who.quality != "weak" and begins_verb(place, who.end):
            own = who._replace(link="aside")
            return matched(place, BEHIND["that"], [(rest.begin, n)], own, cue_at.first)
    return None


def begins_verb(place: Place, n: int) -> bool:
    """Does the verb of a clause stand here, behind its subject?"""
    document = place.document
    if n >= place.stop:
        return False
    shape, tag = document.language.verb_shape, document.tags[n]
    if tag & (VERB | AUXILIARY | NEGATION | FUTURE) or n in place.scene.cue_verbs:
        return True
    return shape is not None and not tag and shape.match(document.lower[n]) is not None


def content_after(place: Place, rest: Complement, who: Source) -> Match | None:
    """`source cue that content` and its relatives."""
    document, cue = place.document, place.reading
    kind, begin = opened(place, rest), rest.begin
    if kind == "quote" and "as" in cue.takes and has_as(document, place.cue_at.end, begin):
        kind, begin = "clause", place.cue_at.end  # slammed it as “A”
    end = content_end(document, begin, place.stop)
    if kind == "quote":
        end = min(end, utterance_end(place, begin))
    if kind == ":" and begin >= place.stop:
        following = next_sentence(place)
        if following is None:
            return None
        begin, end = following
    if kind == "preposition":
        if "np" not in cue.takes:
            return None
        return matched(place, BEHIND[kind], [(begin, end)], who, who.first)
    need = NEEDED.get(kind)
    if need == "clause" and ("clause" not in cue.takes or not clausal(document, begin, end)):
        return phrase_after(place, begin, end, who)
    if need is None or need not in cue.takes:
        return None
    if kind == "," and who.first and document.tags[who.first - 1] & QUESTION:
        return None  # what Hall said, A
    if kind == "," and document.lower[who.first - 1] in document.language.as_openers:
        return matched(place, "as source cue , content", [(begin, end)], who, who.first)
    if kind == "clause" and "object" in cue.takes:
        told = skip_addressee(document, begin, end)
        if told > begin:
            kind, begin = "object that", told
    end = main_clause(place, begin, end, who)
    if in_relative(place, who):
        end = relative_end(document, begin, end)
    asked = kind == "object to" and cue.kind == "ask"
    reading = cue._replace(kind="demand") if asked else cue  # asked them to leave
    return matched(place, BEHIND[kind], [(begin, end)], who, who.first, reading=reading)


def utterance_end(place: Place, begin: int) -> int:
    """Where what is quoted ends: before what else was done or was the case: `said “A” and left`.

    Words that go on with the sentence of the quotation belong to it (`said “A” is no choice`), and
    so does a second one: `chanted “A” and “B” as they marched`.
    """
    document, scene, stop = place.document, place.scene, place.stop
    tags, opening = document.tags, scene.opening
    quotation = scene.quotation_at(begin)
    if quotation is None or quotation.first != begin:
        return stop
    end = quotation.end
    while end < stop - 1:
        n = end + (document.words[end] == ",")
        joined = n + (tags[n] & CONJUNCTION > 0)
        following = scene.quotation_at(joined) if joined in opening else None
        if following is None or joined == end:
            break
        end = following.end
    if end >= stop - 1:
        return stop
    whole = document.words[end - 2] in WHOLE and end - begin > SHORT
    if tags[end] & CONJUNCTION and is_deed(place, end + 1):
        return end
    apart = tags[end] & (SUBORDINATOR | PREPOSITION) and not tags[end] & CONJUNCTION
    return end if whole and apart else stop


def is_deed(place: Place, n: int) -> bool:
    """Is the word behind `and` a verb of the one who spoke: `“A” and left the room`?"""
    document = place.document
    tag, word = document.tags[n], document.words[n]
    if begins_verb(place, n):
        return not tag & AUXILIARY
    unknown = not tag and word.isalpha() and word.islower() and n + 1 < place.stop
    return unknown and bool(document.tags[n + 1] & (DETERMINER | POSSESSIVE))


def opened(place: Place, rest: Complement) -> Opening:
    """How the content is opened behind a cue, as this cue is used."""
    kind, takes = rest.kind, place.reading.takes
    if (
        len(place.reading.words) > 1
        and kind == "clause"
        and has_form(place.document, rest.begin, "gerund")
    ):
        return "end"  # issued a statement warning that A
    if kind == "addressee" or (kind == "quote" and "quote" not in takes):
        return "clause"
    if (
        kind == "end"
        and rest.begin < place.stop
        and place.document.tags[rest.begin] & PREPOSITION
        and (place.reading.kind == "claim" or "quote" not in takes)  # insisted on, not said in
    ):
        return "preposition"
    return kind


def phrase_after(place: Place, begin: int, end: int, who: Source) -> Match | None:
    """`source cue phrase content`: what follows the cue is no clause."""
    document, takes = place.document, place.reading.takes
    kind: Phrase
    if says_nothing(place, begin, end) or is_refused(place, begin, end):
        return None
    if ("as" in takes and has_as(document, begin, end)) or (
        "predicate" in takes and has_predicate(document, begin, end)
    ):
        kind = "phrase as"
    elif "np" in takes:
        kind = "phrase"
    elif "object" in takes:
        kind = "object"
    else:
        return None
    end = main_clause(place, begin, end, who)
    end = phrase_end(document, begin, end, kind == "phrase as")
    return matched(place, BEHIND[kind], [(begin, end)], who, who.first)


def says_nothing(place: Place, n: int, end: int) -> bool:
    """Is a pronoun for nothing the content (`said nothing`), or only one that points back?

    `said no` is an answer. `menyampaikan hal itu` tells nothing; one may well deny it.
    """
    document = place.document
    word, weak = document.lower[n], document.language.weak_sources
    if document.language.names.role_first and weak.issuperset(document.lower[n:end]):
        return place.reading.kind not in ANSWERS
    return (word,) in document.language.nobody.get(word, ()) and not document.tags[n] & NEGATION


def is_refused(place: Place, begin: int, end: int) -> bool:
    """Is something refused, and no claim denied: `denied her request for asylum`?"""
    if place.reading.kind != "deny":
        return False
    head = head_end(place.document, begin, end)
    return place.document.lower[head - 1] in place.document.language.granted


def main_clause(place: Place, begin: int, end: int, who: Source) -> int:
    """Where a content ends: before the main clause, if a conjunction opens its own."""
    low, tags = place.low, place.document.tags
    subordinate = tags[low] & SUBORDINATOR and low < who.first <= low + 2
    return clause_end(place.document, begin, end) if subordinate else end


def in_relative(place: Place, who: Source) -> bool:
    """Do source and cue stand in a relative clause that a comma opens behind a subject?"""
    document, n = place.document, who.first if who.link == "which" else who.first - 1
    return (
        n > place.low + 1
        and bool(document.tags[n] & RELATIVE)
        and document.words[n - 1] == ","
        and not any(document.tags[k] & (VERB | AUXILIARY) for k in range(place.low, n - 1))
    )


def clause_end(document: Document, begin: int, end: int) -> int:
    """Where a clause ends that a conjunction opens before the main one: `While she said A, B`."""
    for n in range(begin + 1, end - 1):
        if document.words[n] == "," and not document.quoted[n]:
            return n
    return end


def next_sentence(place: Place) -> Range | None:
    """The quotation that a sentence ending in a colon announces."""
    scene, sentences = place.scene, place.document.sentences
    if place.number + 1 < len(sentences):
        low = sentences[place.number + 1][0]
        if low in scene.opening:
            quotation = scene.quotation_at(low)
            if quotation is not None:
                return low, max(quotation.end, low + 1)
    return None
