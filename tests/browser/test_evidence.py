"""Evidence at work: several links by keys alone, what is needed, a file's hash."""

import hashlib
import random
import re
from contextlib import closing

import pytest
from pastes import PASTES
from playwright.sync_api import expect

from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import pasted

PASTE = "Rice prices, BPS\nhttps://bps.example/rice\n- https://market.example/prices"


@pytest.fixture
def claim_page(own_site, putin):
    return f"{own_site.address}/claims/-/claims/{putin.claim}"


def rows(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_several_links_by_keys_alone(page, own_site, seed_db, putin):
    """In the queue: `e`, paste, `e`, paste, save; each link in a row, told before and after."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/queue?status=unreviewed&at={putin.claim}")
    expect(page.locator("main.keys-on")).to_be_visible()
    needed, keys = page.locator("#needed"), page.keyboard
    expect(needed).to_have_text("Needed to publish: a status that is a result.")
    keys.press("1")
    expect(needed).to_have_text("Needed to publish: a reason, an evidence link.")
    keys.type("No such rise.")
    expect(needed).to_have_text("Needed to publish: an evidence link.")
    page.evaluate("words => navigator.clipboard.writeText(words)", PASTE)
    keys.press("Escape")
    keys.press("e")
    keys.press("Control+v")
    expect(page.get_by_text("2 links understood, a row each.")).to_be_visible()
    expect(page.locator("[name=evidence_url]")).to_have_value("https://bps.example/rice")
    expect(page.locator("[name=evidence_title]")).to_have_value("Rice prices, BPS")
    expect(page.locator("[name=evidence_url_2]")).to_have_value("https://market.example/prices")
    expect(needed).to_have_text("Nothing is missing to publish.")
    keys.press("Escape")
    keys.press("e")
    expect(page.locator("[name=evidence_url_3]")).to_be_focused()
    keys.insert_text("https://third.example/")
    keys.press("Escape")
    keys.press("p")
    keys.press("Control+Enter")
    expect(page.get_by_role("status").last).to_contain_text("Evidence added: 3 links.")
    assert rows(seed_db, "select url, title, stance from evidence order by id") == [
        ("https://bps.example/rice", "Rice prices, BPS", "refutes"),
        ("https://market.example/prices", None, "refutes"),
        ("https://third.example/", None, "refutes"),
    ]


def test_links_that_were_not_saved_come_back_to_their_rows(page, own_site, claim_page):
    page.goto(own_site.login)
    page.goto(claim_page)
    page.get_by_role("button", name="Another link").click()
    page.locator("[name=evidence_url_2]").fill("https://two.example/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    offer = page.locator("#typed-offer")
    expect(offer).to_contain_text("Evidence link 2")
    page.get_by_role("button", name="Put it into the form").click()
    expect(page.locator("[name=evidence_url_2]")).to_have_value("https://two.example/")


def test_the_hash_of_a_file_is_counted_here(page, own_site, claim_page, tmp_path, axe):
    page.goto(own_site.login)
    page.goto(claim_page)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    data = b"never sent" * 1000
    (tmp_path / "secret-report.pdf").write_bytes(data)
    page.get_by_text("Its title, outlet, date, passage").first.click()
    page.get_by_label("From a file").set_input_files(tmp_path / "secret-report.pdf")
    field = page.locator("[name=evidence_file_hash]")
    expect(field).to_have_value(hashlib.sha256(data).hexdigest())
    axe(page)
    page.get_by_label("Evidence link", exact=False).first.fill("https://bps.example/")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_role("status")).to_contain_text("Evidence added.")
    assert not [body for body in sent if "secret-report" in body or "never sent" in body]


def test_without_script_a_few_rows_and_a_look_before(browser, own_site, claim_page, seed_db):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(own_site.login)
        page.goto(claim_page)
        page.locator("[name=evidence_url]").fill("https://a.example/ https://b.example/")
        page.locator("[name=evidence_url_3]").fill("https://c.example/")
        page.get_by_role("button", name=re.compile("Look at")).click()
        expect(page.get_by_role("status")).to_contain_text("3 links understood, not saved yet.")
        for name, letter in (
            ("evidence_url", "a"),
            ("evidence_url_2", "b"),
            ("evidence_url_3", "c"),
        ):
            expect(page.locator(f"[name={name}]")).to_have_value(f"https://{letter}.example/")
        page.get_by_role("button", name="Add evidence").click()
        expect(page.get_by_role("status")).to_contain_text("Evidence added: 3 links.")
    assert rows(seed_db, "select count(*) from evidence") == [(3,)]


PIECES = (
    *("https://x.org/A_(b)", "http://y.org/?a=1&b=2", "ftp://z.example/[1]", "HTTPS://Q.example"),
    *(
        "harga",
        "beras",
        "1.",
        "(2)",
        "12)",
        "-",
        "–",
        "|",
        "“x”",
        "’",
        ".",
        ",",
        "(",
        ")",
        "<",
        ">",
    ),
    *(" ", "  ", "\n", "\r\n", "\r", "\t", "://", "🌾", "\u0301", "\u017f", "\u212a", "\0"),
    *("\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u180e", "\u200b", "\u2028", "\ufeff"),
)


def test_the_script_reads_a_paste_as_the_server_does(page, site):
    chance = random.Random(5)
    texts = [text for text, _ in PASTES]
    texts += ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(4000)]
    page.goto(f"{site.address}/claims/-/claims")
    told = page.evaluate(
        """async ([address, texts]) => {
            const {understood} = await import(address);
            return texts.map((text) => understood(text).map(({url, title}) => [url, title]));
        }""",
        [f"{site.address}/-/static-plugins/datasette_claims/evidence.js", texts],
    )
    for text, links in zip(texts, told, strict=True):
        assert [tuple(link) for link in links] == pasted.understood(text), repr(text)
