"""Names in a text: runs of words with capitals, cut into title, role, body and the name itself.

There is no recogniser here. Word lists of `[names]` say which words are titles, roles, bodies
(organisations), places; what remains at the end of a run is a name. The text itself helps: a word
that it also writes small is hardly a name, and one that stands alone as a speaker surely is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from datasette_claims.extraction.language import Language, check, is_words
from datasette_claims.extraction.tokens import Document

TITLE = 1 << 0
ROLE = 1 << 1
BODY = 1 << 2
PLACE = 1 << 3
AFFILIATION = 1 << 4
BEFORE_NAME = TITLE | ROLE | BODY | PLACE | AFFILIATION

CLASSES: Mapping[str, int] = {
    "titles": TITLE,
    "roles": ROLE,
    "organisations": BODY,
    "places": PLACE,
    "place_heads": PLACE,
    "affiliations": AFFILIATION,
}
LISTS = (
    "male",
    "female",
    "states",
    "document_nouns",
    "determiners",
    "group_words",
    "indefinite",
    "demonstratives",
    "generic_persons",
    "including",
    "as_role",
    "joiners",
    "particles",
    "inside_names",
    "locatives",
    "bodies_speak",
    "offices",
)
PRONOUNS = ("male", "female", "person", "plural", "thing", "self")
KEYS = frozenset({*CLASSES, *LISTS, "pronouns", "short_forms", "affiliation_after_role"})
SAY_BEFORE = frozenset({"bare", "past", "present", "preposition", "passive"})
"""Forms of a reporting word that a name may follow as its subject."""
SAY_AFTER = frozenset({"verb", "past", "present", "bare"})
"""Forms of a reporting word that may follow a name."""
LONGEST_RUN = 30


class Name(NamedTuple):
    """A run of capitalised words: `first:end` are its tokens, `name:end` those of the name proper.

    ``name == end`` where the run is a role or title only. ``classes`` are the bits of all words
    before the name, ``body`` is True where the run as a whole names an organisation.
    """

    first: int
    name: int
    end: int
    classes: int
    body: bool


@dataclass(frozen=True, slots=True, eq=False)
class NameWords:
    """`[names]` of a language, ready for look-up; all words in small letters."""

    classes: Mapping[str, int]
    lists: Mapping[str, frozenset[str]]
    pronouns: Mapping[str, str]
    short_forms: Mapping[str, str]
    say_before: frozenset[str]
    say_after: frozenset[str]
    role_first: bool
    possessive: tuple[str, ...]

    def bits(self, word: str) -> int:
        """The classes of a word in small letters."""
        return self.classes.get(word, 0)


@lru_cache(maxsize=32)
def name_words(language: Language) -> NameWords:
    """The `[names]` table of a language, checked and turned into look-ups."""
    table, file = language.table("names"), f"{language.code}.toml"
    check(table.keys() <= KEYS, file, f"[names] has no key {sorted(table.keys() - KEYS)}")
    classes: dict[str, int] = {}
    for key, bit in CLASSES.items():
        for word in listed(table, key, file):
            classes[word.lower()] = classes.get(word.lower(), 0) | bit
    pronouns: dict[str, str] = {}
    kinds = table.get("pronouns", {})
    check(kinds.keys() <= set(PRONOUNS), file, f"[names.pronouns] knows only {PRONOUNS}")
    for kind in kinds:
        pronouns |= dict.fromkeys(listed(kinds, kind, file), kind)
    return NameWords(
        classes=classes,
        lists={key: frozenset(w.lower() for w in listed(table, key, file)) for key in LISTS},
        pronouns=pronouns,
        short_forms=dict(table.get("short_forms", {})),
        say_before=reporting(language, SAY_BEFORE),
        say_after=reporting(language, SAY_AFTER),
        role_first=bool(table.get("affiliation_after_role", False)),
        possessive=language.possessive,
    )


def reporting(language: Language, forms: frozenset[str]) -> frozenset[str]:
    """Single words that mostly report something, in one of the forms."""
    return frozenset(
        word
        for word, phrases in language.cues.items()
        for cue in (reading for readings in phrases for reading in readings)
        if cue.form in forms and len(cue.words) == 1 and cue.prior >= 0.4
    )


def listed(table: Mapping[str, object], key: str, file: str) -> list[str]:
    """The words of a key, none if the key is missing."""
    words = table.get(key, [])
    check(words == [] or is_words(words), file, f"[names] {key} must be a list of words")
    return list(words) if isinstance(words, list) else []


def is_capital(word: str) -> bool:
    """Does the word begin with a capital, also behind an Arabic article (`al-Assad`)?"""
    return word[0].isupper() or (len(word) > 4 and word[2] == "-" and word[3].isupper())


def is_acronym(word: str) -> bool:
    """Is it written in capitals throughout?"""
    return len(word) > 1 and word.isupper()


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Is the short form put together from the beginnings of these words, in order and of all?"""
    reached = {0}
    for word in words:
        steps = set()
        for at in reached:
            size = 0
            while at + size < len(short) and size < len(word) and short[at + size] == word[size]:
                size += 1
                steps.add(at + size)
        reached = steps
    return len(short) in reached


