"""What is left of a text when only its claims may leave: every kept character, at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.publishing.passages import only, stretch

texts = st.text(alphabet=st.sampled_from("ab \n\r\x00\N{FIRE}é"), max_size=60)
stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        ("", [], ""),
        ("abcd", [], "[…] "),
        ("abc", [], "[…]"),
        ("ab", [], "  "),
        ("abcd", [(0, 4)], "abcd"),
        ("abcd", [(0, 0), (4, 4)], "[…] "),
        ("abcdefgh", [(2, 4)], "  cd[…] "),
        ("abcdefgh", [(4, 6)], "[…] ef  "),
        # In any order, one beside the other, one in the other, one into the other.
        ("abcdefgh", [(5, 8), (0, 2)], "ab[…]fgh"),
        ("abcdefgh", [(3, 5), (5, 8)], "[…]defgh"),
        ("abcdefgh", [(3, 8), (4, 5)], "[…]defgh"),
        ("abcdefgh", [(3, 6), (5, 8)], "[…]defgh"),
        ("abcdefgh", [(3, 5), (3, 8)], "[…]defgh"),
        # A mark for each gap, at its first words, where it has room; the other lines are blank.
        ("abcd\nefgh\nij", [(10, 12)], "[…] \n    \nij"),
        ("ab\nefgh\nij", [(8, 10)], "  \n[…] \nij"),
        ("   \nefgh\nij", [(9, 11)], "   \n[…] \nij"),
        ("ab\ncd", [], "  \n  "),
        # What belongs to a line break stays; it is no room for a mark.
        ("abcd\r\nef", [(6, 8)], "[…] \r\nef"),
        ("abc\r\nef", [(5, 7)], "[…]\r\nef"),
        ("ab\r\nef", [(4, 6)], "  \r\nef"),
        ("ab\rcd\nef", [(6, 8)], "[…]  \nef"),
    ],
)
def test_what_is_left(text, kept, left):
    assert only(text, kept) == left


def test_offsets_and_line_breaks_stay():
    text = "Satu dua tiga.\r\n\r\nAna berkata tidak.\nEmpat lima"
    start = text.index("Ana")
    left = only(text, [(start, start + 18)])
    assert left == "[…]           \r\n\r\nAna berkata tidak.\n[…]       "


@given(texts, stretches)
def test_it_is_true_wherever_it_keeps_and_says_nothing_elsewhere(text, pairs):
    kept = [(min(a, b), min(max(a, b), len(text))) for a, b in pairs if min(a, b) < len(text)]
    left = only(text, kept)
    assert len(left) == len(text)
    inside = {i for start, end in kept for i in range(start, end)}
    assert all(left[i] == text[i] for i in inside)
    assert all(left[i] in " […]\n\r" for i in range(len(text)) if i not in inside)
    assert [i for i, c in enumerate(left) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]


@pytest.mark.parametrize(
    ("text", "context", "span", "found"),
    [
        ("One. Two. One.", "One.", (0, 3), (0, 4)),
        ("One. Two. One.", "One.", (10, 13), (10, 14)),
        # The context may begin before the span, or stop within it.
        ("He said no. Bye.", "He said no.", (8, 10), (0, 11)),
        ("He said no. Bye.", "said", (3, 12), (3, 12)),
        ("xaax", "aa", (2, 3), (1, 3)),
        # Not where it does not touch the span, and not where there is none.
        ("aa, aa, aa", "aa", (4, 6), (4, 6)),
        ("aa, bb, aa", "aa", (4, 6), (4, 6)),
        ("aabb", "aa", (2, 4), (2, 4)),
        ("abcdef", "", (2, 3), (2, 3)),
        ("abcdef", "xyz", (2, 3), (2, 3)),
    ],
)
def test_the_place_of_a_context(text, context, span, found):
    assert stretch(text, context, *span) == found


@given(st.text(alphabet="ab. ", max_size=40), st.data())
def test_a_stretch_holds_its_span(text, data):
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    begin = data.draw(st.integers(0, start))
    stop = data.draw(st.integers(end, len(text)))
    found = stretch(text, text[begin:stop], start, end)
    assert found[0] <= start
    assert found[1] >= end
