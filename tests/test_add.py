"""Adding an article in the browser: read, looked at, mended, stored, and what is refused."""

import gzip
import hashlib
import json
import re
import shlex
from contextlib import closing
from dataclasses import replace
from html import unescape

import making
import pytest
from conftest import IS_1
from newsroom import newsroom, run

from datasette_claims import loading
from datasette_claims.loading.workers import extract
from datasette_claims.reading import textfile
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import arriving, upload

PAGE = "/news/-/claims/add"
TEXT = """The bridge will stay closed until June.

"We will not open it before it is safe," said Rina Hall, the mayor of Leeds.

Hall told reporters that the repair costs 4 million pounds.

Subscribe to our newsletter.
"""
SUBTITLES = b"""1
00:00:01,000 --> 00:00:04,000
HALL: It is safe.

2
00:00:05,000 --> 00:00:07,000
WARD: We go.
"""
MAIL = f"""From: Ana <a@b.example>
Subject: Bridge
Message-ID: <1@b.example>
MIME-Version: 1.0

{TEXT}"""
CLAIMS = ['"We will not open it before it is safe,"', "the repair costs 4 million pounds"]
FOUND = (
    "select claims.text, substr(articles.text, start + 1, end - start), origin, claims.edited"
    " from claims join articles on articles.id = article_id"
    " join claim_spans on claim_id = claims.id and part = 'content'"
)
STORED = "select title, outlet_id, byline, published, url, language, text from articles"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    newsroom(path)
    return path


@pytest.fixture
async def ds(path, instance):
    return await instance(path)


@pytest.fixture
def alice(ds, as_editor):
    return as_editor(ds, "alice")


@pytest.fixture
def send(ds, alice, post_form):
    """``await send(text=…)``: the form as a browser sends it, with or without a file."""

    async def send(file=("", b""), page=PAGE, cookies=alice, **fields):
        fields = {"step": "read", **fields}
        return await post_form(ds, page, fields, cookies, files={"file": file})

    return send


def signed(answer):
    return unescape(re.search(r'name="article" value="([^"]*)"', answer.text)[1])


def shown(answer):
    """The details in the form, by name."""
    fields = re.findall(r'<input id="add-(\w+)"[^>]* value="([^"]*)"', answer.text)
    language = re.search(r'<option value="(\w+)" selected', answer.text)
    return {name: unescape(value) for name, value in fields} | {
        "language": language and language[1]
    }


def alerts(answer):
    return [
        unescape(w) for w in re.findall(r'role="(?:alert|status)"[^>]*>\s*([^<]+)', answer.text)
    ]


def refusal(answer):
    return unescape(re.search(r'id="add-message">([^<]*)', answer.text)[1])


def marked(answer):
    """The words that are links to the list of claims."""
    found = re.findall(r'<a class="said-here[^>]*>(?:<span [^>]*></span>)?([^<]*)</a>', answer.text)
    return [unescape(words) for words in found]


def articles(path):
    return run(path, "select count(*) from articles")[0][0][0]


def newest(path, sql):
    return run(path, f"{sql} order by articles.rowid desc limit 1")[0][0]


async def test_paste_look_and_save(path, send):
    preview = await send(text=TEXT)
    assert preview.status_code == 200
    assert marked(preview) == CLAIMS
    assert "<strong>2</strong> claims found" in preview.text
    assert articles(path) == 2  # nothing is stored yet

    saved = await send(article=signed(preview), step="save", **shown(preview))
    assert saved.status_code == 303
    key = newest(path, "select id from articles")[0]
    assert saved.headers["location"] == f"/news/-/articles/{key}"
    assert newest(path, "select text from articles")[0] == TEXT
    found = run(path, [f"{FOUND} where articles.id = ? order by start", [key]])[0]
    assert found == [(words, words, "machine", 0) for words in CLAIMS]


