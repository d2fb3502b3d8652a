"""Cues behind what is said or within it: `“A,” she said`, `A, kata Ana, B`, `“A,” katanya`."""

from __future__ import annotations

from datasette_claims.extraction.languages.patterns import Shape
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    FUTURE,
    PREPOSITION,
    QUESTION,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.complements import Complement, Opening
from datasette_claims.extraction.parts.contents import (
    clausal,
    clause_begin,
    content_end,
)
from datasette_claims.extraction.parts.cues import has_form
from datasette_claims.extraction.parts.noun_phrases import strip_front
from datasette_claims.extraction.parts.sources import Source, right_of
from datasette_claims.extraction.patterns.candidates import Match, Place, matched
from datasette_claims.extraction.patterns.scene import (
    Range,
    quotation_before,
    quoted_content,
    taken_up,
)
from datasette_claims.extraction.text.quotations import DOUBLE, Quotation
from datasette_claims.extraction.text.tokens import Document

NEAR = 6
"""Tokens of an apposition within which its role stands."""
FAR_KINDS: frozenset[Opening] = frozenset({"end", ",", "addressee", "preposition", "dash"})
"""What follows a cue that has its content before it."""

FEELINGS = frozenset({"believe", "hope", "fear", "predict"})
"""Kinds of claims whose verbs hardly stand behind what is said."""


def quoted(place: Place, quotation: Quotation, end: int) -> list[Range]:
    """What a quotation says that stands before the cue, and its second half behind `end`."""
    content = quoted_content(place.scene, quotation, place.low)
    return [content, *taken_up(place.scene, end, place.high)]


def goes_on(place: Place, first: int) -> bool:
    """Does the content go on after an interrupting `she said,`?

    Not with a participle that has a content of its own (`adding that`), and after a conjunction
    only if it quotes.
    """
    document = place.document
    if document.tags[first] & CONJUNCTION:
        return any(document.quoted[n] for n in range(first, place.stop))
    return not has_form(document, first, "gerund")


def inside_content(place: Place) -> Match | None:
    """`A, kata Ana, B` and `A, said Ana`."""
    document, cue_at, stop = place.document, place.cue_at, place.stop
    if "quote" not in place.reading.takes:
        return None
    who = right_of(document, cue_at.end, stop, place.scene.cue_verbs)
    if who is None:
        return None
    after = skip_adverbs(document, who.end, stop)
    ends = (
        after >= stop
        or document.words[after] in ",-–—("
        or document.tags[after] & (PREPOSITION | TIME | RELATIVE | SUBORDINATOR)
    )
    named = "that" in place.reading.takes or who.quality == "name"
    if not ends and not (named and place.reading.form == "bare"):
        return None  # harga naik, kritik warga meluas
    left = (clause_begin(document, place.low, cue_at.group - 1), cue_at.group - 1)
    if (
        after + 1 < stop
        and document.words[after] == ","
        and not document.tags[after + 1] & (RELATIVE | QUESTION)
    ):
        if is_apposition(place, left, (after + 1, stop)):
            return matched(place, "content , cue source", [left], who._replace(end=stop), place.low)
        both = left[0] < left[1]
        shape: Shape = "content , cue source , content" if both else "cue source , content"
        return matched(place, shape, [left, (after + 1, stop)], who, place.low)
    return matched(place, "content , cue source", [left], who, place.low)


def is_apposition(place: Place, left: Range, right: Range) -> bool:
    """Does the rest of a sentence tell who speaks: `A, said Ana Lee, the firm's head of sales`?

    Then it has no verb but a role or a name, and what stands before the cue is a whole clause.
    """
    document, (first, stop) = place.document, right
    if first >= stop:
        return False
    opening = document.tags[first] & (CONJUNCTION | PREPOSITION | SUBORDINATOR | COMPLEMENTISER)
    if opening or any(document.quoted[first:stop]) or clausal(document, *right):
        return False
    near = range(first, min(stop, first + NEAR))
    role = any(document.tags[n] & ROLE_NOUN for n in near)
    named = document.tags[first] & DETERMINER and all(document.capital[first + 1 : stop])
    if not role and not named:
        return False
    whole = not document.tags[left[0]] & SUBORDINATOR and left[1] - left[0] > 2
    return whole and clausal(document, *left)


def skip_adverbs(document: Document, first: int, stop: int) -> int:
    """Past the adverbs behind a source: `kata Ana lagi, B`."""
    while first < stop and document.tags[first] & ADVERB:
        first += 1
    return first


