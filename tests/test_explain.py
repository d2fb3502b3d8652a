"""The explained article: its text with marks, and below each paragraph why they were set."""

from __future__ import annotations

from datasette_claims.extraction import analyse
from datasette_claims.extraction.explain import explain


def pieces(text):
    return list(explain(text, analyse(text, "en")))


def rule(claim):
    return f"    {claim.confidence:.2f}  rule “{claim.rule}”"


def plain(text):
    return "".join(piece.text for piece in pieces(text))


def test_an_article_is_told_with_its_marks_and_rules():
    text = "It rained.\n\n“We go,” Mayor Rina Hall said. “They stay.”\nIt rained."
    one, other = analyse(text, "en").claims
    assert plain(text).splitlines() == [
        "It rained.",
        "",
        "⟨1 content “We go,”⟩ ⟨1 source Mayor Rina Hall⟩ ⟨1 cue said⟩. ⟨2 content “They stay.”⟩",
        "  1 Rina Hall (Mayor): say, direct, person",
        rule(one),
        "  2 Rina Hall (Mayor): say, direct, person",
        rule(other),
        "It rained.",
        "2 claims, language en",
    ]


def test_each_piece_tells_what_it_is():
    text = "Rina Hall said the bridge was shut."
    (claim,) = analyse(text, "en").claims
    parts = [(piece.text, piece.part) for piece in pieces(text)]
    assert parts == [
        ("", ""),
        ("⟨1 source ", "source"),
        ("Rina Hall", "source"),
        ("⟩", "source"),
        (" ", ""),
        ("⟨1 cue ", "cue"),
        ("said", "cue"),
        ("⟩", "cue"),
        (" ", ""),
        ("⟨1 content ", "content"),
        ("the bridge was shut", "content"),
        ("⟩", "content"),
        (".", ""),
        ("\n", ""),
        ("  1 Rina Hall: ", "speaker"),
        ("say, indirect, person\n", ""),
        (rule(claim) + "\n", "rule"),
        ("", ""),
        ("1 claim, language en\n", "rule"),
    ]


def test_marks_within_marks_close_in_turn():
    text = "Rina Hall said the mayor denied that the bridge was shut."
    marked, *told = plain(text).splitlines()
    assert marked == (
        "⟨1 source Rina Hall⟩ ⟨1 cue said⟩ ⟨1 content ⟨2 source the mayor⟩ ⟨2 cue denied⟩ that "
        "⟨2 content the bridge was shut⟩⟩."
    )
    assert told[0] == "  1 Rina Hall: say, indirect, person"


def test_what_is_known_of_a_claim_is_told():
    text = "On Monday, May 5, 2025, Rina Hall did not say that the bridge was shut."
    assert "  1 Rina Hall: say, indirect, person, negated, said 2025-05-05\n" in plain(text)
    assert "said on a day that is not clear" in plain("Rina Hall said on Monday it was shut.")


def test_line_ends_stay_as_they_are():
    text = "It rained.\r\n\r\nIt rained.\n\n\nIt rained.\rIt rained."
    assert plain(text) == (
        "It rained.\n\r\nIt rained.\n\n\nIt rained.\nIt rained.\n0 claims, language en\n"
    )
