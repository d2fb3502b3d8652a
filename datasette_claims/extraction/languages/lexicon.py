"""The cue lexicon of a language file: `[[cues]]`, inflected by `[inflection]`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from datasette_claims.extraction.languages.checking import check

Form = Literal[
    "verb",
    "past",
    "present",
    "base",
    "participle",
    "gerund",
    "bare",
    "clitic",
    "passive",
    "preposition",
    "secondary",
    "noun",
    "adjective",
]
"""Which words a cue is, and so where it stands (docs/languages.md)."""

Takes = Literal["that", "clause", "quote", "to", "object", "np", "question", "as", "predicate"]
"""What a cue can have as its complement (docs/languages.md)."""

CUE_FORMS: tuple[Form, ...] = get_args(Form)
COMPLEMENTS: frozenset[Takes] = frozenset(get_args(Takes))


class Cue(NamedTuple):
    """A reporting word or phrase, as it stands in the text.

    ``prior`` is the share of its uses that report something; ``takes`` are the complements that
    it can have as a cue (see ``COMPLEMENTS``). A ``homograph`` may as well be a noun (`claims`);
    one that is ``finite`` most likely is the verb of its clause. ``document_odds`` stand for the
    prior where its source is a document (`the survey shows`).
    """

    words: tuple[str, ...]
    form: Form
    kind: str
    takes: frozenset[Takes]
    prior: float
    wide: bool = False
    document_odds: float | None = None
    log_odds: float = 0.0
    homograph: bool = False
    finite: bool = False


CueLexicon = Mapping[str, tuple[tuple[Cue, ...], ...]]
"""Cues by their first word: each item holds the readings of one phrase, the longest first."""


def cue_lexicon(file: str, tables: Mapping[str, Any]) -> CueLexicon:
    """`[[cues]]`, checked and inflected."""
    found: dict[str, dict[tuple[str, ...], dict[Form, Cue]]] = {}
    read_forms(file, "[inflection] labels", tables.get("inflection", {}).get("labels", ()))
    groups = tables.get("cues", [])
    groups_of: dict[tuple[str, Form], int] = {}
    nouns = {word for g in groups if g.get("form") == "noun" for word in g.get("words", ())}
    for number, group in enumerate(groups, 1):
        check(bool(group.get("words")), file, f"[[cues]] number {number} has no words")
        where = f"[[cues]] of {next(iter(group['words']))!r}"
        form, takes = group.get("form", ""), frozenset(group.get("takes", ()))
        check(form in CUE_FORMS, file, f"{where}: unknown form {form!r}")
        check(takes <= COMPLEMENTS, file, f"{where}: unknown takes {sorted(takes - COMPLEMENTS)}")
        kind, wide = group.get("kind", "say"), bool(group.get("wide", False))
        documents = group.get("documents")
        of_documents = None if documents is None else math.log(documents / (1.0001 - documents))
        for lemma, prior in group["words"].items():
            first = groups_of.setdefault((lemma, form), number) == number
            check(first, file, f"{where}: {lemma} is a {form} in another group too")
            check(0 < prior <= 1, file, f"{where}: {lemma} must have a prior in 0..1")
            for word, its_form in inflected(lemma, form, tables):
                words = tuple(word.split())
                odds = math.log(prior / (1.0001 - prior))
                noun = its_form in ("present", "base") and lemma in nouns
                finite = its_form in ("verb", "past", "present") and prior >= 0.2
                cue = Cue(
                    words=words,
                    form=its_form,
                    kind=kind,
                    takes=takes,
                    prior=prior,
                    wide=wide,
                    document_odds=of_documents,
                    log_odds=odds,
                    homograph=noun,
                    finite=finite,
                )
                found.setdefault(words[0], {}).setdefault(words, {}).setdefault(its_form, cue)
    return {
        first: tuple(
            tuple(readings.values())
            for _, readings in sorted(phrases.items(), key=lambda item: -len(item[0]))
        )
        for first, phrases in found.items()
    }


def read_forms(file: str, where: str, listed: Sequence[Form]) -> frozenset[Form]:
    """The forms of cues that a key lists."""
    known = ", ".join(CUE_FORMS)
    for form in listed:
        check(form in CUE_FORMS, file, f"{where}: no form {form!r}; there are: {known}")
    return frozenset(listed)


def inflected(lemma: str, form: Form, tables: Mapping[str, Any]) -> list[tuple[str, Form]]:
    """The words that a lemma stands for, each with its form."""
    if form == "bare":
        clitics = tables.get("syntax", {}).get("clitics", [])
        return [(lemma, "bare"), *((lemma + clitic, "clitic") for clitic in clitics)]
    inflection = tables.get("inflection")
    if form not in ("verb", "noun") or not inflection:
        return [(lemma, form)]
    if form == "noun":  # its plural is formed as the verb's present: claims, warnings, promises
        return [(lemma, form), *((word, form) for word in by_rule(lemma, inflection)[:1])]
    head, space, rest = lemma.partition(" ")
    forms = inflection.get("irregular", {}).get(head) or by_rule(head, inflection)
    rows: list[tuple[str, Form]] = [(lemma, "base")]
    seen = {head}
    for word, label in zip(forms, inflection["labels"], strict=False):
        if word not in seen or (word == head and label == "past"):  # hit, put, read
            seen.add(word)
            rows.append((word + space + rest, label))
    return rows


def by_rule(word: str, inflection: Mapping[str, Any]) -> list[str]:
    """The forms of a regular word, by the first rule whose ending fits."""
    for rule in inflection["rules"]:
        ending = ending_pattern(rule["ending"])
        match = ending.search(word)
        if match:
            stem = word[: match.start()]
            return [stem + (match.expand(end) if "\\" in end else end) for end in rule["forms"]]
    return []


@lru_cache(maxsize=256)
def ending_pattern(ending: str) -> re.Pattern[str]:
    """The ending of a rule, compiled: it is tried on some hundred words."""
    return re.compile(ending + r"\Z")
