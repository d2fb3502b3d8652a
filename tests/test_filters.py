from dataclasses import replace

import many
import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.store import facets, queries
from datasette_claims.store import values as all_values
from datasette_claims.store.changes import by_person
from datasette_claims.store.database import opened
from datasette_claims.store.filters import (
    CHOICES,
    SORTS,
    Filters,
    having,
    only,
    pairs,
    parse,
    without,
)
from datasette_claims.store.querystring import asked


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ([], Filters()),
        ([("q", "  gencatan   senjata ")], Filters(q="gencatan senjata")),
        ([("q", "a\0b")], Filters(q="a b")),
        ([("q", "gencatan"), ("q", "senjata")], Filters(q="gencatan senjata")),
        ([("status", "false"), ("status", "true")], Filters(status=("false", "true"))),
        ([("status", "false"), ("status", "false")], Filters(status=("false",))),
        ([("status", "")], Filters()),
        ([("speaker", "-")], Filters(speaker=("-",))),
        ([("month", "2025-04"), ("month", "2024")], Filters(month=("2025-04", "2024"))),
        ([("min_confidence", "0.8")], Filters(min_confidence=0.8)),
        ([("min_confidence", "0")], Filters(min_confidence=0)),
        ([("min_confidence", "1"), ("min_confidence", "1.0")], Filters(min_confidence=1)),
        ([("min_confidence", "0.1"), ("min_confidence", "0.2")], Filters(min_confidence=0.2)),
        ([("sort", "said"), ("sort", "oldest")], Filters(sort="oldest")),
        ([("q", "kata " * 64)], Filters(q="kata " * 63 + "kata")),
        ([("q", "a\ud800b")], Filters(q="ab")),
        ([("sort", "published")], Filters(sort="published")),
        ([("_spreadsheet", "1")], Filters()),
    ],
)
def test_what_a_query_string_asks_for(query, filters):
    assert parse(query) == (filters, ())


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        (("month", "abc"), "2025-04"),
        (("month", "2025-13"), "2025-04"),
        (("month", "２０２５-04"), "2025-04"),
        (("type", "spoken"), "direct, indirect, mixed"),
        (("modality", "never"), "negated"),
        (("flag", "1"), "not_in_article"),
        (("min_confidence", "high"), "from 0 to 1"),
        (("min_confidence", "nan"), "from 0 to 1"),
        (("min_confidence", "80"), "from 0 to 1"),
        (("min_confidence", "1.01"), "from 0 to 1"),
        (("min_confidence", "-0.01"), "from 0 to 1"),
        (("min_confidence", "inf"), "from 0 to 1"),
        (("month", "2025-4"), "2025-04"),
        (("month", "2025-00"), "2025-04"),
        (("sort", "length"), "said, oldest"),
        (("stauts", "false"), "status"),
        (("q", "!?"), "letters or digits"),
        (("q", "kata " * 65), "64 words"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_to_write_instead(query, advice):
    filters, (problem,) = parse([query])
    assert filters == Filters()
    assert problem.parameter == query[0]
    assert advice in problem.advice


def test_no_field_has_more_values_than_sqlite_takes(empty):
    years = [("month", f"{year}") for year in range(1000, 1100)]
    filters, problems = parse(years)
    assert not problems
    assert queries.count(empty, filters) == 0
    filters, (problem,) = parse([*years, ("month", "1100")])
    assert filters == Filters()
    assert str(problem) == "month=101 values: choose at most 100 values"


words = st.text(st.characters(codec="utf-8"), max_size=12)
keys = st.lists(st.text("abcdefghij-0123", min_size=1, max_size=8), max_size=3, unique=True).map(
    tuple
)


def some(*values):
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


any_filters = st.builds(
    Filters,
    q=words.map(lambda text: parse([("q", text)]).filters.q),
    status=keys,
    speaker=keys,
    outlet=keys,
    language=keys,
    kind=keys,
    article=keys,
    type=some(*CHOICES["type"]),
    modality=some(*CHOICES["modality"]),
    flag=some(*CHOICES["flag"]),
    publication=some(*CHOICES["publication"]),
    speaker_kind=some(*CHOICES["speaker_kind"]),
    evidence=some(*CHOICES["evidence"]),
    edited=some(*CHOICES["edited"]),
    errors=st.sampled_from(["", "all"]),
    month=some("2025-04", "1999-12", "2024", "-"),
    min_confidence=st.none() | st.floats(0, 1),
    sort=st.sampled_from(["", *SORTS]),
)


@given(any_filters)
def test_what_is_written_is_read_back(filters):
    again = parse(pairs(filters))
    assert again.filters == filters
    assert not any(problem.left_out for problem in again.problems)


@given(st.lists(st.tuples(st.sampled_from(["q", "month", "sort", "x", "min_confidence"]), words)))
def test_any_query_string_is_understood_or_complained_about(query):
    filters, _ = parse(query)
    again = parse(pairs(filters))
    assert again.filters == filters
    assert not any(problem.left_out for problem in again.problems)


@given(any_filters, st.sampled_from(["status", "speaker", "kind"]))
def test_a_value_added_and_taken_away_leaves_the_same(filters, name):
    assert without(having(filters, name, "new value"), name, "new value") == filters


def test_a_field_taken_away_is_as_if_it_was_not_asked_for():
    asked_for = Filters(q="x", status=("true", "false"), min_confidence=0.5, sort="oldest")
    assert without(asked_for, "status", "true") == replace(asked_for, status=("false",))
    assert without(asked_for, "status") == replace(asked_for, status=())
    assert without(asked_for, "min_confidence") == replace(asked_for, min_confidence=None)
    assert without(asked_for, "q") == replace(asked_for, q="")
    assert only(asked_for) == replace(asked_for, sort="")


def test_a_value_that_cannot_be_used_leaves_the_others():
    filters, problems = parse([("month", "2025"), ("month", "abc"), ("x", "1"), ("_y", "2")])
    assert filters == Filters(month=("2025",))
    assert [(problem.parameter, problem.value) for problem in problems] == [
        ("month", "abc"), ("x", "1"),
    ]  # fmt: skip
    assert parse([("after", "1"), ("before", "2")], known=("after",)).problems[0].value == "2"


SPEAKERS = ["Siti Aminah", "Budi Santoso", "Siti Rahma", None]
claim = st.fixed_dictionaries(
    {
        "speaker": st.sampled_from(SPEAKERS),
        "context": st.just("Ia berkata begitu."),
        "text": st.sampled_from(["harga beras naik", "perang “harus” berhenti", "beras cukup"]),
        "type": st.sampled_from(CHOICES["type"]),
        "kind": st.sampled_from(["say", "deny"]),
        "status": st.sampled_from(["unreviewed", "false", "true", "extraction_error"]),
        "publication": st.sampled_from(["draft", "draft", "published"]),
        "edited": st.sampled_from([0, 0, 1]),
        "origin": st.sampled_from(["machine", "machine", "machine", "person"]),
        "links": st.sampled_from([0, 0, 1, 2]),
        "flag": st.sampled_from([None, None, None, "not_extracted"]),
        "article": st.sampled_from(["a1", "a2", "a3"]),
        "outlet": st.sampled_from(["Harian Satu", "Kabar Dua", None]),
        "published": st.sampled_from(["2025-04-12", "2025-03-01T08:00:00Z", None]),
        "said_on": st.sampled_from(["2025-04-11", "2024-12-31", "2025-04-12", None]),
        "position": st.sampled_from([0, 40, 80, None]),
        "updated_at": st.sampled_from(["2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"]),
        "modality": st.sampled_from([None, None, "negated"]),
        "confidence": st.sampled_from([0.4, 0.9]),
    }
)
asked_for = st.builds(
    Filters,
    q=st.sampled_from(["", "", "beras", "siti", "santoso ha*", "“harga beras” naik"]),
    status=some("unreviewed", "false", "extraction_error"),
    publication=some(*CHOICES["publication"]),
    evidence=some(*CHOICES["evidence"]),
    edited=some(*CHOICES["edited"]),
    errors=st.sampled_from(["", "", "all"]),
    speaker=some("siti-aminah", "budi-santoso", "-"),
    speaker_kind=some(*CHOICES["speaker_kind"]),
    outlet=some("harian satu", "-"),
    month=some("2025-04", "2024", "-"),
    type=some("direct", "mixed"),
    modality=some("negated", "-"),
    flag=some("not_extracted"),
    article=some("a1", "a2"),
    min_confidence=st.sampled_from([None, None, 0.5]),
    sort=st.sampled_from(["", *SORTS]),
)


def fits(row, filters, ignoring=""):
    """Does a claim fit? The same rules as the SQL, said once more in Python."""
    for name in ("status", "speaker", "outlet", "type", "modality", "flag", "article", "month"):
        asked_values = getattr(filters, name)
        value = row[
            {"speaker": "speaker_id", "outlet": "outlet_id", "article": "article_id"}.get(
                name, name
            )
        ]
        if asked_values and name != ignoring:
            forms = {"-"} if value is None else {value, value[:4]} if name == "month" else {value}
            if not forms & set(asked_values):
                return False
    if filters.speaker_kind and ignoring != "speaker_kind" and who(row) not in filters.speaker_kind:
        return False
    if not (filters.flag or not row["flag"] or worked_on(row)):
        return False
    if row["status"] == "extraction_error" and not (
        filters.errors or "extraction_error" in filters.status
    ):
        return False
    standing = row["publication"] if row["status"] != "unreviewed" else None
    by_hand = "entered" if row["origin"] == "person" else "corrected" if row["edited"] else None
    for value, values in (
        (standing, filters.publication),
        ("some" if row["links"] else "-", filters.evidence),
        (by_hand, filters.edited),
    ):
        if values and value not in values:
            return False
    if filters.min_confidence and row["confidence"] < filters.min_confidence:
        return False
    text = f"{row['text']} {row['name'] or ''}".lower().replace("“", " ").replace("”", " ")
    return {
        "": True,
        "beras": "beras" in text,
        "siti": "siti" in text,
        "santoso ha*": "santoso" in text and any(word.startswith("ha") for word in text.split()),
        "“harga beras” naik": "harga beras naik" in text,
    }[filters.q]


def worked_on(row):
    return (
        row["status"] != "unreviewed" or row["publication"] != "draft" or row["edited"]
        or row["origin"] == "person" or row["links"]
    )  # fmt: skip


def place(row, filters):
    """Where a claim stands in the order asked for, as Python sorts."""
    reading = (row["article_id"], -1 if row["position"] is None else row["position"], row["id"])
    one_article = len(filters.article) == 1
    sort = filters.sort or ("reading" if one_article else "said")
    if sort == "reading":
        return reading
    if sort == "speaker":
        return (row["speaker_id"] is None, row["speaker_id"] or "", row["rowid"])
    if sort == "checkable":
        return (row["checkable"] is None, -(row["checkable"] or 0), row["rowid"])
    if sort == "changed":
        return ([-int(digit) for digit in row["updated_at"] if digit.isdigit()], -row["rowid"])
    date = row["published"] if sort == "published" else row["dated"]
    digits = [int(digit) for digit in (date or "") if digit.isdigit()]
    way = 1 if sort == "oldest" else -1
    # An earlier date with a time of day is still later than the same date without one.
    return (date is None, [way * digit for digit in digits], way * len(digits), reading)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(claim, max_size=14), asked_for, st.integers(1, 5))
