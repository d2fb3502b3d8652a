"""What stands beside a name and says who it is: titles, appositions, acronyms in brackets."""

from __future__ import annotations

from datasette_claims.extraction.languages.word_classes import (
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
    TIME,
)
from datasette_claims.extraction.parts.noun_phrases import (
    HARD,
    has_verb,
    segment_kind,
    segment_start,
    strip_front,
)
from datasette_claims.extraction.text.spelling import is_acronym, spelt_out
from datasette_claims.extraction.text.tokens import Document


def name_before(document: Document, low: int, first: int, cue_verbs: frozenset[int]) -> int:
    """Where the source begins if it is an apposition to a name: `Ana (47), a baker in X, said`."""
    tag = document.tags[first]
    if document.capital[first] or not tag & (DETERMINER | ROLE_NOUN | POSSESSIVE):
        return first
    start = segment_start(document, low, first - 1)
    name = strip_front(document, start, first - 1)
    if not 0 < first - 1 - name <= 7 or not document.capital[name]:
        return first
    before = document.tags[name - 1] if name > start else 0
    if (document.tags[name] | before) & PREPOSITION:  # `On Monday, the ministry said`
        return first  # and `Senada dengan Ana, pengacara Budi mengatakan`
    if any(document.words[n][0].islower() for n in range(name, first - 1)):
        return first
    return first if has_verb(document, name, first - 1, cue_verbs) else name


def goes_on_from(document: Document, low: int, start: int) -> bool:
    """Does an aside go on in the stretch after this comma?

    `Ana, who lives in Leeds, England, said` and `Ana Lee, the head of the paper, Il Foglio, said`.
    """
    if start < low + 3 or document.words[start - 1] != ",":
        return False
    before = segment_start(document, low, start - 1)
    if before <= low:
        return False
    if document.tags[before] & RELATIVE:
        return True
    if segment_kind(document, before, start - 1, True) != "apposition":
        return False
    head = segment_start(document, low, before - 1)
    name = strip_front(document, head, before - 1)
    return before - 1 - name <= 4 and all(document.capital[n] for n in range(name, before - 1))


def title_before(
    document: Document, low: int, first: int, end: int, cue_verbs: frozenset[int]
) -> int | None:
    """Where a title begins that stands before a name and a comma: `Ketua KPU, Arief, kata`."""
    if first < low + 2 or document.words[first - 1] != ",":
        return None
    if end - first > 6 or not all(
        document.capital[n]
        or not document.words[n][0].isalpha()
        or document.lower[n] in document.language.abbreviations
        for n in range(first, end)
    ):
        return None
    start = segment_start(document, low, first - 1)
    follows = start > low and document.words[start - 1] not in ".:;"
    if follows and strip_front(document, low, start - 1) < start - 1:
        return None  # more than `Sementara itu,` stands before it
    begin = strip_front(document, start, first - 1)
    if (
        begin >= first - 1
        or document.tags[begin] & PREPOSITION
        or has_verb(document, begin, first - 1, cue_verbs)
    ):
        return None
    if any(document.tags[n] & COMPLEMENTISER for n in range(begin, first - 1)):
        return None  # a major part of the reason that A, Lee said, is B
    if clausal_shape(document, begin, begin + 1):
        return None  # Berbicara kepada wartawan, Ana
    if any(document.tags[n] & ROLE_NOUN for n in range(begin, min(begin + 3, first - 1))):
        return begin
    return None


def spelt_from(document: Document, low: int, first: int, end: int) -> int:
    """Where a name begins that is a list, told by its acronym: `Badan A, B, dan C (BABC)`."""
    if document.words[end - 1] != ")" or not document.words[end - 2].isupper():
        return first
    for n in range(first - 1, max(low, first - 14) - 1, -1):
        word = document.words[n]
        if spelt_out(document.words, n, end) and document.capital[n]:
            return n
        if not (
            document.capital[n] or word == "," or document.tags[n] & (CONJUNCTION | PREPOSITION)
        ):
            break
    return first


def listed_from(document: Document, low: int, first: int, end: int) -> int:
    """Where an office begins that is a list: `Kepala Pusat Data, Informasi, dan Komunikasi Ana`."""
    words, tags = document.words, document.tags
    comma = first - 1
    joined = bool(tags[comma] & CONJUNCTION)
    if joined:
        comma -= 1
    if comma <= low or words[comma] != "," or not document.capital[first]:
        return first
    if not joined and not joins(document, first, end):
        return first
    for _ in range(4):
        start = segment_start(document, low, comma)
        begin = strip_front(document, start, comma)
        if begin >= comma or not all(document.capital[n] for n in range(begin, comma)):
            return first
        if begins_name(document, begin):
            return begin
        if start <= low + 1 or words[start - 1] != ",":
            return first
        comma = start - 1
    return first


