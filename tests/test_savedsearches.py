"""Ranges of days, saved searches and groups of outlets: as filters, and what people do to them."""

import many
import pytest
from newsroom import newsroom

from datasette_claims.store import queries, querystring, savedsearches
from datasette_claims.store.database import opened
from datasette_claims.store.errors import Refused, Unknown
from datasette_claims.store.filters import Filters, parse
from datasette_claims.web.searches import COOKIE

ROWS = [
    {"text": "pajak naik", "said_on": "2025-04-11", "published": "2025-04-12", "outlet": "Satu"},
    {"text": "tax up", "said_on": "2025-04", "published": "2025-05-01T08:00:00Z", "outlet": "Dua"},
    {"text": "cukai", "published": "2024-12-31T23:00:00Z", "outlet": "Tiga"},
    {"text": "lain", "outlet": "Satu"},
    {"text": "pajak salah", "status": "extraction_error", "outlet": "Dua"},
]


@pytest.fixture
def db(tmp_path):
    rows = [{"article": f"a{number}", **row} for number, row in enumerate(ROWS)]
    with opened(many.claims(tmp_path / "c.db", rows)) as db:
        yield db


def found(db, query, who="ana", unseen=()):
    asked = querystring.asked(db.conn, query, frozenset(unseen), who)
    keys = queries.page(db.conn, asked.filters, 50).keys
    assert queries.count(db.conn, asked.filters) == len(keys)
    return {int(key[-6:]) for key in keys}, [problem.parameter for problem in asked.problems]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ([("said_from", "2025-04-11")], {0}),
        ([("said_from", "2025-04-01")], {0, 1}),
        ([("said_from", "2025")], {0, 1}),
        ([("said_from", "2025-01-01"), ("said_to", "2025-04")], {0, 1}),
        ([("said_to", "2024")], {2}),
        ([("said_from", "2024-12-31"), ("said_to", "2024-12-31")], {2}),
        ([("published_from", "2025-04"), ("published_to", "2025-05-01")], {0, 1}),
        ([("published_to", "2025-04-12")], {0, 2}),
    ],
)
def test_a_range_holds_its_first_and_its_last_day(db, query, numbers):
    assert found(db, query) == (numbers, [])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ([("said_from", "2025-02-30")], ["said_from"]),
        ([("said_to", "April")], ["said_to"]),
        ([("said_from", "2025-05"), ("said_to", "2025-04")], ["said_to"]),
        ([("published_from", "2025-13")], ["published_from"]),
    ],
)
def test_days_that_are_none_are_told(query, told):
    assert [problem.parameter for problem in parse(query).problems] == told


def test_a_topic_in_three_languages_is_one_filter_that_others_narrow(db):
    topic = savedsearches.save(db, "Tax", "q=pajak OR tax OR cukai", actor="ana", own=False)
    assert found(db, [("saved", topic.id)]) == ({0, 1, 2}, [])
    assert found(db, [("saved", topic.id), ("said_from", "2025")]) == ({0, 1}, [])
    other = savedsearches.save(db, "Others", "q=lain&sort=oldest", actor="budi", own=False)
    assert found(db, [("saved", topic.id), ("saved", other.id)])[0] == {0, 1, 2, 3}
    errors = savedsearches.save(db, "Errors", "status=extraction_error", actor="ana", own=False)
    assert found(db, [("saved", errors.id)]) == ({4}, [])
    assert querystring.asked(db.conn, [("saved", other.id)]).filters.sort == "oldest"


def test_a_group_of_outlets_is_a_filter_and_may_be_part_of_a_search(db):
    savedsearches.save(db, "Big ones", "outlet=satu&outlet=tiga", actor="ana", own=False)
    assert found(db, [("outlet_group", "big-ones")]) == ({0, 2, 3}, [])
    assert found(db, [("outlet_group", "big-ones"), ("outlet", "satu")]) == ({0, 3}, [])
    both = savedsearches.save(db, "Both", "outlet_group=big-ones&q=pajak", actor="ana", own=False)
    assert found(db, [("saved", both.id)]) == ({0}, [])
    words = savedsearches.save(db, "Words", "q=pajak", actor="ana", own=False)
    assert found(db, [("outlet_group", words.id)])[1] == ["outlet_group"]


