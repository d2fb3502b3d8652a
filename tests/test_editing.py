"""Editing by form and by JSON: what is stored, what is refused, and two editors at once."""

import asyncio
import re
from contextlib import closing
from html import unescape

import pytest
from newsroom import DAM, URL, newsroom, run
from stories import fresh, load

from datasette_claims.store.sqlite import sqlite3

LINK = "https://bukti.example/uji?a=1&b=2"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def address(path):
    """The address of the claim that the tests edit."""
    return f"/news/-/claims/{newsroom(path)['bendungan']}"


@pytest.fixture
async def ds(path, address, instance):
    return await instance(path)


@pytest.fixture
def alice(ds, as_editor):
    return as_editor(ds, "alice")


def stored(path):
    """(status, rationale, publication, revision) of the claim."""
    return run(
        path,
        "select status, rationale, publication, revision from claims where text like 'bendungan%'",
    )[0][0]


def history(path):
    return run(path, "select actor, from_status, to_status, reason from status_history")[0]


def error_of(answer):
    return [unescape(words) for words in re.findall(r'role="alert"[^>]*>([^<]+)<', answer.text)]


def checked_radio(html, name):
    return re.search(rf'type="radio" name="{name}" value="(\w+)"[^>]* checked', html)[1]


REVIEW = {
    "status": "false",
    "rationale": "Uji beban gagal.\r\nDua kali.",
    "publication": "published",
    "revision": "1",
    "evidence_url": LINK,
    "evidence_stance": "refutes",
    "evidence_title": "Uji <beban>",
}


async def test_form_stores_verdict_reason_and_evidence_at_once(ds, path, address, alice, post_form):
    answer = await post_form(ds, f"{address}/status", REVIEW, alice)
    assert answer.status_code == 303
    assert answer.headers["location"] == address
    assert stored(path) == ("false", "Uji beban gagal.\nDua kali.", "published", 2)
    assert history(path) == [("alice", "unreviewed", "false", "Uji beban gagal.\nDua kali.")]
    assert run(path, "select url, title, stance, added_by from evidence")[0] == [
        (LINK, "Uji <beban>", "refutes", "alice")
    ]


async def test_saved_change_is_announced_once(ds, address, alice, post_form):
    answer = await post_form(ds, f"{address}/status", REVIEW, alice)
    cookies = {**alice, "ds_messages": answer.cookies["ds_messages"]}
    shown = await ds.client.get(address, cookies=cookies)
    assert (
        '<p class="notice" role="status">Saved: False, published. Evidence added.</p>' in shown.text
    )
    assert "alice" in shown.text.partition('id="timeline"')[2]
    assert 'role="status"' not in (await ds.client.get(address, cookies=alice)).text


async def test_form_of_an_editor_holds_what_is_stored(ds, address, alice, post_form):
    await post_form(ds, f"{address}/status", REVIEW, alice)
    shown = (await ds.client.get(address, cookies=alice)).text
    assert re.search(r'value="false" id="[^"]*" aria-describedby="[^"]*" checked', shown)
    assert "Uji beban gagal.\nDua kali.</textarea>" in shown
    assert '<option value="published" selected>' in shown
    assert 'name="revision" value="2"' in shown