def test_pages_counts_and_facets_are_those_of_the_whole_list(rows, filters, size):
    with opened(":memory:") as db:
        many.fill(db.conn, rows)
        give_links(db, rows)
        everything = list(
            db.query(
                "SELECT claims.*, claims.rowid, dated, month, name, (SELECT count(*) FROM evidence"
                " WHERE claim_id = claims.id AND removed_at IS NULL) AS links FROM claims"
                " LEFT JOIN speakers ON speakers.id = speaker_id"
            )
        )
        expected = [row for row in everything if fits(row, filters)]
        expected = [row["id"] for row in sorted(expected, key=lambda row: place(row, filters))]
        assert queries.count(db.conn, filters) == len(expected)
        assert forwards(db.conn, filters, size) == expected
        assert backwards(db.conn, filters, size, expected) == expected[:-1]
        assert exported(db.conn, filters, size) == expected
        for group in facets.together(filters):
            for facet in facets.counted(db.conn, filters, group):
                check(facet, everything, filters)
        found_by_name(db.conn, filters)


def give_links(db, rows):
    with by_person(db, "ana"):
        for n, row in enumerate(rows):
            for link in range(row["links"]):
                db.execute(
                    "INSERT INTO evidence (claim_id, url, stance, added_at, added_by)"
                    " VALUES (?, ?, 'context', '2026-01-05', 'ana')",
                    [f"claim{n:06}", f"https://x.example/{link}"],
                )
        # One of two is taken away again; so the claim still has some.
        db.execute(
            "UPDATE evidence SET removed_at = '2026-01-06', removed_by = 'ana'"
            " WHERE url = 'https://x.example/1'"
        )


