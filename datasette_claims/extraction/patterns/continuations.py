"""Quotations that go on without a cue: “A,” she said. “B.” and whole quoted paragraphs after it."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.text.quotations import Quotation
from datasette_claims.extraction.text.sentences import STOPS
from datasette_claims.extraction.text.tokens import Document


def continued(document: Document, found: Sequence[Candidate]) -> list[Candidate]:
    """Claims for quotations that fill sentences of their own, right after a quoted claim."""
    pattern = document.language.patterns.get("continued quote")
    if pattern is None or not document.quotations:
        return []
    covered = bytearray(len(document.words))
    ends: dict[int, Candidate] = {}
    for candidate in found:
        for first, end in candidate.content:
            covered[first:end] = b"\x01" * (end - first)
        if any(document.quoted[first] for first, _ in candidate.content) and not candidate.nested:
            ends[candidate.token] = candidate
    spoken = sorted(ends)
    out: list[Candidate] = []
    last_sentence = -2  # the sentence in which the last quoted claim stands
    quotations = iter(document.quotations)
    quotation = next(quotations, None)
    said = 0
    for number, (low, high) in enumerate(document.sentences):
        has_claim = False
        while said < len(spoken) and spoken[said] < high:
            has_claim = has_claim or spoken[said] >= low
            said += 1
        while quotation is not None and quotation.end <= low:
            quotation = next(quotations, None)
        if has_claim:
            last_sentence = number
        elif (
            quotation is not None
            and quotation.first == low
            and last_sentence == number - 1
            and not any(covered[low:high])
            and fills(document, quotation.end, high)
            and not names_another(document, quotation)
        ):
            out.append(
                Candidate(
                    content=((low, quotation.end),),
                    source=None,
                    cue=(low, low),
                    reading=None,
                    rule=pattern.name,
                    score=pattern.weight,
                    region=low,
                    token=low,
                )
            )
            last_sentence = number
    return out


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
