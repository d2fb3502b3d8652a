"""The pictures of docs/desk.md: words that are selected, and a claim that is corrected."""

import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

# Run as a program it finds what the test runner would find for it
sys.path.insert(0, str(Path(__file__).parent.parent))

import chromium
from playwright.sync_api import sync_playwright
from serving import ROOT, serve

from datasette_claims import loading
from datasette_claims.store.sqlite import sqlite3

SELECTED = "kendala signifikan tetap ada dalam upaya gencatan senjata penuh"
SELECT = """words => {
    const walker = document.createTreeWalker(document.querySelector(".article-text"), 4);
    let node;
    while ((node = walker.nextNode()) && !node.data.includes(words));
    const at = node.data.indexOf(words);
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    node.parentElement.scrollIntoView({block: "center"});
}"""


def take(folder):
    browser_path = chromium.find()
    with TemporaryDirectory() as made:
        path = Path(made) / "claims.db"
        loading.load(path, [ROOT / "seeds"])
        with closing(sqlite3.connect(path)) as db:
            claim, article = db.execute(
                "select id, article_id from claims where text like 'beberapa isu penting%'"
            ).fetchone()
        site_files = ["-m", ROOT / "metadata.json"]
        with serve(path, *site_files) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=chromium.ARGUMENTS
            )
            page = browser.new_page(viewport={"width": 1100, "height": 580})
            page.goto(site.login)
            page.goto(f"{site.address}/claims/-/articles/{article}")
            page.evaluate(SELECT, SELECTED)
            page.get_by_role("button", name="Make a claim of these words").click()
            page.keyboard.type("Steve Vitkoff")
            page.evaluate(SELECT, SELECTED)
            page.locator(".selection-bar").wait_for()
            page.screenshot(path=folder / "desk-select.png")
            page.goto(f"{site.address}/claims/-/claims/{claim}/correct?back=article")
            page.locator("main.keys-on").wait_for()
            page.keyboard.press("f")
            page.screenshot(path=folder / "desk-correct.png")
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
