"""What a search means, where it looks, and what it marks: by words that somebody types."""

import re
import unicodedata

import many
import pytest
from budget import examples
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims import cli
from datasette_claims.store import queries, substrings
from datasette_claims.store.database import opened
from datasette_claims.store.filters import Filters, parse
from datasette_claims.store.searchwords import in_words, understood
from datasette_claims.web import hits, marking


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pajak", "“pajak”"),
        ("harga beras", "“harga” and “beras”"),
        ("harga AND beras", "“harga” and “beras”"),
        ("pajak OR tax OR cukai", "“pajak” or “tax” or “cukai”"),
        ("pajak | tax", "“pajak” or “tax”"),
        ("harga beras OR nasi naik", "“harga” and (“beras” or “nasi”) and “naik”"),
        ("(harga beras) OR nasi", "(“harga” and “beras”) or “nasi”"),
        ("harga (beras OR (nasi))", "“harga” and (“beras” or “nasi”)"),
        ("tax -clinton", "“tax”, without “clinton”"),
        ("tax NOT clinton", "“tax”, without “clinton”"),
        ('tax -"hillary clinton"', "“tax”, without “hillary clinton”"),
        ("tax -(a OR b)", "“tax”, without (“a” or “b”)"),
        ("-clinton", "everything without “clinton”"),
        ("negosi* damai", "“negosi…” (with any ending) and “damai”"),
        ("“gencatan sen”*", "“gencatan sen…” (with any ending)"),
        ("«naik turun» „tetap“", "“naik turun” and “tetap”"),
        ("Jakarta - Bandung", "“Jakarta” and “Bandung”"),
        ("anti-korupsi", "“anti-korupsi”"),
        ("or not and", "“or” and “not” and “and”"),
        ("R & D", "“R” and “D”"),
        ("停火 OR 和平", "“停火” or “和平”"),
    ],
)
def test_a_search_is_understood_and_said_in_words(typed, said):
    tree, told = understood(typed)
    assert (in_words(tree), told) == (said, ())


@pytest.mark.parametrize(
    ("typed", "said", "told"),
    [
        ("a OR", "“a”", "OR stands between"),
        ("OR a", "“a”", "OR stands between"),
        ("a OR OR b", "“a” or “b”", "OR stands between"),
        ("a NOT", "“a”", "NOT stands before"),
        ("(a b", "“a” and “b”", "a bracket is not closed"),
        ("a) b", "“a” and “b”", "a bracket closes"),
        ("*akan", "“akan”", "* stands at the end"),
        ("ber*an", "“ber an”", "* stands at the end"),
        ('harga "beras naik', "“harga” and “beras naik”", "a quotation mark is not closed"),
        ("!!!", None, "nothing to search for"),
        ("kata " * 65, None, "at most 64 words"),
        ("(" * 21 + "a", None, "brackets within"),
    ],
)
def test_what_is_not_understood_is_told(typed, said, told):
    tree, problems = understood(typed.strip())
    assert (tree and in_words(tree)) == said
    assert any(told in problem for problem in problems)
    found = parse([("q", typed)])
    assert found.problems
    assert [problem.left_out for problem in found.problems] == [said is None] * len(found.problems)
    assert bool(found.filters.q) == (said is not None)


signs = st.lists(
    st.sampled_from([*'()"*-|', " ", " OR ", " NOT ", "a", "b", "停", "ñ"]), max_size=12
)


@given(signs.map("".join))
@settings(max_examples=examples(200), deadline=None)
def test_no_search_fails_and_each_is_said_and_marked(typed):
    tree, told = understood(typed)
    assert tree or told
    with opened(":memory:") as db:
        queries.page(db.conn, parse([("q", typed)]).filters, 5)
    text = "A b. 停 ñ " + typed
    html = marking.with_hits(text, hits.places(text, hits.looked_for([typed])))
    assert re.sub("</?mark[^>]*>", "", html) == marking.safe(text)


TAX = [
    {"text": "the tax is too high"},
    {"text": "it hurts", "context": "He said of the tax: “it hurts”."},
    {"text": "they must pay", "title": "Tax: who pays"},
    {"text": "we do our best", "speaker": "Tax Office"},
    {"text": "it is theirs", "source": "the tax office"},
    {"text": "so be it", "role": "head of tax"},
    {"text": "taxis are late"},
    {"text": "pajak naik", "title": "Pajak"},
    {"text": "cukai turun", "context": "Clinton: cukai turun"},
]


@pytest.fixture(scope="module")
def claims(tmp_path_factory):
    """Claims that have a word in each of the places where one may be, and some that have not."""
    path = tmp_path_factory.mktemp("tax") / "tax.db"
    many.claims(path, [{"article": f"a{number}", **row} for number, row in enumerate(TAX)])
    with opened(path) as db:
        yield db.conn


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("tax", {0, 1, 2, 3, 4, 5}),
        ("TAX", {0, 1, 2, 3, 4, 5}),
        ("tax*", {0, 1, 2, 3, 4, 5, 6}),
        ("tax OR pajak OR cukai", {0, 1, 2, 3, 4, 5, 7, 8}),
        ("tax -high", {1, 2, 3, 4, 5}),
        ("tax OR cukai -clinton", {0, 1, 2, 3, 4, 5}),
        ("tax pay", {2}),  # one in the headline, the other in the claim
        ('"tax pay"', set()),
        ('"tax office"', {3, 4}),
        ("(tax high) OR (pajak naik)", {0, 7}),
        ("tax -(hurts OR office)", {0, 2, 5}),
        ("-tax -taxis", {7, 8}),
        ("pajak OR -tax*", {7, 8}),
        ("tax OR (pajak -naik)", {0, 1, 2, 3, 4, 5}),
    ],
)
def test_a_word_is_found_in_claim_sentence_headline_and_speaker(claims, q, found):
    keys = queries.page(claims, parse([("q", q)]).filters, 50).keys
    assert {int(key[-6:]) for key in keys} == found
    assert queries.count(claims, Filters(q=q)) == len(found)