@pytest.mark.parametrize(
    ("group_is_own", "search_is_own", "told"),
    [(True, True, ""), (False, True, ""), (False, False, ""), (True, False, "the team has")],
)
def test_a_search_may_name_a_group_that_all_its_readers_have(db, group_is_own, search_is_own, told):
    query = "outlet=satu&outlet=tiga"
    group = savedsearches.save(db, "Group", query, actor="ana", own=group_is_own)
    query = f"outlet_group={group.id}&q=pajak"
    if told:
        with pytest.raises(Refused, match=told):
            savedsearches.save(db, "Kept", query, actor="ana", own=search_is_own)
    else:
        kept = savedsearches.save(db, "Kept", query, actor="ana", own=search_is_own)
        assert found(db, [("saved", kept.id)]) == ({0}, [])
    if group_is_own:
        with pytest.raises(Refused, match="that you or the team have"):
            savedsearches.save(db, "Kept", query, actor="budi", own=True)


def test_what_is_somebodys_own_is_there_for_nobody_else(db):
    search = savedsearches.save(db, "Mine", "q=pajak", actor="ana", own=True)
    assert found(db, [("saved", search.id)]) == ({0}, [])
    assert found(db, [("saved", search.id)], who="budi")[1] == ["saved"]
    assert [each.id for each in savedsearches.listed(db.conn, "ana")] == ["mine"]
    assert savedsearches.listed(db.conn, "budi") == savedsearches.listed(db.conn, None) == []
    for act in (
        lambda: savedsearches.remove(db, search.id, actor="budi"),
        lambda: savedsearches.rename(db, search.id, "His", actor="budi"),
    ):
        with pytest.raises(Unknown):
            act()
    assert not db.execute("SELECT 1 FROM acts WHERE kind LIKE 'search%'").fetchall()


