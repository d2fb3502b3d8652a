"""The queue: claims of a filter one by one, its place and numbers, and deciding from it."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browsing import HERE, Browser
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from many import claims
from newsroom import newsroom, run
from reviewing import set_status
from stories import fresh

from datasette_claims.store import correcting, queue, undoing
from datasette_claims.store.filters import SORTS, Filters, parse

QUEUE = "/news/-/claims/queue"
ALICE = queue.Worker("alice", "2000-01-01T00:00:00Z")


# The way through a filter


@pytest.fixture
def many(tmp_path):
    """Thirty claims of three speakers, some without a date, a third of them judged."""
    rows = [
        {
            "id": f"c{number:02}",
            "text": f"kalimat {number}",
            "speaker": f"S{number % 3}",
            "said_on": None if number % 5 == 0 else f"2026-01-{number % 7 + 1:02}",
            "article": f"a{number % 4}",
            "position": number,
            "status": "false" if number % 3 == 1 else "unreviewed",
        }
        for number in range(30)
    ]
    return claims(tmp_path / "news.db", rows)


FILTERS = [
    "",
    "status=unreviewed",
    "status=unreviewed&sort=oldest",
    "status=unreviewed&sort=speaker",
    "speaker=s1&sort=changed",
    "q=kalimat&status=unreviewed&status=in_review",
    "article=a1",
]


def filters_of(query):
    return parse([(name, values[0]) for name, values in parse_qs(query).items()]).filters


@pytest.mark.parametrize("query", FILTERS)
def test_the_way_is_the_list(many, query):
    """On and back, every claim of the filter once, in the order of the list."""
    from datasette_claims.store import queries

    filters = filters_of(query)
    with fresh(many) as db:
        listed = queries.page(db.conn, filters, 100).keys
        way, key = [], queue.following(db.conn, filters, None)
        while key:
            way.append(key)
            here = queue.around(db.conn, filters, key, ALICE)
            assert here.before == (way[-2] if len(way) > 1 else None)
            assert queue.progress(db.conn, filters, key, ALICE).place == len(way)
            assert here.after == queue.following(db.conn, filters, key)
            key = here.after
        assert way == listed
        assert queue.last(db.conn, filters, ALICE) == listed[-1]
        assert queue.progress(db.conn, filters, None, ALICE).total == len(listed)


@settings(max_examples=examples(60))
@given(
    sort=st.sampled_from(["", *SORTS]),
    deeds=st.lists(st.sampled_from(["judge", "skip", "back", "colleague"]), max_size=14),
)
def test_what_one_judges_stays_on_the_way(tmp_path_factory, sort, deeds):
    """Nothing is met twice or left out, and only a colleague changes how many there are."""
    path = tmp_path_factory.mktemp("way") / "news.db"
    rows = [{"id": f"c{n}", "article": f"a{n % 3}", "position": n} for n in range(8)]
    claims(path, rows)
    filters = Filters(status=("unreviewed",), sort=sort if sort != "changed" else "")
    with fresh(path) as db:
        at, taken, judged = queue.following(db.conn, filters, None), 0, set()
        for deed in deeds:
            if at is None:
                break
            if deed == "judge":
                _judge(db, at, "alice")
                judged.add(at)
            if deed == "colleague":
                free = [
                    row["id"]
                    for row in db.query(
                        "select id from claims where status = 'unreviewed' and id <> ?", [at]
                    )
                ]
                if free:
                    _judge(db, free[-1], "bob")
                    taken += 1
                continue
            around = queue.around(db.conn, filters, at, ALICE)
            if deed == "back":
                if around.before:
                    assert queue.around(db.conn, filters, around.before, ALICE).after == at
                at = around.before or at
            else:
                at = around.after
            progress = queue.progress(db.conn, filters, at, ALICE)
            assert (progress.total, progress.today) == (8 - taken, len(judged))
            assert at is None or 1 <= progress.place <= progress.total


def _judge(db, key, actor):
    seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
    status = "false" if seen % 2 else "true"
    set_status(db, key, seen=seen, status=status, rationale="x", publication="draft", actor=actor)


@pytest.mark.parametrize(
    ("deeds", "today"),
    [
        ("alice judges", 1),
        ("alice corrects", 0),
        ("bob judges, alice corrects", 0),
        ("alice judges, alice corrects", 0),
        ("alice judges, bob corrects", 0),
        ("alice judges, bob corrects, bob undoes", 1),
        ("alice judges, alice corrects, alice judges", 1),
        ("alice judges, alice undoes", 0),
        ("alice corrects, alice judges", 1),
    ],
)
def test_a_result_that_a_correction_took_down_is_not_counted(path, keys, deeds, today):
    key, batches = keys["bendungan"], []
    with fresh(path) as db:
        for number, deed in enumerate(deeds.split(", ")):
            who, does = deed.split()
            if does == "judges":
                _judge(db, key, who)
                batches.append(db.execute("select max(id), batch from acts").fetchone()[1])
            elif does == "undoes":
                undoing.undo(db, batches[-1], actor=who)
            else:
                words = replace(
                    correcting.words_of(db.conn, key), kind=("warn", "deny", "ask")[number]
                )
                seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
                done = correcting.correct(db, key, words=words, seen=seen, actor=who)
                batches.append(done.batch)
        assert queue.judged_since(db.conn, ALICE) == today


def test_more_than_is_counted_is_said_so(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST", 5)
    path = claims(tmp_path / "news.db", [{"id": f"c{n}", "position": n} for n in range(8)])
    with fresh(path) as db:
        numbers = [queue.progress(db.conn, Filters(), f"c{n}", None) for n in range(8)]
    assert [(each.place, each.total) for each in numbers] == [
        (1, None), (2, None), (3, None), (4, None), (5, None), (None, None), (None, None),
        (None, None),
    ]  # fmt: skip


# The page


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def keys(path):
    return newsroom(path)


@pytest.fixture
async def ds(path, keys, instance):
    return await instance(path)


@pytest.fixture
def alice(ds, as_editor):
    return Browser(ds, as_editor(ds, "alice"))


def at(browser):
    return parse_qs(urlsplit(browser.went).query)["at"][0]


def place(html):
    words = re.search(r'class="queue-place">(.*?)</p>', html, re.DOTALL)[1]
    return " ".join(re.sub("<[^>]+>", "", words).split())


def link(html, rel):
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    return found and unescape(found[1])


async def test_a_visitor_reads_through_all_and_changes_nothing(ds, path):
    visitor, seen = Browser(ds), []
    shown = await visitor.get(f"{QUEUE}?speaker=rini-wulandari")
    assert shown.headers.get("set-cookie") is None
    while "at=-" not in visitor.went:
        assert place(shown.text) == f"{len(seen) + 1} of 3"
        assert "<textarea" not in shown.text
        assert 'name="robots" content="noindex"' in shown.text
        seen.append(at(visitor))
        shown = await visitor.get(link(shown.text, "next"))
    assert len(set(seen)) == 3
    assert "The end of the queue" in shown.text
    back = await visitor.get(link(shown.text, "prev"))
    assert at(visitor) == seen[-1]
    assert link(back.text, "prev")


async def test_the_place_is_in_the_address(alice, keys):
    await alice.get(f"{QUEUE}?q=tanggul&sort=oldest")
    query = parse_qs(urlsplit(alice.went).query)
    assert query.keys() == {"q", "sort", "at"}
    again = await alice.get(alice.went)
    assert place(again.text) == "1 of 2 0 today"
    assert "Search: <bdi>“tanggul”</bdi>" in again.text
    # A claim that the filter does not ask for is shown all the same: a colleague's address
    other = await alice.get(f"{QUEUE}?q=tanggul&at={keys['bendungan']}")
    assert "bendungan itu aman" in other.text
    assert place(other.text) == "2 claims 0 today" or place(other.text).endswith("0 today")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("at=nothing", "There is no claim with this key"),
        ("q=tidakada", "Nothing to do here"),
        ("status=nonsense", "no such status"),
        ("colour=red", "no such filter"),
        ("at=%00", "There is no claim with this key"),
        ("min_confidence=2&at=-", "write a number from 0 to 1"),
    ],
)
async def test_what_cannot_be_shown_is_said(alice, query, says):
    assert says in unescape((await alice.get(f"{QUEUE}?{query}")).text)


async def test_only_get(ds):
    assert (await ds.client.put(QUEUE)).status_code in (403, 405)


async def test_browse_leads_to_the_queue_with_its_filter(ds, alice):
    address = "/news/-/claims?speaker=rini-wulandari&sort=oldest"
    html = (await alice.get(address)).text
    form = re.search(r"<form[^>]*>(?:(?!</form>).)*Check them one by one", html, re.DOTALL)[0]
    fields = unescaped(dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))
    shown = await alice.send(re.search(r'action="([^"]+)"', form)[1], fields)
    assert place(shown.text) == "1 of 3 0 today"
    assert f'href="{address.replace("&", "&amp;")}#claim-' in shown.text
    assert "one by one" not in (await Browser(ds).get(address)).text


async def test_save_goes_on_and_the_numbers_with_it(alice, path):
    shown = await alice.get(f"{QUEUE}?status=unreviewed&sort=oldest")
    seen = []
    for number in range(1, 8):
        assert place(shown.text) == f"{number} of 7 {number - 1} today"
        seen.append(at(alice))
        form = await alice.form(alice.went)
        shown = await alice.send(
            f"/news/-/claims/{seen[-1]}/status",
            {**form, "status": "unproven", "rationale": f"Alasan {number}.",
             "evidence_url": f"https://bukti.example/{number}", "note": f"Catatan {number}."},
        )  # fmt: skip
        assert "Saved: Unproven, draft. Evidence added. Note added." in shown.text
    assert "Done" in shown.text
    assert place(shown.text) == "7 claims 7 today"
    assert len(set(seen)) == 7
    assert (
        run(
            path,
            "select count(*) from claims where status = 'unproven' and rationale like 'Alasan _.'",
            "select count(distinct claim_id) from evidence",
            "select count(distinct claim_id) from review_notes",
            "select count(*) from acts where kind = 'status'",
        )
        == [[(7,)]] * 4
    )
    back = await alice.get(link(shown.text, "prev"))
    assert at(alice) == seen[-1]
    assert place(back.text) == "7 of 7 7 today"


async def test_a_refusal_comes_back_to_its_place_with_the_words(alice):
    await alice.get(f"{QUEUE}?status=unreviewed")
    here, key = alice.went, at(alice)
    form = await alice.form(here)
    shown = await alice.send(
        f"/news/-/claims/{key}/status",
        {**form, "status": "false", "rationale": "Kata.", "publication": "published"},
    )
    assert alice.went == here
    assert "add at least one evidence link" in shown.text
    assert "Kata.</textarea>" in shown.text
    form = await alice.form(here)
    shown = await alice.send(
        f"/news/-/claims/{key}/status", {**form, "status": "false", "rationale": "Kata."}
    )
    assert at(alice) != key


async def test_a_conflict_leads_back_into_the_queue(alice, path, keys):
    here = f"{QUEUE}?status=unreviewed&at={keys['bendungan']}"
    form = await alice.form(here)
    with fresh(path) as db:
        _judge(db, keys["bendungan"], "bob")
    shown = await alice.send(
        f"/news/-/claims/{keys['bendungan']}/status",
        {**form, "status": "misleading", "rationale": "Punyaku."},
    )
    assert alice.went.endswith("/conflict")
    assert "at=" in unescape(re.search(r'href="([^"]+)#review">Go on writing', shown.text)[1])
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    shown = await alice.send(f"/news/-/claims/{keys['bendungan']}/status", unescaped(hidden))
    assert urlsplit(alice.went).path == QUEUE
    assert at(alice) != keys["bendungan"]
    assert "Saved: Misleading" in shown.text


def unescaped(fields):
    return {name: unescape(value) for name, value in fields.items()}


async def test_dropping_mine_leads_back_into_the_queue(alice, path, keys):
    here = f"{QUEUE}?status=unreviewed&at={keys['bendungan']}"
    form = await alice.form(here)
    with fresh(path) as db:
        _judge(db, keys["bendungan"], "bob")
    claim = f"/news/-/claims/{keys['bendungan']}"
    await alice.send(f"{claim}/status", {**form, "status": "misleading", "rationale": "Punyaku."})
    await alice.send(f"{claim}/drop", {"csrftoken": form.get("csrftoken", "")})
    assert alice.went == here


async def test_skip_keeps_what_was_typed(alice, path):
    await alice.get(f"{QUEUE}?status=unreviewed")
    here, key = alice.went, at(alice)
    form = await alice.form(here)
    shown = await alice.send(
        f"/news/-/claims/{key}/skip", {**form, "status": "true", "rationale": "Nanti."}
    )
    assert at(alice) != key
    assert "What you typed at the last claim is kept" in shown.text
    back = await alice.get(here)
    assert "Nanti.</textarea>" in back.text
    assert run(path, "select count(*) from acts") == [[(0,)]]
    # Skipped without a word it goes on without one, and lets go of nothing
    form = await alice.form(here)
    form = {name: value for name, value in form.items() if name in ("csrftoken", "shown", "queue")}
    shown = await alice.send(f"/news/-/claims/{key}/skip", form)
    assert "What you typed" not in shown.text
    assert "Nanti.</textarea>" in (await alice.get(here)).text


async def test_other_buttons_stay_at_the_claim(alice, path):
    await alice.get(f"{QUEUE}?status=unreviewed")
    here, key = alice.went, at(alice)
    form = await alice.form(here)
    await alice.send(f"/news/-/claims/{key}/note", {**form, "note": "Catatan."})
    assert alice.went == here


@pytest.mark.parametrize(
    "query",
    [
        "//evil.example/",
        "https://evil.example",
        "at=evil",
        "x\r\nset-cookie: a=b",
        "q=" + "x" * 20000,
    ],
)
async def test_the_way_on_stays_in_this_database(alice, query):
    await alice.get(QUEUE)
    key = at(alice)
    form = await alice.form(alice.went)
    await alice.send(f"/news/-/claims/{key}/status", {**form, "status": "true", "queue": query})
    found = urlsplit(alice.went)
    assert (found.netloc, found.path) == ("", QUEUE)
    assert len(alice.went) < 9000


async def test_a_script_gets_json_for_the_form(ds, alice, as_editor):
    """The same form, sent in the background: what became of it, instead of another page."""
    await alice.get(f"{QUEUE}?status=unreviewed")
    key = at(alice)
    form = await alice.form(alice.went)
    ask = {**HERE, "accept": "application/json"}
    claim = f"/news/-/claims/{key}/status"
    bad = {**form, "status": "false", "publication": "published"}
    answer = await alice.send(claim, bad, headers=ask)
    assert answer.status_code == 400
    assert answer.json()["problems"].keys() == {"rationale", "evidence_url"}
    good = {
        **form,
        "status": "false",
        "rationale": "R.",
        "note": "N.",
        "evidence_url": "https://b.example/",
    }
    for _ in range(2):  # the answer was lost, and it is sent again
        answer = (await alice.send(claim, good, headers=ask)).json()
        assert answer["ok"] is True
        assert (answer["status"], answer["revision"]) == ("false", 2)
    late = {**form, "status": "true", "rationale": "Lain."}
    answer = await alice.send(claim, late, headers=ask)
    assert answer.status_code == 409
    assert answer.json()["current"]["status"] == "false"


@pytest.mark.parametrize("asks", ["text/html", "application/json"])
async def test_who_lost_the_right_keeps_the_words_and_the_way(ds, path, instance, as_editor, asks):
    alice = Browser(ds, as_editor(ds, "alice"))
    await alice.get(f"{QUEUE}?status=unreviewed")
    here, key = alice.went, at(alice)
    form = await alice.form(here)
    alice.cookies.pop("ds_actor")
    answer = await alice.send(
        f"/news/-/claims/{key}/status",
        {**form, "status": "false", "rationale": "Kata."},
        headers={**HERE, "accept": asks},
    )
    if asks == "application/json":
        assert answer.status_code == 403
        return
    assert alice.went.endswith("/unsaved")
    assert "Kata." in answer.text
    alice.cookies |= as_editor(ds, "alice")
    await alice.get(alice.went)
    assert alice.went == here


async def test_quotes_in_a_filter_are_text(alice):
    odd = '"><script>alert(1)</script>'
    shown = await alice.get(f"{QUEUE}?speaker={quote(odd)}&status=unreviewed")
    assert "<script>alert" not in shown.text


async def test_under_a_base_url(path, keys, instance, as_editor):
    ds = await instance(path, settings={"base_url": "/sub/"})
    alice = Browser(ds, as_editor(ds, "alice"))
    shown = await alice.get(f"/sub{QUEUE}?status=unreviewed")
    assert alice.went.startswith(f"/sub{QUEUE}?")
    for href in re.findall(r'(?:href|action|formaction)="(/[^"]*)"', shown.text):
        assert href.startswith("/sub/"), href
