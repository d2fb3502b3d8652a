"""Every pattern of every language finds its own example; marked sentences of `tests/cases` too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from budget import first

from datasette_claims.extraction import analyse
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.model import Claim, Span
from tests.marked import AROUND, read_marked, widen, write_marked

CASES = Path(__file__).parent / "cases"


def spans_of(claim: Claim) -> dict[str, tuple[Span, ...]]:
    parts = {"content": claim.content, "source": claim.source, "cue": claim.cue}
    return {part: spans for part, spans in parts.items() if spans}


def examples() -> list[object]:
    return [
        pytest.param(code, pattern, example, id=f"{code}: {pattern.name}, {n}")
        for code in codes()
        for pattern in load(code).patterns.values()
        for n, example in enumerate(pattern.examples, 1)
    ]


@pytest.mark.parametrize(("code", "pattern", "example"), examples())
def test_pattern_finds_its_example(code, pattern, example):
    marked = read_marked(example)
    claims = analyse(marked.text, code, scope="wide", min_confidence=0).claims
    found = [spans_of(claim) for claim in claims]
    for wanted in marked.claims:
        assert wanted in found, write_marked(marked.text, found)
    assert any(pattern.name in claim.rule.split("; ") for claim in claims)


def cases() -> list[object]:
    """Cases are paragraphs of text files.

    A line beginning with `=` names the speaker of the next claim, and behind a semicolon, where
    that is asked, its kind, its type and how the saying stands.
    """
    rows = []
    for path in sorted(CASES.glob("*/*.txt")):
        for number, paragraph in enumerate(path.read_text("utf-8").strip().split("\n\n"), 1):
            lines = [line for line in paragraph.split("\n") if not line.startswith("#")]
            speakers = [line[1:].strip() for line in lines if line.startswith("=")]
            text = "\n".join(line for line in lines if not line.startswith("="))
            if text:
                name = f"{path.parent.name}/{path.name}: {number}"
                rows.append(pytest.param(path.parent.name, text, speakers, id=name))
    return rows


@pytest.mark.parametrize(("code", "text", "speakers"), cases())
def test_marked_case(code, text, speakers):
    marked = read_marked(widen(text))
    claims = analyse(marked.text, code).claims
    found = [spans_of(claim) for claim in claims]
    key = lambda spans: min(span for part in spans.values() for span in part)  # noqa: E731
    wanted = sorted(marked.claims, key=key)
    assert write_marked(marked.text, sorted(found, key=key)) == write_marked(
        marked.text, list(wanted)
    )
    if speakers:
        told = []
        for claim, asked in zip(claims, speakers, strict=True):
            how = f"; {claim.kind} {claim.type} {claim.modality}".rstrip()
            told.append(claim.speaker + (how if ";" in asked else ""))
        assert told == [widen(speaker) for speaker in speakers]


def told(claims: Iterable[Claim], moved: int) -> list[object]:
    """Claims as they would be told of a text that began so many characters earlier."""
    return [
        (
            {
                part: [(start - moved, end - moved) for start, end in spans]
                for part, spans in spans_of(claim).items()
            },
            (claim.context.start - moved, claim.context.end - moved),
            *(claim.speaker, claim.speaker_kind, claim.role),
            *(claim.kind, claim.type, claim.modality, claim.rule, claim.confidence),
        )
        for claim in claims
    ]


@pytest.mark.parametrize(("code", "text", "speakers"), cases())
def test_lines_around_it_change_nothing_in_a_case(code, text, speakers):
    plain = read_marked(widen(text)).text
    before, after = AROUND.get(code, ("", ""))
    moved = len(before)
    around = analyse(before + plain + after, code).claims
    # “Hal itu dibantah X”: what it points back to is the line before, and no part of the case
    own = [claim for claim in around if claim.content[0].start >= moved]
    assert told(own, moved) == told(analyse(plain, code).claims, 0)


@pytest.mark.parametrize("tenth", first(1, range(10)))
def test_a_case_may_begin_and_end_anywhere(tenth):
    for code, text in sorted({case.values[:2] for case in cases()})[tenth::10]:
        words = read_marked(text).text.split(" ")
        for n in range(1, len(words)):
            for piece in (" ".join(words[:n]), " ".join(words[n:])):
                for claim in analyse(piece, code, scope="wide", min_confidence=0).claims:
                    for spans in spans_of(claim).values():
                        assert all(piece[start:end].strip() for start, end in spans)
