"""The name in a source phrase that the phrase is about, and the role that is printed with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import PREPOSITION, RELATIVE, ROLE_NOUN
from datasette_claims.extraction.speakers.apposed_names import (
    SourceName,
    fuller_name,
    has_role,
    is_also_called,
    name_behind,
)
from datasette_claims.extraction.speakers.capitals import Name, key_of, parse
from datasette_claims.extraction.speakers.descriptions import is_document, only_a_noun
from datasette_claims.extraction.speakers.register import Register
from datasette_claims.extraction.speakers.runs import find_runs
from datasette_claims.extraction.text.spelling import is_acronym, spelt_out
from datasette_claims.extraction.text.tokens import Document


def after_determiners(document: Document, words: NameWords, first: int, end: int) -> int:
    """The first token that is no determiner or mark, or the very first if nothing is left."""
    n = first
    while n < end and (
        document.lower[n] in words.determiners or not document.words[n][0].isalnum()
    ):
        n += 1
    return n if n < end else first


def only_opens(register: Register, name: Name) -> bool:
    """Is one word a plural or a document that has its capital from the sentence alone?"""
    if name.end - name.first > 1 or (
        name.first and register.document.words[name.first - 1][0].isalnum()
    ):
        return False
    word = register.document.lower[name.first]
    if word in register.evidence.inside:
        return False
    plural = register.document.language.plural_shape
    told = word in register.words.document_nouns or bool(plural and plural.match(word))
    return told or (register.words.role_first and only_a_noun(register, word))


def whole_run(register: Register, first: int, end: int) -> int:
    """The end of a source phrase, moved to the end of the run of capitals that it cuts."""
    capital, document = register.document.capital, register.document
    if end >= len(capital) or not (capital[end - 1] and capital[end]):
        return end
    limit = min(end + 8, len(capital))
    runs = find_runs(document, register.words, first, limit)
    return next((b for a, b in runs if a < end < b), end)


def find_source_name(register: Register, first: int, end: int) -> SourceName:
    """The name in a source phrase that the phrase is about."""
    document, words = register.document, register.words
    lower, tags = document.lower, document.tags
    if spelt_out(document.words, first, end):
        return SourceName(first, end - 3, organisation=True)
    for n in range(first + 1, end):
        if is_also_called(register, first, n, end):
            fuller = fuller_name(register, first, n, end)
            if fuller is not None:
                return fuller
            end = n
            break
        if tags[n] & RELATIVE or lower[n] in words.including:
            late = name_behind(register, first, n, end)
            if late is not None:
                return late
            end = n
            break
    nothing = SourceName(first, first)
    names = names_in(register, first, end)
    if not names or is_document(words, lower[first], names):
        return nothing
    if len(names) > 1 and is_of_state(register, names, end):
        return SourceName(names[1].first, names[1].end, organisation=True)
    opening = names[0] if opens_phrase(register, names[0], first) else None
    found = by_opening(register, names, opening, end) if opening else None
    if found is not None:
        return found
    if lower[first] in words.bodies_speak:
        bodies = (name for name in names if is_organisation(register, name))
        body = next(bodies, None)
        return SourceName(body.first, body.end, organisation=True) if body else nothing
    if lower[first] in words.group_words:
        return nothing
    found = body_behind_noun(register, names, first, end) or introduced_name(
        register, names, first, end
    )
    if found is None and words.role_first and names[-1].end == end:
        return name_at_end(register, first, names[-1])
    return found or nothing


def is_of_state(register: Register, names: Sequence[Name], end: int) -> bool:
    """Is a body named behind the state whose it is: `Norland's Agency for Water (NAW)`?"""
    document, words = register.document, register.words
    owner, body = names[0], names[1]
    key = " ".join(key_of(document.lower, owner.first, owner.end, words))
    behind = document.words[body.end] if body.end < end else ""
    return (
        key in words.states
        and body.organisation
        and body.first == owner.end
        and document.lower[owner.end - 1].endswith(words.possessive)
        and behind in ("", "(")
    )


def body_behind_noun(
    register: Register, names: Sequence[Name], first: int, end: int
) -> SourceName | None:
    """The body that a noun for one introduces: `the rights group Hope Norland`."""
    document, words = register.document, register.words
    name = names[-1]
    noun = name.first - 1
    if words.role_first or name.end < end or noun < first or document.capital[noun]:
        return None
    known = document.lower[noun] in words.generic_bodies or (
        words.bits(document.lower[noun]) & ORGANISATION
    )
    if not known or any(document.tags[n] & PREPOSITION for n in range(first, noun)):
        return None
    role = any(words.bits(document.lower[n]) & (ROLE | TITLE) for n in range(name.first, end))
    return None if role else SourceName(name.first, end, organisation=True)


def names_in(register: Register, first: int, end: int) -> list[Name]:
    """The names of a source phrase, but for a common noun that only opens it."""
    document, words = register.document, register.words
    runs = find_runs(document, words, first, end)
    names = [parse(document, words, low, high, register.evidence) for low, high in runs]
    return names[1:] if names and is_common_noun(document, names[0], first, end) else names


def opens_phrase(register: Register, name: Name, first: int) -> bool:
    """Does a name begin the phrase, and not a document that speaks or a group?"""
    word, words = register.document.lower[first], register.words
    return (
        name.first == first
        and word not in words.bodies_speak
        and word not in words.group_words
        and not only_opens(register, name)
    )


def by_opening(
    register: Register, names: Sequence[Name], opening: Name, end: int
) -> SourceName | None:
    """What a phrase is about that begins with a name, if that tells."""
    document, words = register.document, register.words
    first = opening.first
    if words.role_first and holds_list(document, words, names, end):
        start = behind_town(register, names[-1])
        return SourceName(start, end, document.piece(first, start))
    if lists_all(register, names, end):
        body = opening.organisation and not any(is_body(register, one) for one in names[1:])
        return SourceName(first, end, organisation=body, several=not body)
    if len(names) > 1 and joint(document, words, names):
        return SourceName(first, end, several=True)
    leads = leads_phrase(document, words, opening, end)
    if opening.organisation and (words.role_first or leads):
        return SourceName(first, opening.end, organisation=True)
    late = None if names[-1] is opening else late_name(register, opening, names[-1], end)
    if late is not None:
        return late
    if opening.proper < opening.end and leads:
        return SourceName(opening.proper, opening.end, role_of(document, opening, end))
    return None


def late_name(register: Register, opening: Name, last: Name, end: int) -> SourceName | None:
    """The last name of a phrase, where the first is what that one is or belongs to."""
    document, role_first = register.document, register.words.role_first
    role = document.piece(opening.first, last.proper)
    if last.end == end and document.lower[last.first - 1] == ",":
        if opening.classes & (ORGANISATION | AFFILIATION) and last.proper == last.first:
            return SourceName(last.first, end, role.rstrip(" ,"))
        named = last.proper < end and not last.organisation and last.classes != PLACE
        if role_first and opening.classes & ROLE and named:
            # whose lawyer, which town's mayor, and then who it is: Pengacara Ani, Budi Santoso
            return SourceName(last.proper, end, role.rstrip(" ,"))
    behind = last.classes & ORGANISATION and last.proper < last.end
    if role_first and behind and document.tags[opening.end] & PREPOSITION:
        # the name stands behind the body: Direktur Jenderal X pada Kementerian Y (KY) Nama
        return SourceName(last.proper, last.end, role)
    return None


def introduced_name(
    register: Register, names: Sequence[Name], first: int, end: int
) -> SourceName | None:
    """The first name that what stands before it introduces; one behind a comma goes before it."""
    document, words = register.document, register.words
    best: SourceName | None = None
    for name in names:
        if name.organisation or name.classes == PLACE or name.proper >= name.end:
            continue
        role = document.piece(first, name.proper).rstrip(" ,(")
        before = document.lower[name.first - 1] if name.first > first else ""
        if before == "," and has_role(words, document.lower, first, name.first):
            return SourceName(name.proper, name.end, role)
        if best is None and is_introduced(register, name, first, end):
            best = SourceName(name.proper, name.end, role)
    return best


def is_introduced(register: Register, name: Name, first: int, end: int) -> bool:
    """Is a name within a phrase that of whom the words before it tell?"""
    document, words = register.document, register.words
    lower = document.lower
    before = lower[name.first - 1] if name.first > first else ""
    lead = name.first - 1
    while lead > first and lower[lead] in words.determiners:
        lead -= 1
    preposition = document.tags[lead] & PREPOSITION
    if (
        words.bits(before) & (ROLE | TITLE | AFFILIATION)
        or follows_noun(register, name, first, end)
        or is_adorned(register, name, first, end)
    ):
        return True
    if (
        name.first > first + 1
        and not preposition
        and not any(word.isdigit() for word in lower[first : name.proper])
        and has_role(words, lower, max(first, name.first - 3), name.first)
    ):
        return True
    if before.endswith(words.possessive) and name.end - name.proper > 1:
        return leads_phrase(document, words, name, end) or is_ranked(words, name, preposition)
    return is_ranked(words, name, preposition)


def follows_noun(register: Register, name: Name, first: int, end: int) -> bool:
    """Does a full name end the phrase behind a noun in the singular: `zitherist Ana Lee`?"""
    document, words = register.document, register.words
    if words.role_first or name.end < end or name.end - name.proper < 2 or name.first == first:
        return False
    noun, plural = name.first - 1, document.language.plural_shape
    return (
        document.words[noun].isalpha()
        and document.words[noun].islower()
        and not document.tags[noun]
        and document.lower[noun] not in document.language.lexicon
        and not (plural and plural.match(document.lower[noun]))
        and not (plural and plural.match(document.lower[end - 1]))
    )


def is_adorned(register: Register, name: Name, first: int, end: int) -> bool:
    """Does a hyphenated or participial adjective stand before a person: `the 14th-ranked Lee`?"""
    document, words = register.document, register.words
    if words.role_first or name.end < end or not first < name.first:
        return False
    shape = document.language.verb_shape
    adjectives = range(after_determiners(document, words, first, name.first), name.first)
    key = key_of(document.lower, name.proper, name.end, words)
    return bool(key and adjectives and register.person(key, name.first)) and all(
        not document.capital[n]
        and not document.tags[n]
        and ("-" in document.words[n] or (shape and shape.match(document.lower[n])))
        for n in adjectives
    )


def is_ranked(words: NameWords, name: Name, preposition: int) -> bool:
    """Has a name a title or role before it in its own run, and no preposition before that?"""
    return words.role_first and not preposition and bool(name.classes & (TITLE | ROLE))


def name_at_end(register: Register, first: int, last: Name) -> SourceName:
    """The name at the end of a phrase that begins with a role, behind all that belongs to it."""
    lower, alone = register.document.lower, register.evidence.alone
    start = last.proper
    if register.document.tags[last.first - 1] & PREPOSITION:
        start = next((n for n in range(last.first, last.end) if lower[n] in alone), last.end)
    role = has_role(register.words, lower, first, min(first + 2, last.first))
    if not role or last.organisation or last.classes == PLACE or last.end - start < 2:
        return SourceName(first, first)
    return SourceName(start, last.end, register.document.piece(first, start))


def is_common_noun(document: Document, name: Name, first: int, end: int) -> bool:
    """Has a noun its capital from the sentence alone, as the next shows: `Majelis hakim`?"""
    after = name.first + 1
    return (
        name.organisation
        and name.first == first
        and name.end == after < end
        and not document.tags[after] & ~ROLE_NOUN
        and document.words[after].isalpha()
        and document.words[after].islower()
        and document.language.names.joiners.isdisjoint(document.lower[after:end])
    )


def lists_all(register: Register, names: Sequence[Name], end: int) -> bool:
    """Is the whole phrase a list: `Badan Meteorologi, Klimatologi, dan Geofisika`?"""
    lower, joiners = register.document.lower, register.words.joiners
    if len(names) < 2 or names[-1].end != end or names[0].classes & (TITLE | ROLE):
        return False
    *gaps, last = [lower[one.end : other.first] for one, other in pairwise(names)]
    if any(gap != [","] for gap in gaps):
        return False
    if last == [","]:  # Kementerian Wanita, Keluarga dan Masyarakat
        return not joiners.isdisjoint(lower[names[-1].first : end])
    return bool(gaps) and 0 < len(last) < 3 and set(last) <= {",", *joiners}


def is_body(register: Register, name: Name) -> bool:
    """Is it somebody by itself, not what a body is for: an organisation, acronym, full name?"""
    told = name.classes & (ORGANISATION | TITLE | ROLE)
    return is_organisation(register, name) or bool(told) or name.end - name.first > 3


def holds_list(document: Document, words: NameWords, names: Sequence[Name], end: int) -> bool:
    """Is what a role is of a list, and the name behind it (`Kepala Pusat A, B, dan C Budi`)?"""
    last = names[-1]
    between = {
        word
        for one, other in pairwise(names)
        for word in document.lower[one.end : other.first]
        if word not in words.joiners
    }
    return bool(
        between - {"(", ")"} == {","}
        and names[0].classes & ROLE
        and names[0].classes & (ORGANISATION | AFFILIATION)
        and not any(name.classes & (ROLE | TITLE) for name in names[1:])
        and (last.first < last.proper or document.words[last.first - 1] == ")")
        and last.proper < last.end == end
        and not last.organisation
    )


def behind_town(register: Register, name: Name) -> int:
    """Where a name begins behind the town of an office, or right away."""
    word = register.document.lower[name.proper]
    words, located = register.words, register.evidence.located
    town = word in words.towns or word in located or words.bits(word) & PLACE
    return name.proper + 1 if town and name.end - name.proper > 2 else name.proper


def joint(document: Document, words: NameWords, names: Sequence[Name]) -> bool:
    """Are the first two names joined by `and`?"""
    between = document.lower[names[0].end : names[1].first]
    return (
        0 < len(between) < 3
        and between[0] in words.joiners
        and all(word in words.determiners for word in between[1:])
    )


def leads_phrase(document: Document, words: NameWords, name: Name, end: int) -> bool:
    """Is a name at the beginning of the phrase what it is about? A common noun may follow it."""
    if name.end == end:
        return True
    if document.lower[name.end - 1].endswith(words.possessive) and words.possessive:
        return False
    if name.classes & (TITLE | ROLE):
        return True
    following = document.words[name.end]
    return (
        not following[0].isalpha()
        or bool(document.tags[name.end] & (RELATIVE | PREPOSITION))
        or document.lower[name.end] in words.as_role
    )


def role_of(document: Document, name: Name, end: int) -> str:
    """The role that stands before a name, or behind it after a comma and perhaps an age."""
    before = document.piece(name.first, name.proper)
    n = name.end
    if n < end and document.words[n] == "(":
        n = next((k for k in range(n, min(n + 8, end)) if document.words[k] == ")"), n)
    while n < end and (document.words[n] in ",()" or document.lower[n].isdigit()):
        n += 1
    if before or n == name.end or n == end or document.tags[n] & (RELATIVE | PREPOSITION):
        return before
    return document.piece(n, end).rstrip(" ,")


def is_organisation(register: Register, name: Name) -> bool:
    """Is it an organisation, by its words or by being an acronym?"""
    return name.organisation or is_acronym(register.document.words[name.first])