def test_what_is_done_to_the_teams_searches_is_in_the_log(db):
    search = savedsearches.save(db, " Tax  topic ", "q=pajak", actor="ana", own=False)
    assert (search.id, search.name) == ("tax-topic", "Tax topic")
    savedsearches.rename(db, search.id, "Pajak", actor="budi")
    assert savedsearches.listed(db.conn, None)[0].name == "Pajak"
    savedsearches.remove(db, search.id, actor="budi")
    acts = db.execute("SELECT actor, kind, record FROM acts WHERE kind LIKE 'search%' ORDER BY id")
    assert acts.fetchall() == [
        ("ana", "search_saved", "tax-topic"),
        ("budi", "search_renamed", "tax-topic"),
        ("budi", "search_removed", "tax-topic"),
    ]


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("", "q=pajak", "a name"),
        ("x" * 201, "q=pajak", "too long"),
        ("Tax", "", "no filter"),
        ("Tax", "sort=oldest", "no filter"),
        ("Tax", "month=abc", "cannot be saved"),
        ("Tax", "saved=tax", "hold another"),
        ("taken", "q=pajak", "already"),
        ("Long", "q=pajak&" + "&".join(f"outlet=outlet-{n:05}" for n in range(500)), "too long"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_words(db, name, query, told):
    savedsearches.save(db, "Taken", "q=beras", actor="ana", own=False)
    with pytest.raises(Refused, match=told):
        savedsearches.save(db, name, query, actor="ana", own=False)
    assert len(savedsearches.listed(db.conn, "ana")) == 1


def test_names_alike_have_keys_of_their_own(db):
    keys = [
        savedsearches.save(db, name, "q=pajak", actor="ana", own=own).id
        for name, own in (("Tax", False), ("Tax!", False), ("Tax", True))
    ]
    assert keys == ["tax", "tax-2", "tax-3"]


EVERYTHING = {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("query", "who", "unseen"),
    [
        *((f"{name}={value}", "ana", table) for name, value, table in (
            ("assigned", "bob", "assignments"),
            ("judged", "bob", "acts"),
            ("changed", "unseen", "acts"),
            ("second", "awaited", "second_readings"),
            ("evidence", "-", "evidence"),
            ("reading", "other", "readings"),
            ("speaker_kind", "unnamed", "speakers"),
        )),
        ("assigned=me", "", ""),
        ("judged=me", "", ""),
        ("changed=unseen", "", ""),
    ],
)  # fmt: skip
def test_a_saved_search_asks_nothing_that_its_reader_could_not_ask(db, query, who, unseen):
    """Without the part that is closed it would find more than it says: all of it is left out."""
    kept = savedsearches.save(db, "Kept", f"{query}&q=pajak", actor="eva", own=False)
    plain = [tuple(query.split("="))]
    by_hand = querystring.asked(db.conn, plain, frozenset({unseen}), who).problems
    told = querystring.asked(db.conn, [("saved", kept.id)], frozenset({unseen}), who).problems
    assert [problem.advice for problem in told] == [problem.advice for problem in by_hand] != []
    assert all(problem.left_out for problem in told)
    assert found(db, [("saved", kept.id)], who, {unseen}) == (EVERYTHING, ["saved"])
    open_one = savedsearches.save(db, "Open", "q=lain", actor="eva", own=False)
    both = [("saved", kept.id), ("saved", open_one.id)]
    assert found(db, both, who, {unseen}) == ({3}, ["saved"])


def test_the_outlets_of_a_search_are_a_group_whatever_else_of_it_is_closed(db):
    kept = savedsearches.save(db, "Both", "outlet=satu&assigned=bob", actor="eva", own=False)
    assert found(db, [("outlet_group", kept.id)], unseen={"assignments"}) == ({0, 3}, [])


async def test_a_search_is_saved_found_renamed_and_removed(
    instance, tmp_path, as_editor, post_form
):
    path = tmp_path / "news.db"
    newsroom(path)
    ds = await instance(path)
    cookies = as_editor(ds)
    browse = await ds.client.get("/news/-/claims?q=jembatan OR banjir", cookies=cookies)
    assert "Save this search" in browse.text
    visitor = await ds.client.get("/news/-/claims?q=jembatan OR banjir")
    assert "Save this search" not in visitor.text
    assert "Searched for <bdi>“jembatan” or “banjir”</bdi>" in visitor.text
    fields = {"name": "Topik <b>", "query": "q=jembatan OR banjir"}
    saved = await post_form(ds, "/news/-/searches/save", fields, cookies)
    assert saved.status_code == 303
    assert saved.headers["location"].endswith("/news/-/claims?saved=topik-b")
    page = await ds.client.get("/news/-/claims?saved=topik-b")
    assert "Saved search: <bdi>Topik &lt;b&gt;</bdi>" in page.text
    csv = await ds.client.get("/news/-/claims.csv?saved=topik-b")
    assert csv.text == (await ds.client.get("/news/-/claims.csv?q=jembatan OR banjir")).text
    listed = await ds.client.get("/news/-/searches", cookies=cookies)
    assert "Topik &lt;b&gt;" in listed.text
    told = (await ds.client.get("/news/-/searches.json")).json()["searches"]
    assert [(each["id"], each["own"]) for each in told] == [("topik-b", False)]
    new = {"name": "Topik"}
    renamed = await post_form(ds, "/news/-/searches/topik-b/rename", new, cookies)
    assert renamed.status_code == 303
    removed = await post_form(ds, "/news/-/searches/topik-b/remove", {}, cookies)
    assert removed.status_code == 303
    gone = await ds.client.get("/news/-/claims?saved=topik-b")
    assert "no such saved search" in gone.text
    assert (await ds.client.get("/news/-/claims.csv?saved=topik-b")).status_code == 400
    refused = await post_form(ds, "/news/-/searches/save", {"name": "", "query": "q=a"}, cookies)
    assert refused.status_code == 400


@pytest.mark.parametrize("own", [True, False])
def test_a_removed_search_comes_back_as_it_was(db, own):
    search = savedsearches.save(db, "Tax", "q=pajak", actor="ana", own=own)
    removed = savedsearches.remove(db, search.id, actor="ana")
    for _ in range(2):  # a double click is one
        assert savedsearches.restore(db, removed, actor="ana") == search
    assert savedsearches.listed(db.conn, "ana") == [search]
    acts = db.execute("SELECT kind FROM acts WHERE kind LIKE 'search%' ORDER BY id").fetchall()
    kinds = [] if own else ["search_saved", "search_removed", "search_saved"]
    assert [kind for (kind,) in acts] == kinds
    if own:
        with pytest.raises(Unknown):
            savedsearches.restore(db, removed, actor="budi")


def test_a_search_that_comes_back_takes_nothing_from_one_that_came_meanwhile(db):
    first = savedsearches.save(db, "Tax", "q=pajak", actor="ana", own=False)
    savedsearches.remove(db, first.id, actor="ana")
    second = savedsearches.save(db, "Tax", "q=cukai", actor="budi", own=False)
    with pytest.raises(Refused, match="already"):
        savedsearches.restore(db, first, actor="ana")
    savedsearches.rename(db, second.id, "Duty", actor="budi")
    assert savedsearches.restore(db, first, actor="ana").id == "tax-2"
    assert {each.id: each.query for each in savedsearches.listed(db.conn, None)} == {
        "tax": "q=cukai", "tax-2": "q=pajak",
    }  # fmt: skip


async def test_what_was_removed_is_put_back_by_one_click(instance, tmp_path, as_editor, post_form):
    path = tmp_path / "news.db"
    newsroom(path)
    ds = await instance(path)
    alice, bob = as_editor(ds), as_editor(ds, "bob")
    for name, own in (("Mine", "1"), ("Ours", "")):
        fields = {"name": name, "query": "q=banjir", "own": own}
        await post_form(ds, "/news/-/searches/save", fields, alice)
        gone = await post_form(ds, f"/news/-/searches/{name.lower()}/remove", {}, alice)
        after = gone.headers["location"]
        assert after == "/news/-/searches"  # an address is read by others in a log
        signed = gone.cookies[COOKIE]
        mine, bobs = {**alice, COOKIE: signed}, {**bob, COOKIE: signed}
        assert f"Put “<bdi>{name}</bdi>” back" in (await ds.client.get(after, cookies=mine)).text
        for_bob = (await ds.client.get(after, cookies=bobs)).text
        assert (f"“<bdi>{name}</bdi>”" in for_bob) is not own
        if own:
            stolen = await post_form(ds, "/news/-/searches/restore", {"removed": signed}, bob)
            assert stolen.status_code == 400
        back = await post_form(ds, "/news/-/searches/restore", {"removed": signed}, alice)
        assert back.headers["location"] == "/news/-/searches"
        told = (await ds.client.get("/news/-/searches.json", cookies=alice)).json()["searches"]
        assert name in [each["name"] for each in told]
    for wrong in ("x", signed[:-2], ds.sign({"database": "news"}, "another thing")):
        refused = await post_form(ds, "/news/-/searches/restore", {"removed": wrong}, alice)
        assert refused.status_code == 400
        page = await ds.client.get("/news/-/searches", cookies={**alice, COOKIE: wrong})
        assert page.status_code == 200
        assert "back</button>" not in page.text


CLOSED = {"databases": {"news": {"tables": {"speakers": {"allow": {"id": "alice"}}}}}}


async def test_the_list_says_in_words_what_its_reader_may_know(instance, tmp_path, as_editor):
    path = tmp_path / "news.db"
    newsroom(path)
    with opened(path) as db:
        query = "speaker=rini-wulandari&status=true&speaker_kind=people"
        savedsearches.save(db, "Kept", query, actor="alice", own=False)
    ds = await instance(path, metadata=CLOSED)
    for cookies, named in ((as_editor(ds), True), (None, False)):
        html = (await ds.client.get("/news/-/searches", cookies=cookies or {})).text
        assert ("Speaker: Rini Wulandari" in html) is named
        assert ("you may not see the speakers" in html) is not named
        assert "Status: True" in html
        assert "<title>Saved searches · claims</title>" in html
        assert '<bdi aria-current="page">Saved searches</bdi>' in html


def test_filters_named_by_a_search_are_no_part_of_an_address():
    filters = Filters(saved=("a",), searches=(("a", Filters(q="x")),))
    from datasette_claims.store.filters import pairs

    assert pairs(filters) == [("saved", "a")]
