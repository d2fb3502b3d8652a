"""Links that a verdict rests on: what is pasted, what is known of it, what each of them says."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from browsing import HERE, Browser
from hypothesis import given
from hypothesis import strategies as st
from newsroom import newsroom, run
from pastes import ONE, PASTES, TWO

from datasette_claims.store import evidence, judging
from datasette_claims.store.errors import Refused
from datasette_claims.store.vocabulary import Status
from datasette_claims.web import form, looking
from datasette_claims.web.pasted import Pasted, understood

# A paste


@pytest.mark.parametrize(("text", "links"), PASTES)
def test_what_is_understood_of_a_paste(text, links):
    assert understood(text) == [Pasted(*link) for link in links]


WORDS = st.text("ab .,()-\n\thtps:/", max_size=12)
ADDRESSES = st.sampled_from([ONE, TWO, "https://x.org/A_(b)", "http://y.org/?a=1&b=2"])


@given(st.lists(st.one_of(WORDS, ADDRESSES.map(lambda url: f" {url} ")), max_size=8))
def test_no_word_of_a_paste_is_lost(parts):
    text = "".join(parts)
    found = understood(text)
    kept = " ".join(f"{link.url} {link.title}" for link in found)
    for word in re.findall(r"[ab]+", text):
        assert word in kept
    # What was understood is understood the same once more
    assert [understood(link.url) for link in found] == [[Pasted(link.url)] for link in found]


FIELD = st.one_of(
    WORDS, ADDRESSES, st.just(f"{ONE} {TWO}"), st.just(f"Judul {ONE}\n{TWO}"), st.just("")
)


@given(st.dictionaries(st.sampled_from(form.LINKS), FIELD))
def test_rows_are_spread_once_and_lose_nothing(words):
    typed = form.typed(words)
    spread = form.spread(typed)
    assert form.spread(spread) == spread
    assert form.links(spread) == form.links(typed)
    kept = " ".join(spread.values())
    for name, value in typed.items():
        if not re.search("stance|again", name):
            for word in re.findall(r"[ab]{2,}", value):
                assert word in kept


def test_more_links_than_rows_stay_as_they_were_typed():
    many = " ".join(f"https://x.org/{number}" for number in range(12))
    words = {"evidence_url": many, "evidence_title_3": "T", "evidence_url_3": ONE}
    assert form.spread(words) == words
    assert len(form.links(words)) == 13


# What is checked


def status(kind, rating=None, published=1):
    return Status("k", kind, "L", "L", "", "grey", published, 1, rating)


@pytest.mark.parametrize(
    ("kind", "rating", "says"),
    [("verdict", 5, "supports"), ("verdict", 4, "supports"), ("verdict", 3, "context"),
     ("verdict", 1, "refutes"), ("verdict", None, "context"), ("outcome", 5, "context"),
     ("workflow", None, "context")],
)  # fmt: skip
def test_what_a_link_says_goes_with_the_verdict(kind, rating, says):
    assert evidence.leaning(status(kind, rating)) == says
    follows = evidence.leaning(status(kind, rating))
    row = evidence.checked({"url": ONE, "stance": evidence.FOLLOWS}, follows=follows)
    assert row["stance"] == says
    assert evidence.checked({"url": ONE, "stance": "refutes"}, follows=says)["stance"] == "refutes"


def test_a_page_is_not_from_the_future():
    today = date.today()
    for days in (-4000, -1, 0):
        day = str(today + timedelta(days=days))
        assert evidence.checked({"url": ONE, "published": day})["published"] == day
    with pytest.raises(Refused, match="in the future"):
        evidence.checked({"url": ONE, "published": str(today + timedelta(days=3))})


HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.mark.parametrize(
    "typed", [HASH, HASH.upper(), f" sha256:{HASH}", f"SHA-256 = {HASH[:32]} {HASH[32:]}\n"]
)
def test_the_hash_of_a_file_in_the_ways_in_which_it_is_written(typed):
    assert evidence.checked({"url": ONE, "file_hash": typed})["file_hash"] == HASH


@pytest.mark.parametrize("typed", [HASH[:-1], HASH + "0", "md5:" + HASH, "x" * 64])
def test_what_is_no_hash(typed):
    with pytest.raises(Refused) as caught:
        evidence.checked({"url": ONE, "file_hash": typed}, 3)
    assert list(caught.value.problems) == ["evidence_file_hash_3"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ONE, f"{ONE}/?utm_source=x#bagian", True),
        (ONE, f"{ONE}?id=2", False),
        ("https://x.org/#!/a", "https://x.org/#!/b", False),
    ],
)
def test_pages_are_compared_without_what_tells_no_page(one, other, same):
    assert (evidence.page_of(one) == evidence.page_of(other)) is same


@pytest.mark.parametrize(
    ("kind", "published", "reason", "evidenced", "told"),
    [
        ("workflow", 1, "r", True, "Needed to publish: a status that is a result."),
        ("outcome", 0, "r", True, "Needed to publish: a status that is a result."),
        ("outcome", 1, " ", False, "Needed to publish: a reason."),
        ("outcome", 1, "r", False, "Nothing is missing to publish."),
        ("verdict", 1, "", False, "Needed to publish: a reason, an evidence link."),
        ("verdict", 1, "r", False, "Needed to publish: an evidence link."),
        ("verdict", 1, "r", True, "Nothing is missing to publish."),
    ],
)
def test_what_is_needed_to_publish_is_said_beforehand(kind, published, reason, evidenced, told):
    assert judging.needed(status(kind, 1, published), reason, evidenced) == told


@pytest.mark.parametrize(
    ("link", "hints"),
    [
        ({"published": "2026-01-31"}, 1),
        ({"published": "2026-02-01"}, 0),
        ({"published": ""}, 0),
        ({"archive_url": "https://web.archive.org/web/2026/https://x.org"}, 0),
        ({"archive_url": "https://archive.ph/abc"}, 0),
        ({"archive_url": "https://archive.ph.evil.example/abc"}, 1),
        ({"archive_url": "https://[", "published": "2025"}, 1),
    ],
)
def test_what_may_be_a_slip_is_a_hint(link, hints):
    assert len(looking.hints(link, {"said_on": "2026-02-01", "published": "2026-03-01"})) == hints


# The form

ADDED = """
    INSERT INTO evidence (claim_id, url, title, outlet, added_at)
    VALUES (?, ?, 'Harga beras', 'BPS', '2026-01-01T00:00:00Z')"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def claims(path):
    return newsroom(path)