def forwards(conn, filters, size):
    found, after = [], None
    while True:
        page = queries.page(conn, filters, size, after=after)
        assert page.before == (after is not None)
        found += page.keys
        if not page.after:
            return found
        assert len(page.keys) == size
        after = again(page.cursors[-1], filters)


def backwards(conn, filters, size, expected):
    """All claims before the last one, from the end on."""
    whole = queries.page(conn, filters, len(expected) + 1)
    if not whole.keys:
        return []
    found, before = [], again(whole.cursors[-1], filters)
    while True:
        page = queries.page(conn, filters, size, before=before)
        found = page.keys + found
        if not page.before:
            return found
        before = again(page.cursors[0], filters)


def again(cursor, filters):
    """The cursor, as it comes back from an address."""
    read = queries.cursor(str(cursor), filters)
    assert read == cursor
    return read


def exported(conn, filters, size):
    found, after = [], None
    while True:
        batch = queries.batch(conn, filters, size, after)
        found += [row[batch.columns.index("id")] for row in batch.rows]
        if batch.following is None:
            return found
        after = batch.following


def found_by_name(conn, filters):
    """Whoever types finds the speakers with the numbers that their facet has."""
    (facet,) = facets.counted(conn, filters, ("speaker",))
    listed = {value.key: value.claims for value in facet.values if value.key != "-"}
    found = {value.key: value.claims for value in all_values.speakers(conn, filters, "s", 9)}
    assert found == {key: claims for key, claims in listed.items() if claims}


