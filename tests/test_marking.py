"""Texts with claims marked: nothing lost, nothing executed, every claim reachable; ways outside."""

import re
from datetime import datetime, timezone
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.web import addresses, dates, marking
from datasette_claims.web.marking import Mark, Passage

TEXTS = st.text(alphabet="ab <>&\"'\n\0\u202e\u200b“é𝄞", max_size=60)


@st.composite
def marked_texts(draw):
    """A text and claims anywhere in it: nested, overlapping, equal, beyond its end."""
    text = draw(TEXTS)
    ends = st.tuples(st.integers(0, 62), st.integers(0, 62))
    spans = draw(st.lists(ends, max_size=8))
    return text, [
        Mark(f"c{number % 5}", min(pair), max(pair), f"/x/{number % 5}", "Rini · False", "s")
        for number, pair in enumerate(spans)
    ]


def words(markup):
    """What a reader sees, without tags."""
    return unescape(re.sub(r"<[^>]*>", "", str(markup)))


@given(marked_texts())
def test_article_shows_every_word_and_every_claim_once(drawn):
    text, marks = drawn
    html = "".join(marking.article(text, marks))
    shown = "".join(words(html).split())
    assert shown == "".join(text.replace("\0", "\ufffd").split())
    # A claim of nothing but line breaks has no place to stand; all others have exactly one.
    inside = {m.claim for m in marks if m.start < m.end <= len(text)}
    ids = re.findall(r'id="claim-(\w+)"', html)
    assert len(ids) == len(set(ids))
    assert set(ids) <= inside
    visible = {
        m.claim for m in marks if m.claim in inside and text[m.start : m.end].strip("\n") != ""
    }
    assert visible & inside <= set(ids)


@given(marked_texts())
def test_article_is_well_formed(drawn):
    html = "".join(marking.article(*drawn))
    open_tags = []
    for closing, tag in re.findall(r"<(/?)(\w+)", html):
        if closing:
            assert open_tags.pop() == tag
        else:
            assert not (tag == "a" and "a" in open_tags), "a link within a link"
            open_tags.append(tag)
    assert open_tags == []


class Counted(list):
    """A list that counts how many of its items were read."""

    read = 0

    def __getitem__(self, place):
        found = super().__getitem__(place)
        self.read += len(found) if isinstance(place, slice) else 1
        return found


@pytest.mark.parametrize("marked", [False, True])
def test_the_hits_of_a_text_are_read_as_often_as_there_are_hits(marked):
    """Twice the lines are twice the work, but for the search of where a line begins."""

    def read(lines):
        text = "beras naik\n" * lines
        hits = Counted((number * 11, number * 11 + 5) for number in range(lines))
        marks = [Mark("c", number * 11 + 6, number * 11 + 10, "/c", "", "s")
                 for number in range(lines)] if marked else []  # fmt: skip
        html = "".join(marking.article(text, marks, hits=hits))
        assert html.count("<mark") == lines
        return hits.read

    few, many = read(100), read(1000)
    assert many < 10 * few * 1.8  # the search halves: log 1000 is 1.5 times log 100


def test_article_grows_with_its_text_and_claims_alone():
    """Ten times the claims, all of them open at once, give ten times the page, not a hundred."""

    def size(number):
        text = "kata " * number * 2
        marks = [Mark(f"c{n}", 5 * n, len(text) - n, "/c", "x", "y") for n in range(number)]
        return sum(map(len, marking.article(text, marks)))

    assert size(2000) < 11 * size(200)


@pytest.mark.parametrize(
    ("text", "passage", "spans", "expected"),
    [
        (
            "Rini said it.",
            Passage(0, 13),
            [("source", 0, 4), ("cue", 5, 9), ("content", 10, 12)],
            ['<span class="source">Rini</span> <span class="cue">said</span> <mark>it</mark>.'],
        ),
        ("<i>", Passage(0, 3), [("content", 0, 3)], ["<mark>&lt;i&gt;</mark>"]),
        (
            "one\n\ntwo",
            Passage(0, 8),
            [("content", 1, 7)],
            ["o<mark>ne</mark>", "<mark>tw</mark>o"],
        ),
        (
            "a b c",
            Passage(0, 5),
            [("content", 0, 5), ("cue", 2, 3)],
            ['<mark>a </mark><mark><span class="cue">b</span></mark><mark> c</mark>'],
        ),
        ("x\0y", Passage(0, 3), [("content", 1, 2)], ["x<mark>\ufffd</mark>y"]),
    ],
)
def test_parts(text, passage, spans, expected):
    assert [str(part) for part in marking.parts(text, passage, spans)] == expected


