"""The words that tell about names: `[names]` of a language file, ready for look-up.

There is no recogniser here: the lists say which words are titles, roles, bodies (organisations) and
places, and what remains of a run of capitals is a name (speakers/capitals.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Literal, get_args

from datasette_claims.extraction.languages.checking import check, expression
from datasette_claims.extraction.languages.lexicon import CueLexicon, Form

PronounKind = Literal["person", "male", "female", "plural", "thing", "self"]
"""Whom a pronoun means: a key of `[names.pronouns]`."""

Capitals = Literal["names", "nouns"]
"""Which words are written with a capital, besides those that open sentences."""

NameKey = tuple[str, ...]
"""The words of a name in small letters."""

# Bits of their own, none of which is a class of words (word_classes.py): taken for one of
# those, they match nothing.
TITLE = 1 << 24
ROLE = 1 << 25
ORGANISATION = 1 << 26
PLACE = 1 << 27
AFFILIATION = 1 << 28
OCCUPATION = 1 << 29
CLASSES: Mapping[str, int] = {
    "titles": TITLE,
    "roles": ROLE,
    "occupations": OCCUPATION,
    "organisations": ORGANISATION,
    "places": PLACE,
    "place_heads": PLACE,
    "affiliations": AFFILIATION,
}
SAY_BEFORE: frozenset[Form] = frozenset({"bare", "past", "present", "preposition", "passive"})
"""Forms of a reporting word that a name may follow as its subject."""
SAY_AFTER: frozenset[Form] = frozenset({"verb", "past", "present", "bare"})
"""Forms of a reporting word that may follow a name."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NameWords:
    """`[names]` of a language, ready for look-up; all words in small letters.

    What is not explained here is a list of the file, as schema.py explains it.
    """

    classes: Mapping[str, int]
    """The bits of each word: title, role, occupation, organisation, place, affiliation."""
    male: frozenset[str]
    female: frozenset[str]
    states: frozenset[str]
    document_nouns: frozenset[str]
    organisations: frozenset[str]
    bodies: frozenset[str]
    affiliations: frozenset[str]
    places: frozenset[str]
    place_heads: frozenset[str]
    towns: frozenset[str]
    locatives: frozenset[str]
    determiners: frozenset[str]
    definite: frozenset[str]
    demonstratives: frozenset[str]
    indefinite: frozenset[str]
    group_words: frozenset[str]
    generic_persons: frozenset[str]
    generic_bodies: frozenset[str]
    including: frozenset[str]
    as_role: frozenset[str]
    joiners: frozenset[str]
    given: frozenset[str]
    particles: frozenset[str]
    inside_names: frozenset[str]
    findings: frozenset[str]
    exhibits: frozenset[str]
    things: frozenset[str]
    numbered: frozenset[str]
    also_called: frozenset[str]
    bodies_speak: frozenset[str]
    offices: frozenset[str]
    pronouns: Mapping[str, PronounKind]
    short_forms: Mapping[str, str]
    role_first: bool
    """A role comes first, then its body, then the name."""
    affiliation_shape: re.Pattern[str] | None
    """Words that fit are no names of people, whether a list has them or not."""
    title_pairs: frozenset[tuple[str, ...]]
    """Titles of two words, neither of which is one by itself (`tan sri`)."""
    role_pairs: frozenset[tuple[str, ...]]
    """Roles of two words, the second of which is also a name: hakim agung."""
    joining: frozenset[str]
    """Words and marks, besides figures, that may stand within a name and have no capital."""
    signs: Mapping[str, int]
    """1 for a word that says that a person is a man, -1 for a woman."""
    given_names: Mapping[str, int]
    """The same for first names; 0 for those that both bear."""
    say_before: frozenset[str]
    """Reporting words that a name may follow as their subject."""
    say_after: frozenset[str]
    """Reporting words that may follow a name."""
    view_openers: frozenset[tuple[str, ...]]
    """Prepositions behind which follows whose words they are: menurut, according to."""
    capitals: Capitals
    prefixes: tuple[str, ...]
    """What hangs before a name by a hyphen, in small letters: al-."""
    age_shape: re.Pattern[str] | None
    degree_shape: re.Pattern[str] | None
    """Degrees behind a name, with what parts them."""
    postnominal_shape: re.Pattern[str] | None
    """Degrees and honours that may stand behind a name without a comma: Ana Lee KC."""
    title_marks: re.Pattern[str] | None
    """The apostrophe behind a title that is written with one, before a capital: Dato’ Seri."""
    possessive: tuple[str, ...]
    """Endings that mark a possessor."""
    no_names: frozenset[str]
    """Weekdays and months, which are no names (`[dates]` without `also_names`)."""

    def bits(self, word: str) -> int:
        """The classes of a word in small letters."""
        return self.classes.get(word, 0)