async def test_the_log_knows_who(path, send):
    preview = await send(text=TEXT)
    await send(article=signed(preview), step="save")
    key = newest(path, "select id from articles")[0]
    assert run(path, "select actor, kind, record, claim_id from acts")[0] == [
        ("alice", "article_added", key, None)
    ]
    await send(article=signed(preview), step="save")  # a double click
    assert run(path, "select count(*) from acts")[0] == [(1,)]
    assert articles(path) == 3


async def test_a_later_load_of_the_same_text_changes_nothing(path, send, tmp_path):
    preview = await send(text=TEXT.replace("\n", "\r\n"))
    await send(article=signed(preview), step="save", **shown(preview))
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT)
    report = loading.load(path, [file])
    assert dict(report.articles) == {"unchanged": 1}


@pytest.mark.parametrize("from_file", [True, False])
async def test_what_is_there_already_is_told(path, send, tmp_path, from_file):
    file = tmp_path / "bridge.txt"
    file.write_text(f"---\ntitle: Bridge <b>shut</b>\n---\n{TEXT}")
    loading.load(path, [file])
    sent = {"file": (file.name, file.read_bytes())} if from_file else {"text": file.read_text()}
    preview = await send(**sent)
    assert "It is here already" in preview.text
    assert "Bridge &lt;b&gt;shut&lt;/b&gt;" in preview.text
    assert "Saving it would change nothing" in preview.text
    saved = await send(article=signed(preview), step="save")
    assert saved.status_code == 303
    assert articles(path) == 3


async def test_a_newer_text_of_a_stored_address_is_told(path, send):
    url = "https://paper.example/bridge"
    preview = await send(text=TEXT, url=url)
    await send(article=signed(preview), step="save")
    newer = await send(text=TEXT.replace("June", "July") + "\nMore follows.\n", url=url)
    assert "put this text in the place of the stored one" in newer.text
    await send(article=signed(newer), step="save")
    assert articles(path) == 3
    assert run(path, "select text from article_versions")[0] == [(TEXT,)]


async def test_details_are_mended(path, send):
    preview = await send(text=TEXT)
    details = {
        "title": "Bridge  stays <shut>",
        "outlet": "Leeds Post",
        "byline": "Ana Lee",
        "published": "4 May 2026",
        "url": "www.paper.example/bridge",
        "language": "en",
    }
    saved = await send(article=signed(preview), step="save", **details)
    assert saved.status_code == 303
    assert newest(path, STORED) == (
        "Bridge stays <shut>",
        "leeds-post",
        "Ana Lee",
        "2026-05-04",
        "https://www.paper.example/bridge",
        "en",
        TEXT,
    )
    given, by = newest(path, "select given, found_by from articles")
    assert given == "byline outlet_id published title url"
    assert '"published": "option"' in by


async def test_details_that_cannot_be_stored_are_told_at_once(path, send):
    preview = await send(text=TEXT)
    refused = await send(
        article=signed(preview), step="save", url="javascript:alert(1)", published="soon", title="T"
    )
    assert refused.status_code == 200
    assert articles(path) == 2
    assert shown(refused)["published"] == "soon"
    assert shown(refused)["url"] == "javascript:alert(1)"
    assert 'id="url-error"' in refused.text
    assert 'id="published-error"' in refused.text
    assert 'id="title-error"' not in refused.text


async def test_paragraphs_are_left_out(ds, path, send):
    preview = await send(text=TEXT)
    again = await send(article=signed(preview), drop=["0", "3"], **shown(preview))
    assert marked(again) == CLAIMS
    assert again.text.count('class="left-out"') == 2
    await send(article=signed(again), step="save", drop=["0", "3"], **shown(again))
    text, mended = newest(path, "select text, mended_from from articles")
    assert text == "\n\n".join(TEXT.split("\n\n")[1:3])
    assert mended == hashlib.sha256(TEXT.encode()).hexdigest()
    key = newest(path, "select id from articles")[0]
    page = await ds.client.get(f"/news/-/articles/{key}")
    assert "were left out before it was stored" in page.text


