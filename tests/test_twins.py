"""The pages of claims, speakers and articles as JSON: what a visitor may see, and nothing more."""

import pytest
from newsroom import newsroom, run
from stories import fresh
from test_snapshot import fresh_original, plant, source  # noqa: F401 (fixtures)

from datasette_claims.publishing import snapshot
from datasette_claims.store import reviews

LINK = {"url": "https://bukti.example/1?token=rahasia"}


def judge(path, key, status="false", *, publication="published", reason="Diuji.", links=(LINK,)):
    with fresh(path) as db:
        seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
        judgement = reviews.Judgement(status, reason, publication)
        reviews.review(db, key, seen=seen, actor="alice", judgement=judgement, links=list(links))


@pytest.fixture
def news(tmp_path):
    """One claim published, one drafted, one withdrawn and drafted anew, the others not judged."""
    path = tmp_path / "news.db"
    keys = newsroom(path)
    judge(path, keys["bendungan"], reason="Draf yang pertama.", publication="draft")
    judge(path, keys["bendungan"], "misleading", links=())
    judge(path, keys["Retak"], reason="Masih ditulis.", publication="draft")
    judge(path, keys["pemerintah"], reason="Kata yang ditarik.")
    judge(path, keys["pemerintah"], reason="Keliru.", publication="withdrawn", links=())
    judge(path, keys["pemerintah"], "true", reason="Draf baru.", publication="draft", links=())
    return path, keys


async def ask(ds, address, cookies=None):
    answer = await ds.client.get(address, cookies=cookies or {})
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()


async def test_a_visitor_reads_what_was_published(news, instance):
    path, keys = news
    ds = await instance(path)
    told = await ask(ds, f"/news/-/claims/{keys['bendungan']}.json")
    assert (told["claim"]["status"], told["claim"]["rationale"]) == ("misleading", "Diuji.")
    assert [row["url"] for row in told["evidence"]] == ["https://bukti.example/1"]
    (step,) = told["history"]
    assert (step["from_status"], step["to_status"]) == ("unreviewed", "misleading")
    assert "Draf yang pertama" not in str(told)


@pytest.mark.parametrize(
    ("word", "publication", "reason", "steps"),
    [("Retak", "draft", None, 0), ("pemerintah", "withdrawn", "Keliru.", 1)],
)
async def test_a_draft_is_for_editors(news, instance, as_editor, word, publication, reason, steps):
    path, keys = news
    ds = await instance(path)
    address = f"/news/-/claims/{keys[word]}.json"
    told = await ask(ds, address)
    claim = told["claim"]
    assert (claim["status"], claim["publication"]) == ("unreviewed", publication)
    assert (claim["rationale"], len(told["history"]), told["evidence"]) == (reason, steps, [])
    for words in ("Masih ditulis", "Draf baru", "Kata yang ditarik"):
        assert words not in str(told)
    editor = await ask(ds, address, as_editor(ds))
    assert editor["claim"]["status"] != "unreviewed"
    assert len(editor["history"]) > steps
    assert editor["may_edit"]


async def test_a_public_copy_tells_the_same(news, instance, tmp_path):
    """What a visitor of the working database is told of a judgement is what leaves in a copy."""
    path, keys = news
    snapshot.make(path, tmp_path / "copy.db")
    ds = await instance(path, tmp_path / "copy.db")
    for key in keys.values():
        here, there = [await ask(ds, f"/{name}/-/claims/{key}.json") for name in ("news", "copy")]
        for name in ("status", "rationale", "publication"):
            assert here["claim"][name] == there["claim"][name]
        for name in ("evidence", "history"):
            rows = [
                [{k: v for k, v in row.items() if k != "id"} for row in told[name]]
                for told in (here, there)
            ]
            assert rows[0] == rows[1]


async def test_a_speaker_as_json(news, instance, as_editor):
    path, keys = news
    ds = await instance(path)
    told = await ask(ds, "/news/-/speakers/rini-wulandari.json")
    assert told["speaker"]["name"] == "Rini Wulandari"
    assert "note" not in told["speaker"]
    assert {row["status"]: row["claims"] for row in told["statuses"]} == {
        "misleading": 1, "unreviewed": 2,
    }  # fmt: skip
    assert (told["roles"], told["errors"]) == ([], 0)
    assert {row["id"]: row["status"] for row in told["claims"]} == {
        keys["bendungan"]: "misleading", keys["Retak"]: "unreviewed",
        keys["tanggul"]: "unreviewed",
    }  # fmt: skip
    assert told["more"] is False
    rest = await ask(ds, told["claims_url"].removeprefix("http://localhost"))
    assert rest["count"] == 3
    editor = await ask(ds, "/news/-/speakers/rini-wulandari.json", as_editor(ds))
    assert {row["status"] for row in editor["statuses"]} == {"misleading", "false", "unreviewed"}


async def test_a_merged_speaker_leads_to_the_whole_one(news, instance):
    path, _ = news
    run(path, "update speakers set merged_into = 'budi-hartono' where id = 'rini-wulandari'")
    ds = await instance(path)
    answer = await ds.client.get("/news/-/speakers/rini-wulandari.json")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/news/-/speakers/budi-hartono.json"
    told = await ask(ds, answer.headers["location"])
    assert told["merged"] == [{"id": "rini-wulandari", "name": "Rini Wulandari"}]


async def test_an_article_as_json_with_true_places(news, instance):
    path, keys = news
    article = run(path, "select id from articles where url is not null")[0][0][0]
    ds = await instance(path)
    told = await ask(ds, f"/news/-/articles/{article}.json")
    text = (await ds.client.get(f"/news/-/articles/{article}.txt")).text
    assert told["article"]["text"] == text
    assert told["outlet"]["name"] == "Kabar Uji"
    assert "loaded_from" not in told["article"]
    claims = {row["id"]: row for row in told["claims"]}
    assert set(claims) == {keys[word] for word in ("bendungan", "Retak", "pemerintah")}
    assert claims[keys["bendungan"]]["status"] == "misleading"
    assert claims[keys["Retak"]]["status"] == "unreviewed"
    for claim in claims.values():
        parts = [
            text[span["start"] : span["end"]]
            for span in claim["spans"]
            if span["part"] == "content"
        ]
        assert all(part in claim["claim"] or claim["claim"] in part for part in parts)
        assert parts


@pytest.mark.parametrize("kind", ["speakers", "articles"])
@pytest.mark.parametrize("tail", [".json", ""])
async def test_what_is_not_there_or_not_shown(news, instance, kind, tail):
    path, _ = news
    ds = await instance(path)
    assert (await ds.client.get(f"/news/-/{kind}/nobody{tail}")).status_code == 404
    ds = await instance(
        path, metadata={"databases": {"news": {"tables": {kind: {"allow": False}}}}}
    )
    assert (await ds.client.get(f"/news/-/{kind}/nobody{tail}")).status_code == 403


async def test_nothing_private_is_in_them(source, instance):  # noqa: F811
    words = plant(source)
    assert len(words) > 30
    ds = await instance(source.path)
    for address in (
        "claims/c1",
        "claims/c2",
        "claims/c4",
        "speakers/ana",
        "speakers/budi",
        "articles/a1",
    ):
        text = (await ds.client.get(f"/claims/-/{address}.json")).text
        assert '"ok": true' in text
        assert "SECRET" not in text, address