def one_slip(one: str, other: str) -> bool:
    """Do two words differ by one letter more, less, other, or two swapped?"""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    rest, others = one[n:], other[n:]
    return (
        rest[1:] == others
        or rest == others[1:]
        or rest[1:] == others[1:]
        or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])
    )


def without_possessive(word: str, endings: Sequence[str]) -> str:
    """The word without the ending that marks a possessor."""
    for ending in endings:
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -1 if ending[0].isalpha() else -len(ending)]
    return word


def find_runs(
    document: Document, words: NameWords, first: int, end: int
) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words between two tokens, as token ranges.

    A run goes on over full stops of titles and initials, over particles (`bin`, `van`), over
    `of`/`dan` within the name of a body, and over an acronym in brackets before a name.
    """
    texts, lower = document.words, document.lower
    breaks = {paragraph[0] for paragraph in document.paragraphs}
    n = first
    while n < end:
        if not is_capital(texts[n]):
            n += 1
            continue
        start, n = n, n + 1
        bits = words.bits(lower[start])
        while n < end and n not in breaks and n - start < LONGEST_RUN:
            if lower[n - 1].endswith(words.possessive) and words.possessive:
                break
            word = texts[n]
            if is_capital(word):
                bits |= words.bits(lower[n])
                n += 1
                continue
            step = joined(texts, lower, n, end, bits, words)
            if not step:
                break
            n += step
        yield start, n


def joined(
    texts: Sequence[str], lower: Sequence[str], n: int, end: int, bits: int, words: NameWords
) -> int:
    """How many tokens from `n` join a run to its next word with a capital; 0 if none do."""
    if n + 1 >= end:
        return 0
    following = texts[n + 1]
    before = lower[n - 1]
    if texts[n] == ".":
        short = len(before) == 1 or (words.bits(before) & TITLE and len(before) < 6)
        return 2 if short and is_capital(following) else 0
    if lower[n] in words.lists["particles"] and is_capital(following):
        return 2
    inside = bits & (BODY | AFFILIATION) or words.bits(before) & ROLE
    if inside and lower[n] in words.lists["inside_names"]:
        if is_capital(following):
            return 2
        the = n + 2 < end and lower[n + 1] in words.lists["determiners"]
        return 3 if the and is_capital(texts[n + 2]) else 0
    if not words.role_first or not bits & (BODY | ROLE | TITLE):
        return 0
    if texts[n] == "(":
        for close in range(n + 2, min(n + 6, end - 1)):
            if texts[close] == ")":
                return close + 2 - n if is_capital(texts[close + 1]) else 0
    return 2 if texts[n].isdigit() and is_capital(following) else 0


def parse(
    document: Document,
    words: NameWords,
    first: int,
    end: int,
    common: frozenset[str],
    alone: frozenset[str] = frozenset(),
) -> Name:
    """Cut a run into what stands before the name and the name.

    ``common`` are words that the text also writes small, ``alone`` those that stand for a speaker
    by themselves somewhere.
    """
    texts, lower = document.words, document.lower
    bits = [words.bits(without_possessive(w, words.possessive)) for w in lower[first:end]]
    if words.role_first:
        return parse_role_first(texts, lower, words, first, end, bits, common, alone)
    before = 0
    classes = 0
    last = first
    for n, bit in enumerate(bits, first):
        if bit & (TITLE | ROLE):
            before |= bit
            last = n + 1
        classes |= bit
    while last < end and texts[last] == ".":
        last += 1
    body = bool(bits[-1] & BODY and not bits[-1] & (TITLE | ROLE)) or (
        last == first and bool(bits[0] & BODY)
    )
    if last == end and bits[-1] & BODY:
        return Name(first, first, end, 0, True)
    if body and last < end:
        return Name(first, first, end, 0, True)
    return Name(first, last, end, before, False)


def parse_role_first(
    texts: Sequence[str],
    lower: Sequence[str],
    words: NameWords,
    first: int,
    end: int,
    bits: Sequence[int],
    common: frozenset[str],
    alone: frozenset[str],
) -> Name:
    """Cut a run in which a role comes first, then its body, then the name."""
    opens = bits[0] or is_acronym(texts[first])
    if not opens and not any(bit & (TITLE | ROLE) for bit in bits):
        return Name(first, first, end, 0, any(bit & BODY for bit in bits[:1]))
    last, classes, strong = first, 0, 0
    for n, bit in enumerate(bits, first):
        if bit or not texts[n][0].isalpha() or is_acronym(texts[n]):
            last = n + 1
            classes |= bit
            strong = bit
        elif lower[n] in words.lists["inside_names"]:
            last = n + 1
    if not classes & (TITLE | ROLE) and bits[0] & BODY:
        return Name(first, first, end, 0, True)
    if not strong & TITLE:
        while last + 1 < end and lower[last] in common and lower[last] not in alone:
            last += 1
        known = [n for n in range(last, end) if lower[n] in alone]
        if known and end - last > 2 and strong & BODY | AFFILIATION:
            last = known[0]
    return Name(first, last, end, classes, False)
