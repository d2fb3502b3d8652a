"""The pages of a claim, an article and a speaker, as a visitor gets them."""

import re
from html import unescape

import pytest
from datasette.database import Database
from newsroom import newsroom, run

from datasette_claims.store import records
from datasette_claims.store.sqlite import sqlite3


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def keys(path):
    return newsroom(path)


@pytest.fixture
def get(path, keys, instance):
    """``await get("/claims/x")``: the answer of a page of ours, with its text without tags."""

    async def get(address, **options):
        ds = await instance(path, **options)
        answer = await ds.client.get(f"/news/-{address}")
        body = answer.text.partition('<section class="content">')[2].partition("<footer")[0]
        answer.words = " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
        return answer

    return get


async def test_claim_stands_in_its_paragraph(get, keys):
    page = await get(f"/claims/{keys['bendungan']}")
    assert page.status_code == 200
    assert "<title>Rini Wulandari: bendungan itu aman &amp; kuat · claims</title>" in page.text
    assert re.search(r"<h1[^>]*>bendungan itu aman &amp; kuat</h1>", page.text)
    assert (
        'Bupati <span class="source">Rini Wulandari</span> <span class="cue">mengatakan</span>'
        " bahwa <mark>bendungan itu aman &amp; kuat</mark>." in page.text
    )
    assert '<html lang="en">' in page.text
    assert 'lang="id"' in page.text
    assert "Kalimat biasa" not in page.text


async def test_claim_says_who_when_and_where(get, path, keys):
    run(
        path,
        "update claims set said_on = '2026-01-02', said_precision = 'day', said_as = 'Jumat (2/1)',"
        " modality = 'negated', role = 'Bupati' where text like 'bendungan%'",
        "insert into article_links (article_id, kind, name, start, end)"
        " select article_id, 'secondary_source', 'Radio Uji', 0, 1 from claims"
        " where text like 'bendungan%'",
    )
    page = await get(f"/claims/{keys['bendungan']}")
    for words in [
        "Rini Wulandari , Bupati is said not to have said",
        "Said on 2 January 2026 printed as “Jumat (2/1)”",
        "Quoted as Indirect speech",
        "Reported as Say",
        "Outlet Kabar Uji",
        "Article Bendungan <b>retak</b>",
        "Article dated 4 January 2026",
        "On the word of Radio Uji",
        "Extraction confidence 0.90 of 1 found by the rule “by-test”",
        "not whether it is true",
        "What checking found Not reviewed Nobody has checked this claim yet.",
    ]:
        assert words in page.words
    assert f'href="/news/-/speakers/{keys_of(path, "rini-wulandari")}"' in page.text


def keys_of(path, speaker):
    return run(path, ["select id from speakers where id like ?", [f"{speaker}%"]])[0][0][0]


async def test_claim_leads_to_its_passage(get, keys):
    page = await get(f"/claims/{keys['pemerintah']}")
    assert (
        'href="https://kabar.example/bendungan?halaman=1'
        "#:~:text=pemerintah%20tidak%20pernah%20memeriksa%20%E2%80%93%20well%2Dknown%2C%20katanya"
        '" rel="external noopener noreferrer nofollow"' in page.text
    )
    assert (
        'href="https://web.archive.org/web/20260104/https://kabar.example/bendungan?halaman=1"'
        in page.text
    )
    assert re.search(rf'href="/news/-/articles/\w+#claim-{keys["pemerintah"]}"', page.text)


async def test_interrupted_content_is_marked_in_both_places(get, keys):
    page = await get(f"/claims/{keys['Retak']}")
    assert "“<mark>Retak itu sudah lama</mark>,”" in page.text
    assert "“<mark>dan tidak berbahaya</mark>.”" in page.text