def name_words(
    file: str,
    table: Mapping[str, Any],
    cues: CueLexicon,
    possessive: tuple[str, ...],
    no_names: frozenset[str],
) -> NameWords:
    """`[names]`, turned into look-ups."""

    def words(key: str) -> frozenset[str]:
        return frozenset(word.lower() for word in table.get(key, ()))

    role_first = bool(table.get("role_first", False))
    pronouns = pronoun_kinds(table.get("pronouns", {}))
    return NameWords(
        classes=name_classes(table, role_first),
        male=words("male"),
        female=words("female"),
        states=words("states"),
        document_nouns=words("document_nouns") | words("findings"),
        organisations=words("organisations"),
        bodies=words("bodies"),
        affiliations=words("affiliations"),
        places=words("places"),
        place_heads=words("place_heads"),
        towns=words("towns"),
        locatives=words("locatives"),
        determiners=words("determiners"),
        definite=words("definite"),
        demonstratives=words("demonstratives"),
        indefinite=words("indefinite"),
        group_words=words("group_words"),
        generic_persons=words("generic_persons"),
        generic_bodies=words("generic_bodies"),
        including=words("including"),
        as_role=words("as_role"),
        joiners=words("joiners"),
        given=words("given"),
        particles=words("particles"),
        inside_names=words("inside_names"),
        findings=words("findings"),
        exhibits=words("exhibits"),
        things=words("things"),
        numbered=words("numbered"),
        also_called=words("also_called"),
        bodies_speak=words("bodies_speak"),
        offices=words("offices"),
        pronouns=pronouns,
        short_forms=dict(table.get("short_forms", {})),
        role_first=role_first,
        affiliation_shape=expression(file, "names", table, "affiliation_shape"),
        title_pairs=phrases_of(table.get("titles", ())),
        role_pairs=phrases_of(table.get("roles", ())),
        joining=frozenset({".", "(", "&"}) | words("particles") | words("inside_names"),
        signs=genders(words("male"), words("female"), pronouns),
        given_names=first_names(words("men"), words("women")),
        say_before=reporting(cues, SAY_BEFORE),
        say_after=reporting(cues, SAY_AFTER),
        view_openers=frozenset(
            cue.words
            for phrases in cues.values()
            for readings in phrases
            for cue in readings
            if cue.form == "preposition"
        ),
        capitals=read_capitals(file, table.get("capitals", "names")),
        prefixes=tuple(table.get("prefixes", ())),
        age_shape=expression(file, "names", table, "age_shape"),
        degree_shape=degree_shape(
            table.get("degrees", ()), expression(file, "names", table, "seat_shape")
        ),
        postnominal_shape=postnominal_shape(table.get("postnominals", ())),
        title_marks=title_marks(table.get("titles", ())),
        possessive=possessive,
        no_names=no_names,
    )