@given(TEXTS, st.integers(0, 60), st.integers(1, 10))
def test_paragraph_holds_the_claim(text, start, length):
    start = min(start, max(len(text) - 1, 0))
    end = min(start + length, len(text))
    passage = marking.paragraph(text, [(start, end)])
    assert 0 <= passage.start <= start
    assert end <= passage.end <= len(text)
    assert "\n" not in text[passage.start : start] + text[end : passage.end]


def test_paragraph_of_megabytes_is_cut_between_words():
    text = "kata " * 100_000
    passage = marking.paragraph(text, [(250_000, 250_004)])
    assert passage.end - passage.start < 2 * marking.AROUND + 10
    assert passage.cut_before
    assert passage.cut_after
    assert set(text[passage.start : passage.end].split(" ")) == {"kata"}


LONG = "Satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas duabelas tigabelas."


@pytest.mark.parametrize(
    ("url", "text", "content", "expected"),
    [
        # Long: its first and last five words. Short: with the words around it.
        (
            "https://a.example/x",
            LONG,
            LONG,
            "https://a.example/x#:~:text=Satu%20dua%20tiga%20empat%20lima,"
            "sembilan%20sepuluh%20sebelas%20duabelas%20tigabelas.",
        ),
        (
            "https://a.example/x",
            "Rini said it - now, A&B did.",
            "it - now, A&B",
            "https://a.example/x#:~:text=Rini%20said-,it%20%2D%20now%2C%20A%26B,-did.",
        ),
        (
            "https://a.example/x#part-2",
            "well-known words that nobody else said",
            "well-known words that nobody else said",
            "https://a.example/x#part-2:~:text=well%2Dknown%20words%20that%20nobody%20else%20said",
        ),
        (
            "https://a.example/x",
            "baris satu\nbaris dua yang lain lagi kata",
            "baris satu\nbaris dua yang lain lagi kata",
            "https://a.example/x#:~:text=baris%20satu%20baris%20dua%20yang%20lain%20lagi%20kata",
        ),
        ("https://a.example/x", "a  b", "  ", "https://a.example/x"),
    ],
)
def test_passage_on_the_original_page(url, text, content, expected):
    start = text.index(content)
    assert addresses.passage(url, text, start, start + len(content)) == expected


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_text_fragment_has_no_bare_separator(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    address = addresses.passage("https://a.example/", text, start, end)
    directive = address.partition(":~:text=")[2]
    assert re.fullmatch(r"[A-Za-z0-9%._~]*(-?,-?|-,|[A-Za-z0-9%._~])*", directive)
    assert set("".join(unquote(directive).split())) <= set(text) | set("-,")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-04-12", "https://web.archive.org/web/20250412/https://a.example/x"),
        ("2025-04-12T09:00:00Z", "https://web.archive.org/web/20250412/https://a.example/x"),
        (None, "https://web.archive.org/web/*/https://a.example/x"),
    ],
)
def test_archive(date, expected):
    assert addresses.archive("https://a.example/x", date) == expected


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("2025-04-11", "day", "11 April 2025"),
        ("2025-04-11", "month", "April 2025"),
        ("2025-04", "day", "April 2025"),
        ("2025-04-11", "year", "2025"),
        ("someday", "day", "someday"),
        ("", "day", ""),
        (None, None, ""),
    ],
)
def test_day(value, precision, expected):
    assert dates.day(value, precision) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-04-12", "12 April 2025"),
        ("2025-04-12T09:30:00+07:00", "12 April 2025, 09:30 UTC+07:00"),
        ("2025-04-12T09:30:00Z", "12 April 2025, 09:30 UTC"),
        ("2025-04-12T09:30", "12 April 2025, 09:30"),
        ("12 April 2025, pagi", "12 April 2025, pagi"),
    ],
)
def test_published(value, expected):
    assert dates.published(value) == expected


def test_moment_is_in_utc_and_says_how_long_ago():
    now = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)
    assert str(dates.moment("2026-01-05T16:00:00+07:00", now)) == (
        '<time datetime="2026-01-05T09:00:00Z" title="3 hours ago">5 Jan 2026, 09:00 UTC</time>'
    )
    assert str(dates.moment("<b>", now)) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7200, "2 hours ago"),
        (90000, "1 day ago"),
        (40 * 86400, "1 month ago"),
        (800 * 86400, "2 years ago"),
    ],
)
def test_ago(seconds, expected):
    assert dates.ago(seconds) == expected


def test_a_carriage_return_alone_ends_a_paragraph():
    text = "Ann said yes.\rBo said no.\r\nCy left."
    shown = "".join(marking.article(text, []))
    assert shown.count("<p ") == 3
    cut = marking.paragraph(text, [(16, 20)])
    assert text[cut.start : cut.end] == "Bo said no.\r"