async def test_visitor_sees_verdict_reason_date_and_evidence_but_no_names(get, path, keys):
    key = keys["bendungan"]
    run(
        path,
        ["insert into evidence (claim_id, url, title, stance, added_at, added_by) values"
         " (?, 'https://bukti.example/x', 'Uji beban', 'refutes', '2026-01-06T08:00:00Z', 'alice')",
         [key]],
        ["update claims set status = 'false', rationale = 'Uji beban gagal.',"
         " publication = 'published' where id = ?", [key]],
        ["insert into review_notes (claim_id, at, actor, note) values"
         " (?, '2026-01-06T08:00:00Z', 'alice', 'telepon narasumber')", [key]],
        actor="alice",
    )  # fmt: skip
    page = await get(f"/claims/{key}")
    assert re.search(
        r"What checking found False .* Uji beban gagal\. Checked \d+ \w+ 20", page.words
    )
    assert "Refutes it Uji beban added 6 Jan 2026, 08:00 UTC" in page.words
    assert re.search(
        r"Timeline Status set to False \(was Not reviewed\) published Uji beban gagal\.", page.words
    )
    assert "Evidence added: Uji beban" in page.words
    assert "Found by extraction, not reviewed" in page.words
    assert "alice" not in page.text
    assert "telepon" not in page.text
    assert 'content="noindex"' not in page.text
    assert "<form" not in page.text


async def test_removed_evidence_stays_in_the_timeline_alone(get, path, keys):
    run(
        path,
        ["insert into evidence (claim_id, url, added_at) values (?, 'https://b.example/x',"
         " '2026-01-06T08:00:00Z')", [keys["usul"]]],
        "update evidence set removed_at = '2026-01-07T08:00:00Z', removed_by = 'bob'",
        actor="bob",
    )  # fmt: skip
    page = await get(f"/claims/{keys['usul']}")
    assert "No evidence has been added." in page.words
    assert "Evidence removed: https://b.example/x 7 Jan 2026, 08:00 UTC" in page.words


async def test_withdrawn_verdict_says_so(get, path, keys):
    run(
        path,
        "update claims set status = 'true', rationale = 'Keliru.', publication = 'withdrawn'"
        " where text like 'usul%'",
    )
    page = await get(f"/claims/{keys['usul']}")
    assert "What checking found Withdrawn True" in page.words
    assert "This was taken back." in page.words


async def test_flagged_claim_says_so_and_has_no_passage(get, path, keys):
    key = keys["usul"]
    run(
        path,
        ["delete from claim_spans where claim_id = ?", [key]],
        ["update claims set flag = 'not_in_article' where id = ?", [key]],
    )
    page = await get(f"/claims/{key}")
    assert "its newest text no longer has this claim" in page.words
    assert "Budi Hartono menolak usul itu." in page.words
    assert "<mark>" not in page.text


async def test_article_marks_every_claim(get, path, keys):
    key = run(path, "select id from articles where url is not null")[0][0][0]
    page = await get(f"/articles/{key}")
    assert page.status_code == 200
    assert "<title>Bendungan &lt;b&gt;retak&lt;/b&gt; · claims</title>" in page.text
    for word in ["bendungan", "Retak", "pemerintah"]:
        assert page.text.count(f'id="claim-{keys[word]}"') == 1
        assert f'href="/news/-/claims/{keys[word]}"' in page.text
        assert f'href="#claim-{keys[word]}"' in page.text
    assert 'title="Rini Wulandari · Not reviewed"' in page.text
    assert "Kalimat biasa tanpa klaim." in page.words
    assert 'href="https://kabar.example/bendungan?halaman=1" rel="external' in page.text
    assert f'href="/news/-/claims?article={key}"' in page.text


async def test_article_without_address_or_headline(get, path, keys):
    key = run(path, "select id from articles where url is null")[0][0][0]
    page = await get(f"/articles/{key}")
    assert "Article without a headline" in page.words
    assert "Harian & Contoh · 1 February 2026" in page.words
    assert "Original page" not in page.words


async def test_article_in_a_language_that_is_not_known_says_so(get, path, keys):
    key = run(path, "select id from articles where title is not null")[0][0][0]
    assert "Language not known" not in (await get(f"/articles/{key}")).words
    run(path, "update articles set language = 'und'")
    assert "Language not known" in (await get(f"/articles/{key}")).words


