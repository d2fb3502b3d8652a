"""One language, one file: `load("id")` reads and checks `lang/id.toml` and compiles it once.

`lang/common.toml` holds what all languages share (quotation marks); lists of a language are added
to it. docs/languages.md explains every key.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from datasette_claims.extraction.checking import LanguageError as LanguageError
from datasette_claims.extraction.checking import check as check
from datasette_claims.extraction.checking import is_words as is_words
from datasette_claims.extraction.lexicon import Cue as Cue
from datasette_claims.extraction.lexicon import cue_lexicon
from datasette_claims.extraction.schema import check_schema

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # the same module, before it came into the standard library

# Classes of words, one bit each, so that a word may have several and a test is one `&`.
DETERMINER = 1 << 0
PREPOSITION = 1 << 1
CONJUNCTION = 1 << 2  # coordinates clauses and noun phrases: and, dan
SUBORDINATOR = 1 << 3  # opens a clause that is not the main one: because, sementara
COMPLEMENTISER = 1 << 4  # opens a content clause: that, bahwa
PURPOSE = 1 << 5  # opens what is demanded or promised: to, agar, untuk
RELATIVE = 1 << 6
PRONOUN = 1 << 7  # may be a subject by itself
AUXILIARY = 1 << 8
NEGATION = 1 << 9
ADVERB = 1 << 10  # may stand between a source and its cue
TIME = 1 << 11
QUESTION = 1 << 12  # opens a question as content: whether, apakah
VERB = 1 << 13  # a verb that is no cue: a noun phrase does not run across it
AGENT = 1 << 14  # marks who did it in a passive: by, oleh
ROLE = 1 << 15  # a title or role noun: introduces a person
FUTURE = 1 << 16  # an auxiliary that puts the saying into the future: will, akan
HYPOTHETICAL = 1 << 17  # one that only supposes it: would, mungkin
REFLECTIVE = 1 << 18  # stands for what was said before: hal itu, this
LIGHT = 1 << 19  # an adverb that opens a clause before its subject: however, selain itu
PASSIVE = 1 << 20  # an auxiliary that makes the participle after it a passive: was, been
POSSESSIVE = 1 << 21  # a possessive before a noun: his, their
CONDITIONAL = 1 << 22  # opens a clause that is only supposed: if, jika

WORD_CLASSES: Mapping[str, int] = {
    "determiners": DETERMINER,
    "prepositions": PREPOSITION,
    "conjunctions": CONJUNCTION,
    "subordinators": SUBORDINATOR,
    "complementisers": COMPLEMENTISER,
    "purpose": PURPOSE,
    "relatives": RELATIVE,
    "pronouns": PRONOUN,
    "auxiliaries": AUXILIARY,
    "negations": NEGATION,
    "adverbs": ADVERB,
    "times": TIME,
    "questions": QUESTION,
    "verbs": VERB,
    "agents": AGENT,
    "roles": ROLE,
    "future": FUTURE,
    "hypothetical": HYPOTHETICAL,
    "conditionals": CONDITIONAL,
    "reflective": REFLECTIVE,
    "openers": LIGHT,
    "passive": PASSIVE,
    "possessives": POSSESSIVE,
}
"""Keys of `[words]`: each lists the words of one class."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape in which source, cue and content stand, with what it is worth as evidence.

    ``default`` is added in the default scope, which counts fewer things as claims.
    """

    name: str
    match: str
    weight: float
    examples: tuple[str, ...]
    default: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a candidate and against it besides its pattern, in log-odds.

    ``prior`` multiplies the log-odds of the cue's prior; ``nested`` counts where the saying is
    told within a quotation, ``tiny`` and ``short`` where the content has fewer than three or six
    words. The others are by the form of the cue, the look of the source, the modality, and, in the
    default scope only, the kind of claim.
    """

    bias: float = 0.0
    prior: float = 1.0
    nested: float = 0.0
    homograph: float = 0.0
    tiny: float = 0.0
    short: float = 0.0
    forms: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, float] = field(default_factory=dict)
    modality: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Language:
    """A language file, compiled: everything the steps look up."""

    code: str
    name: str
    tags: Mapping[str, int]
    cues: Mapping[str, tuple[tuple[Cue, ...], ...]]
    patterns: Mapping[str, Pattern]
    openers: Mapping[str, tuple[tuple[str, ...], ...]]
    abbreviations: frozenset[str]
    verb_shape: re.Pattern[str] | None
    aside_shape: re.Pattern[str] | None
    adjunct_shape: re.Pattern[str] | None
    adverb_shape: re.Pattern[str] | None
    plural_shape: re.Pattern[str] | None
    absolute: frozenset[str]
    also_that: frozenset[str]
    as_openers: frozenset[str]
    postmodifiers: frozenset[str]
    after_demonstrative: frozenset[str]
    documents: frozenset[str]
    about: frozenset[str]
    inverting: frozenset[str]
    first_person: frozenset[str]
    possessive: tuple[str, ...]
    weak: frozenset[str]
    inside_source: frozenset[str]
    comment_verbs: frozenset[str]
    backshift: frozenset[str]
    comment_nouns: frozenset[str]
    comment_shape: re.Pattern[str] | None
    boundaries: frozenset[str]
    light_verbs: frozenset[str]
    main_verb_marks: frozenset[str]
    weights: Weights
    calibration: tuple[float, float]
    threshold: float
    threshold_wide: float
    syntax: Mapping[str, Any]
    tables: Mapping[str, Any]

    def table(self, name: str) -> Mapping[str, Any]:
        """A table of the file as it is written, for the steps that own it."""
        found: Mapping[str, Any] = self.tables.get(name, {})
        return found


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """The languages that have a file, in alphabetical order."""
    names = (entry.name for entry in files(__package__).joinpath("lang").iterdir())
    return tuple(sorted(n[:-5] for n in names if n.endswith(".toml") and n != "common.toml"))


