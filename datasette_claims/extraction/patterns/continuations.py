"""Quotations without a cue of their own: those that go on, and those that wait for their cue.

“A,” she said. “B.” and whole quoted paragraphs after it go on with her words; so does a quotation
right after `She said that A.` Quoted paragraphs before the one with the cue belong to that cue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.text.quotations import MARKS, STOPS, Quotation
from datasette_claims.extraction.text.tokens import Document

LONGEST_HEADING = 12
"""Tokens of a heading, with its marks."""
WHOLE = STOPS | {","}
"""What ends a quotation that says a sentence; a title or a heading has none of it."""


def continued(document: Document, found: Sequence[Candidate]) -> list[Candidate]:
    """Claims for quotations that fill sentences of their own, before or behind a claim."""
    pattern = document.language.patterns.get("continued quote")
    if pattern is None or not document.quotations:
        return []
    covered = bytearray(len(document.words))
    told = [candidate for candidate in found if not candidate.nested]
    for candidate in told:
        for first, end in candidate.content:
            covered[first:end] = b"\x01" * (end - first)
    bare = {
        quotation.first: quotation
        for quotation in document.quotations
        if not any(covered[quotation.first : quotation.end])
        and not names_another(document, quotation)
    }
    beginning = {candidate.content[0][0]: candidate.token for candidate in told}
    ahead = waiting(document, bare, beginning, goes_on=True)
    behind = going_on(document, told, {first: q for first, q in bare.items() if first not in ahead})
    ahead |= waiting(document, bare, beginning | behind | ahead, goes_on=False, taken=behind)
    return [
        Candidate(
            content=((first, bare[first].end),),
            source=None,
            cue=(first, first),
            reading=None,
            rule=pattern.name,
            score=pattern.weight,
            region=first,
            token=first,
            of=of,
        )
        for first, of in sorted((behind | ahead).items())
    ]


def waiting(
    document: Document,
    bare: Mapping[int, Quotation],
    beginning: Mapping[int, int],
    *,
    goes_on: bool,
    taken: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Quotations before their cue, by where they begin: the token of the cue at the chain's end.

    ``goes_on`` asks for those without a closing mark, which the next one takes up; else for
    paragraphs that are closed and quote whole sentences. ``beginning`` are the claims by the token
    that they begin with.
    """
    begins = {low for low, _ in document.sentences}
    ends = {high for _, high in document.paragraphs}
    paragraphs = {low for low, _ in document.paragraphs}
    found: dict[int, int] = {}
    for first in sorted(bare, reverse=True):
        quotation = bare[first]
        end = quotation.end
        if first not in begins or (taken and first in taken):
            continue
        if quotation.closed:
            while end not in ends and end < len(document.words) and document.words[end] in STOPS:
                end += 1
            whole = first in paragraphs and end in ends
            if goes_on or not whole or document.words[quotation.end - 2] not in WHOLE:
                continue
        elif not goes_on:
            continue
        of = found.get(end, beginning.get(end))
        if of is not None and end < len(document.words) and document.words[end] in MARKS:
            found[first] = of
    return found


def going_on(
    document: Document, told: Sequence[Candidate], bare: Mapping[int, Quotation]
) -> dict[int, int]:
    """Quotations right after a claim, by where they begin: the token of that claim.

    -1 stands for whoever spoke last, where the claims before are quoted themselves and are not sure
    to be of one.
    """
    out: dict[int, int] = {}
    claims = sorted(told, key=token_of)
    paragraphs = {low for low, _ in document.paragraphs}
    last = -2  # the sentence in which the last quoted claim stands
    before = of = None
    speaking = -1
    said = 0
    for number, (low, high) in enumerate(document.sentences):
        here = []
        while said < len(claims) and claims[said].token < high:
            if claims[said].token >= low:
                here.append(claims[said])
            said += 1
        quotation = bare.get(low)
        quoting = [one for one in here if any(document.quoted[n] for n, _ in one.content)]
        if quoting:
            last, of, speaking = number, -1, who_is_quoted(here, quoting)
        elif here:
            before, of = number, one_speaker(here)
        elif quotation is not None and fills(document, quotation.end, high):
            if low in paragraphs and is_heading(document, quotation):
                continue
            if last == number - 1:
                out[low] = speaking
                last = number
            elif before == number - 1 and of is not None and low not in paragraphs:
                out[low] = of
                before = number
    return out


def who_is_quoted(here: Sequence[Candidate], quoting: Sequence[Candidate]) -> int:
    """The quoted claim of a sentence that also has a medium's (`“A,” kata X, dilansir Antara`); -1
    elsewhere: the last of the sentence goes on, or whoever spoke before it.
    """
    second = [one for one in here if one.reading and one.reading.form == "secondary"]
    first = [one for one in quoting if one not in second]
    return first[-1].token if second and first else -1


def one_speaker(claims: Sequence[Candidate]) -> int | None:
    """The claim of a sentence whose speaker a quotation behind it goes on with, if that is sure."""
    outer = claims[0]
    for other in claims[1:]:
        if other.link != "and" and not within(other, outer):
            return None
    reading = outer.reading
    if outer.modality or reading is None or reading.form == "secondary":
        return None
    return outer.token


def within(inner: Candidate, outer: Candidate) -> bool:
    """Is a claim told within the content of another?"""
    return any(first <= inner.cue[0] < end for first, end in outer.content)


def token_of(candidate: Candidate) -> int:
    """Where the cue of a claim stands."""
    return candidate.token


def is_heading(document: Document, quotation: Quotation) -> bool:
    """Is a quoted paragraph no sentence, but a heading that repeats words of the text?"""
    ends = quotation.closed and document.words[quotation.end - 2] not in WHOLE
    return ends and quotation.end - quotation.first <= LONGEST_HEADING


def fills(document: Document, end: int, high: int) -> bool:
    """Does the quotation reach to the end of its sentence?"""
    return all(document.words[n] in STOPS for n in range(end, high))


def names_another(document: Document, quotation: Quotation) -> bool:
    """Does a quotation without its closing mark tell whose it is (`“A, said Bob. B`)?

    Then a mark was forgotten, and the words are not those of the speaker before.
    """
    words, cues = document.words, document.language.lexicon
    return not quotation.closed and any(
        words[n] == "," and document.lower[n + 1] in cues and document.capital[n + 2]
        for n in range(quotation.first + 1, quotation.end - 2)
    )