def phrases_of(phrases: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """The phrases of several words."""
    return frozenset(tuple(phrase.split()) for phrase in phrases if " " in phrase)


def postnominal_shape(listed: Sequence[str]) -> re.Pattern[str] | None:
    """The expression for what stands right behind a name, a blank before it; None without any."""
    if not listed:
        return None
    longest = sorted(map(re.escape, listed), key=len, reverse=True)
    letters = re.escape("".join(sorted({one[0] for one in listed})))
    return re.compile(rf" (?=[{letters}])(?<=\w )(?:{'|'.join(longest)})(?![\w'’-]| [A-Z])")


def degree_shape(degrees: Sequence[str], seat: re.Pattern[str] | None) -> re.Pattern[str] | None:
    """The expression for degrees behind a name, a comma before each; None without degrees.

    Those with a full stop may also stand without the comma. ``seat`` is the expression for a party
    with the seat that somebody holds for it (`R-Ohio`).
    """
    if not degrees:
        return None
    longest = sorted(map(re.escape, degrees), key=len, reverse=True)
    dotted = [one.replace(r"\.", r"\. ?") + r"\b\.?" for one in longest if r"\." in one]
    plain = [one + r"\b" for one in longest if r"\." not in one] + ([seat.pattern] if seat else [])
    behind_comma = f", ?(?:{'|'.join(dotted + plain)})"
    one = rf"(?:{behind_comma}{'| (?:' + '|'.join(dotted) + ')' if dotted else ''})(?![\w-])"
    firsts = ascii_uppercase if seat else "".join(sorted({one[0] for one in degrees}))
    letters = re.escape(firsts)
    return re.compile(rf"(?=[ ,] ?[{letters}])(?<=\w){one}(?:{one})*")


def title_marks(titles: Sequence[str]) -> re.Pattern[str] | None:
    """The expression for the apostrophe of the titles that end in one; None without such titles."""
    heads = sorted({title[:-1] for title in titles if title.endswith("'")})
    behind = "|".join(rf"(?<=\b{one}.)" for head in heads for one in (head.title(), head.upper()))
    return re.compile(rf"['’‘ʼ`´](?:{behind})(?= *[A-Z])") if heads else None


def read_capitals(file: str, value: Capitals) -> Capitals:
    """Which words have capitals, checked."""
    known = ", ".join(get_args(Capitals))
    check(value in get_args(Capitals), file, f"[names] capitals must be one of: {known}")
    return value


def name_classes(table: Mapping[str, Any], role_first: bool) -> dict[str, int]:
    """Each word of the lists of classes with its bits.

    Where a role comes first, a longer word of a state is a place within what somebody is, and a
    known body is whom somebody works for.
    """
    classes: dict[str, int] = {}
    for key, bit in CLASSES.items():
        for word in table.get(key, ()):
            classes[word.lower()] = classes.get(word.lower(), 0) | bit
    ranks = [word for word, bits in classes.items() if bits & (TITLE | ROLE)]
    for prefix in table.get("rank_prefixes", ()):
        classes |= {f"{prefix}-{word}": classes[word] | ROLE for word in ranks}
    for body in table.get("bodies", ()) if role_first else ():
        classes[body.lower()] = classes.get(body.lower(), 0) | AFFILIATION
    for state in table.get("states", ()) if role_first else ():
        for word in (part for part in state.split() if len(part) > 3 or part == state):
            classes[word.lower()] = classes.get(word.lower(), 0) | PLACE
    return classes


def pronoun_kinds(table: Mapping[PronounKind, Sequence[str]]) -> dict[str, PronounKind]:
    """Each pronoun with whom it means."""
    return {word: kind for kind, listed in table.items() for word in listed}


def genders(
    male: frozenset[str], female: frozenset[str], pronouns: Mapping[str, PronounKind]
) -> dict[str, int]:
    """Words that tell the gender of a person, nouns, titles and pronouns."""
    signs = dict.fromkeys(male, 1) | dict.fromkeys(female, -1)
    signs |= {word: 1 for word, kind in pronouns.items() if kind == "male"}
    return signs | {word: -1 for word, kind in pronouns.items() if kind == "female"}


def first_names(men: frozenset[str], women: frozenset[str]) -> dict[str, int]:
    """First names with the gender that they tell, 0 for those that both bear."""
    return {name: (name in men) - (name in women) for name in men | women}


def reporting(cues: CueLexicon, forms: frozenset[Form]) -> frozenset[str]:
    """Single words that mostly report something, in one of the forms."""
    return frozenset(
        word
        for word, phrases in cues.items()
        for cue in phrases[-1]  # the shortest phrase comes last
        if cue.form in forms and len(cue.words) == 1 and cue.prior >= 0.4
    )
