"""Every pattern of every language finds its own example; marked sentences of `tests/cases` too."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasette_claims.extraction import analyse
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.model import Claim, Span
from tests.marked import read_marked, write_marked

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
    """Cases are paragraphs of text files; a line beginning with `=` names the speakers in order."""
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
    marked = read_marked(text)
    claims = analyse(marked.text, code).claims
    found = [spans_of(claim) for claim in claims]
    key = lambda spans: min(span for part in spans.values() for span in part)  # noqa: E731
    wanted = sorted(marked.claims, key=key)
    assert write_marked(marked.text, sorted(found, key=key)) == write_marked(
        marked.text, list(wanted)
    )
    if speakers:
        named = ", ".join(claim.speaker for claim in claims)
        assert named == ", ".join(speakers)