@lru_cache(maxsize=32)
def load(code: str) -> Language:
    """The language with this code, read and compiled once."""
    if code not in codes():
        raise LanguageError(f"no language {code!r}; there are: {', '.join(codes())}")
    common, own = read("common.toml"), read(f"{code}.toml")
    return compile_language(code, merge(common, own))


@lru_cache(maxsize=64)
def read(name: str) -> dict[str, Any]:
    """The tables of one file of `lang/`."""
    try:
        text = files(__package__).joinpath("lang").joinpath(name).read_text("utf-8")
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{name}: {error}") from error
    return tables


def merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Both, where tables are merged, lists joined, and other values of `own` win."""
    merged = dict(base)
    for key, value in own.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[key] = merge(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            merged[key] = before + value
        else:
            merged[key] = value
    return merged


def compile_language(code: str, tables: Mapping[str, Any]) -> Language:
    """The tables, checked and turned into what the steps look up."""
    file = f"{code}.toml"
    check_schema(file, tables)
    syntax, text = tables.get("syntax", {}), tables.get("text", {})
    belief = tables.get("confidence", {})
    return Language(
        code=code,
        name=tables.get("language", {}).get("name", code),
        tags=word_classes(file, word_lists(tables), syntax.get("not_verbs", [])),
        cues=cue_lexicon(file, tables),
        patterns=patterns(file, tables.get("patterns", [])),
        openers=phrases(tables.get("words", {}).get("openers", [])),
        abbreviations=frozenset(text.get("abbreviations", ())),
        verb_shape=shape(file, syntax, "verb_shape", syntax.get("not_verbs", [])),
        aside_shape=shape(file, syntax, "aside_shape"),
        adverb_shape=shape(file, syntax, "adverb_shape"),
        plural_shape=shape(file, syntax, "plural_shape"),
        about=frozenset(syntax.get("about", ())),
        documents=frozenset(tables.get("names", {}).get("document_nouns", ())),
        postmodifiers=frozenset(syntax.get("postmodifiers", ())),
        after_demonstrative=frozenset(syntax.get("after_demonstrative", ())),
        as_openers=frozenset(syntax.get("as_openers", ())),
        also_that=frozenset(syntax.get("also_that", ())),
        absolute=frozenset(syntax.get("absolute", ())),
        adjunct_shape=shape(file, syntax, "adjunct_shape"),
        inverting=frozenset(syntax.get("inverting", ())),
        first_person=frozenset(syntax.get("first_person", ())),
        possessive=tuple(syntax.get("possessive", ())),
        weak=frozenset(syntax.get("weak_sources", ())),
        inside_source=frozenset(syntax.get("inside_source", ())),
        boundaries=frozenset(syntax.get("boundaries", ())),
        comment_verbs=frozenset(syntax.get("comment_verbs", ())),
        backshift=frozenset(syntax.get("backshift", ())),
        comment_nouns=frozenset(syntax.get("comment_nouns", ())),
        comment_shape=shape(file, syntax, "comment_shape"),
        light_verbs=frozenset(syntax.get("light_verbs", ())),
        main_verb_marks=frozenset(syntax.get("main_verb_marks", ())),
        weights=Weights(**tables.get("weights", {})),
        syntax=syntax,
        calibration=(float(belief.get("slope", 1.0)), float(belief.get("shift", 0.0))),
        threshold=float(belief.get("threshold", 0.5)),
        threshold_wide=float(belief.get("threshold_wide", 0.5)),
        tables=tables,
    )


def shape(
    file: str, syntax: Mapping[str, Any], key: str, exceptions: Sequence[str] = ()
) -> re.Pattern[str] | None:
    """The regular expression of this key, if the file has one; it matches none of the words."""
    but = f"(?!(?:{'|'.join(map(re.escape, exceptions))})\\Z)" if exceptions else ""
    try:
        return re.compile(but + syntax[key]) if syntax.get(key) else None
    except re.error as error:
        raise LanguageError(f"{file}: [syntax] {key}: {error}") from error


def word_lists(tables: Mapping[str, Any]) -> dict[str, Any]:
    """`[words]`, with the roles that `[names]` lists among the role nouns."""
    words = dict(tables.get("words", {}))
    words["roles"] = [*words.get("roles", []), *tables.get("names", {}).get("roles", [])]
    return words


def word_classes(file: str, words: Mapping[str, Any], not_verbs: list[str]) -> dict[str, int]:
    """Each word with the bits of its classes; phrases of several words are left out."""
    tags: dict[str, int] = dict.fromkeys(not_verbs, 0)
    for name, listed in words.items():
        for word in listed:
            if " " not in word:
                tags[word] = tags.get(word, 0) | WORD_CLASSES[name]
    return tags


def phrases(listed: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in found.items()}


def patterns(file: str, rows: list[dict[str, Any]]) -> dict[str, Pattern]:
    """Patterns by their shape."""
    found: dict[str, Pattern] = {}
    for row in rows:
        for key in ("name", "match", "example"):
            check(key in row, file, f"[[patterns]] {row.get('name', '?')} lacks {key}")
        example = row["example"]
        examples = tuple([example] if isinstance(example, str) else example)
        match = " ".join(row["match"].split())
        check(match not in found, file, f"[[patterns]] {row['name']}: {match!r} occurs twice")
        weight, default = float(row.get("weight", 0.0)), float(row.get("default", 0.0))
        found[match] = Pattern(row["name"], match, weight, examples, default)
    return found
