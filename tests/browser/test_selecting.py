"""What is selected in the page is what stands in the database, whatever the text holds."""

import json
import random
import re
from contextlib import closing
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from stories import load

from datasette_claims.store import correcting
from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3

TRIES = 1000
NASTY = (
    "a", "b", "word", "“kata”", " ", " ", "  ", "\t", "\u00a0", "\u00ad", "\u200b", "\ufeff",
    "😀", "🇮🇩", "👩\u200d👩\u200d👧\u200d👦", "👍🏽", "𝔘𝔫", "𠜎", "e\u0301",
    "n\u0303\u0323", "กำ", "नि",
    "שלום", "\u200fעברית\u200e", "السلام", "<b>", "&amp;", "&", "\"", "'", "\x0c", "\x01", "\x85",
    "\u2028", "\u2029", "\0", "\ufffd", "\U0010ffff",
)  # fmt: skip
SPACE = re.compile("[\t\n\v\f\r \u00a0\u2028\u2029\ufeff]")  # as the browser knows it
LINE_ENDS = ("\n", "\r\n", "\r", "\n\n", "\r\n \r\n", "\r\r", "\n\r")


def nasty_text(chance, pieces=400):
    """A text of all that browsers and databases count in ways of their own."""
    text = ""
    for _ in range(pieces):
        ends = chance.random() < 0.12
        text += chance.choice(LINE_ENDS if ends else NASTY)
    return text


def shown(text):
    """The code points of the text that its page has, in order: (offset, character).

    Told once more in other words than the program's: a line of white space is not shown.
    """
    found, at = [], 0
    for line in re.split(r"(\n|\r(?!\n))", text):
        if line.strip():
            found += [(at + number, character) for number, character in enumerate(line)]
        at += len(line)
    assert at == len(text)
    return found


# Many ranges at once, each between two random places of the tree: in a text node at any UTF-16
# unit, or between any two nodes. Each tells which units of all text of the article lie within it.
TRY = """async ({address, tries, seed}) => {
    const {stretch} = await import(address);
    const root = document.querySelector(".article-text");
    let state = seed;
    const under = (most) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor(state / 2 ** 32 * most);
    };
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
    const nodes = [root];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const ofText = (node) => node.nodeType === 3 && node.parentElement.closest("[data-at]");
    const texts = nodes.filter(ofText);
    const starts = new Map();
    let units = 0;
    for (const node of texts) {
        starts.set(node, units);
        units += node.data.length;
    }
    const place = () => {
        const node = under(4) ? texts[under(texts.length)] : nodes[under(nodes.length)];
        return [node, under((node.nodeType === 3 ? node.data.length : node.childNodes.length) + 1)];
    };
    const unit = (range, atStart) => {
        const node = atStart ? range.startContainer : range.endContainer;
        const at = atStart ? range.startOffset : range.endOffset;
        if (starts.has(node)) return starts.get(node) + at;
        const behind = texts.find((text) => range.comparePoint(text, 0) >= (atStart ? 0 : 1));
        return behind ? starts.get(behind) : units;
    };
    const found = [];
    for (let count = 0; count < tries; count += 1) {
        const [one, other] = [document.createRange(), document.createRange()];
        one.setStart(...place());
        other.setStart(...place());
        const swap = one.compareBoundaryPoints(Range.START_TO_START, other) > 0;
        const [first, last] = swap ? [other, one] : [one, other];
        first.setEnd(last.startContainer, last.startOffset);
        found.push([unit(first, true), unit(first, false), stretch(first, root)]);
    }
    return {found, text: texts.map((node) => node.data).join("")};
}"""


