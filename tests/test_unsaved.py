"""Words that could not be saved: for whom they are kept, where they come back, who sees none."""

import re
from contextlib import closing

import pytest
from browsing import HERE, Browser
from conftest import ONE_THREAD, impatient
from datasette import hookimpl
from datasette.plugins import pm
from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import Request, Response
from newsroom import newsroom, run

from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import keeping, seam

WORDS = "Uji beban gagal <dua> kali."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def address(path):
    return f"/news/-/claims/{newsroom(path)['bendungan']}"


@pytest.fixture
async def ds(path, address, instance):
    return await instance(path)


@pytest.fixture
def alice(ds, as_editor):
    return Browser(ds, as_editor(ds, "alice"))


async def test_refused_words_stand_in_the_form_until_they_are_saved(alice, address, path):
    form = await alice.form(address)
    shown = await alice.send(
        f"{address}/status",
        {**form, "status": "false", "rationale": WORDS, "publication": "published", "note": "N."},
    )
    assert (shown.status_code, alice.went) == (200, address)
    for _ in range(2):  # a reload shows them again
        assert "<textarea" in shown.text
        assert "Uji beban gagal &lt;dua&gt; kali.</textarea>" in shown.text
        assert "N.</textarea>" in shown.text
        assert 'id="evidence_url-error"' in shown.text
        shown = await alice.get(address)
    assert shown.headers["cache-control"] == "private, no-store"
    form = await alice.form(address)
    await alice.send(
        f"{address}/status", {**form, "status": "false", "rationale": WORDS, "note": "N."}
    )
    assert "Uji beban gagal" in (await alice.get(address)).text
    assert "data-unsaved" not in (await alice.get(address)).text


async def test_words_of_one_browser_are_shown_to_no_other(ds, alice, address, as_editor):
    form = await alice.form(address)
    await alice.send(f"{address}/note", {**form, "rationale": WORDS, "note": "N."})
    for other in (
        Browser(ds, as_editor(ds, "alice")),
        Browser(ds, as_editor(ds, "bob")),
        Browser(ds),
    ):
        assert "Uji beban" not in (await other.get(address)).text
    # The same browser, but another person
    same = Browser(ds, {**alice.cookies, **as_editor(ds, "bob")})
    assert "Uji beban" not in (await same.get(address)).text


@pytest.mark.parametrize("actor", [None, "eve"])
@pytest.mark.parametrize("hidden", [False, True])
async def test_who_may_not_edit_any_more_has_the_words(
    path, address, instance, as_editor, actor, hidden
):
    metadata = {"databases": {"news": {"allow": {"id": "alice"}}}} if hidden else None
    ds = await instance(path, metadata=metadata)
    alice = Browser(ds, as_editor(ds, "alice"))
    form = await alice.form(address)
    session = alice.cookies.pop("ds_actor")
    if actor:
        alice.cookies |= as_editor(ds, actor)
    shown = await alice.send(f"{address}/status", {**form, "status": "false", "rationale": WORDS})
    if actor:  # the words are alice's; whoever is logged in now is told no more than that
        assert "Uji beban" not in shown.text
    else:
        assert (shown.status_code, alice.went) == (200, f"{address}/unsaved")
        assert "not logged in any more" in shown.text
        assert "Uji beban gagal &lt;dua&gt; kali." in shown.text
    alice.cookies["ds_actor"] = session
    shown = await alice.get(f"{address}/unsaved")
    assert alice.went == address
    assert "Uji beban gagal &lt;dua&gt; kali.</textarea>" in shown.text
    assert run(path, "select count(*) from status_history")[0] == [(0,)]


async def test_nobody_plants_words_from_another_site(ds, alice, address):
    form = await alice.form(address)
    stranger = Browser(ds, {k: v for k, v in alice.cookies.items() if k != "ds_actor"})
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ):
        shown = await stranger.send(
            f"{address}/status", {**form, "rationale": WORDS}, headers=headers
        )
        assert shown.status_code == 403
        assert keeping.COOKIE not in stranger.cookies
        assert WORDS not in shown.text


async def test_a_browser_on_plain_http_says_by_its_origin_where_it_comes_from(ds, alice, address):
    form = await alice.form(address)
    del alice.cookies["ds_actor"]
    here = {"origin": "http://localhost"}
    shown = await alice.send(f"{address}/status", {**form, "rationale": WORDS}, headers=here)
    assert "Uji beban gagal &lt;dua&gt; kali." in shown.text
    assert (await alice.ds.client.get(address)).headers["referrer-policy"] == "no-referrer"


