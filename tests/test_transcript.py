"""Transcripts with times: who speaks, what is said, and at which second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Article
from datasette_claims.reading import Document, kinds, read

SAID = (
    ("ANA LEE", 5, "The bridge is safe."),
    ("BO HART", 83, "It is not, and you know it."),
    ("ANA LEE", 3723, "We tested it twice."),
)
TEXT = "\n\n".join(f"{who}: {words}" for who, _, words in SAID)


def clock(seconds, *, long=True):
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}" if hours or long else f"{minutes}:{seconds:02}"


def written(form, between="\n\n", **options):
    return between.join(form.format(who, clock(at, **options), words) for who, at, words in SAID)


def only(text):
    (article,) = read([Document.of(text.encode(), "talk.txt")])
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("long", [True, False])
@pytest.mark.parametrize(
    "form",
    ["[{1}] {0}: {2}", "({1}) {0}: {2}", "{0} {1}\n{2}", "{0} ({1})\n{2}", "{0}  {1}\n\n{2}",
     "{0} [{1}]:\n{2}", "{0} - {1}\n{2}"],
)  # fmt: skip
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"])
def test_all_forms_say_the_same(form, long, between):
    article = only(written(form, between, long=long))
    assert article.kind == "transcript"
    assert article.text == TEXT
    assert [(article.text[at : at + 3], second) for at, second in article.times] == [
        ("ANA", 5), ("BO ", 83), ("ANA", 3723),
    ]  # fmt: skip


def test_times_without_brackets_before_the_names():
    assert only(written("{1} {0}: {2}")).text == TEXT


def test_what_stands_above_and_in_the_front_matter_is_kept():
    article = only(f"---\ntitle: Talk\n---\nA talk at the harbour\n\n{written('[{1}] {0}: {2}')}")
    assert article.title == "Talk"
    assert article.text == f"A talk at the harbour\n\n{TEXT}"
    assert article.text[article.times[0][0] :].startswith("ANA LEE")


def test_a_speech_of_several_lines():
    text = written("{0} {1}\n{2}\nMore of it.\n\nAnd more.")
    assert only(text).text.count("And more.") == 3
    assert only(text).text.startswith("ANA LEE: The bridge is safe. More of it. And more.\n\nBO")


@pytest.mark.parametrize(
    "text",
    [
        "09:00 Welcome\n10:30 Ana Lee: The bridge\n11:00 Bo Hart: The harbour\n12:00 Lunch",
        "Kickoff 15:00\nLeeds won.\nKickoff 17:30\nYork won.\nKickoff 14:00\nHull lost.",
        "[1] Ana Lee: The bridge\n[2] Bo Hart: The harbour\n[3] A note",
        "The talk began at 0:05.\nIt went on.\nAt 1:23 she spoke.\nThen, at 2:00, he left.",
        "Leeds 3:05\nYork 2:11\nHull 1:02\n",
        "(10:30) It rained.\n(11:00) It stopped.\n(12:00) The sun came.",
        "Ana Lee 0:05\nBo Hart 0:09\nCato Lind 1:10\nDora Falk 2:00",
    ],
)
def test_a_programme_or_a_table_of_times_is_no_transcript(text):
    assert kinds.recognised(Document.of(text.encode(), "a.txt")).key == "text"


LINES = st.one_of(
    st.sampled_from(("[00:01] A: b", "Ana 0:01", "(999:59) X: y", "00:00:00 Z: z", "", "A: b")),
    st.text(max_size=10),
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_times_lie_in_the_text(text):
    for article in read([Document.of(text.encode("utf-8", "replace"), "a.txt")]):
        if isinstance(article, Article):
            assert all(0 <= at < len(article.text) for at, _ in article.times)
