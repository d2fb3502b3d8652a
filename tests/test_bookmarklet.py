"""What the bookmarklet's page and its script must agree on."""

import re
from html import unescape
from pathlib import Path

import pytest
from newsroom import newsroom

import datasette_claims
from datasette_claims.model import Article
from datasette_claims.web import arriving, upload

PACKAGE = Path(datasette_claims.__file__).parent
SCRIPT = (PACKAGE / "static" / "brought.js").read_text("utf-8")
BOOKMARKLET = (PACKAGE / "static" / "bookmarklet.js").read_text("utf-8")
BROUGHT = (PACKAGE / "templates" / "_claims_brought.html").read_text("utf-8")
INSTALLING = (PACKAGE / "templates" / "_claims_bookmarklet.html").read_text("utf-8")


def test_every_reason_that_the_script_gives_stands_in_the_page():
    given = set(re.findall(r'say\((?:copied \? )?"(\w+)"', SCRIPT)) | {"nothing"}
    assert given == set(re.findall(r'data-why="(\w+)"', BROUGHT))


def test_every_part_that_a_script_fills_stands_in_the_page():
    for script, page in [(SCRIPT, BROUGHT), (BOOKMARKLET, INSTALLING)]:
        asked = set(re.findall(r'(?:find|getElementById)\("([\w-]+)"\)', script))
        assert asked
        assert asked <= set(re.findall(r'id="([\w-]+)"', page))


def test_both_ends_say_the_same_words():
    """The form asks, the bookmarklet answers: each knows the other by these words alone."""
    asked = re.findall(r'data !== "([^"]+)"', BOOKMARKLET)
    assert asked == re.findall(r'postMessage\("([^"]+)"', SCRIPT)
    answered = re.search(r'postMessage\(\{claims: "(\w+)"', BOOKMARKLET)
    assert f'data?.claims !== "{answered[1]}"' in SCRIPT


def test_the_code_survives_being_put_on_one_line():
    """Its source becomes the link: a comment in it would swallow what follows."""
    source = BOOKMARKLET[BOOKMARKLET.index("function bring(") : BOOKMARKLET.index("const section")]
    assert "//" not in source
    assert "/*" not in source
    assert all(re.search(r"[;{},]$", line) for line in source.strip().splitlines())


@pytest.mark.parametrize(
    ("came_from", "stands_at", "told"),
    [
        ("https://paper.example/a", "https://paper.example/b", False),
        ("https://paper.example:8443/a", "http://paper.example/a", False),
        ("https://m.paper.example/a", "https://www.paper.example/a", False),
        ("https://amp.paper.example/a", "https://paper.example/a", False),
        ("https://paper.example/a", "", False),
        ("", "https://paper.example/a", False),
        ("https://[paper", "https://paper.example/a", False),
        ("https://PAPER.example/a", "https://paper.example/a", False),
        ("https://evil.example/a", "https://paper.example/a", True),
        ("https://paper.example.evil.example/a", "https://paper.example/a", True),
        ("https://m.example/a", "https://www.example/a", True),
        ("https://satu.co.id/a", "https://dua.co.id/a", True),
    ],
)
def test_a_page_under_the_address_of_another_site_is_told(came_from, stands_at, told):
    article = Article(text="x", origin="page.html", url=stands_at)
    remarks = arriving.remarks(upload.Sent({"url": (came_from,)}), article)
    assert bool(remarks) == told
    if told:
        (remark,) = remarks
        assert stands_at in remark


def test_what_was_selected_is_told():
    article = Article(text="x", origin="page.html")
    assert arriving.remarks(upload.Sent({"selection": ("",)}), article) == ()
    (remark,) = arriving.remarks(upload.Sent({"selection": ("1",)}), article)
    assert "not the whole page" in remark


async def test_a_selection_of_what_is_stored_whole_is_warned_of(
    tmp_path, instance, as_editor, post_form
):
    newsroom(tmp_path / "news.db")
    ds = await instance(tmp_path / "news.db")

    async def bring(paragraphs, **fields):
        text = "".join(f"<p>{one}</p>" for one in paragraphs)
        markup = f"<html><head><title>Bridge</title></head><body><article>{text}</article></body>"
        fields = {"markup": markup, "url": "https://paper.example/bridge", "step": "read", **fields}
        answer = await post_form(ds, "/news/-/claims/add", fields, as_editor(ds, "alice"))
        assert answer.status_code in (200, 303)
        return answer

    whole = [f"Rina Hall said that pier {n} of the bridge was safe to use." for n in range(9)]
    preview = await bring(whole)
    signed = unescape(re.search(r'name="article" value="([^"]*)"', preview.text)[1])
    saved = await bring([], article=signed, step="save")
    assert saved.status_code == 303

    warning = "What you selected would take the place of the text that is stored"
    assert warning in (await bring(whole[:2], selection="1")).text
    assert warning not in (await bring(whole[:8], selection="")).text
    assert warning not in (await bring(whole, selection="1")).text  # it is the same text
