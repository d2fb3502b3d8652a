"""What feeds and programs are told of claims: Atom, ClaimReview and Web Annotations, read back."""

import json
import re

import feedparser
import pytest
from newsroom import newsroom, run
from test_denied_tables import denied
from test_snapshot import fresh_original, plant, source  # noqa: F401 (fixtures)
from test_twins import judge

from datasette_claims.publishing import claimreview
from datasette_claims.publishing.snapshot import make

ORGANISATION = {"name": "Kabar Check", "url": "https://check.example/"}
NAMED = {
    "title": "Cek Kabar",
    "license_url": "https://licence.example/by/4.0/",
    "plugins": {"datasette-claims": {"organisation": ORGANISATION}},
}
ALL = "https://licence.example/by/4.0/"


@pytest.fixture
def news(tmp_path):
    """A verdict that was corrected, one with a hostile reason, a withdrawn one, a draft, a result
    without a verdict, and claims that nobody has judged."""
    path = tmp_path / "news.db"
    keys = newsroom(path)
    judge(path, keys["bendungan"], "true", reason="Diuji.")
    judge(path, keys["bendungan"], "misleading", reason="Diuji lagi.", links=())
    judge(path, keys["sekolah"], "unproven", reason="</script><b>a & b\x0c", links=[
        {"url": "https://bukti.example/2", "title": "Laporan <3"}
    ])  # fmt: skip
    judge(path, keys["pemerintah"], reason="Kata yang ditarik.")
    judge(path, keys["pemerintah"], reason="Keliru.", publication="withdrawn", links=())
    judge(path, keys["Retak"], reason="Masih ditulis.", publication="draft")
    judge(path, keys["tanggul"], "not_checkable", reason="Pendapat.", links=())
    return path, keys


async def text(ds, address, cookies=None):
    answer = await ds.client.get(address, cookies=cookies or {})
    assert answer.status_code == 200, (address, answer.text)
    return answer.text


async def document(ds, address):
    return json.loads(await text(ds, address))


# ---- ClaimReview


async def test_a_published_verdict_is_a_claimreview(news, instance):
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    here = f"/news/-/claims/{keys['bendungan']}"
    told = await document(ds, f"{here}.jsonld")
    url = f"http://localhost{here}"
    assert told["@context"] == "https://schema.org"
    assert (told["@type"], told["url"], told["@id"]) == ("ClaimReview", url, f"{url}#review")
    assert told["author"] == {"@type": "Organization", **ORGANISATION}
    assert told["reviewRating"] == {
        "@type": "Rating", "alternateName": "Misleading", "ratingValue": 2, "bestRating": 5,
        "worstRating": 1, "ratingExplanation": "Diuji lagi.",
    }  # fmt: skip
    assert told["license"] == ALL
    assert told["citation"] == [
        {"@type": "CreativeWork", "url": "https://bukti.example/1"}  # without what lets one in
    ]
    assert [each["text"] for each in told["correction"]] == ["Was: True"]
    item = told["itemReviewed"]
    assert item["author"]["name"] == "Rini Wulandari"
    assert item["author"]["@type"] == "Person"
    assert item["appearance"] == [
        {
            "@type": "NewsArticle",
            "url": "https://kabar.example/bendungan?halaman=1",
            "headline": "Bendungan <b>retak</b>",
            "datePublished": "2026-01-04",
            "inLanguage": "id",
            "publisher": {"@type": "Organization", "name": "Kabar Uji"},
        }
    ]
    assert "alice" not in str(told)


async def test_no_number_stands_for_unproven(news, instance):
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    told = await document(ds, f"/news/-/claims/{keys['sekolah']}.jsonld")
    assert told["reviewRating"]["alternateName"] == "Unproven"
    assert "ratingValue" not in told["reviewRating"]
    assert "bestRating" not in told["reviewRating"]


@pytest.mark.parametrize("word", ["Retak", "pemerintah", "tanggul", "usul"])
async def test_what_is_no_published_verdict_is_a_claim_alone(news, instance, as_editor, word):
    """A draft, a withdrawn verdict, a result that is no verdict, nothing; for editors too."""
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    for cookies in ({}, as_editor(ds)):
        told = json.loads(await text(ds, f"/news/-/claims/{keys[word]}.jsonld", cookies))
        assert told["@type"] == "Claim"
        assert not {"reviewRating", "reviewBody", "citation"} & told.keys()
        page = await text(ds, f"/news/-/claims/{keys[word]}", cookies)
        assert "ClaimReview" not in page


@pytest.mark.parametrize(
    ("metadata", "table"), [({}, None), (NAMED, "evidence")], ids=["nobody", "no evidence"]
)
async def test_nobody_reviews_without_a_name_or_evidence(news, instance, metadata, table):
    path, keys = news
    ds = await instance(path, metadata={**metadata, **(denied(table) if table else {})})
    assert (await document(ds, f"/news/-/claims/{keys['bendungan']}.jsonld"))["@type"] == "Claim"