def before_source(place: Place, rest: Complement, who: Source) -> Match | None:
    """`“A,” she said` and `A, she said, B`: the content stands before the source."""
    document, low = place.document, place.low
    words = document.words
    if rest.kind == "that" and rest.begin == place.cue_at.end + 1:
        return None
    quotation = quotation_before(place.scene, who.first, low)
    far = rest.begin - place.cue_at.end > 2 or rest.kind in FAR_KINDS
    if quotation is not None and (
        far or words[rest.begin - 1] == "," or "," in words[quotation.end - 2 : quotation.end + 1]
    ):
        content = quoted(place, quotation, place.cue_at.end)
        return matched(place, "quote source cue", content, who, low)
    mark = who.first - 1
    if mark > low and document.lower[mark] in document.language.as_openers:
        mark -= 1  # A, as she said
    unopened = words[mark] in DOUBLE and not document.quoted[mark]
    if mark <= low or not (words[mark] == "," or unopened):
        return None
    left = (clause_begin(document, low, mark), mark)
    more = [(rest.begin, content_end(document, rest.begin, place.stop))]
    if left[0] >= left[1]:  # However, she said, A
        if rest.kind != "," or rest.begin >= place.stop or not goes_on(place, rest.begin):
            return None
        return matched(place, "content , source cue , content", more, who, low)
    if not may_stand_before(place, rest, left) or is_list(place, who):
        return None
    if place.reading.kind in FEELINGS and holds_cue(place, left):
        return None
    if rest.kind in ("end", "addressee", "dash") and left[1] - left[0] > 1:
        content = [left, *more] if rest.kind == "dash" else [left]
        return matched(place, "content , source cue", content, who, low)
    if rest.kind == "," and rest.begin < place.stop:
        content = [left, *more] if goes_on(place, rest.begin) else [left]
        return matched(place, "content , source cue , content", content, who, low)
    return None


def holds_cue(place: Place, left: Range) -> bool:
    """Has what stands before a source a cue of its own: `Ana berkata saat A, B tetap yakin`?"""
    cue_verbs = place.scene.cue_verbs
    return any(n in cue_verbs and not place.document.quoted[n] for n in range(*left))


def is_list(place: Place, who: Source) -> bool:
    """Does only a comma part source and cue, as in a list: `his texts, calls and photos`?

    A name may be the second half of an apposition: `A, the owner, Iris Hall, said`.
    """
    words, comma = place.document.words, place.cue_at.group - 1
    parted = words[comma] == "," and who.end == comma and "," not in words[who.first : comma]
    return parted and not all(place.document.capital[who.first : comma])


def may_stand_before(place: Place, rest: Complement, left: Range) -> bool:
    """May what stands before source and cue be the content: no adjunct, where else is none?"""
    document, takes = place.document, place.reading.takes
    if rest.kind == "end" and "that" not in takes and "quote" not in takes:
        return False
    if rest.kind != "," and is_only_adjunct(document, left):
        return False
    adjunct = document.tags[left[0]] & (PREPOSITION | TIME | SUBORDINATOR)
    if rest.kind == "addressee" and ("quote" not in takes or adjunct):
        return False
    doubtful = rest.kind == "addressee" or (rest.kind != "," and adjunct)
    return not doubtful or left[1] - left[0] >= 6 or clausal(document, *left)


def is_only_adjunct(document: Document, left: Range) -> bool:
    """Is it only a phrase that tells when or where: `Shortly before dawn, Hall confessed`?"""
    shape, tags = document.language.adverb_shape, document.tags
    first, end = left
    while first < end and (
        tags[first] & ADVERB or (shape is not None and shape.match(document.lower[first]))
    ):
        first += 1
    return (
        first < end
        and bool(tags[first] & PREPOSITION)
        and not any(tags[n] & (VERB | AUXILIARY | FUTURE) for n in range(first, end))
    )


def clitic(place: Place) -> Match | None:
    """`“A,” katanya` and `A, katanya, B`: the source is in the cue."""
    document, cue_at, low, stop = place.document, place.cue_at, place.low, place.stop
    words, own = document.words, (cue_at.first, cue_at.end)
    who = Source(
        first=cue_at.first,
        end=cue_at.end,
        link="",
        quality="pronoun",
        name_first=cue_at.first,
        name_end=cue_at.end,
    )
    quotation = quotation_before(place.scene, cue_at.group, low)
    if quotation is not None:
        content = quoted(place, quotation, cue_at.end)
        return matched(place, "quote cue", content, who, low, cue=own, clitic=True)
    if cue_at.group > low + 1 and words[cue_at.group - 1] == ",":
        left = (clause_begin(document, low, cue_at.group - 1), cue_at.group - 1)
        if cue_at.end < stop and words[cue_at.end] == ",":
            both = [left, (cue_at.end + 1, stop)]
            return matched(place, "content , cue , content", both, who, low, cue=own, clitic=True)
        return matched(place, "content , cue", [left], who, low, cue=own, clitic=True)
    opens = cue_at.group <= low + 1 or strip_front(document, low, cue_at.group) >= cue_at.group
    after = skip_adverbs(document, cue_at.end, stop)
    if opens and after < stop and (words[after] in ",:" or document.tags[after] & COMPLEMENTISER):
        content = [(after + 1, stop)]
        return matched(place, "cue , content", content, who, cue_at.group, cue=own, clitic=True)
    return None