async def test_saving_the_same_again_changes_nothing(ds, path, address, alice, post_form):
    await post_form(ds, f"{address}/status", REVIEW, alice)
    again = {**REVIEW, "revision": "2", "evidence_url": "", "evidence_title": ""}
    answer = await post_form(ds, f"{address}/status", again, alice)
    assert answer.status_code == 303
    assert stored(path)[3] == 2
    assert len(history(path)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "nonsense"}, "There is no status"),
        ({"status": ""}, "Choose a status."),
        ({"publication": "everywhere"}, "Publication is one of"),
        ({"rationale": " "}, "give the reason"),
        ({"evidence_url": "", "evidence_title": ""}, "add at least one evidence link"),
        ({"evidence_url": ""}, "Evidence needs a link"),
        ({"evidence_url": "javascript:alert(1)"}, "only http:// and https://"),
        ({"evidence_url": "https://x.example/a\nb"}, "only http:// and https://"),
        ({"evidence_archive_url": "ftp://x.example"}, "only http:// and https://"),
        ({"evidence_published": "kemarin"}, "no day of the calendar"),
        ({"evidence_stance": "proves"}, "stance of evidence"),
        ({"status": "unreviewed"}, "nothing to publish"),
        ({"status": "extraction_error"}, "never leave in a public copy"),
        ({"revision": ""}, "Send “revision”"),
        ({"revision": "one"}, "Send “revision”"),
        ({"revision": "9" * 30}, "Send “revision”"),
    ],
)
async def test_refused_form_keeps_what_was_typed(
    ds, path, address, alice, post_form, change, message
):
    answer = await post_form(ds, f"{address}/status", {**REVIEW, **change}, alice)
    assert answer.status_code == 400
    (said,) = error_of(answer)
    assert message in said
    if "rationale" not in change:
        assert "Uji beban gagal.\r\nDua kali.</textarea>" in answer.text
    if "evidence_title" not in change:
        assert 'value="Uji &lt;beban&gt;"' in answer.text
    # Nothing of it was stored, the evidence that came with it neither.
    assert stored(path) == ("unreviewed", None, "draft", 1)
    assert run(path, "select count(*) from evidence")[0] == [(0,)]


async def test_retired_status_is_not_offered_but_kept(ds, path, address, alice, post_form):
    run(path, "update statuses set active = 0 where key = 'satire'")
    assert 'value="satire"' not in (await ds.client.get(address, cookies=alice)).text
    answer = await post_form(
        ds, f"{address}/status", {**REVIEW, "status": "satire", "publication": "draft"}, alice
    )
    assert answer.status_code == 400
    run(path, "update claims set status = 'satire' where text like 'bendungan%'")
    assert 'value="satire"' in (await ds.client.get(address, cookies=alice)).text


async def test_statuses_come_from_their_table(ds, path, address, alice, post_form):
    run(
        path,
        "insert into statuses (key, kind, label_en, label_id, definition, colour, position)"
        " values ('half', 'verdict', 'Half <true>', 'Separuh', 'In parts.', 'amber', 99)",
    )
    assert "Half &lt;true&gt;" in (await ds.client.get(address, cookies=alice)).text
    answer = await post_form(
        ds, f"{address}/status", {"status": "half", "publication": "draft", "revision": "1"}, alice
    )
    assert answer.status_code == 303
    assert stored(path)[0] == "half"


async def test_evidence_is_added_and_removed(ds, path, address, alice, post_form):
    link = {"url": LINK, "stance": "supports", "quote": "“aman”", "revision": "1"}
    added = await post_form(ds, f"{address}/evidence", link, alice)
    assert added.status_code == 303
    shown = (await ds.client.get(address, cookies=alice)).text
    assert "Supports it" in shown
    assert f'action="{address}/evidence/1/remove"' in shown
    assert (
        await post_form(ds, f"{address}/evidence/1/remove", {"revision": "2"}, alice)
    ).status_code == 303
    assert run(path, "select removed_by from evidence")[0] == [("alice",)]
    assert "No evidence has been added." in (await ds.client.get(address, cookies=alice)).text


async def test_refused_evidence_keeps_what_was_typed(ds, address, alice, post_form):
    link = {"url": "data:text/html,x", "quote": "kata <b>", "revision": "1"}
    answer = await post_form(ds, f"{address}/evidence", link, alice)
    assert answer.status_code == 400
    assert 'value="data:text/html,x"' in answer.text
    assert "kata &lt;b&gt;</textarea>" in answer.text
    assert '<details class="more" open>' in answer.text
    assert 'aria-describedby="evidence_url-error"' in answer.text


async def test_last_evidence_of_a_published_verdict_stays(ds, path, address, alice, post_form):
    await post_form(ds, f"{address}/status", REVIEW, alice)
    answer = await post_form(ds, f"{address}/evidence/1/remove", {"revision": "3"}, alice)
    assert answer.status_code == 400
    assert "only evidence of a published verdict" in error_of(answer)[0]
    assert run(path, "select removed_at from evidence")[0] == [(None,)]


@pytest.mark.parametrize("number", ["99", "abc", "1e3", "-1", "9" * 40])
async def test_unknown_evidence(ds, address, alice, post_form, number):
    answer = await post_form(ds, f"{address}/evidence/{number}/remove", {"revision": "1"}, alice)
    assert answer.status_code == 404