def store(path, text, chance):
    from datasette_claims.model import Analysis, Article, Claim, Span
    from datasette_claims.store.writing import store_batch

    def claim():
        start = chance.randrange(len(text) - 2)
        span = Span(start, min(len(text), start + chance.randrange(1, 60)))
        return Claim(
            content=(span,), source=(), cue=(), speaker="Ana", type="indirect", kind="say",
            rule="by-test", context=span, confidence=0.9,
        )  # fmt: skip

    found = Analysis("en", tuple(sorted((claim() for _ in range(25)), key=lambda one: one.content)))
    with opened(path) as db:
        store_batch(db, [(Article(text), found)], "2026-01-05T09:00:00Z", extractor="test 1")
    with closing(sqlite3.connect(path)) as db:
        (key, stored), *_ = db.execute("select id, text from articles order by length(text) desc")
    assert stored == text
    return key


def test_a_thousand_random_selections_are_the_words_of_the_database(page, served, tmp_path):
    chance = random.Random(20261127)
    text = nasty_text(chance)
    path = tmp_path / "claims.db"
    key = store(path, text, chance)
    with served(path) as site:
        page.goto(site.login)
        page.goto(f"{site.address}/claims/-/articles/{key}")
        script = page.locator("script[src*='selecting.js']").get_attribute("src")
        address = script.replace("selecting.js", "offsets.js")
        answer = page.evaluate(TRY, {"address": address, "tries": TRIES, "seed": 7})
    characters = shown(text)
    as_shown = "".join(character for _, character in characters)
    displayed = answer["text"].replace("\n", "\r")
    assert displayed == as_shown.replace("\0", "\ufffd").replace("\n", "\r")
    places = [
        offset for offset, character in characters for _ in range(1 + (ord(character) > 0xFFFF))
    ]
    told = 0
    for first, last, stretch in answer["found"]:
        inside = sorted(set(places[first:last]))
        words = [(at, text[at]) for at in inside]
        while words and SPACE.fullmatch(words[0][1]):
            words.pop(0)
        while words and SPACE.fullmatch(words[-1][1]):
            words.pop()
        expected = (words[0][0], words[-1][0] + 1) if words else None
        found = (stretch["start"], stretch["end"]) if stretch else None
        assert found == expected, (first, last, json.dumps(stretch), expected)
        told += bool(stretch)
    assert told > TRIES * 0.9


