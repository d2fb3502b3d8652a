import asyncio
import csv
import io
import json
import re
from datetime import date

import many
import pytest
from budget import first

from datasette_claims.publishing.csv import MARK, defused, text
from datasette_claims.publishing.filenames import filename
from datasette_claims.store import queries
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import downloads

FILE = "/claims/-/claims.csv"
DANGEROUS = [
    "=1+1",
    "+62 812",
    "-5 persen",
    "@budi",
    "\t=1+1",
    "\r\n=1+1",
    "  =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠budi",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example")',
    "\ttab",
    "\nnew line",
]
HARMLESS = ["harga = naik", "a+b", "2-1", "budi@news.example", "“kutipan”", "😀 emoji", "", "'=1"]


def rows(body):
    return list(csv.DictReader(io.StringIO(body.removeprefix(MARK), newline="")))


@pytest.mark.parametrize("cell", DANGEROUS)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [*HARMLESS, 1, -0.5, None])
def test_any_other_cell_stays_as_it_is(cell):
    assert defused(cell) == cell


@pytest.mark.parametrize(
    ("cell", "safe"), [("a\0b", "ab"), ("\0=1", "'=1"), ("=\0 1", "'= 1"), ("\0", "")]
)
def test_a_cell_for_a_spreadsheet_has_no_nul(cell, safe):
    assert defused(cell) == safe


def test_what_is_written_is_read_back_exactly():
    cells = [*DANGEROUS, *HARMLESS, 'a "b", c', "line\r\nline", "  blanks  "]
    assert next(csv.reader(io.StringIO(text([cells]), newline=""))) == cells


@pytest.fixture
def made(tmp_path, instance):
    async def start(claims, **options):
        return await instance(many.claims(tmp_path / "claims.db", claims), **options)

    return start


async def test_names_words_and_keys_of_every_row(made):
    ds = await made(
        [
            {
                "speaker": "Siti Aminah",
                "outlet": "Harian Satu",
                "title": "Harga, beras",
                "published": "2025-04-12",
                "status": "false",
                "text": "harga “naik”,\nkatanya",
            }
        ]
    )
    response = await ds.client.get(FILE)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    name = re.fullmatch('attachment; filename="(.*)"', response.headers["content-disposition"])[1]
    assert re.fullmatch(r"claims-claims-\d{4}-\d\d-\d\d\.csv", name)
    assert response.headers["x-robots-tag"] == "noindex"
    (row,) = rows(response.content.decode())
    assert row["speaker"] == "Siti Aminah"
    assert row["outlet"] == "Harian Satu"
    assert row["article"] == "Harga, beras"
    assert row["url"] == "https://news.example/a1"
    assert list(row)[-1] == "claim_url"
    assert row["claim_url"] == f"http://localhost/claims/-/claims/{row['id']}"
    assert (row["status"], row["status_label"]) == ("false", "False")
    assert row["claim"] == "harga “naik”,\nkatanya"
    assert row["publication"] == "draft"