@pytest.mark.parametrize("url", ["", "https://paper.example/bridge"])
@pytest.mark.parametrize("drop", ["0", "3"])
@pytest.mark.parametrize("again", ["the same", "same words", "elsewhere"])
async def test_what_was_left_out_stays_out_while_its_source_is_as_it_was(
    path, send, tmp_path, url, drop, again
):
    details = {"title": "Bridge to open", "outlet": "Leeds Post"}
    file = tmp_path / "bridge.txt"
    front = f"---\ntitle: Bridge\nurl: {url}\n---\n" if url else "---\ntitle: Bridge\n---\n"
    file.write_text(front + TEXT)
    preview = await send(file=(file.name, file.read_bytes()))
    await send(article=signed(preview), step="save", drop=drop, **{**shown(preview), **details})
    mended = newest(path, STORED)
    claims = run(path, "select id, text from claims order by id")[0]
    if again == "same words":
        file.write_text(f"{front}{TEXT}".replace("title: Bridge\n", "title: Bridge\nauthor: Bo\n"))
    if again == "elsewhere":
        file = file.rename(tmp_path / "copy.txt")
    for _ in range(2):
        report = loading.load(path, [file])
        assert not report.failures
        assert articles(path) == 3
        assert newest(path, STORED) == mended
    assert run(path, "select id, text from claims where flag is null order by id")[0] == claims


@pytest.mark.parametrize("words", ["as before", "read in another way"])
async def test_better_rules_reach_what_a_person_mended(path, send, tmp_path, monkeypatch, words):
    """The claims are looked for anew in the text that stands; text and details stay."""
    file = tmp_path / "bridge.txt"
    file.write_text(f"---\nurl: https://paper.example/bridge\n---\n{TEXT}")
    preview = await send(file=(file.name, file.read_bytes()))
    typed = {**shown(preview), "title": "Bridge to open", "byline": "Ana"}
    await send(article=signed(preview), step="save", drop="0", **typed)
    mended = newest(path, STORED)
    text = newest(path, "select text from articles")[0]
    flags = (
        "select text, flag from claims where article_id ="
        " (select id from articles where byline = 'Ana') order by id"
    )
    before = run(path, flags)[0]
    if words == "read in another way":
        readable = textfile.readable
        monkeypatch.setattr(textfile, "readable", lambda *of: readable(*of).replace("a", "á"))
    seen = []

    def poor(article):
        seen.append(article.text)
        return replace(extract(article), claims=())

    loading.load(path, [file], analyse=poor)
    assert seen == [text]
    assert {flag for _, flag in run(path, flags)[0]} == {"not_extracted"}
    loading.load(path, [file])
    assert run(path, flags)[0] == before
    assert newest(path, STORED) == mended
    assert dict(loading.load(path, [file]).articles) == {"unchanged": 1}


async def test_details_that_a_person_told_stand_where_the_text_is_read_anew(
    path, send, tmp_path, monkeypatch
):
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT)
    preview = await send(file=(file.name, file.read_bytes()))
    typed = {**shown(preview), "title": "Bridge to open", "published": "2026-01-31"}
    await send(article=signed(preview), step="save", **typed)
    readable = textfile.readable
    monkeypatch.setattr(textfile, "readable", lambda *of: readable(*of).replace("bridge", "BRIDGE"))
    assert dict(loading.load(path, [file]).articles) == {"read anew": 1}
    told = newest(path, "select title, published, text from articles")
    assert told == ("Bridge to open", "2026-01-31", TEXT.replace("bridge", "BRIDGE"))
    assert run(path, "select count(*) from claims where text like '%BRIDGE%' and flag is null")[0]