@pytest.mark.skipif(seam.DATASETTE_1, reason="1.0 has no tokens")
@pytest.mark.parametrize("lost", ["cookie", "secret"])
async def test_a_form_that_the_server_does_not_know_any_more(
    path, address, instance, as_editor, lost
):
    """As after a restart with a new secret: Datasette refuses it before a view of ours is asked."""
    ds = await instance(path)
    alice = Browser(ds, as_editor(ds, "alice"))
    form = await alice.form(address)
    alice.cookies["ds_csrftoken"] = "of-another-secret"
    if lost == "secret":
        alice.cookies["ds_actor"] = "of-another-secret"
    shown = await alice.send(f"{address}/note", {**form, "rationale": WORDS, "note": "N."})
    assert "Uji beban gagal &lt;dua&gt; kali." in shown.text
    if lost == "secret":
        assert alice.went == f"{address}/unsaved"
        alice.cookies |= as_editor(ds, "alice")
        shown = await alice.get(f"{address}/unsaved")
    assert alice.went == address
    assert "send it again" in shown.text
    form = await alice.form(address)
    shown = await alice.send(f"{address}/note", {**form, "rationale": WORDS, "note": "N."})
    assert "Note added." in shown.text
    stranger = Browser(ds, {"ds_csrftoken": "of-another-secret"})
    for headers in ({"sec-fetch-site": "cross-site"}, {}):
        shown = await stranger.send(f"{address}/note", form, headers=headers)
        assert shown.status_code == 403
        assert keeping.COOKIE not in stranger.cookies


@pytest.fixture
def login():
    """A way to log in as plugins bring it: a link in the menu, and home afterwards."""

    class Login:
        __name__ = "login"

        @hookimpl
        def register_routes(self):
            def log_in(datasette, request):
                response = Response.redirect(datasette.urls.instance())
                cookie = datasette.sign({"a": {"id": "alice"}}, "actor")
                response.set_cookie("ds_actor", cookie)
                return response

            return [(r"^/-/log-in$", log_in)]

        @hookimpl
        def menu_links(self, datasette, actor):
            return [] if actor else [{"href": datasette.urls.path("/-/log-in"), "label": "Log in"}]

    pm.register(Login(), name="login")
    yield
    pm.unregister(name="login")


@pytest.mark.parametrize("prefix", ["/", "/prefix/"])
async def test_logging_in_leads_back_to_the_words(
    path, address, instance, as_editor, login, prefix
):
    ds = await instance(path, settings={"base_url": prefix})
    alice = Browser(ds, as_editor(ds, "alice"))
    form = await alice.form(address)
    del alice.cookies["ds_actor"]
    shown = await alice.send(f"{address}/status", {**form, "rationale": WORDS})
    (link,) = re.findall(r'class="button" href="([^"]*)">Log in<', shown.text)
    shown = await alice.get(PrefixedUrlString(link))
    assert alice.went == f"{prefix.rstrip('/')}{address}"
    assert "Uji beban gagal &lt;dua&gt; kali.</textarea>" in shown.text
    await alice.send(f"{address}/drop", await alice.form(address))
    shown = await alice.get(PrefixedUrlString(link))
    assert alice.went == prefix  # nothing waits any more


async def test_a_claim_that_is_gone_costs_no_word(alice, address, path):
    form = await alice.form(address)
    shown = await alice.send("/news/-/claims/nobody/status", {**form, "rationale": WORDS})
    assert "Uji beban gagal" in shown.text
    assert "not in this database any more" in shown.text


async def test_what_colleagues_added_meanwhile_is_told(ds, alice, address, as_editor, path):
    form = await alice.form(address)
    bob = Browser(ds, as_editor(ds, "bob"))
    theirs = await bob.form(address)
    await bob.send(f"{address}/evidence", {**theirs, "evidence_url": "https://x.example/"})
    await bob.send(f"{address}/note", {**theirs, "note": "Sudah saya telepon."})
    shown = await alice.send(f"{address}/note", {**form, "note": "Saya juga."})
    assert "Meanwhile bob added evidence. Meanwhile bob added a note." in shown.text
    again = await alice.form(address)
    shown = await alice.send(f"{address}/note", {**again, "note": "Sekali lagi."})
    assert "Meanwhile" not in shown.text