@pytest.mark.parametrize("number", first(1, [5_500, 50_000]))
async def test_many_rows_of_all_kinds_arrive_whole_in_order(made, number):
    texts = [*DANGEROUS, *HARMLESS, "a\r\nb", "“Ya”, katanya"]
    ds = await made(
        {
            "text": texts[n % len(texts)],
            "speaker": f"Speaker {n % 400}",
            "said_on": f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}" if n % 5 else None,
            "article": f"a{n % 900}",
            "position": n,
        }
        for n in range(number)
    )
    page = (await ds.client.get("/claims/-/claims")).text
    assert f"Download CSV ({number:,} rows)" in page
    raw = rows((await ds.client.get(FILE)).content.decode())
    assert len({row["id"] for row in raw}) == len(raw) == number
    dates = [row["said_on"] for row in raw]
    assert dates == sorted(dates, reverse=True)
    assert dates[-number // 5 :] == [""] * (number // 5)
    assert all(row["claim"] == texts[int(row["id"][5:]) % len(texts)] for row in raw)
    response = await ds.client.get(f"{FILE}?_spreadsheet=1")
    assert response.content.startswith("\ufeff".encode())
    safe = rows(response.content.decode())
    assert [row["id"] for row in safe] == [row["id"] for row in raw]
    for row, plain in zip(safe, raw, strict=True):
        assert row["claim"] == defused(plain["claim"])
        assert not re.match(r"\s*[=+\-@＝＋－＠]", row["claim"])


@pytest.mark.parametrize("query", ["", "?speaker=siti", "?q=naik&sort=oldest", "?month=2025-04"])
async def test_the_file_holds_what_the_page_shows(made, query):
    ds = await made(
        {
            "text": ("harga naik", "harga turun")[n % 2],
            "speaker": ("Siti", "Budi")[n % 3 == 0],
            "said_on": ("2025-04-11", "2025-03-01", None)[n % 3],
            "position": n,
        }
        for n in range(30)
    )
    page = (await ds.client.get(f"/claims/-/claims{query}")).text
    shown = re.findall(r'<article class="claim-card" id="claim-([^"]+)">', page)
    assert shown
    found = rows((await ds.client.get(FILE + query)).content.decode())
    assert [row["id"] for row in found] == shown
    answer = (await ds.client.get(f"/claims/-/claims.json{query}")).json()
    assert [row["id"] for row in answer["rows"]] == shown
    assert answer["count"] == len(shown)


async def test_no_claims_give_the_heading_alone(made):
    ds = await made([])
    body = (await ds.client.get(FILE)).content.decode()
    assert body.startswith("id,speaker,")
    assert body.count("\r\n") == 1


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("status=maybe", "status=maybe: no such status"),
        ("month=abc", "month=abc: not a month"),
        ("sort=x", "sort=x: choose one of"),
        ("stauts=false", "stauts=false: no such filter"),
        ("after=broken", "after=broken: not a place in this list"),
    ],
)
async def test_a_filter_that_cannot_be_used_gives_no_file(made, query, problem):
    ds = await made([{}])
    response = await ds.client.get(f"{FILE}?{query}")
    assert response.status_code == 400
    assert "Nothing was exported" in response.text
    assert problem in response.text
    response = await ds.client.get(f"/claims/-/claims.json?{query}")
    assert response.status_code == 400
    answer = response.json()
    assert answer["ok"] is False
    assert problem in answer["error"]


async def test_a_database_without_claims_tables_gives_no_file(tmp_path, instance):
    conn = sqlite3.connect(tmp_path / "other.db")
    conn.execute("CREATE TABLE t (id)")
    conn.close()
    ds = await instance(tmp_path / "other.db")
    for tail in ("csv", "json"):
        response = await ds.client.get(f"/other/-/claims.{tail}")
        assert response.status_code == 404
        assert "no claims tables" in response.text


async def test_json_pages_lead_through_all_rows(made):
    ds = await made({"said_on": f"2025-04-{n % 28 + 1:02}", "position": n} for n in range(25))
    url, found = "/claims/-/claims.json?_size=10&sort=oldest", []
    while url:
        answer = (await ds.client.get(url)).json()
        assert answer["ok"]
        assert answer["count"] == 25
        assert answer["filters"] == [{"name": "sort", "value": "oldest"}]
        assert bool(answer["next"]) == bool(answer["next_url"])
        found += [row["id"] for row in answer["rows"]]
        url = (answer["next_url"] or "").removeprefix("http://localhost")
    assert len(set(found)) == len(found) == 25


@pytest.mark.parametrize(("size", "rows_given"), [("3", 3), ("1", 1), ("1000", 5), ("max", 5)])
async def test_json_takes_a_size(made, size, rows_given):
    ds = await made([{} for _ in range(5)])
    answer = (await ds.client.get(f"/claims/-/claims.json?_size={size}")).json()
    assert len(answer["rows"]) == rows_given