@pytest.mark.parametrize(
    ("table", "found"), [("articles", {0, 1, 3, 4, 5}), ("speakers", {0, 1, 2, 4, 5})]
)
def test_a_search_does_not_look_into_tables_that_one_may_not_see(claims, table, found):
    keys = queries.page(claims, Filters(q="tax", unseen=frozenset({table})), 50).keys
    assert {int(key[-6:]) for key in keys} == found


def test_who_was_merged_is_found_by_either_name(tmp_path):
    rows = [{"text": "satu", "speaker": "Joko Widodo"}, {"text": "dua", "speaker": "Jokowi"}]
    with opened(many.claims(tmp_path / "c.db", rows)) as db:
        db.execute("UPDATE speakers SET merged_into = 'joko-widodo' WHERE id = 'jokowi'")
        for q in ("widodo", "jokowi"):
            assert len(queries.page(db.conn, Filters(q=q), 5).keys) == 2, q


UNSPACED = ["停火協議已經達成", "ราคาข้าวขึ้นมาก", "今日は停戦が発表された"]


@pytest.mark.parametrize("option", [False, True])
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("協議已", {0}),
        ("協議", {0}),
        ("停", {0, 2}),
        ("ข้าว", {1}),
        ("停戦 OR 達成", {0, 2}),
        ("和平", set()),
        ("停 -協議", {2}),
        ("首相", {1}),
        ("%火", set()),
    ],
)
def test_scripts_without_spaces_are_found_by_substring(tmp_path, q, found, option):
    titles = [None, "ท่าน首相府", None]
    rows = [
        {"text": text, "article": f"a{number}", "title": titles[number]}
        for number, text in enumerate(UNSPACED)
    ]
    with opened(many.claims(tmp_path / "c.db", rows)) as db:
        if option:
            substrings.keep(db)
        keys = queries.page(db.conn, Filters(q=q), 5).keys
        assert {int(key[-6:]) for key in keys} == found


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("word", ["café", "Việt", "한국", "が行"])
def test_letters_composed_and_taken_apart_are_the_same(tmp_path, word, form):
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    text = f"itu {unicodedata.normalize(form, word)} juga"
    q = unicodedata.normalize(other, word)
    with opened(many.claims(tmp_path / "c.db", [{"text": text}, {"text": "lain"}])) as db:
        assert queries.page(db.conn, Filters(q=q), 5).keys == ["claim000000"]
    assert hits.places(text, hits.looked_for([q]))


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        ("beras", ["Beras"]),
        ("beras*", ["Beras", "berasal"]),
        ("harga OR naïve", ["HARGA", "naive"]),
        ("beras -harga", ["Beras"]),
        ('"beras mahal"', ["Beras “mahal"]),
        ("a.c", []),
        ("b", ["b", "b"]),
        ("…", []),
    ],
)
def test_what_was_searched_for_is_marked(q, marked):
    text = "Beras “mahal” berasal dari <b>HARGA</b>, naive"
    html = marking.with_hits(text, hits.places(text, hits.looked_for([q])))
    found = re.findall('<mark class="hit">(.*?)</mark>', html)
    assert found == marked


def test_the_index_of_substrings_follows_the_claims_and_leaves_with_a_copy(tmp_path):
    path, copy = tmp_path / "c.db", tmp_path / "public.db"
    many.claims(path, [{"text": text} for text in UNSPACED])
    run = CliRunner().invoke
    assert "is kept\n" in run(cli.claims, ["substrings", str(path)]).output
    assert "is kept already" in run(cli.claims, ["substrings", str(path)]).output
    with opened(path) as db:
        with db.conn:
            db.execute("UPDATE claims SET text = '停戦交渉' WHERE id = 'claim000001'")
        assert queries.page(db.conn, Filters(q="戦交渉"), 5).keys == ["claim000001"]
        assert not queries.page(db.conn, Filters(q="ข้าวขึ้น"), 5).keys
    assert run(cli.claims, ["snapshot", str(path), str(copy)]).exit_code == 0
    with opened(copy) as db:
        listed = "SELECT count(*) FROM claims_substrings_fts WHERE claims_substrings_fts MATCH ?"
        assert db.execute(listed, ["協議已"]).fetchone() == (1,)
    assert "is not kept\n" in run(cli.claims, ["substrings", str(path), "--off"]).output
    with opened(path) as db:
        assert db.execute(listed, ["協議已"]).fetchone() == (0,)
        assert queries.page(db.conn, Filters(q="協議已"), 5).keys == ["claim000000"]


def test_a_link_in_the_article_leads_to_the_first_place(tmp_path):
    text = "<b> beras. Beras"
    html = marking.first_marked(
        marking.with_hits(text, hits.places(text, hits.looked_for(["beras"])))
    )
    assert html.count('id="first-hit"') == 1
    assert re.findall('<mark class="hit"(?: id="first-hit")?>(.*?)</mark>', html) == [
        "beras",
        "Beras",
    ]