STORY = """
    [source Menteri Sri] [cue berkata] bahwa [content harga beras 😀 naik] lagi.
    Budi Hartono bilang stok aman di gudang. Stok aman di pasar.
    [source Menteri Sri] [cue menegaskan] [content stok cukup] sampai akhir tahun.
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "claims.db"
    with opened(path) as db:
        load(db, STORY, title="Harga beras", outlet="Kabar", published="2026-01-04")
    return path


@pytest.fixture
def desk(served, path):
    with served(path) as site:
        yield site


def rows(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def article(path):
    return rows(path, "select id from articles")[0][0]


def claim(path, words):
    return rows(path, f"select id from claims where text like '{words}%'")[0][0]  # noqa: S608


# Selects the words as a hand does, from one text node of the page to another.
SELECT = """([words, within]) => {
    const walker = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const text = nodes.map((node) => node.data).join("");
    const at = text.indexOf(words);
    const place = (unit, end) => {
        for (const node of nodes) {
            if (unit < node.data.length || (end && unit === node.data.length)) return [node, unit];
            unit -= node.data.length;
        }
    };
    const range = document.createRange();
    range.setStart(...place(at));
    range.setEnd(...place(at + words.length, true));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def select(page, words, within=".article-text"):
    page.evaluate(SELECT, [words, within])
    expect(page.locator(".selection-bar")).to_be_visible()


def test_selected_words_become_a_claim_by_keys(page, desk, path):
    """Selecting, four keys besides the name, and one page load."""
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/articles/{article(path)}")
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    select(page, "ok aman di gud")  # a hand that was not careful
    page.keyboard.press("c")
    speaker = page.get_by_role("combobox", name="Speaker")
    expect(speaker).to_be_focused()
    expect(page.get_by_label("Words of the claim")).to_have_value("Stok aman di gudang".lower())
    page.keyboard.type("Budi Hartono")
    page.keyboard.press("Control+Enter")
    status = page.get_by_role("status")
    expect(status).to_contain_text("Claim added.")
    assert len(loads) == 1
    (found,) = rows(path, "select id, text, origin from claims where origin = 'person'")
    assert found[1] == "stok aman di gudang"
    assert page.url.endswith(f"#claim-{found[0]}")
    at = text_at(path, "stok aman di gudang")
    spans = rows(path, f"select start, end from claim_spans where claim_id = '{found[0]}'")  # noqa: S608
    assert spans == [(at, at + 19)]
    # What was saved is not offered again.
    page.goto(f"{desk.address}/claims/-/articles/{article(path)}")
    expect(page.locator("#typed-offer")).to_be_hidden()


def text_at(path, words):
    return rows(path, "select text from articles")[0][0].index(words)


def test_a_mouse_selects_and_a_click_opens(page, desk, path):
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/articles/{article(path)}")
    page.get_by_text("Budi Hartono bilang").dblclick(position={"x": 20, "y": 12})
    page.get_by_role("button", name="Make a claim of these words").click()
    expect(page.get_by_label("Words of the claim")).to_have_value("Budi")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Words of the claim")).to_be_hidden()


def test_typed_words_outlive_a_page_that_was_left(page, desk, path):
    page.goto(desk.login)
    address = f"{desk.address}/claims/-/articles/{article(path)}"
    page.goto(address)
    select(page, "Stok aman di pasar")
    page.keyboard.press("c")
    page.keyboard.type("Ana")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{desk.address}/claims/-/claims")
    page.goto(address)
    page.get_by_role("button", name="Put it into the form").click()
    expect(page.get_by_label("Words of the claim")).to_have_value("Stok aman di pasar")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Claim added.")


def test_the_ends_of_a_claim_move_word_by_word(page, desk, path):
    key = claim(path, "harga")
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/claims/{key}")
    page.get_by_role("link", name="Correct what the program read").click()
    words = page.get_by_label("Words of the claim")
    expect(words).to_have_value("harga beras 😀 naik")
    expect(page.locator("main.keys-on")).to_be_visible()
    page.keyboard.press("f")
    expect(words).to_have_value("harga beras 😀 naik lagi")
    page.keyboard.press("s")
    expect(words).to_have_value("beras 😀 naik lagi")
    page.get_by_role("button", name="Begin a word earlier").click()
    page.get_by_role("button", name="End a word earlier").click()
    page.get_by_role("button", name="End a word earlier").click()
    expect(words).to_have_value("harga beras 😀")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Corrected.")
    assert rows(path, f"select text, edited from claims where id = '{key}'") == [  # noqa: S608
        ("harga beras 😀", 1)
    ]
    expect(page.locator("mark").first).to_have_text("harga beras 😀")


def test_words_are_selected_anew_and_split_off(page, desk, path):
    key = claim(path, "harga")
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/claims/{key}/correct?back=article")
    expect(page.locator("main.keys-on")).to_be_visible()
    select(page, "bahwa harga beras 😀 naik lagi", "#text")
    page.keyboard.press("w")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Corrected.")
    page.get_by_role("link", name="Correct: bahwa harga").click()
    select(page, "😀 naik lagi", "#text")
    page.get_by_role("button", name="Split off").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Split into 2 claims.")
    texts = rows(path, "select text from claims where position < 50 order by position")
    assert texts == [("bahwa harga beras",), ("😀 naik lagi",)]


def test_from_the_queue_and_back_to_it(page, desk, path):
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/claims/queue?status=unreviewed")
    expect(page.locator("main.keys-on")).to_be_visible()
    here = page.url
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="Correct this claim")).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Corrected.")
    assert page.url == here
    # And what the article does not say is out by one key.
    headline = page.locator("h1.headline").inner_text()
    expect(page.locator("main.keys-on")).to_be_visible()
    page.keyboard.press("Shift+X")
    expect(page.locator("h1.headline")).not_to_have_text(headline)
    expect(page.locator(".queue-said")).to_contain_text("Saved: Extraction error")