@pytest.fixture
async def ds(path, claims, instance):
    return await instance(path)


@pytest.fixture
def address(claims):
    return f"/news/-/claims/{claims['bendungan']}"


@pytest.fixture
def alice(ds, as_editor):
    return Browser(ds, as_editor(ds, "alice"))


def field(html, name):
    """What a field of the page holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', html)
    return unescape(found[1]) if found else None


async def test_several_links_in_one_save(alice, address, path):
    sent = {
        **await alice.form(address), "status": "false", "rationale": "R.",
        "publication": "published", "evidence_url": f"Harga beras\n{ONE}\n{TWO}",
        "evidence_url_3": "https://tiga.example/", "evidence_stance_3": "supports",
        "evidence_quote_3": "naik 3 persen", "evidence_file_hash_3": HASH,
    }  # fmt: skip
    shown = await alice.send(f"{address}/status", sent)
    assert "Saved: False, published. Evidence added: 3 links." in shown.text
    assert run(path, "select url, title, stance, quote, file_hash from evidence order by id")[
        0
    ] == [
        (ONE, "Harga beras", "refutes", None, None),
        (TWO, None, "refutes", None, None),
        ("https://tiga.example/", None, "supports", "naik 3 persen", HASH),
    ]
    # The log has all of it
    (became,) = run(path, "select became from acts where became like '%tiga%'")[0]
    assert HASH in became[0]
    assert "naik 3 persen" in became[0]
    # Its editors see the hash, and no reader
    assert HASH in shown.text
    assert HASH not in (await Browser(alice.ds).get(address)).text
    # Sent twice it is saved once
    shown = await alice.send(f"{address}/status", sent)
    assert run(path, "select count(*) from evidence")[0] == [(3,)]


async def test_all_refusals_at_once_each_at_its_row(alice, address, path):
    sent = {
        **await alice.form(address), "status": "false", "publication": "published",
        "evidence_url": f"{ONE}\nftp://x.example/ {TWO}", "evidence_published": "2026-02-30",
        "evidence_url_7": TWO, "evidence_quote_7": "Q", "evidence_archive_url_7": "x",
    }  # fmt: skip
    shown = (await alice.send(f"{address}/status", sent)).text
    for name in ("rationale", "evidence_published", "evidence_url_2", "evidence_archive_url_4"):
        assert f'id="{name}-error"' in shown, name
    # One row each, in order; what was typed beside is still there
    assert [field(shown, f"evidence_url{tail}") for tail in ("", "_2", "_3", "_4", "_5")] == [
        ONE, "ftp://x.example/", TWO, TWO, "",
    ]  # fmt: skip
    assert field(shown, "evidence_published") == "2026-02-30"
    assert run(path, "select count(*) from evidence")[0] == [(0,)]


async def test_a_page_that_is_there_is_not_added_twice_and_told(alice, address, path):
    await alice.send(f"{address}/evidence", {**await alice.form(address), "evidence_url": ONE})
    again = {**await alice.form(address), "evidence_url": f"{ONE}?utm_source=x {TWO} {TWO}/"}
    shown = await alice.send(f"{address}/evidence", {**again, "evidence_stance": "verdict"})
    assert "Evidence added. Not added again, the claim has it:" in shown.text
    assert run(path, "select url from evidence order by id")[0] == [(ONE,), (TWO,)]
    # With something to tell it is asked about, and added where its editor says so
    other = {**await alice.form(address), "evidence_url_2": ONE, "evidence_quote_2": "Halaman 3"}
    shown = await alice.send(f"{address}/evidence", other)
    assert 'id="evidence_again-error"' in shown.text
    shown = await alice.send(
        f"{address}/evidence", {**other, "evidence_again_2": "1", "shown": again["shown"]}
    )
    assert "Evidence added." in shown.text
    assert run(path, "select quote from evidence order by id")[0] == [
        (None,),
        (None,),
        ("Halaman 3",),
    ]


@pytest.mark.parametrize(
    ("chosen", "sent", "saved"),
    [("true", {}, "supports"), ("false", {}, "refutes"), ("unproven", {}, "context"),
     ("false", {"evidence_stance": "supports"}, "supports")],
)  # fmt: skip
@pytest.mark.parametrize("change", ["status", "evidence"])
async def test_the_link_goes_with_the_verdict_without_script(
    alice, address, path, change, chosen, sent, saved
):
    fields = {**await alice.form(address), "status": chosen, "evidence_url": ONE, **sent}
    fields.setdefault("evidence_stance", "verdict")
    await alice.send(f"{address}/{change}", fields)
    assert run(path, "select stance from evidence")[0] == [(saved,)]


async def test_links_are_looked_at_before_they_are_saved(ds, alice, address, claims, path):
    run(path, [ADDED, [claims["Retak"], ONE]])
    sent = {
        **await alice.form(address), "rationale": "R.",
        "evidence_url": f"{ONE} https://web.archive.org/web/2020/{TWO}",
    }  # fmt: skip
    shown = (await alice.send(f"{address}/evidence/look", sent)).text
    assert "2 links understood, not saved yet." in shown
    assert "Evidence already for “Retak itu sudah lama" in shown
    assert f"This is an archived copy of {TWO}." in shown
    assert field(shown, "evidence_title") == "Harga beras"
    assert (field(shown, "evidence_url_2"), field(shown, "evidence_archive_url_2")) == (
        TWO, f"https://web.archive.org/web/2020/{TWO}",
    )  # fmt: skip
    assert "R.</textarea>" in shown
    answer = await ds.client.post(
        f"{address}/evidence/look",
        data=sent,
        cookies=alice.cookies,
        headers={**HERE, "accept": "application/json"},
    )
    assert [link["title"] for link in answer.json()["links"]] == ["Harga beras", ""]
    assert run(path, "select count(*) from evidence")[0] == [(1,)]
    many = {**sent, "evidence_url": " ".join(f"https://x.example/{n}" for n in range(11))}
    shown = (await alice.send(f"{address}/evidence/look", many)).text
    assert "At most 10 links" in shown
    assert field(shown, "evidence_url") == many["evidence_url"]
