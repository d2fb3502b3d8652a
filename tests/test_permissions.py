"""Who may see and who may change: rendered controls and answers agree, on both lines."""

import re

import pytest
from newsroom import newsroom, run

from datasette_claims.web import changes, corrections, seam

FORM = {"status": "in_review", "publication": "draft", "revision": "1"}
CHANGES = {
    "status": FORM,
    "evidence": {"url": "https://x.example", "revision": "1"},
    "evidence/look": {"shown": "0", "evidence_url": "https://x.example"},
    "evidence/1/remove": {"revision": "1"},
    "note": {"note": "x"},
    "carry/other": {"revision": "1"},
    "unrelated/other": {"revision": "1"},
    "reading/1/take": {"revision": "1"},
    "reading/1/leave": {"revision": "1"},
    "part/other": {"revision": "1"},
    "join/other/1": {"revision": "1"},
    "correct": {"revision": "1", "kind": "deny"},
    "split": {"revision": "1", "split_from": "2"},
    "unite": {"revision": "1", "other": "other", "other_revision": "1"},
    "error": {"revision": "1"},
    "skip": {"shown": "0", "queue": ""},
    "hold": {"shown": "0"},
    "assign": {"to": "bob"},
    "undo": {"shown": "0", "undo": "x"},
    "second": {"finding": "confirmed", "revision": "1"},
}
CONTROLS = re.compile(r"<(?:form|input|textarea|select|button)\b")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def address(path):
    return f"/news/-/claims/{newsroom(path)['bendungan']}"


def test_every_change_is_tried():
    for tail in [*changes.ADDRESSES.values(), *corrections.ADDRESSES.values()]:
        assert [row for row in CHANGES if re.fullmatch(tail, row)], tail


def controls(html):
    """Form controls in our part of the page; Datasette's frame has its own."""
    body = html.partition('<section class="content">')[2].rpartition("</section>")[0]
    return CONTROLS.findall(body)


def unchanged(path):
    return (
        run(
            path,
            "select count(*) from status_history",
            "select count(*) from evidence",
            "select count(*) from review_notes",
            "select count(*) from claims where revision > 1",
            "select count(*) from leases",
            "select count(*) from second_readings",
        )
        == [[(0,)]] * 6
    )


@pytest.mark.parametrize(
    ("who", "immutable"), [(None, False), ("eve", False), ("alice", True)], ids=str
)
async def test_who_may_not_change_sees_no_control(
    instance, path, address, as_editor, post_form, who, immutable
):
    """Each address and JSON: tests/test_writes.py."""
    ds = await instance(path, immutable=immutable)
    cookies = as_editor(ds, who) if who else {}
    assert controls((await ds.client.get(address, cookies=cookies)).text) == []
    for change, fields in CHANGES.items():
        answer = await post_form(ds, f"{address}/{change}", fields, cookies)
        assert answer.status_code == 403, change
        assert ("read-only" in answer.text) == immutable
    assert unchanged(path)


@pytest.mark.parametrize(
    ("who", "immutable", "status"),
    [(None, False, 403), ("eve", False, 403), ("alice", True, 403), ("alice", False, 303)],
)
async def test_who_begins_a_queue(
    instance, path, address, as_editor, post_form, who, immutable, status
):
    ds = await instance(path, immutable=immutable)
    cookies = as_editor(ds, who) if who else None
    queue = address.rpartition("/")[0] + "/queue"
    assert (await post_form(ds, queue, {"queue": ""}, cookies)).status_code == status
    assert unchanged(path) == (status == 403)
    shown = await ds.client.get(queue, cookies=cookies, follow_redirects=True)
    assert shown.status_code == 200  # to read
    assert ("<textarea" in controls(shown.text)) == (status == 303)
    if status == 403:  # the search and the switch for keys
        assert controls(shown.text) == ["<form", "<input", "<button", "<input"]


async def test_editor_sees_controls(instance, path, address, as_editor):
    ds = await instance(path)
    shown = await ds.client.get(address, cookies=as_editor(ds, "bob"))
    assert len(controls(shown.text)) > 10
    assert shown.headers["cache-control"] == "private, no-store"


async def test_root_may_edit(instance, path, address, as_editor, post_form):
    ds = await instance(path, editors=())
    ds.root_enabled = True  # what --root sets on 1.0
    root = as_editor(ds, "root")
    assert controls((await ds.client.get(address, cookies=root)).text)
    assert (await post_form(ds, f"{address}/status", FORM, root)).status_code == 303


