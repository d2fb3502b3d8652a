"""An article mended before it is stored: what is left of it, and where everything then stands."""

import hashlib
import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stories import MONDAY, fresh

from datasette_claims.loading import one
from datasette_claims.model import Analysis, Article
from datasette_claims.reading import mending
from datasette_claims.reading.mending import Wrong, paragraphs, without
from datasette_claims.store import adding
from datasette_claims.web import preview

LINES = [
    "The bridge will stay closed until June.",
    "“We will not open it before it is safe,” said Rina Hall, the mayor of Leeds.",
    "  Hall told reporters that the repair costs 4 million pounds.",
    "HALL: Nobody asked the engineers.",
    "Budi Hartono, an engineer, said the cracks are older.\tHe denied that he was asked.",
    "𝔘nd 😀 said: “Ein Satz.”",
    "Subscribe to our newsletter.",
]
lines = st.lists(st.sampled_from(LINES) | st.text(max_size=40), min_size=1, max_size=9)
gaps = st.sampled_from(["\n", "\n\n", "\n \n", "\n\n\n"])
drops = st.sets(st.integers(0, 12))


@st.composite
def texts(draw):
    return "".join(f"{line}{draw(gaps)}" for line in draw(lines))


def words(text):
    return [text[slice(*line)] for line in paragraphs(text)]


@given(texts(), drops)
def test_what_is_not_left_out_is_left_as_it_is(text, dropped):
    article = Article(text, raw_hash="r", former_hash="f")
    mended = without(article, dropped)
    before = words(text)
    assert words(mended.text) == [line for n, line in enumerate(before) if n not in dropped]
    if dropped.isdisjoint(range(len(before))):
        assert mended is article
    else:
        assert (mended.raw_hash, mended.former_hash) == ("r", "")
        assert mended.mended_from == hashlib.sha256(text.encode()).hexdigest()
        assert mended.text == mended.text.strip("\n")


@given(texts(), drops, st.data())
def test_times_move_with_their_words(text, dropped, data):
    places = data.draw(st.sets(st.integers(0, max(0, len(text) - 1)), max_size=6))
    times = tuple((at, float(at)) for at in sorted(places))
    mended = without(Article(text, times=times), dropped)
    assert set(mended.times) <= {(at, second) for at, second in mended.times if second in places}
    for at, second in mended.times:
        assert mended.text[at] == text[int(second)]
    kept = [
        at
        for n, (start, end) in enumerate(paragraphs(text))
        if n not in dropped
        for at in places
        if start <= at < end
    ]
    if mended.text != text:
        assert len(mended.times) == len(kept)


@given(texts(), drops)
def test_spans_are_true_of_what_is_stored(text, dropped):
    mended = without(Article(text.replace("\0", "")), dropped)  # reading refuses what holds a NUL
    if not mended.text.strip():
        return
    analysis = one.analyse(mended)
    assert isinstance(analysis, Analysis)
    with fresh() as db:
        outcome = adding.add(db, mended, analysis, "alice", MONDAY)
        stored = list(
            db.query(
                "select claims.text, articles.text as whole, group_concat(substr(articles.text,"
                " start + 1, end - start), ' … ') as said from claims"
                " join articles on articles.id = article_id"
                " join claim_spans on claim_id = claims.id and part = 'content'"
                " group by claims.id"
            )
        )
        assert len(stored) == sum(outcome.claims.values())
        for row in stored:
            assert row["whole"] == mended.text
            assert row["said"] == row["text"]
        assert not adding.standing(db, mended, analysis).changes


@given(texts(), drops)
@example("0\r\n1\n", {0})
@example("0\r\n\na\r b\n", {2})
def test_the_preview_shows_every_word_and_marks_every_claim(text, dropped):
    read = Article(text)
    dropped = {n for n in dropped if n < len(paragraphs(text))}
    mended = without(read, dropped)
    analysis = one.analyse(mended)
    shown = preview.paragraphs(read, dropped, mended, analysis)
    plain = [unescape(re.sub(r"<[^>]*>", "", str(each.words))) for each in shown]
    # HTML holds no NUL and has one kind of line end
    assert [line.replace("\r", "\n").strip("\n") for line in plain] == [
        line.replace("\0", "\ufffd").replace("\r", "\n").strip("\n") for line in words(text)
    ]
    assert {each.number for each in shown if each.dropped} == dropped
    whole = "".join(str(each.words) for each in shown)
    for number in range(len(analysis.claims)):
        assert whole.count(f'id="claim-{number}"') == 1
    assert len(preview.entries(mended, analysis)) == len(analysis.claims)


def test_a_claim_over_two_paragraphs_is_marked_in_both():
    text = "“We will not open it,\nas it is not safe,” said Rina Hall."
    article = Article(text)
    analysis = one.analyse(article)
    shown = preview.paragraphs(article, set(), article, analysis)
    assert len(analysis.claims) == 1
    assert 'id="claim-0"' in shown[0].words
    assert 'id="claim-0-1"' in shown[1].words


READ = Article(
    "Hall said that it was safe.",
    title="A bridge",
    published="2026-05-04",
    language="en",
    kind="html",
    raw_hash="r",
    found_by=(("language", "page"), ("title", "og"), ("published", "json-ld")),
)


def test_what_is_told_goes_before_what_was_read():
    told = one.told_otherwise(READ, {"title": "The  bridge", "outlet": "Leeds Post"})
    assert (told.title, told.outlet, told.published) == ("The bridge", "Leeds Post", "2026-05-04")
    assert dict(told.found_by) == {
        "language": "page", "title": "option", "published": "json-ld", "outlet": "option",
    }  # fmt: skip
    assert (told.kind, told.raw_hash, told.text) == ("html", "r", READ.text)


@pytest.mark.parametrize("field", mending.DETAILS)
def test_what_is_emptied_is_not_known(field):
    told = one.told_otherwise(READ, {field: ""})
    assert getattr(told, field) == ""
    assert field not in dict(told.found_by)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "https://user:secret@a.example/"),
        ("published", "soon"),
        ("published", "31 February 2026"),
        ("language", "xx"),
        ("title", "t" * 3000),
        ("byline", "a\0b"),
    ],
)
def test_what_cannot_be_stored_is_told_by_field(field, value):
    with pytest.raises(Wrong) as wrong:
        one.told_otherwise(READ, {field: value, "outlet": "Leeds Post"})
    assert list(wrong.value.problems) == [field]
    assert wrong.value.problems[field].endswith(".")
    assert "secret" not in str(wrong.value)
