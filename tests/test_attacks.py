"""Hostile articles, names, evidence and requests, as far as pages are concerned."""

import json
import re
from contextlib import closing
from html.parser import HTMLParser

import pytest
import reviewing
import sqlite_utils
from budget import first
from newsroom import run
from stories import fresh

from datasette_claims.model import Analysis, Article, Claim, Link, Span
from datasette_claims.store.writing import store_batch

SCRIPT = "<script>alert(1)</script>"
HANDLER = "\"><img src=x onerror='alert(2)'>"
LINK = "javascript:alert(3)"
CLOSE = "</title></textarea></section></main>"
HOSTILE = f"{SCRIPT}{HANDLER}{CLOSE}{LINK} {{{{ 7*191 }}}}"
NOW = "2026-01-05T09:00:00Z"


class Tags(HTMLParser):
    """What a browser would make of a page: its tags, attributes and scripts."""

    def __init__(self, html):
        super().__init__()
        self.found, self.scripts, self._in_script = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        if self._in_script:
            self.scripts.append(data)


def claim(text, content, speaker, **fields):
    start = text.index(content)
    given = {"type": "indirect", "kind": "say", "rule": "by-test", "confidence": 0.9, **fields}
    return Claim(
        content=(Span(start, start + len(content)),),
        source=(Span(0, 4),),
        cue=(),
        speaker=speaker,
        context=Span(0, len(text)),
        **given,
    )


def stored(path, text, claims, links=(), **article):
    """The keys of one article and its claims."""
    with fresh(path) as db:
        analysis = Analysis("id", tuple(claims), tuple(links))
        (outcome,) = store_batch(db, [(Article(text, **article), analysis)], NOW)
        keys = [row["id"] for row in db.query("select id from claims order by position, id")]
        return outcome.article_id, keys


@pytest.fixture
def hostile(tmp_path):
    """A database in which every field that comes from outside is hostile: its path and keys."""
    path = tmp_path / "news.db"
    text = f"Kata {HOSTILE} akhir.\n{HOSTILE}"
    article, (key,) = stored(
        path,
        text,
        [claim(text, HOSTILE, HOSTILE, role=HOSTILE)],
        [Link("related", HOSTILE, Span(0, 4), LINK), Link("secondary_source", HOSTILE, Span(0, 5))],
        url=f"https://x.example/{HOSTILE}",
        title=HOSTILE,
        outlet=HOSTILE,
        byline=HOSTILE,
    )
    with closing(sqlite_utils.Database(path)) as db:
        seen = reviewing.add_evidence(
            db,
            key,
            seen=1,
            url="https://x.example/?q='\"<script>",
            title=HOSTILE,
            outlet=HOSTILE,
            quote=HOSTILE,
            actor=HOSTILE,
        )
        reviewing.set_status(
            db,
            key,
            seen=seen,
            status="false",
            rationale=HOSTILE,
            publication="draft",
            actor=HOSTILE,
        )
        reviewing.add_note(db, key, note=HOSTILE, actor=HOSTILE)
    # Past every check of ours, by somebody with a shell.
    run(
        path,
        [
            "insert into evidence (claim_id, url, archive_url, title, added_at)"
            " select id, ?, ?, 'x', '2026' from claims",
            [LINK, LINK],
        ],
        ["update articles set url = ?", [LINK + "//x"]],
        [
            "update statuses set label_en = ?, definition = ? where key = 'false'",
            [HOSTILE, HOSTILE],
        ],
    )
    return path, article, key


ALLOWED = {"script", "img"}


