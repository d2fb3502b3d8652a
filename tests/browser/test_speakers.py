"""Speakers put together by keys and buttons, and every page of speakers for everybody's eyes."""

import pytest
from many import claims
from playwright.sync_api import expect
from stories import content
from test_accessibility import LOOKS, NARROWEST

from datasette_claims.store import copies
from datasette_claims.store.database import opened

PAIRS = "/claims/-/suggested-speakers"
NAMES = [
    f"{given}{end}" for given in ("Rak", "Sant", "Wim", "Lub", "Tob")
    for end in ("awan", "oso", "edi", "una", "iri", "ela", "ompo", "arto", "esti", "umi")
]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """Fifty people, each by the full name and by one word."""
    path = claims(
        tmp_path / "claims.db",
        [
            {
                "text": f"the bridge of {called} is safe",
                "context": f"{called} said the bridge is safe.",
                "speaker": called,
                "article": f"a{number}",
                "said_on": "2026-01-05",
                "language": "en",
            }
            for number, name in enumerate(NAMES)
            for called in (name, f"{name} Subandi{'aeiou'[number % 5]}r")
        ],
    )
    with opened(path) as db:
        copies.catch_up(db)  # as every load does
    return path


@pytest.fixture
def desk(served, path):
    with served(path, "--setting", "sql_time_limit_ms", "30000") as site:
        yield site


def stored(path):
    with opened(path) as db:
        tables = content(db)
    return {name: rows for name, rows in tables.items() if name != "acts"}, len(tables["acts"])


def merged(path):
    with opened(path) as db:
        return db.execute("SELECT count(*) FROM speakers WHERE merged_into > ''").fetchone()[0]


def test_fifty_pairs_by_keys_and_all_of_it_undone(page, desk, path):
    before, acts = stored(path)
    page.goto(desk.login)
    page.goto(desk.address + PAIRS)
    expect(page.locator("main.keys-on")).to_be_visible()
    expect(page.locator("li.pair")).to_have_count(50)
    left = page.locator(".queue-place strong")
    expect(left).to_have_text("50")
    for number in range(50):
        page.keyboard.press("n" if number % 10 == 9 else "y")
    expect(left).to_have_text("0")
    expect(page.get_by_role("status").last).to_contain_text(
        "All of these are decided", timeout=60_000
    )
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Nobody is left")).to_be_visible(timeout=60_000)
    assert merged(path) == 45
    for _ in range(50):
        page.keyboard.press("u")
    expect(page.locator("[data-undo]")).to_be_hidden(timeout=180_000)
    after, more = stored(path)
    assert after == before
    assert more == acts + 50 + 45 + 50  # decided; taken apart again; and that it was undone
    page.goto(desk.address + PAIRS)
    expect(page.locator("li.pair")).to_have_count(50)


def test_an_undone_pair_is_before_the_editor_again(page, desk, path):
    page.goto(desk.login)
    page.goto(desk.address + PAIRS)
    expect(page.locator("main.keys-on")).to_be_visible()
    first = page.locator("li.pair").first
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("y")
    expect(first.locator(".outcome")).to_contain_text("Put together")
    page.keyboard.press("u")
    expect(first.get_by_role("button", name="Put together")).to_be_visible()
    expect(first).to_be_focused()
    assert merged(path) == 0


@pytest.mark.answers(409)
def test_what_a_colleague_decided_is_told(page, desk, path):
    page.goto(desk.login)
    page.goto(desk.address + PAIRS)
    expect(page.locator("main.keys-on")).to_be_visible()
    with opened(path) as db:
        db.execute(
            "UPDATE speakers SET merged_into = (SELECT max(id) FROM speakers WHERE name LIKE '% %')"
            " WHERE name NOT LIKE '% %'"
        )
    page.keyboard.press("y")
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(page.locator("li.pair").first.get_by_role("button", name="Put together")).to_be_visible()


@pytest.mark.parametrize("name", ["speakers", "suggested-speakers", "speakers/{key}"])
def test_everybody_can_read_and_reach_it(page, desk, path, axe, picture, line, name):
    with opened(path) as db:
        (key,) = db.execute("SELECT max(id) FROM speakers WHERE name LIKE '% %'").fetchone()
    page.goto(desk.login)
    page.goto(f"{desk.address}/claims/-/{name.format(key=key)}")
    if key in page.url:
        page.locator("details.who-is summary").click()
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        picture(page, f"{name.partition('/')[0]}-{len(name)}-{scheme}-{width}-{line}")
        axe(page)
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