async def test_notes_are_for_editors_alone(ds, path, address, alice, post_form):
    answer = await post_form(ds, f"{address}/note", {"note": "telepon <narasumber>"}, alice)
    assert answer.status_code == 303
    assert "telepon &lt;narasumber&gt;" in (await ds.client.get(address, cookies=alice)).text
    assert "telepon" not in (await ds.client.get(address)).text
    assert stored(path)[3] == 1
    assert (await post_form(ds, f"{address}/note", {"note": " "}, alice)).status_code == 400


async def test_second_editor_is_shown_both_versions_and_decides(
    ds, path, address, alice, as_editor, post_form
):
    bob = as_editor(ds, "bob")
    await post_form(ds, f"{address}/status", REVIEW, alice)
    late = {
        "status": "mostly_true",
        "rationale": "Menurut saya <cukup> aman.",
        "publication": "draft",
        "revision": "1",
        "evidence_url": "https://lain.example/",
        "evidence_quote": "aman\nsekali",
    }
    answer = await post_form(ds, f"{address}/status", late, bob)
    assert answer.status_code == 409
    for words in ["Uji beban gagal.", "Menurut saya &lt;cukup&gt; aman.", "alice", "Mostly true"]:
        assert words in answer.text
    assert stored(path)[0] == "false"
    assert run(path, "select count(*) from evidence")[0] == [(1,)]

    form = answer.text.partition('id="mine"')[2]
    sent = {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }
    assert "publication" not in sent  # nothing takes a published verdict down unasked
    sent["publication"] = checked_radio(form, "publication")
    assert (await post_form(ds, f"{address}/status", sent, bob)).status_code == 303
    assert stored(path)[:3] == ("mostly_true", "Menurut saya <cukup> aman.", "published")
    assert [row[0] for row in history(path)] == ["alice", "bob"]
    assert run(path, "select url, quote from evidence")[0][1] == (
        "https://lain.example/",
        "aman\nsekali",
    )


async def test_who_saw_an_older_reading_of_the_claim_is_shown_the_newer(
    ds, path, address, alice, post_form
):
    """Better rules between opening the form and sending it are no ground for a verdict."""
    with fresh(path) as db:
        load(db, DAM.replace("Rini Wulandari= Bupati", "Joko Susilo= Bupati"), url=URL)
    answer = await post_form(ds, f"{address}/status", REVIEW, alice)
    assert answer.status_code == 409
    assert "Joko Susilo" in answer.text
    assert stored(path)[:3] == ("unreviewed", None, "draft")


async def test_json(ds, path, address, alice, post_json):
    answer = await post_json(
        ds,
        f"{address}/status",
        {
            "status": "false",
            "rationale": "Uji beban gagal.",
            "publication": "published",
            "revision": 1,
            "evidence": {"url": LINK, "stance": "refutes"},
        },
        alice,
    )
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert answer.json()["revision"] == 2
    assert stored(path) == ("false", "Uji beban gagal.", "published", 2)

    twice = {"url": LINK, "revision": 2}
    answer = await post_json(ds, f"{address}/evidence", twice, alice)
    assert answer.status_code == 400
    assert list(answer.json()["problems"]) == ["evidence_again"]
    answer = await post_json(ds, f"{address}/evidence", {**twice, "again": True}, alice)
    assert (answer.json()["ok"], answer.json()["revision"]) == (True, 2)
    number = answer.json()["evidence"]
    answer = await post_json(ds, f"{address}/evidence/{number}/remove", {"revision": 2}, alice)
    assert answer.json()["revision"] == 2
    for _ in range(2):  # sent twice, it is stored once
        answer = await post_json(ds, f"{address}/note", {"note": "n"}, alice)
        assert answer.json()["ok"] is True
        assert run(path, "select note from review_notes") == [[("n",)]]


async def test_json_leaves_what_it_does_not_name(ds, path, address, alice, post_json):
    first = {"status": "not_checkable", "rationale": "Opini.", "publication": "published"}
    await post_json(ds, f"{address}/status", {**first, "revision": 1}, alice)
    await post_json(ds, f"{address}/status", {"status": "not_checkable", "revision": 2}, alice)
    assert stored(path) == ("not_checkable", "Opini.", "published", 2)
    # A reason belongs to its status: another status does not inherit it, nor its publication.
    await post_json(ds, f"{address}/status", {"status": "in_review", "revision": 2}, alice)
    assert stored(path) == ("in_review", None, "draft", 3)