def listed_to(document: Document, first: int, comma: int, high: int) -> int:
    """Where a list ends that an office goes on with behind its first comma, or the comma."""
    words, tags = document.words, document.tags
    if not document.capital[first] or not begins_name(document, first):
        return comma
    n = comma
    while n < high and (words[n] == "," or tags[n] & CONJUNCTION or document.capital[n]):
        if tags[n] & (TIME | PREPOSITION) and not tags[n] & CONJUNCTION:
            break
        n += 1
    while n > comma and not document.capital[n - 1]:
        n -= 1
    open_end = (
        n < high and words[n] not in HARD and not tags[n] & (TIME | PREPOSITION | SUBORDINATOR)
    )
    return comma if open_end or not joins(document, comma + 1, n) else n


def begins_name(document: Document, n: int) -> bool:
    """Is the word an office or a kind of body, with which a longer name begins?"""
    organisations = document.language.names.organisations
    return bool(document.tags[n] & ROLE_NOUN) or document.lower[n] in organisations


def joins(document: Document, first: int, end: int) -> bool:
    """Does a conjunction join two words with capitals?"""
    return any(
        document.tags[n] & CONJUNCTION
        and document.capital[n + 1]
        and (document.capital[n - 1] or document.words[n - 1] == ",")
        for n in range(first + 1, end - 1)
    )


def ends_organisation(document: Document, n: int) -> bool:
    """Does the word end the name of a body or place, and not that of a person?"""
    if is_acronym(document.words[n]):
        return True
    word, names = document.lower[n], document.language.names
    return word in names.affiliations or word in names.organisations or word in names.places


def beyond_object(document: Document, start: int, end: int, high: int) -> int:
    """Where a role ends with what it is for or at and the name behind a comma, or `end`.

    `Juru Bicara Pemerintah untuk Urusan Air, Ana Lee`: in capitals, and no word of the name is
    that of a place or body.
    """
    words, tags, names = document.words, document.tags, document.language.names
    joins = PREPOSITION if names.role_first and tags[start] & ROLE_NOUN else 0
    if end >= high or not tags[end] & joins or document.lower[end] in names.locatives:
        return end
    comma = end + 1
    while comma < min(high, end + 12) and (document.capital[comma] or words[comma] in "()"):
        comma += 1
    stop = comma + 1
    while stop < min(high, comma + 6) and document.capital[stop]:
        stop += 1
    named = stop > comma + 2 and not any(map(names.bits, document.lower[comma + 1 : stop]))
    closed = stop >= high or words[stop] in ",;(.”"
    return (
        stop if comma > end + 1 and words[comma : comma + 1] == [","] and named and closed else end
    )


def name_after(document: Document, start: int, comma: int, high: int) -> int:
    """The end of the name that a role is told by: `said the mayor, Ana Lee, on Monday`."""
    words, tags = document.words, document.tags
    if document.capital[start] and not (
        tags[comma - 1] & ROLE_NOUN or ends_organisation(document, comma - 1)
    ):
        return comma  # the role has its name already, or ends in one
    n = comma + 1
    while n < min(high, comma + 7) and document.capital[n] and not tags[n] & (TIME | PREPOSITION):
        n += 1
    ends = n >= high or words[n] in ',;("“.'
    return n if n > comma + 2 and ends else comma


def clausal_shape(document: Document, first: int, end: int) -> bool:
    """Does a word look like a verb, so that it is a clause (`kata Ana, hakim menolak`)?"""
    shape = document.language.verb_shape
    return shape is not None and any(
        document.tags[n] == 0
        and (document.words[n][0].islower() or n == first)
        and shape.match(document.lower[n])
        for n in range(first, end)
    )


def apposition_after(
    document: Document, start: int, comma: int, high: int, cue_verbs: frozenset[int]
) -> int:
    """The end of a source with what stands in apposition after it: an age, an office."""
    end = comma
    if document.tags[start] & ROLE_NOUN and not document.words[comma - 1].isdigit():
        end = name_after(document, start, comma, high)
    for _ in range(2):
        if end + 1 >= high or document.words[end] != ",":
            return end
        first = end + 1
        tag, word = document.tags[first], document.words[first]
        if not (word[0].isdigit() or tag & (DETERMINER | ROLE_NOUN | POSSESSIVE)):
            return end
        n = first
        while (
            n < high
            and document.words[n] not in HARD
            and not document.tags[n] & (SUBORDINATOR | RELATIVE | TIME)
        ):
            n += 1
        if has_verb(document, first, n, cue_verbs) or n - first > 20:
            return end
        if n >= high and clausal_shape(document, first, n):
            return end
        end = n
    return end
