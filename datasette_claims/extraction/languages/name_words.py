"""The words that tell about names: `[names]` of a language file, ready for look-up.

There is no recogniser here: the lists say which words are titles, roles, bodies (organisations) and
places, and what remains of a run of capitals is a name (speakers/capitals.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from datasette_claims.extraction.languages.language import Language, shape

NameKey = tuple[str, ...]
"""The words of a name in small letters."""

# Bits of their own, none of which is a class of words (word_classes.py): taken for one of
# those, they match nothing.
TITLE = 1 << 24
ROLE = 1 << 25
ORGANISATION = 1 << 26
PLACE = 1 << 27
AFFILIATION = 1 << 28
CLASSES: Mapping[str, int] = {
    "titles": TITLE,
    "roles": ROLE,
    "organisations": ORGANISATION,
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
    "definite",
    "group_words",
    "indefinite",
    "demonstratives",
    "generic_persons",
    "generic_bodies",
    "including",
    "as_role",
    "joiners",
    "particles",
    "inside_names",
    "locatives",
    "bodies_speak",
    "offices",
    "place_heads",
)
SAY_BEFORE = frozenset({"bare", "past", "present", "preposition", "passive"})
"""Forms of a reporting word that a name may follow as its subject."""
SAY_AFTER = frozenset({"verb", "past", "present", "bare"})
"""Forms of a reporting word that may follow a name."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
    date_words: frozenset[str]
    affiliation_shape: re.Pattern[str] | None
    """Words that fit are no names of people, whether a list has them or not."""
    title_pairs: frozenset[tuple[str, ...]]
    """Titles of two words, neither of which is one by itself (`tan sri`)."""
    joining: frozenset[str]
    """Words and marks, besides figures, that may stand within a name and have no capital."""
    signs: Mapping[str, int]
    """1 for a word that says that a person is a man, -1 for a woman."""

    def bits(self, word: str) -> int:
        """The classes of a word in small letters."""
        return self.classes.get(word, 0)


@lru_cache(maxsize=32)
def name_words(language: Language) -> NameWords:
    """The `[names]` table of a language, checked and turned into look-ups."""
    table = language.table("names")
    classes: dict[str, int] = {}
    for key, bit in CLASSES.items():
        for word in table.get(key, ()):
            classes[word.lower()] = classes.get(word.lower(), 0) | bit
    role_first = bool(table.get("affiliation_after_role", False))
    for state in table.get("states", ()) if role_first else ():
        for word in (part for part in state.split() if len(part) > 3 or part == state):
            classes[word.lower()] = classes.get(word.lower(), 0) | PLACE
    pronouns: dict[str, str] = {}
    kinds = table.get("pronouns", {})
    for kind in kinds:
        pronouns |= dict.fromkeys(kinds[kind], kind)
    lists = {key: frozenset(w.lower() for w in table.get(key, ())) for key in LISTS}
    signs = dict.fromkeys(lists["male"], 1) | dict.fromkeys(lists["female"], -1)
    signs |= {
        word: 1 if kind == "male" else -1
        for word, kind in pronouns.items()
        if kind in ("male", "female")
    }
    return NameWords(
        classes=classes,
        lists=lists,
        pronouns=pronouns,
        short_forms=dict(table.get("short_forms", {})),
        say_before=reporting(language, SAY_BEFORE),
        say_after=reporting(language, SAY_AFTER),
        role_first=role_first,
        possessive=language.possessive,
        date_words=frozenset(language.table("frame").get("date_words", ())),
        affiliation_shape=shape(f"{language.code}.toml", table, "affiliation_shape"),
        title_pairs=frozenset(
            tuple(title.split()) for title in table.get("titles", ()) if " " in title
        ),
        joining=frozenset({".", "("}) | lists["particles"] | lists["inside_names"],
        signs=signs,
    )


def reporting(language: Language, forms: frozenset[str]) -> frozenset[str]:
    """Single words that mostly report something, in one of the forms."""
    return frozenset(
        word
        for word, phrases in language.cues.items()
        for cue in phrases[-1]  # the shortest phrase comes last
        if cue.form in forms and len(cue.words) == 1 and cue.prior >= 0.4
    )