async def test_the_page_holds_its_review(news, instance):
    """In a script that nothing in it can end, and that needs no word in the page's policy."""
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    answer = await ds.client.get(f"/news/-/claims/{keys['sekolah']}")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S)
    (told,) = map(json.loads, found)
    assert told == await document(ds, f"/news/-/claims/{keys['sekolah']}.jsonld")
    assert told["reviewBody"].startswith("</script><b>a & b")
    plain = await ds.client.get(f"/news/-/claims/{keys['usul']}")
    policy = "content-security-policy"
    assert answer.headers[policy] == plain.headers[policy]


async def test_a_feed_of_reviews_is_read_back_equal(news, instance):
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    told = await document(ds, "/news/-/claims.jsonld?publication=published")
    assert told["@type"] == "DataFeed"
    found = claimreview.read(told)
    assert {(one.claim, one.label, one.rating) for one in found} == {
        ("bendungan itu aman & kuat", "Misleading", 2.0),
        ("sekolah di tepi sungai harus pindah", "Unproven", None),
    }
    (dam,) = [one for one in found if one.rating]
    assert (dam.reviewer, dam.speaker) == ("Kabar Check", "Rini Wulandari")
    assert dam.appearances == ("https://kabar.example/bendungan?halaman=1",)
    assert dam.evidence == ("https://bukti.example/1",)
    assert dam.url == f"http://localhost/news/-/claims/{keys['bendungan']}"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"@type": "ClaimReview", "claimReviewed": " It  rained "}, [("It rained", None)]),
        ({"@graph": [{"@type": ["Thing", "ClaimReview"], "claimReviewed": "A"}]}, [("A", None)]),
        ([{"@type": "ClaimReview", "claimReviewed": "A", "author": "B"},
          {"@type": "ClaimReview", "claimReviewed": "C", "author": [{"name": "D"}]}],
         [("A", "B"), ("C", "D")]),
        ({"@type": "ClaimReview", "claimReviewed": {"@value": "A"}}, [("A", None)]),
        ({"@type": "ClaimReview", "claimReviewed": ""}, []),
        ({"@type": "ClaimReview"}, []),
        ({"@type": "Article"}, []),
        ("ClaimReview", []),
        (None, []),
        ({"@type": "ClaimReview", "claimReviewed": "A", "reviewRating": {"ratingValue": "nan"},
          "itemReviewed": "what", "citation": ["javascript:1"]}, [("A", None)]),
    ],
)  # fmt: skip
def test_reviews_of_others_are_read_as_far_as_they_tell(document, expected):
    found = claimreview.read(document)
    assert [(one.claim, one.reviewer) for one in found] == expected
    assert all(one.rating is None and not one.evidence for one in found)


# ---- Atom


async def test_a_feed_of_verdicts(news, instance):
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    told = feedparser.parse(await text(ds, "/news/-/claims.atom"))
    assert not told.bozo
    assert told.feed.title == "Cek Kabar"
    assert told.feed.author == "Kabar Check"
    assert told.feed.id == "http://localhost/news/-/claims.atom"
    entries = {entry.id.rsplit("/", 1)[1]: entry for entry in told.entries}
    found = {key: entries[f"{keys[key]}#review"] for key in ("bendungan", "pemerintah", "tanggul")}
    assert len(entries) == 4
    assert found["bendungan"].title == (
        "Corrected: Rini Wulandari: bendungan itu aman & kuat — Misleading"
    )
    assert "Diuji lagi." in found["bendungan"].content[0].value
    assert "was: True" in found["bendungan"].content[0].value
    assert found["pemerintah"].title.startswith("Withdrawn: Walhi: ")
    assert "Keliru." in found["pemerintah"].content[0].value
    assert found["tanggul"].tags[0].term == "not_checkable"
    assert found["tanggul"].link == f"http://localhost/news/-/claims/{keys['tanggul']}"
    assert all(entry.updated_parsed for entry in told.entries)
    whole = await text(ds, "/news/-/claims.atom")
    for private in ("Masih ditulis", "Kata yang ditarik", "alice", "rahasia"):
        assert private not in whole
    assert [entry.updated for entry in told.entries] == sorted(
        (entry.updated for entry in told.entries), reverse=True
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("claims.atom?status=misleading", ["bendungan"]),
        ("claims.atom?q=sekolah", ["sekolah"]),
        ("claims.atom?speaker=WALHI", ["pemerintah"]),
        ("speakers/WALHI.atom", ["pemerintah"]),
        ("speakers/budi-hartono.atom", []),
    ],
)
async def test_a_feed_of_a_filter(news, instance, address, words):
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    of = ["select speaker_id from claims where id = ?", [keys["pemerintah"]]]
    walhi = run(path, of)[0][0][0]
    address = address.replace("WALHI", walhi)
    told = feedparser.parse(await text(ds, f"/news/-/{address}"))
    found = {entry.link.rsplit("/", 1)[1] for entry in told.entries}
    assert found == {keys[word] for word in words}
    assert not told.bozo