def who(row):
    """The speakers of these claims are people; of some claims there is none."""
    return "people" if row["speaker_id"] else "unnamed"


def check(facet, everything, filters):
    """Each value counted under the other filters; what is chosen is listed, also with none."""
    name = facet.field
    key = {"speaker": "speaker_id", "outlet": "outlet_id"}.get(name, name)
    everything = [{**row, "speaker_kind": who(row)} for row in everything]
    counts = {}
    for row in everything:
        if fits(row, filters, ignoring=name):
            counts[row[key] or "-"] = counts.get(row[key] or "-", 0) + 1
    listed = {value.key: value.claims for value in facet.values}
    chosen = set(getattr(filters, name))
    years = {one for one in chosen if name == "month" and len(one) == 4}
    assert {k: n for k, n in listed.items() if n and k not in years} == counts
    assert {value.key for value in facet.values if value.chosen} == chosen
    for year in years:
        assert listed[year] == sum(n for month, n in counts.items() if month[:4] == year)
    assert facet.more == 0


def test_a_claim_that_comes_in_between_shifts_no_page(tmp_path):
    path = many.claims(
        tmp_path / "c.db",
        [{"said_on": f"2025-04-{day:02}", "position": day} for day in range(1, 11)],
    )
    with opened(path) as db:
        first = queries.page(db.conn, Filters(), 4)
        with db.conn:
            db.conn.execute(
                "INSERT INTO claims (id, article_id, text, type, kind, context, said_on,"
                " confidence, rule, extractor, created_at, updated_at) SELECT 'new', article_id,"
                " text, type, kind, context, '2025-04-30', confidence, rule, extractor,"
                " created_at, updated_at FROM claims LIMIT 1"
            )
        second = queries.page(db.conn, Filters(), 4, after=first.cursors[-1])
        back = queries.page(db.conn, Filters(), 4, before=second.cursors[0])
    assert second.keys == ["claim000005", "claim000004", "claim000003", "claim000002"]
    assert back.keys == first.keys


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "é",
        "e30",
        "W10",
        "WyJzYWlkIl0",
        "bnVsbA",
        "[[[",
        "A" * 5000,
        "\ud800",
        "1",
        "WyJ4Il0=",
    ],
)
def test_a_broken_cursor_is_told_not_followed(text):
    assert queries.cursor(text, Filters()) is None