@pytest.mark.parametrize("who", [None, "alice"])
@pytest.mark.parametrize("kind", ["claims", "articles", "speakers", "table", "row"])
async def test_nothing_from_outside_becomes_markup(hostile, instance, as_editor, kind, who):
    path, article, key = hostile
    ds = await instance(path)
    speaker = run(path, "select id from speakers")[0][0][0]
    address = {
        "claims": f"/news/-/claims/{key}",
        "articles": f"/news/-/articles/{article}",
        "speakers": f"/news/-/speakers/{speaker}",
        "table": "/news/claims",
        "row": f"/news/claims/{key}",
    }[kind]
    answer = await ds.client.get(address, cookies=as_editor(ds, who) if who else {})
    assert answer.status_code == 200
    page = Tags(answer.text)
    assert not [script for script in page.scripts if "alert(1)" in script]
    assert not [tag for tag, _ in page.found if tag == "img"]
    for tag, attributes in page.found:
        assert not [name for name in attributes if name.startswith("onerror")], tag
        for name in ("href", "src", "action", "formaction"):
            assert not (attributes.get(name) or "").strip().lower().startswith("javascript"), tag
    assert "1337" not in answer.text


async def test_conflict_and_refusal_are_as_careful(
    hostile, instance, as_editor, post_form, post_json
):
    path, _, key = hostile
    ds = await instance(path)
    alice = as_editor(ds, "alice")
    address = f"/news/-/claims/{key}"
    form = {
        "status": "true",
        "rationale": HOSTILE,
        "publication": "draft",
        "evidence_url": "https://x.example/?<script>",
        "evidence_title": HOSTILE,
        "evidence_quote": HOSTILE,
    }
    late = await post_form(ds, f"{address}/status", {**form, "revision": "0"}, alice)
    refused = await post_form(ds, f"{address}/status", {**form, "revision": HOSTILE}, alice)
    unknown = await post_form(
        ds, f"{address}/status", {**form, "status": HOSTILE, "revision": "2"}, alice
    )
    assert [late.status_code, refused.status_code, unknown.status_code] == [409, 400, 400]
    for answer in (late, refused, unknown):
        page = Tags(answer.text)
        assert not [script for script in page.scripts if "alert(1)" in script]
        assert not [tag for tag, _ in page.found if tag == "img"]
        assert "script-src 'self' 'sha256-" in answer.headers["content-security-policy"]
        assert "1337" not in answer.text
    answer = await post_json(ds, f"{address}/status", {**form, "status": HOSTILE}, alice)
    assert answer.headers["content-type"].startswith("application/json")


def test_policy_trusts_the_frame_alone():
    """A script that slipped into the text would not be let run by its own hash."""
    from datasette_claims.web.page import content_security_policy

    frame = '<title>x</title><script>menu()</script><section class="content">{}</section><footer>'
    clean = content_security_policy(frame.format(""))
    for slip in [SCRIPT, f"</section>{SCRIPT}", f'<section class="content">{SCRIPT}</section>']:
        assert content_security_policy(frame.format(f"text {slip} text")) == clean
    assert content_security_policy(frame.replace("menu", "other")) != clean


@pytest.mark.parametrize("many", first(1, [1_000, 10_000]))
async def test_megabytes_on_one_line_with_thousands_of_claims(tmp_path, instance, many):
    words = [
        f"Budi berkata bahwa benda nomor {number:05} itu baik sekali." for number in range(many)
    ]
    filler = "kalimat lain tanpa isi " * 20
    text = " ".join(f"{sentence} {filler}" for sentence in words)
    assert len(text) > 500 * many
    step = len(words[0]) + 1 + len(filler) + 1
    claims = [
        Claim(
            content=(Span(number * step + 19, number * step + len(words[0]) - 1),),
            source=(Span(number * step, number * step + 4),),
            cue=(Span(number * step + 5, number * step + 12),),
            speaker="Budi",
            type="indirect",
            kind="say",
            context=Span(number * step, number * step + len(words[0])),
            rule="by-test",
            confidence=0.9,
        )
        for number in range(many)
    ]
    article, keys = stored(tmp_path / "news.db", text, claims)
    ds = await instance(tmp_path / "news.db", settings={"sql_time_limit_ms": 10_000})
    page = await ds.client.get(f"/news/-/articles/{article}")
    assert page.status_code == 200
    assert len(set(re.findall(r'id="claim-(\w+)"', page.text))) == many
    assert len(page.text) < 2 * len(text)
    assert page.text.count("<li>") < 500
    middle = await ds.client.get(f"/news/-/claims/{keys[many // 2]}")
    assert f"<mark>benda nomor {many // 2:05} itu baik sekali</mark>" in middle.text
    assert len(middle.text) < 30_000