async def test_article_keeps_links_and_earlier_texts(get, path, keys):
    key = run(path, "select id from articles where url is not null")[0][0][0]
    run(
        path,
        ["insert into article_links (article_id, kind, name, url, start, end) values"
         " (?, 'related', 'Baca <i>ini</i>', 'javascript:alert(1)', 0, 1),"
         " (?, 'secondary_source', 'Radio Uji', 'https://radio.example/', 2, 3)", [key, key]],
        ["insert into article_versions (article_id, title, text, text_hash, loaded_at, replaced_at)"
         " values (?, 'Judul lama', 'Teks', 'x', '2026-01-04T09:00:00Z', '2026-01-05T09:00:00Z')",
         [key]],
        "update claims set flag = 'not_in_article', status = 'false' where text like 'Retak%'",
        "delete from claim_spans where claim_id in (select id from claims where flag is not null)",
        actor="loader",
    )  # fmt: skip
    page = await get(f"/articles/{key}")
    assert "Related, as the article has it Baca <i>ini</i>" in page.words
    assert "javascript:" not in page.text
    assert 'href="https://radio.example/"' in page.text
    assert "The page changed: 1 earlier text As loaded on 4 Jan 2026" in page.words
    assert re.search(r"No longer in the text Rini Wulandari False", page.words)


async def test_article_leaves_out_what_rules_took_back_and_nobody_touched(get, path, keys):
    key = run(path, "select id from articles where url is not null")[0][0][0]
    run(
        path,
        "update claims set flag = 'not_extracted' where text like 'Retak%'",
        actor="loader",
    )
    page = await get(f"/articles/{key}")
    assert keys["Retak"] not in page.text
    assert keys["bendungan"] in page.text


async def test_speaker_shows_everything_by_date_with_denominators(get, path, keys):
    run(
        path,
        "update claims set role = 'Bupati' where text like 'bendungan%'",
        "insert into speaker_aliases values ('rini-wulandari', 'Dia'),"
        " ('rini-wulandari', 'Bu Titi')",
        "update claims set status = 'false' where text like 'tanggul%'",
        "update claims set status = 'not_checkable' where text like 'bendungan%'",
        "update claims set status = 'extraction_error' where text like 'Retak%'",
    )
    page = await get("/speakers/rini-wulandari")
    assert "Person · quoted as “Bu Titi” , “Rini” Where" in page.words
    assert "2 seen / 2 reviewed / 1 rated" in page.words
    assert "1 that is an extraction error is left out: show" in page.words
    assert "Roles seen Bupati January 2026" in page.words
    assert "%" not in re.sub(r"height: [\d.]+%", "", page.words)
    first, second = (page.text.index(f"claims/{keys[word]}") for word in ("tanggul", "bendungan"))
    assert first < second
    assert f"claims/{keys['Retak']}" not in page.text
    assert 'href="/news/-/claims?speaker=rini-wulandari&amp;status=false"' in page.text


async def test_speaker_gets_percentages_of_twenty_rated_claims(get, path, keys):
    make = """
        insert into claims (id, article_id, speaker_id, text, type, kind, context, status)
        select 'n' || value, (select min(id) from articles), 'budi-hartono', 'x', 'direct', 'say',
            'x', case when value < 15 then 'false' else 'true' end
        from json_each(?)"""
    run(path, [make, [str(list(range(19)))]])
    assert "% of rated" not in (await get("/speakers/budi-hartono")).text
    run(path, [make, ["[19]"]])
    page = await get("/speakers/budi-hartono")
    assert "22 seen / 20 reviewed / 20 rated" in page.words
    assert "False 15 (75% of rated)" in page.words


async def test_speaker_pages_when_long(get, path, keys):
    run(
        path,
        ["insert into claims (id, article_id, speaker_id, text, type, kind, context)"
         " select 'n' || value, (select min(id) from articles), 'budi-hartono', 'x', 'direct',"
         " 'say', 'x' from json_each(?)", [str(list(range(60)))]],
    )  # fmt: skip
    seen, address = [], "/speakers/budi-hartono"
    while address:
        page = await get(address)
        seen += re.findall(r'<article class="claim-card" id="claim-(\w+)"', page.text)
        older = re.search(r'rel="next" href="/news/-([^"]*)"', page.text)
        address = older and unescape(older[1])
    assert len(seen) == len(set(seen)) == 62


