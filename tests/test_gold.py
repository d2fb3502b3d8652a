"""Our own articles: what is known to be wrong in them is wrong still, and nothing else is."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Span
from tests.gold import known
from tests.gold.articles import LANGUAGES, GoldError, articles, read_article, type_of
from tests.gold.compare import compare, errors, figures
from tests.gold.score import table
from tests.marked import MarkError, read_marks

KNOWN = {
    name: lines for code in LANGUAGES for name, lines in known.read(known.path_of(code)).items()
}
SAID = "[source1 Rina Hall] [cue1 said] [content1 it was late].\n=1 "
EVERY = [pytest.param(article, id=article.name) for article in articles()]


def article_of(body):
    return read_article("en/test-one", f"published: 2024-01-01\n\n{body}")


@pytest.mark.parametrize("article", EVERY)
def test_what_is_wrong_is_what_is_known_to_be_wrong(article):
    found = Counter(errors(compare(article)))
    expected = Counter(KNOWN.get(article.name, []))
    broken, mended = found - expected, expected - found
    report = [f"wrong now: {line}" for line in broken] + [f"right now: {line}" for line in mended]
    again = "python -m tests.gold.score --write writes the known errors anew; then read the diff"
    assert not report, "\n".join([article.name, *report, again])


def test_known_errors_are_of_articles_that_there_are():
    assert KNOWN.keys() <= {article.name for article in articles()}


def test_the_table_counts_every_article_claim_and_known_error():
    rows = {row.split()[0]: row.split()[1:] for row in table().splitlines() if row[0] != " "}
    for code in sorted({article.language for article in articles()}):
        own = [article for article in articles() if article.language == code]
        expected = sum(1 for article in own for _ in compare(article).expected())
        known_errors = sum(len(KNOWN.get(article.name, [])) for article in own)
        assert rows[code][:2] == [str(len(own)), str(expected)]
        assert rows[code][-1] == str(known_errors)


@pytest.mark.parametrize("article", EVERY)
def test_an_article_is_plain_text_with_claims_of_its_own_words(article):
    assert not re.search(r"[\[\]=]|^#", article.text)
    assert 200 <= len(article.text.split()) <= 520
    assert len(article.claims) >= 5
    for claim in article.claims:
        for spans in (claim.content, claim.source, claim.cue):
            assert list(spans) == sorted(spans)
            for start, end in spans:
                assert article.text[start:end] == article.text[start:end].strip()
                assert 0 <= start < end <= len(article.text)
        assert all(one.end <= other.start for one, other in pairwise(claim.content))
        assert all(claim.speakers)
        assert bool(claim.source) == bool(claim.cue)
        assert claim.cue or article.text[claim.content[0].start] in "“‘\"'”"


@pytest.mark.parametrize("article", EVERY)
def test_sources_and_cues_stand_outside_their_own_content(article):
    for claim in article.claims:
        for start, end in (*claim.source, *claim.cue):
            assert not any(low < end and start < high for low, high in claim.content)


def test_there_are_enough_articles_of_many_desks():
    count = Counter(article.language for article in articles())
    assert count["en"] >= 16
    assert count["id"] >= 16
    assert count["ms"] >= 8
    desks = {article.desk for article in articles()}
    assert desks >= {
        "wire", "court", "parliament", "sports", "science", "business", "local", "interview",
        "pressrelease", "factcheck",
    }  # fmt: skip


def test_an_article_that_the_extractor_reads_as_the_gold_has_no_errors():
    comparison = compare(article_of(SAID + "Rina Hall"))
    assert errors(comparison) == []
    told = figures(comparison)
    assert (told.gold, told.found, told.attributed, told.clean) == (1, 1, 1, 1)
    assert (told.wrong_mouth, told.invented, told.errors) == (0, 0, 0)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (SAID + "Omar Lund", "1 speaker: Rina Hall"),
        (SAID + "Rina Hall; deny", "1 kind: say"),
        (SAID + "Rina Hall; state", "1 speaker's kind: person"),
        (SAID + "Rina Hall; negated", "1 modality: asserted"),
        (SAID + "Rina Hall; direct", "1 type: indirect"),
        (SAID.replace("Rina Hall]", "Rina] Hall") + "Rina Hall", "1 source: Rina Hall"),
        (SAID.replace("[cue1 said]", "[cue1 said it]") + "Rina Hall", "1 cue: said"),
        (SAID.replace("late]", "very] late") + "Rina Hall", "1 content: it was very late"),
        (SAID.replace("said]", "said] on Monday") + "Rina Hall", "1 said: Monday"),
        (
            SAID.replace("said]", "said] on [said1 Monday]") + "Rina Hall; 2024-01-02",
            "1 said on: 2024-01-01",
        ),
        ("Rina Hall said it was late.", "invented: Rina Hall, say: it was late"),
        ("Rina Hall did not say it was late.", "invented: Rina Hall, negated say: it was late"),
        ("[secondary The Post] wrote.", "secondary source missed: The Post"),
        ("The Hill Post reported a fire.", "secondary source invented: Hill Post"),
        ("[source1 She] [cue1 went] and [content1 it rained].\n=1 Rina Hall", "1 missed"),
    ],
)
def test_each_difference_is_told(body, wrong):
    assert wrong in errors(compare(article_of(body)))


def test_what_is_optional_need_not_be_found():
    comparison = compare(
        article_of("[source1 She] [cue1 sang], [content1 “so”].\n=1 Ana; optional")
    )
    assert errors(comparison) == []
    assert figures(comparison).gold == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[content1 It rained", r"\[content1 is not closed: It rained"),
        ("[content1 It rained].", "must be one to one"),
        ("It rained.\n=1 Ana", "without content"),
        ("[content1 It rained].\n=1 Ana; sings", "'sings' is no kind"),
        ("[content1 It rained].\n=1 Ana; 2024-01-01", "belong together"),
        ("[content It rained].\n=1 Ana", "has no number"),
        ("[content1 It rained].\n=Ana", "no line of a claim: =Ana"),
    ],
)
def test_a_file_that_has_not_the_form_is_refused(body, message):
    with pytest.raises((GoldError, MarkError), match=message):
        article_of(body)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("“It is late.”", "direct"),
        ("“It is late. “Very”", "direct"),
        ("“It is late.", "direct"),  # goes on in the next paragraph
        ("“It” is late", "mixed"),
        ("it is “late”", "mixed"),
        ("it is the mayor's", "indirect"),
        ("'It's late,'", "direct"),
        ("it was 'late'", "mixed"),
    ],
)
def test_type_by_the_marks_of_the_content(text, type_):
    assert type_of(text, (Span(0, len(text)),)) == type_


LINES = st.lists(st.text("abc 1:;").map(str.strip).filter(bool), min_size=1, max_size=3)


@given(st.dictionaries(st.sampled_from(["en/a-b", "en/c-d", "id/e-f"]), LINES))
def test_known_errors_are_read_as_they_were_written(tmp_path_factory, errors_of):
    path = tmp_path_factory.mktemp("known") / "en.txt"
    known.write(path, errors_of)
    assert known.read(path) == errors_of


@given(st.text(st.sampled_from("ab [](){}\n")))
def test_text_without_marks_is_plain(text):
    assert read_marks(text) == (text, {})
