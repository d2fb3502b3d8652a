"""Labelled turns (`HALL: The bridge is safe.`) of interviews, transcripts and subtitles.

A turn is what its speaker said, word for word; the questions of an interviewer claim nothing. Lists
have labels too (`Tickets: five pounds`): a text counts as speech only where names take turns, in
sentences, of which some are questions or have an `I`, a `we` or a `you` in them. One or two turns
are enough where the label tells by itself who speaks: it is formal, as in minutes (`SEN. ANA LEE:`,
`The Minister for Health (Bo Hart):`), it stands before a quotation (`Ana Lee: “…”`), or somebody
else has asked. A record of speech is known to be one; there, and in minutes, what follows a turn
without a label belongs to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ROLE,
    TITLE,
)
from datasette_claims.extraction.languages.word_classes import ROLE_NOUN
from datasette_claims.extraction.parts.sources import Source, source_at
from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.patterns.labels import (
    BEFORE_LABEL,
    PAIRS,
    label_at,
    name_in_brackets,
)
from datasette_claims.extraction.patterns.scene import Range
from datasette_claims.extraction.text.quotations import STOPS
from datasette_claims.extraction.text.sentences import CLOSERS
from datasette_claims.extraction.text.tokens import Document

Rule = Literal["labelled turn"]
RULE: Rule = "labelled turn"
FEWEST_WORDS = 3
"""Words of a sentence that a single turn must have, where it is no quotation."""
FEWEST_TURNS = 3

_DASHES = frozenset("-–—")


Key = tuple[str, ...]
"""A label in small letters."""


class Turn(NamedTuple):
    """What one speaker says: the tokens of the label, and those of the speech."""

    label: Range
    speech: Range
    key: Key
    follows: bool = False
    """Is it a later paragraph of a turn, without a label?"""
    name: Range = (0, 0)
    """What of the label names the speaker: not the office before a name in brackets."""


def find_turns(document: Document, score: float, record: bool = False) -> list[Candidate]:
    """Claims for what is said in labelled turns; of a ``record`` it is known to be speech."""
    turns = list(_turns(document))
    if not turns:
        return []
    asking = _interviewers(document, turns)
    if record:
        answers = frozenset(turn.key for turn in turns)
    else:
        answers = _speakers(document, turns, asking) or _sure_of(document, turns, asking)
    minutes = sum(_is_formal(document, turn) for turn in turns if turn.key in answers) > 1
    if record or minutes:
        turns = list(_with_what_follows(document, turns))
    return [
        _candidate(document, turn, score)
        for turn in turns
        if turn.key in answers and turn.key not in asking and not _only_asks(document, turn)
    ]


def _candidate(document: Document, turn: Turn, score: float) -> Candidate:
    """The claim of a turn. What goes on without a label of its own has no source of its own."""
    first = turn.speech[0]
    own = not turn.follows
    return Candidate(
        content=(turn.speech,),
        source=_source(document, turn) if own else None,
        cue=turn.label if own else (first, first),
        reading=None,
        rule=RULE,
        score=score,
        region=first,
        token=turn.label[0] if own else first,
        turn=turn.label if own else turn.name,
    )


def _source(document: Document, turn: Turn) -> Source:
    first, end = turn.name
    return source_at(document, *turn.label)._replace(name_first=first, name_end=end)


def _turns(document: Document) -> Iterator[Turn]:
    """The paragraphs that begin with a label. One that is nothing else labels the next."""
    waiting: Range | None = None
    for low, high in document.paragraphs:
        label = label_at(document, low, high)
        if label is None:
            if waiting is not None:
                yield _turn(document, waiting, (low, high))
            waiting = None
            continue
        name, after = label
        while after < high and document.words[after] in BEFORE_LABEL:
            after += 1
        if after < high:
            yield _turn(document, name, (after, high))
        waiting = name if after == high else None


def _turn(document: Document, label: Range, speech: Range) -> Turn:
    inside = name_in_brackets(document, *label)
    whole = label if inside is None else (label[0], inside[1] + 1)
    key = tuple(document.lower[slice(*(inside or label))])
    return Turn(whole, speech, key, name=inside or label)


def _speakers(document: Document, turns: Sequence[Turn], asking: frozenset[Key]) -> frozenset[Key]:
    """The labels that are speakers; none where the text is no speech."""
    said = Counter(turn.key for turn in turns)
    talk = sum(_is_talk(document, turn) for turn in turns)
    whole = sum(document.words[turn.speech[1] - 1] in CLOSERS for turn in turns)
    if (
        len(turns) < FEWEST_TURNS
        or 5 * len(turns) < len(document.paragraphs)
        or len(said) < 2
        or 3 * talk < len(turns)
        or 3 * whole < 2 * len(turns)
    ):
        return frozenset()
    named, common = _evidence(document, [turn.label for turn in turns])
    sure = {
        turn.key: _is_name(document, turn, named, common)
        for turn in turns
        if turn.key not in asking
    }
    speakers = frozenset(key for key in sure if sure[key] == 2 or (sure[key] and said[key] > 1))
    takes_turns = any(said[key] > 1 for key in speakers) or set(sure.values()) == {2}
    return speakers if takes_turns else frozenset()


def _sure_of(document: Document, turns: Sequence[Turn], asking: frozenset[Key]) -> frozenset[Key]:
    """The labels that tell by themselves that what follows is said."""
    named, common = _evidence(document, [turn.label for turn in turns])
    talk = any(_is_talk(document, turn) for turn in turns if turn.key not in asking)
    quoted = {turn.key for turn in turns if _is_quoted(document, turn.speech)}
    answering = bool(asking) and talk and len({turn.key for turn in turns}) == len(asking) + 1
    sure: set[Key] = set()
    for turn in turns:
        if turn.key in asking:
            continue
        likely = _is_name(document, turn, named, common) == 2
        loud = _is_loud(document, turn) or turn.name != turn.label
        formal = _is_formal(document, turn)
        told = (
            formal or len(quoted) > 1 or _is_talk(document, turn) or not named.isdisjoint(turn.key)
        )
        if turn.key in quoted:
            good = likely and told
        else:
            good = (formal and (loud or len(turns) > 1)) or (likely and answering)
            good = good and _is_sentence(document, turn.speech)
        if good:
            sure.add(turn.key)
    names = {word for key in sure for word in key}
    return frozenset(
        turn.key
        for turn in turns
        if turn.key in sure
        or (turn.key not in asking and len(turn.key) == 1 and turn.key[0] in names)
    )


def _is_formal(document: Document, turn: Turn) -> bool:
    """Is a label one of minutes: a name with its title or office, or an office with a name?"""
    if turn.name != turn.label:
        return True
    words = [n for n in range(*turn.label) if document.words[n][0].isalpha()]
    names = document.language.names
    titled = names.bits(document.lower[words[0]]) & (TITLE | ROLE) if words else 0
    last = document.lower[words[-1]] if words else ""
    return bool(titled) and len(words) > 1 and not names.bits(last) & (TITLE | ROLE | AFFILIATION)


def _is_loud(document: Document, turn: Turn) -> bool:
    """Is a name in capitals throughout?"""
    return all(
        document.words[n].isupper() for n in range(*turn.name) if document.words[n].isalpha()
    )


def _is_sentence(document: Document, speech: Range) -> bool:
    """Does a turn have the length, the capital and the end of a sentence?"""
    first, end = speech
    words = sum(word[0].isalnum() for word in document.words[first:end])
    whole = document.words[first][0].isupper() and document.words[end - 1] in CLOSERS
    return whole and words >= FEWEST_WORDS


def _is_quoted(document: Document, speech: Range) -> bool:
    """Is all of a turn one quotation?"""
    first, end = speech
    return any(
        quotation.first == first and quotation.closed and quotation.end >= end - 1
        for quotation in document.quotations
        if quotation.first <= first
    )


def _is_talk(document: Document, turn: Turn) -> bool:
    """Is a turn a question, or does somebody speak of themselves or to another?"""
    first, end = turn.speech
    return document.words[end - 1] == "?" or not document.language.first_person.isdisjoint(
        document.lower[first:end]
    )


def _evidence(document: Document, labels: Sequence[Range]) -> tuple[frozenset[str], frozenset[str]]:
    """Words that stand with a capital inside sentences, and those that stand without one."""
    inside = bytearray(len(document.words))
    for first, end in labels:
        inside[first:end] = b"\x01" * (end - first)
    named: set[str] = set()
    common: set[str] = set()
    words, lower = document.words, document.lower
    for n, word in enumerate(words):
        if inside[n]:
            continue
        if word[0].islower():
            common.add(word)
        elif word[0].isupper() and n and words[n - 1][0].isalnum() and not inside[n - 1]:
            named.add(lower[n])
            if words[n - 1][0].isupper():
                named.add(lower[n - 1])
    return frozenset(named), frozenset(common)


def _is_name(document: Document, turn: Turn, named: frozenset[str], common: frozenset[str]) -> int:
    """How sure it is that a label is a name: 2 by itself, 1 where it comes again, 0 not at all."""
    first, end = turn.label
    tags, names = document.tags, document.language.names
    words = [n for n in range(first, end) if document.words[n][0].isalpha()]
    small = [document.lower[n] for n in words]
    if not words or max(len(word) for word in small) < 2:  # Q and A
        return 0
    if not named.isdisjoint(word for word in small if word not in common):
        return 2
    if len(words) > 1:
        if any(names.bits(word) for word in small) or any(tags[n] & ROLE_NOUN for n in words):
            return 2
        return 2 if common.isdisjoint(small) and not any(tags[n] for n in words) else 0
    shouted = document.words[words[0]].isupper() and len(small[0]) > 2
    role = bool(tags[words[0]] & ROLE_NOUN)
    return int(role or (shouted and small[0] not in common and not tags[words[0]]))


def _interviewers(document: Document, turns: Sequence[Turn]) -> frozenset[Key]:
    """The labels of whom the most turns end in a question."""
    said, asked = Counter[Key](), Counter[Key]()
    for turn in turns:
        said[turn.key] += 1
        asked[turn.key] += _ends_in_question(document.words, turn.speech)
    answers = len(said) > 1
    return frozenset(key for key in said if answers and 5 * asked[key] >= 3 * said[key])


def _ends_in_question(words: Sequence[str], speech: Range) -> bool:
    n = speech[1] - 1
    while n > speech[0] and words[n] in CLOSERS and words[n] not in STOPS:
        n -= 1
    return words[n] == "?"


def _only_asks(document: Document, turn: Turn) -> bool:
    """Is every sentence of a turn a question?"""
    first, end = turn.speech
    stops = [document.words[n] for n in range(first, end) if document.words[n] in STOPS]
    return bool(stops) and all(stop == "?" for stop in stops) and document.words[end - 1] in CLOSERS


def _with_what_follows(document: Document, turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns of a record, and the paragraphs that go on with them.

    A dash is a change of speaker that the record does not name.
    """
    current: Turn | None = None
    waiting = iter(turns)
    following = next(waiting, None)
    for low, high in document.paragraphs:
        own = None
        if following is not None and low <= following.speech[0] < high:
            own, following = following, next(waiting, None)
        if own is not None:
            current = own
            yield own
        elif document.words[low] in _DASHES or label_at(document, low, high):
            current = None
        elif (
            current is not None
            and document.words[low] not in PAIRS  # (laughter)
            and document.words[high - 1] not in _DASHES  # Later—
        ):
            yield current._replace(speech=(low, high), follows=True)
