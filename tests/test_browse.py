import html
import re
from contextlib import closing
from urllib.parse import parse_qsl, urlencode, urlsplit

import many
import pytest

from datasette_claims.store import facets, queries
from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web.cards import in_sentence
from datasette_claims.web.chart import chart

HERE = "/claims/-/claims"


async def read(ds, path=HERE, **options):
    """The page as text, its whitespace flat, checked to be one."""
    response = await ds.client.get(path, **options)
    assert response.status_code == 200, response.text
    return re.sub(r"\s+", " ", response.text)


def words(page):
    """What is to be read on the page."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def links(page):
    """Address by words of every link of the page."""
    found = re.findall(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {words(inner): html.unescape(href) for href, inner in found}


def claims_on(page):
    return re.findall(r'<article class="claim-card" id="claim-([^"]+)">', page)


def facet(page, name):
    """``{"Siti": "2", …}`` of one facet."""
    section = re.search(rf'<section class="facet facet-{name}">(.*?)</section>', page)
    pairs = re.findall(r'class="name">(.*?)</bdi> <span class="n">(.*?)</span>', section[1])
    return {html.unescape(re.sub("<[^>]+>", "", label)): count for label, count in pairs}


@pytest.fixture
def made(tmp_path, instance):
    """``ds = await made([{"text": …}, …])``: an instance whose database claims.db has them."""

    async def start(rows, **options):
        return await instance(many.claims(tmp_path / "claims.db", rows), **options)

    return start


PUTIN = {
    "speaker": "Vladimir Putin",
    "role": "Presiden",
    "text": "isu itu “masih” dibahas",
    "cue": "telah menyatakan",
    "type": "mixed",
    "said_on": "2025-04-11",
    "article": "a1",
    "outlet": "Harian Satu",
    "title": "Perundingan damai",
}
NEWS = [
    PUTIN,
    {**PUTIN, "text": "pasukan akan ditarik", "type": "indirect", "kind": "promise"},
    {
        "speaker": "Siti Aminah",
        "text": "“Prices are rising”",
        "type": "direct",
        "status": "false",
        "article": "a2",
        "outlet": "Daily Two",
        "language": "en",
        "published": "2024-12-31",
    },
    {"text": "tak seorang pun tahu", "article": "a3", "kind": "deny"},
]


async def test_the_seed_is_there_to_be_read(seed_db, instance):
    page = await read(await instance(seed_db))
    assert len(claims_on(page)) == 8
    assert "8 claims" in words(page)
    assert "Download CSV (8 rows)" in links(page)
    assert facet(page, "status") == {"Not reviewed": "8"}
    assert facet(page, "language") == {"Indonesian": "8"}
    assert sum(map(int, facet(page, "speaker").values())) == 8
    assert "Rusia untuk “bergerak”" in words(page)


async def test_a_card_says_who_said_what_where_and_how_it_stands(made):
    page = await read(await made([PUTIN]))
    (card,) = re.findall(r"<article.*?</article>", page)
    assert words(card) == (
        "Vladimir Putin Presiden Reporting words: telah menyatakan Not reviewed "
        "isu itu “masih” dibahas Harian Satu said 11 April 2025 Perundingan damai"
    )
    assert links(card) == {
        "Vladimir Putin": "/claims/-/speakers/vladimir-putin",
        "isu itu “masih” dibahas": "/claims/-/claims/claim000000",
        "Perundingan damai": "/claims/-/articles/a1#claim-claim000000",
    }
    assert 'lang="id"' in card


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"modality": "negated"}, "is said not to have said"),
        ({"status": "false"}, "draft False"),
        ({"flag": "not_extracted", "status": "true"}, "No longer found by the rules"),
        ({"speaker": None, "said_on": None, "outlet": None}, "Speaker not named"),
        ({"said_on": None}, "no date"),
        ({"title": None}, "Teks berita."),
    ],
)
async def test_what_else_a_card_must_not_hide(made, row, shown):
    assert shown in words(await read(await made([{**PUTIN, **row}])))


async def test_a_secondary_source_is_named(made, tmp_path):
    ds = await made([PUTIN])
    with closing(sqlite3.connect(tmp_path / "claims.db")) as conn, conn:
        conn.execute(
            "INSERT INTO article_links (article_id, kind, name, start, end)"
            " VALUES ('a1', 'secondary_source', 'Kabar Ketiga', 0, 4)"
        )
    conn.close()
    assert "via Kabar Ketiga" in words(await read(ds))


async def test_what_nobody_has_judged_never_looks_like_a_verdict(made):
    page = await read(await made([PUTIN]))
    assert "status-workflow" in page
    assert "status-verdict" not in page
    assert "status-outcome" not in page


async def test_facets_count_under_the_other_filters(made):
    ds = await made(NEWS)
    page = await read(ds)
    assert facet(page, "speaker") == {"Vladimir Putin": "2", "Not named": "1", "Siti Aminah": "1"}
    assert facet(page, "outlet") == {"Harian Satu": "2", "Not known": "1", "Daily Two": "1"}
    assert facet(page, "language") == {"Indonesian": "3", "English": "1"}
    assert facet(page, "type") == {
        "Indirect speech": "2", "Direct quotation": "1", "Mixed (partly quoted)": "1",
    }  # fmt: skip
    assert facet(page, "kind") == {"Say": "2", "Deny": "1", "Promise": "1"}
    assert facet(page, "month") == {"April 2025": "2", "December 2024": "1", "No date": "1"}
    page = await read(ds, f"{HERE}?language=id&type=indirect")
    assert facet(page, "language") == {"Indonesian": "2"}
    assert facet(page, "type") == {"Indirect speech": "2", "Mixed (partly quoted)": "1"}
    assert facet(page, "speaker") == {"Not named": "1", "Vladimir Putin": "1"}


async def test_every_value_leads_to_as_many_claims_as_it_counts_and_back(made):
    ds = await made(NEWS)
    start = await read(ds)
    navigation = re.search(r'<nav aria-label="Filters">.*?</nav>', start)[0]
    values = links(navigation)
    assert len(values) == 21
    for label, href in values.items():
        page = await read(ds, href)
        number = int(label.rpartition(" ")[2])
        assert len(claims_on(page)) == number
        assert f"Download CSV ({number} row{'s' * (number != 1)})" in links(page)
        (chip,) = (words for words in links(page) if words.startswith("Remove filter"))
        assert label.rpartition(" ")[0] in chip
        assert claims_on(await read(ds, links(page)[chip])) == claims_on(start)
        assert links(page)[f"{label} chosen: remove this filter"] == HERE


async def test_values_of_one_facet_widen_and_facets_narrow(made):
    ds = await made(NEWS)
    both = await read(ds, f"{HERE}?speaker=vladimir-putin&speaker=siti-aminah")
    assert len(claims_on(both)) == 3
    narrowed = await read(ds, f"{HERE}?speaker=vladimir-putin&speaker=siti-aminah&status=false")
    assert claims_on(narrowed) == ["claim000002"]
    assert "Clear all" in links(narrowed)


async def test_state_is_kept_by_search_sort_and_download(made):
    page = await read(await made(NEWS), f"{HERE}?q=isu&speaker=vladimir-putin&sort=oldest")
    state = {("q", "isu"), ("speaker", "vladimir-putin"), ("sort", "oldest")}
    form = re.search(r"<form.*?</form>", page)[0]
    fields = re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', form)
    assert set(fields) == state
    for label in ("Download CSV (1 row)", "for spreadsheets", "JSON"):
        query = set(parse_qsl(urlsplit(links(page)[label]).query))
        assert query - {("_spreadsheet", "1")} == state
    published = parse_qsl(urlsplit(links(page)["Date published, newest first"]).query)
    assert set(published) == (state - {("sort", "oldest")}) | {("sort", "published")}


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "4 claims · claims"),
        ("?status=false", "Status: False · 1 claim · claims"),
        ("?speaker=vladimir-putin", "Speaker: Vladimir Putin · 2 claims · claims"),
        ("?q=isu&month=2025", "Search: “isu” · Month: 2025 · 1 claim · claims"),
        ("?article=a1", "Article: Perundingan damai · 2 claims · claims"),
    ],
)
async def test_the_title_says_what_the_tab_is(made, query, title):
    page = await read(await made(NEWS), HERE + query)
    assert f"<title>{title}</title>" in page


async def test_filtered_addresses_are_not_for_crawlers(made):
    ds = await made(NEWS)
    plain, filtered = await ds.client.get(HERE), await ds.client.get(f"{HERE}?status=false")
    assert "x-robots-tag" not in plain.headers
    assert 'name="robots"' not in plain.text
    assert filtered.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex' in filtered.text


@pytest.mark.parametrize("sort", ["", "said", "oldest", "published", "changed", "reading"])
async def test_pages_lead_through_all_claims_and_back(made, sort):
    rows = [
        {"said_on": f"2025-{number % 12 + 1:02}-01" if number % 3 else None, "position": number}
        for number in range(95)
    ]
    ds = await made(rows)
    page = await read(ds, f"{HERE}?{urlencode({'sort': sort})}")
    assert "← Previous" not in links(page)
    seen = [claims_on(page)]
    while "Next →" in links(page):
        page = await read(ds, links(page)["Next →"])
        seen.append(claims_on(page))
    assert list(map(len, seen)) == [40, 40, 15]
    everything = [claim for some in seen for claim in some]
    assert len(set(everything)) == 95
    if sort in ("said", "oldest"):
        undated = {f"claim{number:06}" for number in range(0, 95, 3)}
        assert set(everything[-len(undated) :]) == undated
    for expected in (seen[1], seen[0]):
        page = await read(ds, links(page)["← Previous"])
        assert claims_on(page) == expected
    assert "← Previous" not in links(page)
    assert "First page" not in links(page)


async def test_a_place_behind_the_last_claim_leads_back_to_the_first(made):
    ds = await made([{"kind": "deny"}])
    end = queries.Cursor("said", ("1999-01-01", "a1", 0, "x"))
    page = await read(ds, f"{HERE}?kind=deny&sort=said&after={end}")
    assert claims_on(page) == ["claim000000"]
    end = queries.Cursor("oldest", ("2999-01-01", "zz", 0, "x"))
    page = await read(ds, f"{HERE}?kind=deny&sort=oldest&after={end}")
    assert claims_on(page) == ["claim000000"]
    end = queries.Cursor("oldest", (None, "zz", 0, "x"))
    page = await read(ds, f"{HERE}?kind=deny&sort=oldest&after={end}")
    assert "There is nothing after this place in the list." in words(page)
    assert len(claims_on(await read(ds, links(page)["Begin with the first page"]))) == 1


async def test_an_article_is_read_from_top_to_bottom(made):
    rows = [
        {"article": "a1", "position": place, "said_on": said}
        for place, said in ((50, "2025-04-12"), (0, "2025-04-10"), (20, None))
    ]
    page = await read(await made(rows), f"{HERE}?article=a1")
    assert claims_on(page) == ["claim000001", "claim000002", "claim000000"]
    assert "Reading order" in links(page)


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("status=maybe", "status=maybe was left out: no such status; there are unreviewed,"),
        ("month=abc", "month=abc was left out: not a month; write 2025-04,"),
        ("type=spoken", "type=spoken was left out: choose one of direct,"),
        ("sort=x", "sort=x was left out: choose one of said,"),
        ("min_confidence=lots", "min_confidence=lots was left out: write a number"),
        ("after=broken", "after=broken was left out: not a place in this list"),
        ("before=broken", "before=broken was left out: not a place in this list"),
        ("stauts=false", "stauts=false was left out: no such filter; there are q, "),
        ("q=!!!", "q=!!! was left out: nothing to search for"),
    ],
)
async def test_what_cannot_be_used_is_left_out_with_a_notice(made, query, notice):
    page = await read(await made(NEWS), f"{HERE}?{query}")
    assert notice in words(page)
    assert len(claims_on(page)) == 4


NASTY = [
    '"',
    "'",
    "\0",
    "%",
    "_",
    "*",
    "(",
    "AND",
    'a" OR "b',
    "\ud800",
    "😀",
    "{{ 7*7 }}",
    "a" * 4000,
]


@pytest.mark.parametrize("name", ["q", "speaker", "status", "month", "kind", "article", "after"])
async def test_no_value_breaks_the_page(made, name):
    ds = await made(NEWS[:1])
    for value in NASTY:
        page = await read(ds, f"{HERE}?{urlencode({name: value}, errors='surrogatepass')}")
        assert "49" not in words(page), value


SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


async def test_what_articles_and_people_write_stays_text(made):
    names = ("text", "speaker", "role", "cue", "outlet", "title", "kind")
    row = {**PUTIN, **dict.fromkeys(names, SCRIPT), "speaker_id": 'x"><b>', "language": '"><b>'}
    ds = await made([row])
    for path in (
        HERE,
        f"{HERE}?{urlencode({'q': SCRIPT, 'kind': SCRIPT, 'speaker': row['speaker_id']})}",
    ):
        page = await read(ds, path)
        main = re.search(r"<main.*</main>", page)[0]
        assert len(claims_on(page)) == 1
        assert "<script" not in main
        assert "<img" not in main
        assert "<b>" not in main
        assert SCRIPT in words(main)


async def test_a_search_without_a_hit_says_which_filter_to_drop(made):
    ds = await made(NEWS)
    page = await read(ds, f"{HERE}?q=isu&status=false")
    assert "0 claims" in words(page)
    assert "No claim fits all of these filters." in words(page)
    assert "Without Search: “isu” 1 claim" in words(page)
    assert "Without Status: False 1 claim" in words(page)
    assert len(claims_on(await read(ds, links(page)["Without Search: “isu”"]))) == 1
    assert not [label for label in links(page) if label.startswith("Download")]
    page = await read(ds, f"{HERE}?q=zzz&status=satire")
    assert "Dropping one of them is not enough" in words(page)
    assert links(page)["Clear all filters"] == HERE


async def test_an_empty_database_says_how_to_fill_it(made):
    page = words(await read(await made([])))
    assert "There are no claims here yet." in page
    assert "datasette claims load claims.db" in page


async def test_a_database_with_only_flagged_claims_says_where_they_are(made):
    ds = await made([{"flag": "not_extracted"}])
    page = await read(ds)
    assert "Every claim here is flagged." in words(page)
    assert len(claims_on(await read(ds, links(page)["Show them"]))) == 1


async def test_what_is_left_out_is_counted_and_can_be_seen(made):
    flagged = {"flag": "not_in_article", "kind": "deny"}
    ds = await made([{}, flagged, {**flagged, "status": "true"}, {"flag": "not_extracted"}])
    page = await read(ds)
    assert len(claims_on(page)) == 2
    assert "2 more are left out: no longer in the article, or no longer found" in words(page)
    assert len(claims_on(await read(ds, links(page)["2 more"]))) == 3
    page = await read(ds, f"{HERE}?kind=deny")
    assert "1 more is left out" in words(page)
    assert "left out" not in words(await read(ds, links(page)["1 more"]))


async def test_a_database_of_somebody_else_says_which_command_makes_claims(tmp_path, instance):
    path = tmp_path / "other.db"
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE claims (id INTEGER PRIMARY KEY, amount INTEGER)")
    conn.close()
    response = await (await instance(path)).client.get("/other/-/claims")
    assert response.status_code == 404
    assert "datasette claims load other.db" in words(response.text)


async def test_there_is_no_such_database(made):
    ds = await made([])
    for path in ("nowhere/-/claims", "nowhere/-/claims.json", "_internal/-/claims.csv"):
        assert (await ds.client.get(f"/{path}")).status_code == 404


@pytest.mark.parametrize("tail", ["", ".csv", ".json"])
async def test_only_who_may_see_the_claims_sees_them(made, as_editor, tail):
    ds = await made(NEWS, metadata={"databases": {"claims": {"allow": {"id": "alice"}}}})
    assert (await ds.client.get(HERE + tail)).status_code == 403
    assert (await ds.client.get(HERE + tail, cookies=as_editor(ds, "bob"))).status_code == 403
    assert (await ds.client.get(HERE + tail, cookies=as_editor(ds, "alice"))).status_code == 200


@pytest.mark.parametrize("tail", ["", ".csv", ".json"])
async def test_head_and_post(made, tail):
    ds = await made(NEWS)
    head = await ds.client.head(f"{HERE}{tail}?status=false")
    assert head.status_code == 200
    assert (await ds.client.post(HERE + tail, data={})).status_code == 405


async def test_a_file_that_cannot_change_and_a_prefix(tmp_path, instance):
    path = many.claims(tmp_path / "claims.db", NEWS)
    ds = await instance(path, immutable=True, settings={"base_url": "/news/"})
    page = await read(ds)
    assert len(claims_on(page)) == 4
    main = re.search(r"<main.*</main>", page)[0]
    found = links(main)
    assert found.pop("Show 4 claims") == "#list"
    assert {href.startswith("/news/claims/-/") for href in found.values()} == {True}
    assert {*re.findall('action="([^"]*)"', main)} == {"/news/claims/-/claims"}
    for sheet in re.findall(r'(?:href|src)="([^"]*datasette_claims[^"]*)"', page):
        assert sheet.startswith("/news/")
        assert (await ds.client.get(sheet.removeprefix("/news"))).status_code == 200


async def test_counts_that_take_too_long_are_left_out_and_said_to_be(made, monkeypatch):
    ds = await made(NEWS)

    def too_slow(*_):
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(facets, "counted", too_slow)
    page = await read(ds)
    assert len(claims_on(page)) == 4
    assert "Not counted, because that would take too long: Status, Who, Speaker" in words(page)
    assert "Download CSV (4 rows)" in links(page)


def labelled(page):
    """Bars of a chart: what each is called, and where it leads."""
    found = re.findall(r'<a href="([^"]*)"[^>]* aria-label="([^"]*)"', page)
    return {label: href.replace("&amp;", "&") for href, label in found}


async def test_the_chart_leads_to_its_months(made):
    ds = await made(NEWS)
    page = await read(ds)
    bars = re.search(r'<svg class="bars.*?</svg>.*?</svg>', page)[0]
    assert labelled(bars) == {
        "December 2024: 1 claim": f"{HERE}?month=2024-12",
        "April 2025: 2 claims": f"{HERE}?month=2025-04",
    }
    assert "December 2024 to April 2025, most in April 2025 (2); 1 without a date." in words(page)
    page = await read(ds, f"{HERE}?month=2025-04")
    assert labelled(page)["April 2025: 2 claims"] == HERE


async def test_a_speaker_has_the_same_chart(made):
    page = await read(await made(NEWS), "/claims/-/speakers/vladimir-putin")
    assert labelled(page)["April 2025: 2 claims"].startswith(f"{HERE}?")


@pytest.mark.parametrize(
    ("counts", "keys", "summary"),
    [
        ({"2025-04": 8, "-": 2}, ["2025-04"], "All 8 in April 2025"),
        (
            {"2025-02": 1, "2025-04": 8, "-": 2},
            ["2025-02", "2025-03", "2025-04"],
            "February 2025 to April 2025, most in April 2025 (8)",
        ),
    ],
)
def test_a_chart_starts_where_the_data_starts(counts, keys, summary):
    found = chart(counts)
    assert [bar.key for bar in found.bars] == keys
    assert found.bars[-1].height == 100.0
    assert (found.summary, found.undated) == (summary, 2)


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        ("2024-05", "2025-04", {"May 2024", "Jan 2025"}),
        ("2023-12", "2024-11", {"Jan 2024"}),
        ("2024-01", "2024-12", {"Jan 2024"}),
    ],
)
def test_years_under_a_chart_do_not_lie_on_each_other(first, last, ticks):
    bars = chart({first: 1, last: 1}).bars
    assert {bar.tick for bar in bars if len(bar.tick) > 3} == ticks


def test_a_chart_of_many_months_shows_years_and_a_chosen_year_shows_months():
    counts = {f"{year}-{month:02}": 1 for year in range(2010, 2026) for month in range(1, 13)}
    found = chart(counts)
    assert [bar.key for bar in found.bars] == [str(year) for year in range(2010, 2026)]
    assert {bar.claims for bar in found.bars} == {12}
    for chosen in ("2024", "2024-03"):
        bars = chart({"2024-03": 1, "2023-12": 4}, (chosen,)).bars
        assert [bar.key for bar in bars] == [f"2024-{month:02}" for month in range(1, 13)]


def test_a_chart_leaves_out_what_lies_too_far_back_and_says_so():
    found = chart({"1745-08": 3, "2025-04": 5, "not a month": 1})
    assert [found.bars[0].key, found.bars[-1].key] == ["1966", "2025"]
    assert (found.earlier, found.undated) == (3, 1)
    assert chart({"-": 3}) is None


async def test_a_status_that_a_newsroom_adds_appears_without_further_ado(made, tmp_path):
    ds = await made([PUTIN])
    with opened(tmp_path / "claims.db") as db, db.conn:
        db.conn.execute(
            "INSERT INTO statuses (key, kind, label_en, label_id, definition, colour, position)"
            " VALUES ('disputed', 'verdict', 'Disputed', 'Diperdebatkan', 'x', 'teal', 99)"
        )
        db.conn.execute("UPDATE claims SET status = 'disputed'")
    assert facet(await read(ds), "status") == {"Disputed": "1"}


SENTENCES = [
    ("enough", "Rina Hall said the bridge had cost enough.", "enough"),
    ("her to bring it back", "The court told her to bring it back.", "her to bring it back"),
    ("“Tidak,”", "“Tidak,” kata Wali Kota Rina.", "“Tidak,”"),
    ("The bridge is safe now", "The bridge is safe now, said Rina Hall.", None),
    ("“the bridge is safe, and it will stay so”", "She said “the bridge is safe” twice.", None),
    ("enough", "enough", None),
    ("enough", None, None),
    (" ", "She wrote nothing at all.", None),
    ("enough", "The words were joined of two places.", None),
    ("<b>", "She wrote <b> and left.", "&lt;b&gt;"),
]


@pytest.mark.parametrize(("text", "context", "own"), SENTENCES)
async def test_a_claim_that_says_little_stands_in_its_sentence(made, text, context, own):
    ds = await made([{"text": text, "context": context or "", "cue": "said"}])
    page = (await ds.client.get(HERE)).text
    card_ = page.partition('<article class="claim-card"')[2].partition("</article>")[0]
    assert re.findall(r"<b>(.*?)</b>", card_) == ([own] if own else [])
    assert ('class="cue"' in card_) is (own is None)  # said once


def test_a_long_sentence_is_cut_between_words():
    long = "word " * 80
    shown = in_sentence("enough", f"{long}enough {long}")
    assert shown.startswith("… word")
    assert shown.endswith("word …")
    assert len(shown) < 400
