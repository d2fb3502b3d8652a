"""The pictures of docs/desk.md: the queue of the demonstration as an editor sees it.

python tests/browser/desk_pictures.py docs
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# Run as a program it finds what the test runner would find for it
sys.path.insert(0, str(Path(__file__).parent.parent))

import chromium
from playwright.sync_api import sync_playwright
from serving import ROOT, serve

from datasette_claims import demonstration

QUEUE = "/claims/-/claims/queue?status=unreviewed&q=per+cent"


def take(folder):
    browser_path = chromium.find()
    with sync_playwright() as playwright, TemporaryDirectory() as place:
        path = Path(place) / "claims.db"
        demonstration.make(path)
        site_files = ["-m", ROOT / "metadata.json"]
        with serve(path, *site_files) as site:
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=chromium.ARGUMENTS
            )
            page = browser.new_page(viewport={"width": 1180, "height": 660})
            page.goto(site.login)
            page.goto(f"{site.address}{QUEUE}")
            page.locator("main.keys-on").wait_for()
            page.screenshot(path=folder / "desk-queue.png")
            page.keyboard.press("1")
            page.keyboard.type("The report on the trial has 61 per cent.")
            page.keyboard.press("Tab")
            page.keyboard.insert_text("https://trials.example/dengue")
            page.screenshot(path=folder / "desk-decided.png")
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
