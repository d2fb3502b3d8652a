"""The words that tell what frames an article: `[frame]` of a language file, ready for look-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.extraction.languages.checking import any_of

_NAME_WORD = r"(?:[^\W\d_a-z][\w’'&-]*(?:\.\w+){0,3}|[a-z]{2,12}[A-Z.][\w.]+)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Phrases:
    """Phrases to find in a text, in small letters or with capitals, and what must follow them.

    `find` looks for the longest word of each, which is fast, and tries the pattern around it.
    """

    pattern: re.Pattern[str]
    needles: Mapping[str, tuple[int, ...]]

    def find(self, text: str) -> list[re.Match[str]]:
        """The matches in text order."""
        found = {}
        for needle, offsets in self.needles.items():
            at = text.find(needle)
            while at >= 0:
                for offset in offsets:
                    match = self.pattern.match(text, at - offset) if at >= offset else None
                    if match:
                        found[match.start()] = match
                at = text.find(needle, at + 1)
        return [found[start] for start in sorted(found)]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FrameWords:
    """`[frame]` of a language, ready for look-up."""

    related: Phrases
    quoted_from: Phrases
    quoted_outlet: Phrases
    reported: Phrases
    credits: tuple[str, ...]
    captions: tuple[str, ...]
    bylines: tuple[str, ...]
    outlets: frozenset[str]
    outlet_words: frozenset[str]
    places: frozenset[str]
    not_places: frozenset[str]
    date_words: frozenset[str]
    """Weekdays and months, also the spellings that are names."""
    inside_outlets: frozenset[str]
    outlet_name: re.Pattern[str]
    """What the name of a medium looks like, with the article before it."""
    article: re.Pattern[str]
    domain: re.Pattern[str]

    def without_article(self, name: str) -> str:
        """The name of a medium without an article."""
        article = self.article.match(name)
        return name[article.end() :] if article else name

    def is_outlet(self, name: str) -> bool:
        """Do the words of the name tell that it belongs to a medium?"""
        lower = name.lower()
        return (
            lower in self.outlets
            or self.without_article(lower) in self.outlets
            or not self.outlet_words.isdisjoint(lower.split())
            or self.domain.search(lower) is not None
        )

    def is_date(self, name: str) -> bool:
        """Is one of the words a weekday or a month?"""
        return not self.date_words.isdisjoint(name.lower().replace(".", " ").split())


def frame_words(table: Mapping[str, Any], date_words: frozenset[str]) -> FrameWords:
    """`[frame]`, turned into look-ups."""
    fillers = "|".join(re.escape(word) for word in table.get("source_fillers", []))
    after = rf"\s+(?:(?:{fillers})\s+){{0,3}}" if fillers else r"\s+"

    article = rf"(?:{any_of(capitalised(table.get('articles', ())))}) "
    inside = rf"(?:{any_of(table.get('inside_outlets', ()))}) "

    def find(key: str, ending: str, loud: bool = True) -> Phrases:
        return to_find(table.get(key, []), ending, loud)

    def lower(key: str) -> tuple[str, ...]:
        return tuple(word.lower() for word in table.get(key, ()))

    return FrameWords(
        related=find("related", r"(?!\w)"),
        quoted_from=find("secondary", after, loud=False),
        quoted_outlet=find("secondary_outlet", after, loud=False),
        reported=find("secondary_after", r"(?!\w)", loud=False),
        credits=lower("credits"),
        captions=lower("captions"),
        bylines=tuple(word + mark for word in lower("bylines") for mark in (" ", ":")),
        outlets=frozenset(lower("outlets")),
        outlet_words=frozenset(lower("outlet_words")),
        places=frozenset(lower("places")),
        not_places=frozenset(lower("not_places")),
        date_words=date_words,
        inside_outlets=frozenset(lower("inside_outlets")),
        outlet_name=re.compile(rf"(?:{article})?{_NAME_WORD}(?: (?:{inside})?{_NAME_WORD}){{0,7}}"),
        article=re.compile(article),
        domain=re.compile(rf"\.(?:{any_of(table.get('domains', ()))})\b"),
    )


def capitalised(listed: Sequence[str]) -> list[str]:
    """The words, and each with a capital."""
    return [*listed, *map(str.capitalize, listed)]


def to_find(listed: Sequence[str], ending: str, loud: bool = True) -> Phrases:
    """The phrases, each also with capitals, ready to be found; the longest that fits is taken.

    ``loud`` also finds them in capitals throughout.
    """
    forms = {form for p in listed for form in (p, p.capitalize(), p.title())}
    if loud:
        forms |= {phrase.upper() for phrase in listed}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    pattern = re.compile(f"(?<!\\w)(?:{'|'.join(map(re.escape, ordered))}){ending}")
    needles: dict[str, set[int]] = {}
    for form in ordered:
        word, offset = needle(form)
        needles.setdefault(word, set()).add(offset)
    return Phrases(pattern, {word: tuple(sorted(needles[word])) for word in sorted(needles)})


def needle(phrase: str) -> tuple[str, int]:
    """The longest word of a phrase, less a first letter that may be a capital; its offset."""
    word = max(phrase.split(), key=len)
    at = phrase.index(word)
    return (word[1:], at + 1) if len(word) > 2 else (word, at)