@pytest.mark.parametrize("form", ["atom", "jsonld", "annotations"])
async def test_what_is_not_understood_is_refused(news, instance, form):
    path, _ = news
    ds = await instance(path)
    answer = await ds.client.get(f"/news/-/claims.{form}?statsu=false")
    assert answer.status_code == 400
    assert "statsu" in answer.json()["error"]
    for place in ("claims", "speakers"):
        assert (await ds.client.get(f"/news/-/{place}/nobody.{form}")).status_code == 404
    assert (await ds.client.get(f"/news/-/articles/nobody.{form}")).status_code == 404


# ---- Web Annotations


async def test_annotations_stand_where_they_say(news, instance):
    path, keys = news
    article = run(path, "select id from articles where url is not null")[0][0][0]
    ds = await instance(path, metadata=NAMED)
    told = await document(ds, f"/news/-/articles/{article}.annotations")
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert told["type"] == "AnnotationPage"
    items = {
        item["id"].rsplit("/", 1)[1].removesuffix("#annotation"): item for item in told["items"]
    }
    assert set(items) == {keys[word] for word in ("bendungan", "Retak", "pemerintah")}
    body = (await ds.client.get(f"/news/-/articles/{article}.txt")).text
    for item in items.values():
        ours = [t for t in item["target"] if isinstance(t["source"], dict)]
        assert ours
        for target in ours:
            assert target["source"]["id"] == f"http://localhost/news/-/articles/{article}.txt"
            place, quote = target["selector"]
            exact = body[place["start"] : place["end"]]
            assert exact == quote["exact"]
            around = quote["prefix"] + exact + quote["suffix"]
            assert around in body
        theirs = [
            t for t in item["target"] if t["source"] == "https://kabar.example/bendungan?halaman=1"
        ]
        assert [t["selector"]["exact"] for t in theirs] == [t["selector"][1]["exact"] for t in ours]
    dam = items[keys["bendungan"]]
    assert dam["motivation"] == "assessing"
    assert {each.get("value") for each in dam["body"]} >= {
        "Rini Wulandari",
        "Misleading",
        "Diuji lagi.",
    }
    assert dam["creator"]["name"] == "Kabar Check"
    draft = items[keys["Retak"]]
    assert draft["motivation"] == "identifying"
    assert [each["value"] for each in draft["body"]] == ["Rini Wulandari", "Not reviewed"]
    assert "creator" not in draft


async def test_long_lists_go_on(news, instance):
    path, _ = news
    ds = await instance(path, metadata=NAMED)
    for form, items in (("jsonld", "dataFeedElement"), ("annotations", "items")):
        found, address = [], f"/news/-/claims.{form}?_size=3"
        while address:
            answer = await ds.client.get(address)
            found += answer.json()[items]
            link = re.match(r"<http://localhost([^>]+)>", answer.headers.get("link", ""))
            address = link and link[1]
        assert len(found) == 7
        assert len({str(each) for each in found}) == 7


# ---- Datasette's own page


async def test_datasettes_own_page_has_them_too(news, instance):
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    page = await text(ds, "/news/claims_flat")
    for form in ("atom", "jsonld", "annotations"):
        assert f"/news/claims_flat.{form}" in page
    told = feedparser.parse(await text(ds, "/news/claims_flat.atom?status=misleading"))
    assert [entry.link.rsplit("/", 1)[1] for entry in told.entries] == [keys["bendungan"]]
    told = await document(ds, "/news/claims_flat.jsonld?publication=published")
    assert {one.label for one in claimreview.read(told)} == {"Misleading", "Unproven"}
    told = await document(ds, f"/news/claims_flat.annotations?id={keys['usul']}")
    assert len(told["items"]) == 1
    assert "claims_flat" in await text(ds, "/news")
    assert "/news/speakers.atom" not in await text(ds, "/news/speakers")


async def test_rows_of_claims_that_one_may_not_see(news, instance):
    path, _ = news
    ds = await instance(path, metadata={**NAMED, **denied("claims")})
    for form in ("atom", "jsonld", "annotations"):
        assert (await ds.client.get(f"/news/claims_flat.{form}")).status_code == 403


# ---- not a word of what is private

ADDRESSES = [
    f"/claims/-/{place}.{form}"
    for place in ("claims", "claims/c1", "claims/c2", "claims/c4", "articles/a1", "speakers/ana")
    for form in ("atom", "jsonld", "annotations")
]


async def test_nothing_private_is_in_them(source, target, instance, as_editor):  # noqa: F811
    plant(source)
    make(source.path, target)
    public = target.rename(target.with_name("public"))
    ds = await instance(source.path, public, metadata=NAMED)
    for address in ADDRESSES:
        here = [await text(ds, address, cookies) for cookies in ({}, as_editor(ds))]
        there = await text(ds, address.replace("/claims/-", "/public/-"))
        for told in (*here, there):
            assert "SECRET" not in told, address
            assert len(told) > 100


@pytest.fixture
def target(tmp_path):
    return tmp_path / "target.db"