async def test_what_was_left_out_comes_with_a_newer_text(path, send, tmp_path):
    file = tmp_path / "bridge.txt"
    file.write_text(f"---\nurl: https://paper.example/bridge\n---\n{TEXT}")
    preview = await send(file=(file.name, file.read_bytes()))
    await send(article=signed(preview), step="save", drop="0", **shown(preview))
    mended = newest(path, "select text from articles")[0]
    file.write_text(file.read_text().replace("June", "July"))
    assert dict(loading.load(path, [file]).articles) == {"changed": 1}
    assert newest(path, "select mended_from, text from articles") == (
        None,
        TEXT.replace("June", "July"),
    )
    assert run(path, "select text from article_versions")[0] == [(mended,)]


async def test_an_article_is_mended_once_more(path, send):
    preview = await send(text=TEXT)
    await send(article=signed(preview), step="save", drop="0", **shown(preview))
    await send(article=signed(preview), step="save", drop="3", **shown(preview))
    assert articles(path) == 3
    assert newest(path, "select text from articles")[0] == "\n\n".join(TEXT.split("\n\n")[:3])


async def test_a_paragraph_is_the_headline(path, send):
    preview = await send(text=TEXT)
    again = await send(
        article=signed(preview), headline="0", **{**shown(preview), "title": "Other"}
    )
    assert shown(again)["title"] == "The bridge will stay closed until June."
    assert re.findall(r'name="drop" value="(\d)"[^>]* checked', again.text) == ["0"]


@pytest.mark.parametrize("text", ["She said: 100 % + 5 & more = “all”.\nYes.", "a+b", "%41 é €"])
async def test_a_form_without_a_file_is_read_as_it_was_typed(ds, alice, post_form, text):
    """A form of no file is sent otherwise by programs: with signs in place of letters."""
    fields = {"text": text, "url": "https://paper.example/a?b=c+d&e=%20", "step": "read"}
    preview = await post_form(ds, PAGE, fields, alice)
    assert preview.status_code == 200
    read = arriving.unsigned(ds, signed(preview)).article
    assert (read.text, read.url) == (f"{text}\n", "https://paper.example/a?b=c+d&e=%20")


async def test_the_markup_of_a_page(send):
    text = TEXT.split("\n\n")
    paragraphs = "".join(f"<p>{part}</p>" for part in [*text[:3], *text[1:3], "They spoke. " * 20])
    page = f"""<html><head><title>The bridge | Leeds Post</title>
        <meta property="og:title" content="The bridge">
        <meta property="og:site_name" content="Leeds Post"></head><body><script>alert(1)</script>
        <article><h1>The bridge</h1>{paragraphs}</article></body></html>"""
    preview = await send(
        markup=page, url="https://paper.example/bridge", title="The bridge | Leeds Post"
    )
    assert preview.status_code == 200
    found = shown(preview)
    assert (found["title"], found["outlet"]) == ("The bridge", "Leeds Post")
    assert found["url"] == "https://paper.example/bridge"
    assert "alert(1)" not in preview.text


async def test_a_stub_is_told_and_stored_when_asked(path, send):
    preview = await send(markup="<p>Subscribe to continue reading.</p><p>Rina Hall said it.</p>")
    assert preview.status_code == 200
    assert "Is this an article?" in preview.text
    assert "Store it all the same" in preview.text
    assert (await send(article=signed(preview), step="save")).status_code == 303
    assert articles(path) == 3


async def test_nothing_to_read(send):
    answer = await send(text="  \n ")
    assert answer.status_code == 400
    assert "Paste a text or choose a file first." in answer.text


async def test_of_several_articles_one_is_chosen(path, send):
    rows = [f'https://a.example/{n},{n} & co,"{n} said it was safe."' for n in (1, 2)]
    table = "\n".join(["url,title,text", *rows]).encode()
    choice = await send(file=("list.csv", table))
    assert choice.status_code == 200
    assert "holds 2 articles" in choice.text
    assert "2 &amp; co" in choice.text
    second = unescape(re.findall(r'name="article" value="([^"]*)"', choice.text)[1])
    preview = await send(article=second)
    assert shown(preview)["url"] == "https://a.example/2"
    await send(article=signed(preview), step="save")
    assert newest(path, "select url from articles") == ("https://a.example/2",)
    assert articles(path) == 3