async def test_stale_json(ds, path, address, alice, post_json):
    await post_json(ds, f"{address}/status", {"status": "in_review", "revision": 1}, alice)
    answer = await post_json(ds, f"{address}/status", {"status": "false", "revision": 1}, alice)
    assert answer.status_code == 409
    body = answer.json()
    assert body["ok"] is False
    assert body["current"] == {
        "revision": 2,
        "status": "in_review",
        "rationale": None,
        "publication": "draft",
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([1], 400),
        ("text", 400),
        ({}, 400),
        ({"status": "false"}, 400),
        ({"status": "false", "revision": True}, 400),
        ({"status": "false", "revision": 1.5}, 400),
        ({"status": 5, "revision": 1}, 400),
        ({"status": "nonsense", "revision": 1}, 400),
        ({"status": "false", "revision": 1, "rationale": ["x"]}, 400),
        ({"status": "false", "revision": 1, "evidence": "https://x.example"}, 400),
        ({"status": "false", "revision": 1, "evidence": [{"url": "javascript:1"}]}, 400),
        ({"status": "false", "revision": 1, "evidence": {"url": 5}}, 400),
        ({"status": "false", "revision": 7}, 409),
    ],
)
async def test_bad_json(ds, path, address, alice, post_json, body, status):
    answer = await post_json(ds, f"{address}/status", body, alice)
    assert answer.status_code == status
    assert answer.json()["ok"] is False
    assert answer.json()["error"]
    assert stored(path)[0] == "unreviewed"


@pytest.mark.parametrize(
    ("headers", "content", "status", "message"),
    [
        ({"content-type": "application/json"}, b"{not json", 400, "not JSON"),
        ({"content-type": "application/json"}, b"[" * 100_000, 400, "not JSON"),
        ({"content-type": "application/json"}, b"\xff\xfe", 400, "UTF-8"),
        (
            {"content-type": "application/json"},
            rb'{"status": "false", "revision": 1, "rationale": "\ud800"}',
            400,
            "half a character",
        ),
        (
            {"content-type": "application/json"},
            b'{"x": "' + b"x" * 300_000 + b'"}',
            413,
            "too long",
        ),
        ({"content-type": "text/plain", "accept": "application/json"}, b"x", 400, "Send a form"),
        ({"accept": "application/json"}, b"x", 400, "without a content type"),
    ],
    ids=["broken", "deep", "not UTF-8", "half", "large", "text", "no type"],
)
async def test_bad_bodies(ds, path, address, key_of_alice, headers, content, status, message):
    answer = await ds.client.post(
        f"{address}/status", content=content, headers={**headers, **key_of_alice}
    )
    assert answer.status_code == status
    assert answer.json()["ok"] is False
    assert message in answer.json()["error"]
    assert stored(path)[0] == "unreviewed"


@pytest.fixture
def key_of_alice(ds):
    """Headers of a program that is alice: no cookie, so neither line asks for a token."""
    from datasette import hookimpl
    from datasette.plugins import pm

    class Key:
        __name__ = "key_of_alice"

        @staticmethod
        @hookimpl
        def actor_from_request(request):
            known = request.headers.get("authorization") == "Bearer of-alice"
            return {"id": "alice"} if known else None

    pm.register(Key(), name="key_of_alice")
    yield {"authorization": "Bearer of-alice"}
    pm.unregister(name="key_of_alice")


async def test_program_with_a_token(ds, path, address, key_of_alice):
    answer = await ds.client.post(
        f"{address}/status", json={"status": "in_review", "revision": 1}, headers=key_of_alice
    )
    assert answer.json()["ok"] is True
    assert history(path)[0][0] == "alice"


async def test_large_form(ds, path, address, alice, post_form):
    answer = await post_form(ds, f"{address}/status", {**REVIEW, "rationale": "x" * 300_000}, alice)
    assert answer.status_code == 413
    assert "too long" in error_of(answer)[0]