async def test_the_keep_is_bounded(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_CHARACTERS", 3000)
    keep = keeping.Keep()
    for number in range(20):
        keep.put((str(number), "news", "a"), keeping.Kept({"note": "x" * 300}, 1))
    assert keep.get(("0", "news", "a")) is None
    assert keep.get(("19", "news", "a")).fields == {"note": "x" * 300}
    monkeypatch.setattr(keeping, "LONGEST_KEPT", -1)
    assert keep.get(("19", "news", "a")) is None


async def test_another_instance_in_the_process_knows_nothing_of_them(
    alice, address, path, ds, instance
):
    form = await alice.form(address)
    shown = await alice.send(f"{address}/evidence", {**form, "evidence_url": "x", "note": WORDS})
    assert "&lt;dua&gt;" in shown.text
    other = await instance(path)
    assert "&lt;dua&gt;" not in (await Browser(other, alice.cookies).get(address)).text
    assert keeping.get(other, _request(alice), "news", address.rpartition("/")[2]) is None
    assert keeping.get(ds, _request(alice), "news", address.rpartition("/")[2]) is not None


def _request(browser):
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return Request({"headers": [(b"cookie", cookies.encode())]}, None)


async def test_a_form_sent_twice_is_saved_once(alice, address, path):
    form = await alice.form(address)
    everything = {
        **form,
        "status": "in_review",
        "rationale": WORDS,
        "note": "N.",
        "evidence_url": "https://x.example/",
        "evidence_stance": "context",
    }
    for _ in range(3):
        shown = await alice.send(f"{address}/status", everything)
        assert "Saved: In review, draft. Evidence added. Note added." in shown.text
    for table in ("evidence", "review_notes", "status_history"):
        assert run(path, f"select count(*) from {table}")[0] == [(1,)]  # noqa: S608


async def test_too_many_words_come_back_too(alice, address, path):
    form = await alice.form(address)
    shown = await alice.send(f"{address}/note", {**form, "note": "panjang " * 40_000})
    assert "too long: at most 256 KiB" in shown.text
    assert "panjang panjang" in shown.text
    assert run(path, "select count(*) from review_notes")[0] == [(0,)]


@pytest.mark.parametrize("lock", ["begin immediate", "begin exclusive"])
async def test_a_lock_that_lasts(instance, as_editor, address, path, lock):
    """Where not even the claim can be read, the words are shown alone."""
    ds = await instance(path, settings=ONE_THREAD)
    await impatient(ds, "news")
    alice = Browser(ds, as_editor(ds, "alice"))
    form = await alice.form(address)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(lock)
        shown = await alice.send(f"{address}/note", {**form, "note": "N.", "rationale": WORDS})
        assert alice.went == address
        assert "Uji beban gagal &lt;dua&gt; kali." in shown.text
        other.execute("rollback")
    assert "Uji beban gagal &lt;dua&gt; kali.</textarea>" in (await alice.get(address)).text


async def test_dropping_twice_is_dropping_once(ds, alice, address, as_editor, path):
    form = await alice.form(address)
    bob = Browser(ds, as_editor(ds, "bob"))
    await bob.send(f"{address}/status", {**await bob.form(address), "status": "true"})
    shown = await alice.send(f"{address}/status", {**form, "status": "false", "rationale": WORDS})
    assert alice.went == f"{address}/conflict"
    assert "bob</bdi> set the status to True (draft)" in shown.text
    token = {"csrftoken": form["csrftoken"]}
    for _ in range(2):
        shown = await alice.send(f"{address}/drop", token)
    assert "Uji beban gagal &lt;dua&gt; kali." in shown.text.partition('id="timeline"')[2]
    assert run(path, "select count(*) from acts where kind = 'dropped'")[0] == [(1,)]
    visitor = await Browser(ds).get(address)
    assert "Uji beban" not in visitor.text


@pytest.mark.parametrize("change", ["status", "note", "evidence", "skip"])
async def test_a_form_that_somebody_else_began_is_not_saved_under_another_name_untold(
    ds, alice, address, as_editor, path, change
):
    """Two people at one browser: bob logs in while alice's form is open in another tab."""
    form = await alice.form(address)
    bob = Browser(ds, {**alice.cookies, **as_editor(ds, "bob")})
    sent = {
        **form, "status": "false", "rationale": WORDS, "note": "N.", "queue": "",
        "evidence_url": "https://x.example/",
    }  # fmt: skip
    told = "begun by alice, and you are logged in as bob now. Nothing was saved."
    shown = await bob.send(f"{address}/{change}", sent)
    assert told in shown.text
    assert "Uji beban gagal &lt;dua&gt; kali.</textarea>" in shown.text
    answer = await ds.client.post(
        f"{address}/{change}",
        data=sent,
        cookies=bob.cookies,
        headers={**HERE, "accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["ok"]) == (409, False)
    assert told in answer.json()["error"]
    for table in ("evidence", "review_notes", "status_history", "acts"):
        assert run(path, f"select count(*) from {table}")[0] == [(0,)]  # noqa: S608
    # Who began it has the words too; a third person in this browser has not
    of_alice = Browser(ds, {**bob.cookies, **as_editor(ds, "alice")})
    assert "Uji beban gagal &lt;dua&gt;" in (await of_alice.get(address)).text
    of_carol = Browser(ds, {**bob.cookies, **as_editor(ds, "carol")})
    assert "Uji beban" not in (await of_carol.get(address)).text
    # Told of it, bob may save it under his own name
    again = {**await bob.form(address), "status": "false", "rationale": WORDS, "note": "N."}
    assert again["editor"] == "bob"
    await bob.send(f"{address}/status", again)
    assert run(path, "select distinct actor from acts")[0] == [("bob",)]


async def test_dropping_leaves_alone_what_waits_for_somebody_else(ds, alice, address, as_editor):
    form = await alice.form(address)
    await alice.send(f"{address}/note", {**form, "rationale": WORDS, "note": "N."})
    bob = Browser(ds, {**alice.cookies, **as_editor(ds, "bob")})
    await bob.send(f"{address}/drop", {"csrftoken": form["csrftoken"]})
    assert "Uji beban" in (await alice.get(address)).text