async def test_a_heap_of_articles_is_for_the_shell(send):
    texts = [json.dumps({"text": f"Article {n} is short."}) for n in range(30)]
    choice = await send(file=("list.jsonl", "\n".join(texts).encode()))
    assert "holds more than 20 articles" in choice.text
    assert "datasette claims load news.db FILE" in choice.text


@pytest.mark.parametrize("address", ["https://a.example/x", " HTTP://a.example/x?a=1&b=$(x) "])
async def test_an_address_is_not_fetched(send, address):
    answer = await send(text=address)
    assert answer.status_code == 400
    assert "nothing is fetched from here" in answer.text
    command = f"datasette claims load news.db {shlex.quote(address.strip())}"
    assert command in unescape(answer.text)


async def test_what_the_shell_is_told_is_told_as_a_command(send):
    answer = await send(text="https://a.example/1\nhttps://a.example/2\n")
    assert answer.status_code == 400
    told = refusal(answer)
    assert "lists 2 addresses" in told
    assert told.endswith("datasette claims load news.db FILE --fetch")
    table = await send(file=("a.csv", b"name,value\na,1\nb,2\n"))
    told = refusal(table)
    assert "datasette claims load news.db FILE --text" in told


@pytest.mark.parametrize("field", ["text", "markup", "file"])
async def test_more_than_five_megabytes(path, send, field):
    much = "a" * (upload.LARGEST + 1)
    sent = {"file": ("a.txt", much.encode())} if field == "file" else {field: much}
    answer = await send(**sent)
    assert answer.status_code == 413
    assert "more than 5 MB" in unescape(answer.text)
    assert "datasette claims load news.db FILE" in answer.text
    assert articles(path) == 2


async def test_far_too_much_is_no_failure(send):
    answer = await send(file=("a.bin", b"a" * (upload.MOST + 1)))
    assert answer.status_code == 413


async def test_a_page_of_nearly_five_megabytes(path, send):
    paragraphs = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n") * 5)
    page = f"<html><head></head><body><article>{paragraphs}</article><script>PAD</script></html>"
    padding = "a" * (upload.LARGEST - len(page))
    preview = await send(file=("page.html", page.replace("PAD", padding).encode()))
    assert preview.status_code == 200, alerts(preview)
    assert CLAIMS[1] in marked(preview)
    assert (await send(article=signed(preview), step="save")).status_code == 303
    assert articles(path) == 3


async def test_reading_that_takes_too_long_is_told(send, monkeypatch):
    monkeypatch.setattr(arriving, "PATIENCE", 0.0)
    answer = await send(text=TEXT)
    assert answer.status_code == 503
    assert "takes too long" in answer.text
    assert "said Rina Hall" in answer.text  # what was typed is still there


async def test_all_paragraphs_cannot_be_left_out(path, send):
    preview = await send(text=TEXT)
    answer = await send(article=signed(preview), step="save", drop=["0", "1", "2", "3", "99"])
    assert answer.status_code == 200
    assert "one at least must stay" in answer.text
    assert articles(path) == 2


async def test_what_was_typed_comes_back_to_who_is_logged_out(ds, path, send):
    preview = await send(text=TEXT)
    for fields in ({"text": TEXT}, {"article": signed(preview), "step": "save"}):
        data = {"csrftoken": "old", **fields}
        files = {"file": ("", b"")}
        own = {"sec-fetch-site": "same-origin"}
        answer = await ds.client.post(PAGE, data=data, files=files, headers=own)
        assert answer.status_code == 403
        assert "said Rina Hall" in answer.text
        other = await ds.client.post(PAGE, data=data, files=files)
        assert other.status_code == 403
        assert "said Rina Hall" not in other.text
    assert articles(path) == 2