UNKNOWN = [
    "_json=text",
    "_next=5",
    "_labels=on",
    "_extra=count",
    "_sort=id",
    "_=",
    "_Shape=array",
]
WRONG_IN_JSON = [
    "_size=abc", "_size=0", "_size=-1", "_size=1001", "_size=", "_size=٣", "_size=" + "9" * 30,
    "_shape=list", "_shape=", "_shape=Array", "_nl=on", "_nl=maybe&_shape=array",
    "_shape=arrays&_nl=on", "_spreadsheet=1", *UNKNOWN,
]  # fmt: skip
WRONG_IN_CSV = [
    "_spreadsheet=yes",
    "_spreadsheet=",
    "_shape=array",
    "_size=max",
    "_nl=on",
    *UNKNOWN,
]


@pytest.mark.parametrize("query", [*WRONG_IN_JSON, "statuss=false", "statuss=", "speakers=-"])
async def test_what_json_does_not_know_it_refuses_and_names_what_there_is(made, query):
    answer = await (await made([{}])).client.get(f"/claims/-/claims.json?{query}")
    assert answer.status_code == 400
    found = answer.json()
    assert (found["ok"], found["status"]) == (False, 400)
    assert query.partition("=")[0] in found["error"]
    hints = ("there are", "choose one of", "write ", "goes with")
    assert any(hint in found["error"] for hint in hints)