BIDI = "\u202eterbalik\u202c dan\u200b\u200f nol\ufeff"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (BIDI, BIDI),
        ("قال إن \u2067الحرب\u2069 انتهت", "قال إن \u2067الحرب\u2069 انتهت"),
        ("nol\0byte", "nol\ufffdbyte"),
        ("e\u0301 👩‍👩‍👧 𝄞", "e\u0301 👩‍👩‍👧 𝄞"),
        ("“tidak ditutup", "“tidak ditutup"),
        ("kata" * 2000, "kata" * 2000),
    ],
    ids=["bidi", "arabic", "nul", "astral", "unbalanced", "long word"],
)  # fmt: skip
async def test_strange_text(tmp_path, instance, words, shown):
    text = f"Kata {words} akhir."
    path = tmp_path / "news.db"
    article, (key,) = stored(path, text, [claim(text, words, "Orang " + words[:40], role=words)])
    ds = await instance(path)
    speaker = run(path, "select id from speakers")[0][0][0]
    page = await ds.client.get(f"/news/-/claims/{key}")
    assert f"<mark>{shown}</mark>" in page.text
    assert re.search(r'<h1[^>]* dir="auto"', page.text)
    page = await ds.client.get(f"/news/-/articles/{article}")
    assert f"{shown}</a> akhir." in page.text
    for address in [f"/news/-/speakers/{speaker}", f"/news/-/claims/{key}", "/news/claims"]:
        answer = await ds.client.get(address)
        assert answer.status_code == 200
        if address != "/news/claims":
            assert "\0" not in answer.text


async def test_empty_article(tmp_path, instance):
    path = tmp_path / "news.db"
    run_empty = (
        "insert into articles (id, text, text_hash, loaded_at) values ('a', '', 'x', '2026')"
    )
    stored(path, "Kata lain.", [])
    run(path, run_empty)
    ds = await instance(path)
    page = await ds.client.get("/news/-/articles/a")
    assert page.status_code == 200
    assert "This article has no text." in page.text
    assert "No claim was found in this text." in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/news/-/claims/%00",
        "/news/-/claims/~00",
        "/news/-/claims/..~2F..~2Fetc",
        "/news/-/claims/'~20or~201=1~20--",
        "/news/-/articles/~FF",
        "/news/-/articles/" + "x" * 3000,
        "/news/-/speakers/~3Cscript~3E",
        "/news/-/speakers/budi?after=%00&before=[[",
        "/~3Cb~3E/-/claims/x",
        "/news/-/claims/x/status",
        "/news/-/claims/x/evidence/~00/remove",
    ],
)
async def test_strange_addresses(tmp_path, instance, address):
    stored(tmp_path / "news.db", "Kata.", [])
    ds = await instance(tmp_path / "news.db")
    answer = await ds.client.get(address, follow_redirects=True)
    assert answer.status_code in (403, 404)
    assert "<script>x" not in answer.text
    assert "<b>" not in answer.text


async def test_status_changed_in_the_shell_has_an_unknown_actor(tmp_path, instance, as_editor):
    path = tmp_path / "news.db"
    text = "Kata bahwa itu benar."
    _, (key,) = stored(path, text, [claim(text, "itu benar", "Budi")])
    run(path, "update claims set status = 'false'")
    ds = await instance(path)
    page = await ds.client.get(f"/news/-/claims/{key}", cookies=as_editor(ds, "alice"))
    timeline = page.text.partition('id="timeline"')[2]
    assert "Status set to" in timeline
    assert ", unknown" in timeline
    assert "alice" not in timeline


async def test_json_holds_no_markup_that_runs(hostile, instance):
    """Datasette's own JSON of our tables is JSON, whatever stands in it."""
    path, _, key = hostile
    ds = await instance(path)
    answer = await ds.client.get(f"/news/claims/{key}.json?_shape=array")
    assert answer.headers["content-type"].startswith("application/json")
    assert HOSTILE in json.dumps(answer.json()).encode().decode("unicode_escape")
