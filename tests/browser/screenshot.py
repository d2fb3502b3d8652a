"""The picture in the README: a claim of the seed article as an editor sees it."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# Run as a program it finds what the test runner would find for it
sys.path.insert(0, str(Path(__file__).parent.parent))

import chromium
from playwright.sync_api import sync_playwright
from serving import ROOT, serve

from datasette_claims import loading


def take(picture):
    browser_path = chromium.find()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "claims.db"
        loading.load(path, [ROOT / "seeds"])
        site_files = ["-m", ROOT / "metadata.json"]
        with serve(path, *site_files) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=chromium.ARGUMENTS
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(site.login)
            page.goto(f"{site.address}/claims/-/claims")
            page.get_by_role("link", name="Rusia untuk “bergerak”").click()
            page.screenshot(path=picture)
            browser.close()


if __name__ == "__main__":
    take(sys.argv[1])