async def test_form_of_another_kind(ds, address, key_of_alice):
    answer = await ds.client.post(
        f"{address}/status",
        files={"status": b"false"},
        headers={**key_of_alice, "accept": "text/html"},
    )
    assert answer.status_code == 400
    assert "Send a form" in error_of(answer)[0]


@pytest.mark.parametrize("tail", ["status", "evidence", "evidence/1/remove", "note"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_an_address_left_in_the_bar_leads_to_the_claim(
    ds, address, tail, method, key_of_alice
):
    answer = await ds.client.request(method, f"{address}/{tail}")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    json = {"accept": "application/json", **key_of_alice}
    answer = await ds.client.request(method, f"{address}/{tail}", headers=json)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    if method == "GET":
        assert answer.json()["ok"] is False


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_other_methods(ds, address, key_of_alice, method):
    answer = await ds.client.request(method, f"{address}/status", headers=key_of_alice)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


async def test_unknown_claim(ds, address, alice, post_form, post_json):
    form = {"status": "false", "revision": "1", "publication": "draft"}
    assert (await post_form(ds, "/news/-/claims/nobody/status", form, alice)).status_code == 404
    answer = await post_json(
        ds, "/news/-/claims/nobody/status", {"status": "false", "revision": 1}, alice
    )
    assert (answer.status_code, answer.json()["ok"]) == (404, False)
    answer = await post_json(ds, "/nowhere/-/claims/x/status", {}, alice)
    assert (answer.status_code, answer.json()["ok"]) == (404, False)


async def test_five_editors_at_once(ds, path, address, alice, post_json):
    answers = await asyncio.gather(
        *(
            post_json(
                ds,
                f"{address}/status",
                {"status": "in_review", "rationale": str(number), "revision": 1},
                alice,
            )
            for number in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert len(history(path)) == 1


async def test_database_in_use_by_another(ds, path, address, alice, post_form, post_json):
    run(path, "select 1")
    await ds.get_database("news").execute_write_fn(
        lambda conn: conn.execute("pragma busy_timeout = 50")
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        answer = await post_form(ds, f"{address}/status", REVIEW, alice)
        assert answer.status_code == 503
        assert "in use by another program" in error_of(answer)[0]
        assert "Uji beban gagal.\r\nDua kali.</textarea>" in answer.text
        body = {"status": "in_review", "revision": 1}
        answer = await post_json(ds, f"{address}/status", body, alice)
        assert (answer.status_code, answer.json()["ok"]) == (503, False)
        other.execute("rollback")
    assert (await post_form(ds, f"{address}/status", REVIEW, alice)).status_code == 303


async def test_file_that_cannot_be_written(ds, path, address, alice, post_form):
    """As on a disk that is read-only: served as changeable, since nothing says otherwise."""
    await ds.get_database("news").execute_write_fn(
        lambda conn: conn.execute("pragma query_only = on")
    )
    answer = await post_form(ds, f"{address}/status", REVIEW, alice)
    assert answer.status_code == 503
    assert "cannot be written to" in error_of(answer)[0]
    assert "Uji beban gagal.\r\nDua kali.</textarea>" in answer.text


async def test_refused_change_leaves_nothing_for_the_next_to_commit(
    ds, path, address, alice, post_json
):
    """0.65 keeps a half-done transaction open; ours must not be one."""
    body = {"status": "nonsense", "revision": 1, "evidence": {"url": LINK}}
    assert (await post_json(ds, f"{address}/status", body, alice)).status_code == 400
    await ds.get_database("news").execute_write("update outlets set url = 'https://x.example'")
    assert run(path, "select count(*) from evidence", "select count(*) from _change_context") == [
        [(0,)],
        [(0,)],
    ]


async def test_under_a_prefix(path, address, instance, as_editor, post_form):
    ds = await instance(path, settings={"base_url": "/prefix/"})
    alice = as_editor(ds, "alice")
    shown = await ds.client.get(address, cookies=alice)
    actions = re.findall(r'action="([^"]*)"', shown.text)
    assert f"/prefix{address}/status" in actions
    assert [action for action in actions if not action.startswith("/prefix/")] == []
    answer = await post_form(ds, f"{address}/status", REVIEW, alice)
    assert answer.headers["location"] == f"/prefix{address}"