def test_by_touch(browser, desk, path):
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    with browser.new_context(**phone) as context:
        page = context.new_page()
        page.goto(desk.login)
        page.goto(f"{desk.address}/claims/-/articles/{article(path)}")
        select(page, "Stok aman di pasar")
        page.get_by_role("button", name="Make a claim of these words").tap()
        page.get_by_role("combobox", name="Speaker").fill("Budi Hartono")
        page.get_by_role("button", name="Save", exact=True).tap()
        expect(page.get_by_role("status")).to_contain_text("Claim added.")
        key = claim(path, "Stok aman di pasar")
        page.goto(f"{desk.address}/claims/-/claims/{key}/correct")
        page.get_by_role("button", name="End a word earlier").tap()
        expect(page.get_by_label("Words of the claim")).to_have_value("Stok aman di")


def test_names_of_all_speakers_are_offered(page, desk, path):
    with opened(path) as db:
        load(db, "[source Siti Rahma] [cue berkata] [content hujan turun].", url="https://x.id/b")
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/claims/{claim(path, 'harga')}/correct")
    page.get_by_role("combobox", name="Speaker").fill("")
    page.get_by_role("combobox", name="Speaker").press_sequentially("siti")
    expect(page.locator("#names option[value='Siti Rahma']")).to_have_count(1)


@pytest.mark.parametrize("place", ["article", "claim", "new"])
def test_nothing_stands_in_the_way(page, desk, path, axe, picture, line, place):
    """Light and dark, wide and narrow, with all open that opens."""
    page.goto(desk.login)
    key, paper = claim(path, "harga"), article(path)
    addresses = {
        "article": f"articles/{paper}",
        "claim": f"claims/{key}/correct",
        "new": f"articles/{paper}/claim",
    }
    page.goto(f"{desk.address}/claims/-/{addresses[place]}")
    within = ".article-text" if place == "article" else "#text"
    if place != "claim":
        select(page, "Stok aman", within)
        page.keyboard.press("c" if place == "article" else "w")
    if place == "new":
        page.get_by_label("Words of the claim").fill("stok")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("choose where")
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true; }")
    select(page, "Budi Hartono", within)
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            picture(page, f"correct-{place}-{scheme}-{width}-{line}")
            axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_who_corrects_too_late_sees_both_versions(page, desk, path, axe, picture, line):
    """What stands is kept, or what was typed is saved on top; nothing waits after either."""
    key = claim(path, "harga")
    page.goto(desk.login)
    for drop in (True, False):
        page.goto(f"{desk.address}/claims/-/claims/{key}/correct")
        page.get_by_role("combobox", name="Speaker").fill("Ana")
        with opened(path) as db:
            words = replace(correcting.words_of(db.conn, key), kind="warn" if drop else "deny")
            seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
            correcting.correct(db, key, words=words, seen=seen, actor="bob")
        page.get_by_role("button", name="Save", exact=True).click()
        both = page.get_by_role("region", name="Somebody changed this claim after you opened it")
        expect(both).to_be_focused()
        expect(both).to_contain_text("bob corrected who said what")
        stored = page.get_by_role("region", name="Stored now")
        expect(stored).to_contain_text("warn" if drop else "deny")
        mine = page.get_by_role("region", name="What you typed")
        expect(mine).to_contain_text("Ana")
        expect(page.get_by_role("combobox", name="Speaker")).to_have_value("Ana")
        axe(page)
        if drop:
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 800})
                picture(page, f"overtaken-{width}-{line}")
            page.get_by_role("button", name="Keep this, drop mine").click()
            expect(page.get_by_role("status")).to_contain_text("What you had typed is gone.")
        else:
            page.get_by_role("button", name="Save", exact=True).click()
            expect(page.get_by_role("status")).to_contain_text("Corrected.")
        page.goto(f"{desk.address}/claims/-/claims/{key}/correct")
        expect(page.locator("#typed-offer")).to_be_hidden()
        expect(both).to_have_count(0)
    assert rows(path, f"select kind from claims where id = '{key}'") == [("deny",)]  # noqa: S608
    whole = "select name from speakers join claims on speakers.id = speaker_id where claims.id = "
    assert rows(path, f"{whole}'{key}'") == [("Ana",)]