@pytest.mark.parametrize("query", WRONG_IN_CSV)
async def test_what_csv_does_not_know_it_refuses(made, query):
    answer = await (await made([{}])).client.get(f"{FILE}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.text


async def test_json_in_the_shapes_of_datasette(made):
    ds = await made({"position": n} for n in range(5))

    async def ask(query):
        return await ds.client.get(f"/claims/-/claims.json?sort=reading&_size=2&{query}")

    whole = (await ask("")).json()
    first, second = whole["rows"]
    assert (await ask("_shape=objects")).json() == {
        **whole, "next_url": whole["next_url"].replace("_size=2", "_size=2&_shape=objects")
    }  # fmt: skip
    arrays = (await ask("_shape=arrays")).json()
    assert arrays["columns"] == list(first)
    assert arrays["rows"] == [list(first.values()), list(second.values())]
    assert arrays["count"] == 5
    array = await ask("_shape=array")
    assert array.json() == [first, second]
    assert (await ask("_shape=arrayfirst")).json() == [first["id"], second["id"]]
    assert (await ask("_shape=object")).json() == {first["id"]: first, second["id"]: second}
    lines = await ask("_shape=array&_nl=on")
    assert [json.loads(line) for line in lines.text.split("\n")] == [first, second]
    assert lines.headers["content-type"] == "text/plain; charset=utf-8"
    assert (await ask("_shape=array&_nl=off")).json() == [first, second]


@pytest.mark.parametrize("shape", ["array", "array&_nl=on", "object", "arrays", "arrayfirst"])
async def test_every_shape_leads_to_its_next_page(made, shape):
    ds = await made({"position": n} for n in range(7))
    url, pages = f"/claims/-/claims.json?_size=3&_shape={shape}", []
    while url:
        answer = await ds.client.get(url)
        assert answer.status_code == 200
        pages.append(answer.text)
        link = answer.headers.get("link", "")
        url = link.partition(">")[0].removeprefix("<http://localhost")
    assert len(pages) == 3
    assert len(set(pages)) == 3


async def test_what_another_table_keeps_to_itself_is_left_empty(made, as_editor):
    hide = {"databases": {"claims": {"tables": {"articles": {"allow": {"id": "alice"}}}}}}
    ds = await made([{"title": "Rahasia", "speaker": "Siti"}], metadata=hide)
    for cookies, title, url in (
        (None, "", ""),
        (as_editor(ds, "alice"), "Rahasia", "https://news.example/a1"),
    ):
        (row,) = rows((await ds.client.get(FILE, cookies=cookies)).content.decode())
        assert (row["speaker"], row["article"], row["url"]) == ("Siti", title, url)
        (row,) = (await ds.client.get("/claims/-/claims.json", cookies=cookies)).json()["rows"]
        assert (row["article"] or "", row["url"] or "") == (title, url)
        page = (await ds.client.get("/claims/-/claims?article=a1", cookies=cookies)).text
        assert ("Rahasia" in page) is bool(title)


@pytest.mark.parametrize(
    ("error", "message"), [("interrupted", "too long"), ("database is locked", "try again")]
)
async def test_a_file_that_cannot_be_begun_is_an_error(made, monkeypatch, error, message):
    ds = await made([{}])

    def failing(*_):
        raise sqlite3.OperationalError(error)

    monkeypatch.setattr(queries, "batch", failing)
    response = await ds.client.get(FILE)
    assert response.status_code == 503
    assert message in response.text
    answer = await ds.client.get("/claims/-/claims.json")
    assert answer.status_code == 503
    assert json.loads(answer.text)["ok"] is False


async def test_head_tells_of_the_file_without_reading_it(made, monkeypatch):
    ds = await made([{}])

    def never(*_):
        raise AssertionError("was read")

    monkeypatch.setattr(queries, "batch", never)
    response = await ds.client.head(FILE)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content == b""


async def test_other_sites_may_read_where_datasette_allows_it(made):
    ds = await made([{}], cors=True)
    for tail in ("csv", "json"):
        response = await ds.client.get(f"/claims/-/claims.{tail}")
        assert response.headers["access-control-allow-origin"] == "*"


async def test_a_file_that_breaks_off_does_not_look_complete(made, monkeypatch):
    ds = await made([{"position": n} for n in range(30)])
    monkeypatch.setattr(downloads, "BATCH", 10)
    batch, calls = queries.batch, []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise sqlite3.OperationalError("disk I/O error")
        return batch(*arguments)

    monkeypatch.setattr(queries, "batch", failing)
    sent = await ask(ds, FILE)
    assert [message["type"] for message in sent].count("http.response.start") >= 1
    assert sent[0]["status"] == 200
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    assert b"INCOMPLETE: reading stopped here (disk I/O error)" in body
    # No message closes the body: the server drops the connection, and the download fails.
    assert all(m.get("more_body") for m in sent if m["type"] == "http.response.body")


async def ask(ds, path):
    """What the server is told to send, up to the point where it has to give up."""
    sent = []

    async def send(message):
        if message["type"] == "http.response.start" and sent:
            raise RuntimeError("the response has begun")  # as uvicorn does
        sent.append(message)

    async def receive():
        await asyncio.sleep(3600)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    with pytest.raises(RuntimeError, match="the response has begun"):
        await ds.app()(scope, receive, send)
    return sent


DAY = date(2025, 4, 12)


@pytest.mark.parametrize(
    ("database", "pairs", "name"),
    [
        ("news", [], "news-claims-2025-04-12.csv"),
        ("news", [("sort", "oldest")], "news-claims-2025-04-12.csv"),
        ("press 2026", [("q", "pajak OR “tax”")], "press-2026-claims-pajak-OR-tax-2025-04-12.csv"),
        ("news", [("q", "café"), ("q", "税")], "news-claims-cafe-2025-04-12.csv"),
        ("税", [("speaker", '../"a";b')], "database-claims-a-b-2025-04-12.csv"),
        ("news", [("q", "a" * 300)], f"news-claims-{'a' * 80}-2025-04-12.csv"),
    ],
)
def test_a_file_is_called_after_database_filter_and_day(database, pairs, name):
    assert filename(database, pairs, DAY) == name
    assert filename(database, pairs, DAY, spreadsheet=True) == name[:-4] + ".spreadsheet.csv"