async def test_form_without_token_or_from_another_site(instance, path, address, as_editor):
    """0.65 wants its token; 1.0 wants the request to come from its own pages."""
    ds = await instance(path)
    alice = as_editor(ds, "alice")
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    answer = await ds.client.post(f"{address}/status", data=FORM, cookies=alice, headers=foreign)
    assert answer.status_code == 403
    answer = await ds.client.post(f"{address}/status", json=FORM, cookies=alice, headers=foreign)
    assert answer.status_code == 403
    if not seam.DATASETTE_1:
        answer = await ds.client.post(f"{address}/status", data=FORM, cookies=alice)
        assert answer.status_code == 403
        wrong = {**FORM, "csrftoken": "wrong"}
        answer = await ds.client.post(f"{address}/status", data=wrong, cookies=alice)
        assert answer.status_code == 403
    assert unchanged(path)


async def test_pages_of_visitors_set_no_cookie(instance, path, address):
    """A token on a public page would make it private and uncacheable on 0.65."""
    answer = await (await instance(path)).client.get(address)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "max-age=5"


@pytest.fixture
def granted(path):
    """An instance in which the database's own block says who may edit."""
    return {
        "databases": {
            "news": {
                "plugins": {"datasette-claims": {"permissions": {"edit-claims": {"id": "carol"}}}}
            }
        }
    }


async def test_permission_of_one_database(instance, path, address, granted, as_editor, post_form):
    ds = await instance(path, editors=(), metadata=granted)
    assert (
        await post_form(ds, f"{address}/status", FORM, as_editor(ds, "alice"))
    ).status_code == 403
    assert (
        await post_form(ds, f"{address}/status", FORM, as_editor(ds, "carol"))
    ).status_code == 303


async def test_who_may_edit_but_not_see(instance, path, address, as_editor, post_form):
    hidden = {"databases": {"news": {"allow": {"id": "carol"}}}}
    ds = await instance(path, metadata=hidden)
    alice = as_editor(ds, "alice")
    assert (await ds.client.get(address, cookies=alice)).status_code == 403
    assert (await post_form(ds, f"{address}/status", FORM, alice)).status_code == 403
    assert unchanged(path)


@pytest.mark.parametrize(
    ("table", "kind", "status"),
    [
        ("claims", "claims", 403),
        ("claims", "articles", 403),
        ("claims", "speakers", 403),
        ("articles", "claims", 200),
        ("articles", "browse", 200),
        ("articles", "articles", 403),
        ("articles", "speakers", 200),
        ("speakers", "speakers", 403),
        ("evidence", "claims", 200),
    ],
)
async def test_tables_that_may_not_be_seen(instance, path, address, table, kind, status):
    hidden = {"databases": {"news": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata=hidden)
    run(
        path,
        "insert into evidence (claim_id, url, added_at) select id, 'https://rahasia.example/',"
        " '2026-01-06T08:00:00Z' from claims",
        "insert into article_links (article_id, kind, name, start, end)"
        " select id, 'secondary_source', 'Kantor Berita Lain', 0, 1 from articles",
    )
    article = run(path, "select id from articles where url is not null")[0][0][0]
    addresses = {
        "claims": address,
        "articles": f"/news/-/articles/{article}",
        "speakers": "/news/-/speakers/rini-wulandari",
        "browse": "/news/-/claims?q=bendungan",
    }
    answer = await ds.client.get(addresses[kind])
    assert answer.status_code == status
    if table == "articles":
        assert "kabar.example" not in answer.text
        assert "<mark>bendungan itu" not in answer.text
        assert "Kantor Berita Lain" not in answer.text
        assert "retak" not in answer.text
    if table == "evidence":
        assert "rahasia.example" not in answer.text


@pytest.mark.parametrize("actor", [None, "alice", "eve"])
async def test_menus_lead_to_the_claims(instance, path, address, as_editor, actor):
    ds = await instance(path)
    cookies = as_editor(ds, actor) if actor else {}
    for page in ["/", "/news", "/news/claims", "/news/claims_flat"]:
        assert 'href="/news/-/claims"' in (await ds.client.get(page, cookies=cookies)).text


async def test_menus_show_nothing_that_may_not_be_seen(instance, path, address, tmp_path):
    hidden = {"databases": {"news": {"tables": {"claims": {"allow": False}}}}}
    ds = await instance(path, metadata=hidden)
    for page in ["/", "/news", "/news/articles"]:
        assert "/-/claims" not in (await ds.client.get(page)).text


async def test_menus_leave_databases_of_others_alone(instance, tmp_path):
    other = tmp_path / "other.db"
    run(other, "create table claims (id)")
    ds = await instance(other)
    for page in ["/", "/other", "/other/claims"]:
        assert "/-/claims" not in (await ds.client.get(page)).text
