"""Which words of an article are meant: by place, by number, by the words themselves."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Span
from datasette_claims.web import numbered, pointing

TEXT = "Ana berkata:\r\n“Harga naik, ya.”\r\n\r\nBudi: harga naik 😀 lagi, katanya.\nHarga naik."

texts = st.text(
    st.one_of(
        st.sampled_from("ab .,\n\r\t“”'’\u00a0\u00ad\u200b\u0301😀👍🏽é\0"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


def words(text, spans):
    return [text[start:end] for start, end in spans]


def form(text, spans=(), **changes):
    """What the form of a claim at these spans sends."""
    spans = [Span(*each) for each in spans]
    held = {"words": pointing.joined(text, spans), "spans": pointing.told(spans)}
    for number, span in enumerate(spans, 1):
        pair = pointing.numbers(pointing.words_of(text), span)
        held[f"from_{number}"], held[f"to_{number}"] = map(str, pair)
    return {**held, **{f"was_{name}": value for name, value in held.items()}, **changes}


def chosen(text, fields):
    return words(text, pointing.chosen(text, fields))


@given(texts, st.data())
def test_what_a_page_shows_of_a_stretch_is_taken_as_that_stretch(text, data):
    """Line ends and NUL come back otherwise from a browser; the place is the same."""
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown = text[start:end].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    fields = {"words": shown.replace("\n", "\r\n"), "spans": f"{start}-{end}"}
    assert pointing.chosen(text, fields) == [Span(start, end)]


@given(texts, texts, st.data())
def test_words_of_another_text_are_refused_unless_they_are_the_same(text, other, data):
    if not (text and other.strip()):
        return
    end = data.draw(st.integers(1, len(text)))
    fields = {"words": other, "spans": f"0-{end}"}
    try:
        found = pointing.chosen(text, fields)
    except pointing.Unclear:
        return
    assert pointing.same_words(text, found, other)


@given(texts)
def test_words_are_all_of_the_text_but_white_space_and_what_closes(text):
    spans = pointing.words_of(text)
    rest = list(text)
    for start, end in spans:
        assert start < end
        rest[start:end] = [""] * (end - start)
    assert all(one == "" or one.isspace() or one in ",.;:…" for one in rest)
    assert [edge for span in spans for edge in span] == sorted(e for s in spans for e in s)


@given(texts, st.data())
def test_typed_words_are_found_where_they_stand(text, data):
    """However a keyboard writes them: composed, with plain spaces, straight quotation marks."""
    spans = pointing.words_of(text)
    if not spans:
        return
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    start, end = spans[first].start, spans[last].end
    typed = unicodedata.normalize("NFC", text[start:end])
    for curly, straight in (("“", '"'), ("”", '"'), ("’", "'"), ("\u00a0", " ")):
        typed = typed.replace(curly, straight)
    if not typed.strip("\u00ad\u200b\u2060\ufeff").strip():
        return
    found = pointing.places(text, typed)
    near = [span for (span,) in found if start - 3 <= span.start and span.end <= end + 3]
    assert near or len(found) == pointing.MOST_PLACES or text[end : end + 1] == "\u0301"


def test_words_that_stand_once_are_taken_and_their_place_told():
    assert chosen(TEXT, {"words": "harga naik 😀 lagi"}) == ["harga naik 😀 lagi"]
    assert chosen(TEXT, {"words": '"Harga   naik, ya."'}) == ["“Harga naik, ya.”"]
    assert chosen(TEXT, {"words": "BERKATA"}) == ["berkata"]


def test_words_that_stand_several_times_are_asked_about():
    with pytest.raises(pointing.Unclear, match="several times") as unclear:
        pointing.chosen(TEXT, {"words": "Harga naik"})
    assert unclear.value.field == "place"
    (first,), (second,) = pointing.places(TEXT, "Harga naik")
    assert (first.start, TEXT[second.start - 1]) == (15, "\n")
    fields = {"words": "Harga naik", "place": pointing.told([second])}
    assert pointing.chosen(TEXT, fields) == [second]


def test_parts_of_a_claim_are_named_with_a_gap_between():
    assert chosen(TEXT, {"words": "Harga naik … lagi"}) == ["Harga naik", "lagi"]
    # In the text itself it may stand as well.
    assert chosen("Ia … pergi.", {"words": "Ia … pergi"}) == ["Ia … pergi"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "words"),
        ({"words": "tidak ada"}, "words"),
        ({"words": "x" * 30_000}, "words"),
        ({"words": "Ana", "spans": "0-5"}, "words"),
        ({"words": "Ana", "spans": "0-999999"}, "words"),
        ({"words": "Ana", "spans": "²-³"}, "words"),
        ({"from_1": "0"}, "from_1"),
        ({"from_1": "³"}, "from_1"),
        ({"from_1": "2", "to_1": "99"}, "to_1"),
        ({"from_1": "3", "to_1": "2"}, "to_1"),
        ({"from_1": "1", "to_1": "3", "from_2": "3"}, "from_2"),
    ],
)
def test_what_names_no_words_is_refused_beside_its_field(fields, field):
    with pytest.raises(pointing.Unclear) as unclear:
        pointing.chosen(TEXT, fields)
    assert unclear.value.field == field


def test_numbers_drop_no_part_that_they_do_not_tell():
    text = "satu dua tiga empat lima enam"
    held = form(text, [(0, 4), (5, 8), (9, 13), (14, 19), (20, 24)])
    assert len(pointing.chosen(text, held)) == 5
    with pytest.raises(pointing.Unclear, match="more parts"):
        pointing.chosen(text, {**held, "to_4": "6"})


def test_numbers_name_words_without_their_full_stop():
    assert chosen(TEXT, {"from_1": "3", "to_1": "4"}) == ["“Harga naik"]
    assert chosen(TEXT, {"from_1": "3", "to_1": "5", "from_2": "9"}) == ["“Harga naik, ya.”", "😀"]


def test_of_what_a_form_holds_the_changed_counts():
    at = TEXT.index("harga naik")
    claim = [(at, at + len("harga naik"))]
    held = form(TEXT, claim)
    assert pointing.chosen(TEXT, held) == [Span(*claim[0])]
    assert chosen(TEXT, {**held, "to_1": "10"})[0].endswith("lagi")
    assert chosen(TEXT, {**held, "words": "Ana"}) == ["Ana"]
    # A script set the place: numbers that it set beside it round to words.
    placed = {**held, "spans": "0-2", "words": "An", "from_1": "1", "to_1": "1"}
    assert chosen(TEXT, placed) == ["An"]
    with pytest.raises(pointing.Unclear, match="different words"):
        pointing.chosen(TEXT, {**held, "words": "Ana", "to_1": "10"})


def test_an_article_that_changed_meanwhile_is_noticed():
    held = form(TEXT, [(0, 3)])
    with pytest.raises(pointing.Unclear, match="changed meanwhile"):
        pointing.chosen("Kata " + TEXT, held)


def test_a_claim_is_cut_before_and_behind_the_named_words():
    text = "harga naik, beras langka dan pasar sepi."
    whole = [(0, len(text) - 1)]
    told = [words(text, part) for part in pointing.cut(text, whole, "3", "")]
    assert told == [["harga naik"], ["beras langka dan pasar sepi"]]
    told = [words(text, part) for part in pointing.cut(text, whole, "3", "4")]
    assert told == [["harga naik"], ["beras langka"], ["dan pasar sepi"]]
    assert len(pointing.cut(text, whole, "1", "7")) == 1


@given(texts, st.data())
def test_the_window_has_each_character_of_its_paragraphs_once(text, data):
    counted = pointing.words_of(text)
    first = data.draw(st.integers(-5, len(counted) + 5))
    window = numbered.window(text, counted, [], first)
    for paragraph in window.paragraphs:
        at = paragraph.start
        for piece in paragraph.pieces:
            assert piece.start == at
            at = piece.end
    numbers = [p.number for paragraph in window.paragraphs for p in paragraph.pieces if p.number]
    assert numbers == list(range(1, len(counted) + 1))


def test_a_long_article_is_shown_in_parts_that_meet():
    text = "\n".join(f"kata{n} dan lagi." for n in range(1000))
    counted = pointing.words_of(text)
    seen, first = [], 1
    while first:
        window = numbered.window(text, counted, [], first)
        seen += [p.number for each in window.paragraphs for p in each.pieces if p.number]
        first = window.later
    assert seen == list(range(1, len(counted) + 1))
    around = numbered.window(text, counted, [counted[2000]])
    assert around.first < 2000 < around.last
    assert [p.number for each in around.paragraphs for p in each.pieces if p.chosen] == [2001]