async def test_only_who_may_add_is_led_there(ds, path, instance, as_editor):
    link = '<a href="/news/-/claims/add">Add an article</a>'
    read_only = await instance(path, immutable=True)
    hidden = await instance(
        path, metadata={"databases": {"news": {"tables": {"articles": {"allow": False}}}}}
    )
    for page in ("/news/-/claims", "/news", "/news/claims"):
        assert link in (await ds.client.get(page, cookies=as_editor(ds))).text, page
        for other, cookies in [
            (ds, None),
            (ds, as_editor(ds, "carol")),
            (read_only, as_editor(read_only)),
            (hidden, as_editor(hidden)),
        ]:
            assert "claims/add" not in (await other.client.get(page, cookies=cookies)).text, page


async def test_editors_see_who_added_it(ds, alice, send, as_editor):
    saved = await send(article=signed(await send(text=TEXT)), step="save")
    there = saved.headers["location"]
    assert "Added by <bdi>alice</bdi>" in (await ds.client.get(there, cookies=alice)).text
    for other in (None, as_editor(ds, "carol")):
        assert "alice" not in (await ds.client.get(there, cookies=other)).text


async def test_a_database_that_somebody_else_writes_to(path, send):
    preview = await send(text=TEXT)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await send(article=signed(preview), step="save", title="Typed")
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert shown(answer)["title"] == "Typed"
    again = await send(article=signed(answer), step="save", **shown(answer))
    assert again.status_code == 303


@pytest.mark.parametrize("words", ["", "x", "eyJhIjoxfQ.bad"])
async def test_a_preview_that_was_not_signed_here(path, send, words):
    answer = await send(article=words, step="save")
    assert answer.status_code == 400
    assert articles(path) == 2


async def test_names_and_markup_are_escaped(send):
    evil = '"><script>alert(1)</script>'
    preview = await send(
        text=f'{evil} It was "safe enough for all of us," said Rina <img src=x> Hall.', title=evil
    )
    assert preview.status_code == 200
    body = preview.text.partition('<main class="claims')[2]
    assert "<script>alert" not in body
    assert "<img" not in body
    assert shown(preview)["title"] == evil


@pytest.mark.parametrize("method", ["put", "delete"])
async def test_other_methods(ds, alice, method):
    answer = await getattr(ds.client, method)(PAGE, cookies=alice)
    assert answer.status_code in (403, 405)  # 0.65 asks for its token first


async def test_who_may_not_edit_sees_no_form(ds, as_editor, post_form, path):
    for cookies in (None, as_editor(ds, "carol")):
        assert (await ds.client.get(PAGE, cookies=cookies)).status_code == 403
        sent = await post_form(ds, PAGE, {"text": TEXT}, cookies, files={"file": ("", b"")})
        assert sent.status_code == 403
    assert articles(path) == 2


async def test_a_read_only_database(path, instance, as_editor):
    ds = await instance(path, immutable=True)
    answer = await ds.client.get(PAGE, cookies=as_editor(ds))
    assert answer.status_code == 403
    assert "read-only" in answer.text


@pytest.mark.parametrize("page", ["/none/-/claims/add", "/_memory/-/claims/add"])
async def test_no_such_database(ds, alice, page):
    assert (await ds.client.get(page, cookies=alice)).status_code == 404


