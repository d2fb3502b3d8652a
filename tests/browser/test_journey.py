"""A researcher's whole way: from the seed article to a checked, exported, published claim."""

import csv
import subprocess
import sys

from playwright.sync_api import expect

REASON = "The list of conditions was published by the ministry on 11 April."
LINK = "https://example.org/conditions"


def cards(page):
    return page.get_by_role("main").get_by_role("article")


def downloaded(page, link):
    """The rows of the file that the link gives."""
    with page.expect_download() as begun:
        page.get_by_role("link", name=link).click()
    with open(begun.value.path(), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_from_seed_article_to_published_claim(own_site, served, seed_db, page, picture):
    # Eight claims, whose order and words are those of the article
    page.goto(own_site.address)
    page.get_by_role("link", name="Browse all 8 claims").click()
    expect(cards(page)).to_have_count(8)
    assert len(downloaded(page, "Download CSV (8 rows)")) == 8

    # A search, a facet, and what they leave
    page.get_by_role("searchbox").fill("gencatan senjata penuh")
    page.get_by_role("searchbox").press("Enter")
    filters = page.get_by_role("navigation", name="Filters")
    filters.get_by_role("link", name="Vladimir Putin").click()
    expect(cards(page)).to_have_count(2)
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Vladimir Putin")
    rows = downloaded(page, "Download CSV (2 rows)")
    assert {row["speaker"] for row in rows} == {"Vladimir Putin"}
    assert all("gencatan senjata penuh" in row["claim"] for row in rows)

    # The claim in its sentence, in the whole article, and all that its speaker said
    page.goto(f"{own_site.address}/claims/-/claims")
    page.get_by_role("link", name="Rusia untuk “bergerak”").click()
    expect(page.locator("mark").first).to_contain_text("bergerak")
    claim_page = page.url
    page.get_by_role("link", name="Read it in the whole article").click()
    expect(page.get_by_role("link", name="Rusia untuk “bergerak”").first).to_be_in_viewport()
    page.goto(claim_page)
    page.get_by_role("main").get_by_role("link", name="Donald Trump").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Donald Trump")
    expect(cards(page)).to_have_count(4)

    # A verdict, with its reason and its evidence
    page.goto(own_site.login)
    page.goto(claim_page)
    page.get_by_role("radio", name="Partly true", exact=True).check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_label("Evidence link").fill(LINK)
    page.get_by_label("Verdict is").select_option("published")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline).to_contain_text("Partly true")
    expect(timeline).to_contain_text(REASON)
    expect(timeline).to_contain_text("root")
    picture(page, "checked")

    # Another one stays a draft
    page.goto(f"{own_site.address}/claims/-/claims")
    page.get_by_role("link", name="pencaplokan penuh empat wilayah Ukraina").click()
    draft_page = page.url
    page.get_by_role("radio", name="False", exact=True).check()
    page.get_by_label("Reason").fill("A draft that nobody else may see.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()

    # Found again by its status, and exported
    page.goto(f"{own_site.address}/claims/-/claims")
    page.get_by_role("navigation", name="Filters").get_by_role("link", name="Partly true").click()
    expect(cards(page)).to_have_count(1)
    (row,) = downloaded(page, "Download CSV (1 row)")
    assert row["status"] == "partly_true"
    assert row["rationale"] == REASON

    # A public copy shows the verdict, not its maker, no draft, and no way to change a thing
    public = seed_db.with_name("public.db")
    subprocess.run(
        [sys.executable, "-m", "datasette", "claims", "snapshot", seed_db, public], check=True
    )
    with served("-i", public) as copy:
        page.goto(copy.login)  # even for root
        page.goto(claim_page.replace(f"{own_site.address}/claims/", f"{copy.address}/public/"))
        main = page.get_by_role("main")
        expect(main).to_contain_text("Partly true")
        expect(main).to_contain_text(REASON)
        expect(main.get_by_role("link", name=LINK).first).to_be_visible()
        expect(main).not_to_contain_text("root")
        assert main.locator("form, input, textarea, select, button").count() == 0
        page.goto(draft_page.replace(f"{own_site.address}/claims/", f"{copy.address}/public/"))
        expect(page.get_by_role("main")).to_contain_text("Not reviewed")
        expect(page.get_by_role("main")).not_to_contain_text("draft")