@pytest.mark.parametrize(
    "values",
    [
        ["said"],
        ["oldest", "2025-04-11", "a1", 0, "c"],
        ["said", "2025-04-11", "a1", 0],
        ["said", "2025-04-11", None, 0, "c"],
        ["said", "2025-04-11", "a1", 2**70, "c"],
        ["said", "2025-04-11", "a1", 0.5, "c"],
        ["said", ["2025"], "a1", 0, "c"],
        ["said", "\ud800", "a1", 0, "c"],
    ],
)
def test_a_cursor_of_another_list_or_by_another_hand(values):
    text = (
        str(queries.Cursor(values[0], tuple(values[1:])))
        if "\ud800" not in values
        else ("WyJzYWlkIiwiXHVkODAwIiwiYTEiLDAsImMiXQ")
    )
    assert queries.cursor(text, Filters()) is None


@pytest.fixture
def merged(tmp_path):
    path = many.claims(
        tmp_path / "c.db",
        [{"speaker": name} for name in ("Siti", "Siti Aminah", "Siti Aminah", "Budi")],
    )
    with opened(path) as db:
        with db.conn:
            db.conn.execute("UPDATE speakers SET merged_into = 'siti-aminah' WHERE id = 'siti'")
        yield db.conn


@pytest.mark.parametrize("key", ["siti", "siti-aminah"])
def test_a_merged_speaker_is_one_speaker_by_either_key(merged, key):
    filters, _, _, problems = asked(merged, [("speaker", key)])
    assert filters == Filters(speaker=("siti-aminah",))
    assert not problems
    assert queries.count(merged, filters) == 3
    (facet,) = facets.counted(merged, filters, ("speaker",))
    assert [tuple(value) for value in facet.values] == [
        ("siti-aminah", "Siti Aminah", 3, True, False),
        ("budi", "Budi", 1, False, False),
    ]


def test_a_long_list_of_speakers_is_cut_and_says_so(tmp_path):
    path = many.claims(
        tmp_path / "c.db", [{"speaker": f"Speaker {number:03}"} for number in range(100)]
    )
    with opened(path) as db:
        (facet,) = facets.counted(db.conn, Filters(), ("speaker",))
        assert (len(facet.values), facet.more) == (facets.LISTED, 100 - facets.LISTED)
        filters = Filters(speaker=("speaker-099",))
        (facet,) = facets.counted(db.conn, filters, ("speaker",))
        assert facet.values[-1] == ("speaker-099", "Speaker 099", 1, True, False)
        assert len(facet.values) + facet.more == 100


@pytest.mark.parametrize(
    "q", ["naïve", "NAIVE", "naiv*", "Jokowi", "presiden", "joko wid*", '"joko']
)
def test_search_looks_at_words_source_role_and_the_full_name(tmp_path, q):
    path = many.claims(
        tmp_path / "c.db",
        [
            {"text": "itu naïve", "source": "Presiden Jokowi", "speaker": "Joko Widodo",
             "role": "Presiden"},
            {"text": "lain", "source": "Budi", "speaker": "Budi"},
        ],
    )  # fmt: skip
    with opened(path) as db:
        assert queries.page(db.conn, Filters(q=q), 5).keys == ["claim000000"]


@given(st.text(max_size=40))
@settings(max_examples=examples(200), deadline=None)
def test_no_search_is_a_syntax_error(empty, q):
    queries.page(empty, parse([("q", q)]).filters, 5)


@pytest.fixture(scope="module")
def empty():
    with opened(":memory:") as db:
        yield db.conn


@pytest.mark.parametrize("work", ["note", "evidence", "status", "edit"])
def test_a_flagged_claim_on_which_somebody_worked_stays_in_the_list(tmp_path, work):
    path = many.claims(tmp_path / "c.db", [{"flag": "not_extracted"}])
    doing = {
        "note": "INSERT INTO review_notes (claim_id, at, note) VALUES ('claim000000', 'now', 'n')",
        "evidence": "INSERT INTO evidence (claim_id, url, added_at)"
        " VALUES ('claim000000', 'https://news.example/e', 'now')",
        "status": "UPDATE claims SET status = 'in_review'",
        "edit": "UPDATE claims SET text = 'harga turun'",
    }
    with opened(path) as db:
        assert queries.count(db.conn, Filters()) == 0
        assert queries.count(db.conn, Filters(flag=("not_extracted",))) == 1
        with db.conn:
            db.conn.execute(doing[work])
        assert queries.count(db.conn, Filters()) == 1