async def test_without_its_token_nothing_is_stored(ds, alice, path, send):
    """As another site would send it: with the cookie, without the token."""
    preview = await send(text=TEXT)
    answer = await ds.client.post(
        PAGE,
        data={"article": signed(preview), "step": "save"},
        files={"file": ("", b"")},
        cookies=alice,
        headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert articles(path) == 2


async def test_a_token_of_another_browser(ds, alice, path):
    """0.65 goes by the token, 1.0 by the headers that browsers send."""
    answer = await ds.client.post(
        PAGE,
        data={"csrftoken": "of-another", "text": TEXT, "step": "read"},
        files={"file": ("", b"")},
        cookies={**alice, "ds_csrftoken": "stale"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == (200 if IS_1 else 403)
    assert "said Rina Hall" in answer.text
    if not IS_1:
        assert "what you typed is still here" in refusal(answer)


async def test_times_of_a_recording_are_kept(path, send):
    preview = await send(file=("a.srt", SUBTITLES))
    await send(article=signed(preview), step="save")
    assert run(path, "select seconds from article_times order by position")[0] == [(1.0,), (5.0,)]
    mended = await send(article=signed(preview), step="save", drop="0")
    times = "select position, seconds from article_times join articles on id = article_id"
    assert mended.status_code == 303
    assert newest(path, times) == (0, 5.0)


async def test_under_a_base_url(path, instance, as_editor, post_form):
    ds = await instance(path, settings={"base_url": "/desk/"})
    page = await ds.client.get(PAGE, cookies=as_editor(ds))  # the client knows where it is
    assert 'action="/desk/news/-/claims/add"' in page.text


PAGE_OF_ONE = making.page("Harbour closes", [*making.PARAGRAPHS] * 8)
MHTML = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/h\nSubject: Harbour\n"
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    "Content-Type: text/html; charset=utf-8\nContent-Location: https://a.example/h\n\n"
    f"{PAGE_OF_ONE}\n--b--\n"
)
RECORDED = making.warc(making.record("https://a.example/h", making.http(PAGE_OF_ONE.encode())))
TABLE = 'url,title,text\nhttps://a.example/1,One,"Hanna Lindqvist said it was safe."\n'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", TEXT.encode(), "text"),
        ("a.md", f"# Bridge\n\n{TEXT}".encode(), "text"),
        ("utf16.txt", TEXT.encode("utf-16"), "text"),
        ("a.srt", SUBTITLES, "subtitles"),
        ("a.eml", MAIL.encode(), "mail"),
        ("a.html", PAGE_OF_ONE.encode(), "html"),
        ("no-name", PAGE_OF_ONE.encode(), "html"),
        ("a.pdf", making.pdf(making.column(making.PARAGRAPHS)), "pdf"),
        ("a.docx", making.docx(), "docx"),
        ("a.odt", making.odt("".join(f"<text:p>{p}</text:p>" for p in making.PARAGRAPHS)), "odt"),
        ("a.mhtml", MHTML.encode(), "html"),
        ("a.zip", making.zipped({"in/a.txt": TEXT}), "text"),
        ("a.warc.gz", RECORDED, "html"),
        ("a.txt.gz", gzip.compress(TEXT.encode()), "text"),
        ("a.csv", TABLE.encode(), "csv"),
        ("a.json", json.dumps([{"text": TEXT, "url": "https://a.example/1"}]).encode(), "json"),
        ('nul\0\r\n".txt', TEXT.encode(), "text"),
    ],
)
async def test_kinds_of_files(path, send, tmp_path, name, data, kind):
    preview = await send(file=(name, data))
    assert preview.status_code == 200, alerts(preview)
    assert marked(preview)
    assert (await send(article=signed(preview), step="save")).status_code == 303
    assert newest(path, "select source_kind from articles")[0] == kind
    claims = "select count(*) from claims join articles on articles.id = article_id"
    assert newest(path, claims)[0]
    # What was saved is what a load would have stored.
    file = tmp_path / (name if name.isprintable() else "a.txt")
    file.write_bytes(data)
    report = loading.load(path, [file])
    assert (dict(report.articles), report.failures) == ({"unchanged": 1}, [])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("a.pdf", b"%PDF-1.4\nbroken"),
        ("empty.txt", b""),
        ("a.docx", b"PK\x03\x04" + bytes(60)),
    ],
)
async def test_files_that_cannot_be_read(path, send, name, data):
    answer = await send(file=(name, data))
    assert answer.status_code == 400
    assert "This cannot be read" in answer.text
    assert "Traceback" not in answer.text
    assert articles(path) == 2