async def test_merged_speaker_leads_to_the_whole(get, path, keys):
    first, second = (
        row[0] for row in run(path, "select id from speakers where name = 'Walhi' order by id")[0]
    )
    run(path, ["update speakers set merged_into = ? where id = ?", [second, first]])
    moved = await get(f"/speakers/{first}")
    assert moved.status_code == 302
    assert moved.headers["location"] == f"/news/-/speakers/{second}"
    page = await get(f"/speakers/{second}")
    assert "2 seen" in page.words
    assert f"claims/{keys['pemerintah']}" in page.text
    assert f"claims/{keys['sekolah']}" in page.text
    assert f'href="/news/-/speakers/{second}"' in (await get(f"/claims/{keys['sekolah']}")).text


@pytest.mark.parametrize("kind", ["claims", "articles", "speakers"])
async def test_unknown_key(get, kind, capsys):
    page = await get(f"/{kind}/nobody~20~2F")
    assert page.status_code == 404
    assert "There is no" in page.words
    assert 'href="/news/-/claims"' in page.text
    # Where rich is installed, Datasette prints all local variables of a view that raises.
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("kind", ["claims", "articles", "speakers"])
async def test_database_of_others(instance, tmp_path, kind):
    other = tmp_path / "other.db"
    run(other, "create table claims (id)")
    ds = await instance(other)
    page = await ds.client.get(f"/other/-/{kind}/x")
    assert page.status_code == 404
    assert "datasette claims load" in page.text
    assert (await ds.client.get(f"/nowhere/-/{kind}/x")).status_code == 404
    assert (await ds.client.get(f"/_internal/-/{kind}/x")).status_code == 404


async def test_everything_honours_base_url(path, keys, instance):
    ds = await instance(path, settings={"base_url": "/prefix/"})
    article = run(path, "select min(id) from articles")[0][0][0]
    for address in [
        f"/news/-/claims/{keys['usul']}",
        f"/news/-/articles/{article}",
        "/news/-/speakers/budi-hartono",
    ]:
        page = await ds.client.get(address)
        assert page.status_code == 200
        ours = re.findall(r'(?:href|action|src)="(/[^"]*)"', page.text)
        assert ours
        assert [link for link in ours if not link.startswith("/prefix/")] == []


async def test_headers_keep_foreign_scripts_out(get, keys):
    page = await get(f"/claims/{keys['usul']}")
    policy = page.headers["content-security-policy"]
    assert re.search(r"script-src 'self' 'sha256-[\w+/=]+'", policy)
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    assert "form-action 'self'" in policy
    assert "Cookie" in page.headers["vary"]


@pytest.mark.parametrize(
    "address", ["claims", "claims.json", "claims.csv", "claims/nobody", "speakers/rini-wulandari"]
)
async def test_types_are_not_guessed(get, address):
    assert (await get(f"/{address}")).headers["x-content-type-options"] == "nosniff"


async def test_works_read_only(get, keys):
    page = await get(f"/claims/{keys['usul']}", immutable=True)
    assert page.status_code == 200
    assert "Nobody has checked this claim yet." in page.words


async def test_head(path, keys, instance):
    ds = await instance(path)
    answer = await ds.client.request("HEAD", f"/news/-/claims/{keys['usul']}")
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["claims", "articles"])
async def test_a_database_that_is_being_loaded_into_asks_to_wait(get, monkeypatch, kind):
    def locked(*_):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(records, kind.removesuffix("s"), locked)
    answer = await get(f"/{kind}/x")
    assert answer.status_code == 503
    assert "try again in a moment" in answer.words


async def test_a_database_may_be_served_under_another_name_than_its_own(path, keys, instance):
    ds = await instance(path)
    ds.add_database(Database(ds, path=str(path)), name="other", route="berita")
    page = await ds.client.get(f"/berita/-/claims/{keys['bendungan']}")
    assert page.status_code == 200
    assert 'href="/berita/-/claims"' in page.text
    assert "/other/" not in page.text
    listed = await ds.client.get("/berita/-/claims?type=indirect")
    assert "/other/" not in listed.text
    for address in re.findall(r'href="(/berita/-/claims[^"]*)"', listed.text)[:5]:
        assert (await ds.client.get(unescape(address))).status_code == 200
