"""From cues to claims: which of a language's patterns a cue stands in, and what it is worth.

For each cue the words around it are reduced to a shape such as ``source cue that content``. The
language file says which shapes count and how much; the rest of the evidence is the cue's prior and
what the source looks like. All of it is added up in log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.languages.lexicon import Form
from datasette_claims.extraction.languages.word_classes import COMPLEMENTISER
from datasette_claims.extraction.parts.contents import local_bounds, sentence_stop
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.plausible import is_somebody_named
from datasette_claims.extraction.patterns.candidates import Candidate, Match, Place
from datasette_claims.extraction.patterns.coordination import cut_apart
from datasette_claims.extraction.patterns.interposed import clitic
from datasette_claims.extraction.patterns.nouns import nominal
from datasette_claims.extraction.patterns.passives import passive
from datasette_claims.extraction.patterns.prepositions import according
from datasette_claims.extraction.patterns.scene import Range, Scene, read_scene
from datasette_claims.extraction.patterns.scoring import scored
from datasette_claims.extraction.patterns.unsaid import (
    is_unsaid,
    without_own_attitudes,
    without_wishes,
)
from datasette_claims.extraction.patterns.verbs import verbal
from datasette_claims.extraction.text.tokens import Document

VERBS: frozenset[Form] = frozenset(
    {"verb", "past", "present", "base", "participle", "gerund", "bare"}
)
HIGHEST = 3.0  # what hardly a candidate scores before it is found to be nested


def find_candidates(document: Document, wide: bool, floor: float) -> list[Candidate]:
    """Candidates in text order whose score reaches the floor."""
    scene = read_scene(document, wide)
    found: list[Candidate] = []
    reached = 0
    cues = scene.cues
    for number, (low, high) in enumerate(document.sentences):
        first = reached
        while reached < len(cues) and cues[reached].first < high:
            reached += 1
        if first < reached:
            found.extend(in_sentence(scene, number, low, high, cues[first:reached], floor))
    return found


def in_sentence(
    scene: Scene, number: int, low: int, high: int, cues: Sequence[CueAt], floor: float
) -> list[Candidate]:
    """The candidates of one sentence, coordinated ones cut apart."""
    found: list[Candidate] = []
    document = scene.document
    weight = document.language.weights.nested
    hopeless = weight + HIGHEST < floor
    unsaid: list[Candidate] = []
    brackets = "(" in document.words[low:high]
    for cue_at in cues:
        nested = False
        sentence = (low, high)
        if document.quoted[cue_at.first]:
            quotation = scene.quotation_at(cue_at.first)
            if quotation is not None and cue_at.group > quotation.first:
                if hopeless:
                    continue
                nested = True
                sentence = local_bounds(document, cue_at, quotation.first + 1, quotation.end - 1)
        elif brackets:
            sentence = within_brackets(document, cue_at, low, high)
        best = best_reading(scene, cue_at, sentence, number, found)
        if best is None:
            continue
        if borrows(best, found):
            if not document.tags[best.content[0][0] - 1] & COMPLEMENTISER:
                continue
            best = best._replace(source=found[-1].source, link="and")
        if is_unsaid(scene, best, cue_at, high):
            unsaid.append(best)
            continue
        if nested:
            best = best._replace(nested=True, score=best.score + weight)
        if best.score >= floor:
            if found and carries(best, found[-1]):
                found.pop()
            found.append(best._replace(low=sentence[0]))
    if len(found) + len(unsaid) > 1:
        found = cut_apart(document, without_wishes(found, [*found, *unsaid]))
        found = found if scene.wide else without_own_attitudes(found)
    return found


def best_reading(
    scene: Scene, cue_at: CueAt, sentence: Range, number: int, before: Sequence[Candidate]
) -> Candidate | None:
    """The candidate with the highest score among the readings of a cue."""
    document = scene.document
    low, high = sentence
    stop = sentence_stop(document, low, high)
    best: Candidate | None = None
    for cue in cue_at.readings:
        if cue.kind == "none" or (cue.wide and not scene.wide):
            continue
        match = find_match(Place(scene, document, cue_at, cue, low, high, stop, number), before)
        if match is None or not (match.clitic or is_somebody_named(document, match.source)):
            continue
        candidate = scored(scene, cue_at, match)
        if candidate is not None and (best is None or candidate.score > best.score):
            best = candidate
    return best


def within_brackets(document: Document, cue_at: CueAt, low: int, high: int) -> tuple[int, int]:
    """The inside of the round brackets that a cue stands in, or the whole sentence."""
    words = document.words
    for n in range(cue_at.group - 1, max(low, cue_at.group - 60) - 1, -1):
        if words[n] == ")":
            break
        if words[n] == "(":
            for end in range(cue_at.end, min(high, cue_at.end + 60)):
                if words[end] == ")":
                    return n + 1, end
            break
    return low, high


def borrows(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Is the source that of an inverted cue right before (`kata Ana menambahkan`)?"""
    if not found or candidate.source is None or candidate.link:
        return False
    last = found[-1]
    who = candidate.source
    return (
        last.source is not None
        and last.link != "aside"
        and last.cue[0] < last.source.first
        and who.first <= last.source.first < who.end
    )


def carries(noun: Candidate, verb: Candidate) -> bool:
    """Does a noun of saying tell what its verb only carries (`expressed hope that A`)?"""
    return noun.cue[0] <= verb.token < noun.token and verb.content[0][0] <= noun.token


def find_match(place: Place, before: Sequence[Candidate]) -> Match | None:
    """What a cue reports, if it stands in one of the language's patterns: asked by its form."""
    form = place.reading.form
    if form in VERBS or (form == "adjective" and place.cue_at.passive):
        return verbal(place, before)
    if form in ("preposition", "secondary"):
        return according(place)
    if form == "noun":
        return nominal(place)
    if form == "passive":
        return passive(place)
    if form == "clitic":
        return clitic(place)
    return None
