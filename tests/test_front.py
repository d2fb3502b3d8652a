"""The front of a public copy: what was checked leads, what was corrected can be read."""

import re

import pytest
from test_snapshot import fresh_original, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing.snapshot import make
from datasette_claims.store import queries
from datasette_claims.store.filters import Filters

OTHER = {"words": "Harga beras naik", "source": "Budi Dua"}
NAMED = {
    "title": "Kabar Fakta",
    "plugins": {"datasette-claims": {"contact": "koreksi@kabar.example"}},
}


@pytest.fixture
def public(source, target, instance):  # noqa: F811
    async def start(**options):
        make(source.path, target, force=True)
        return await instance(target, immutable=True, **options)

    return start


async def body(ds, path):
    answer = await ds.client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.text.partition("<main")[2]))


async def test_home_leads_with_what_was_checked(source, public):  # noqa: F811
    source.add("c1")
    source.add("c2", **OTHER)
    source.cite("c1")
    source.review("c1", "false", "published", "The bridge is shut.\nIts owner said so in May.")
    source.review("c2", "true", "draft", "SECRET-DRAFT")
    page = await body(await public(metadata=NAMED), "/")
    said = ["Ana Satu", "False", "jembatan itu aman", "The bridge is shut.", "checked"]
    places = [page.find(words) for words in said]
    assert -1 not in places
    assert places[2] < places[3] < places[4] < page.find("1 checked and published, of 2 seen")
    assert "Its owner" not in page
    assert "SECRET" not in page
    # One step behind, and not on the page.
    assert "1 claim that nobody has checked yet" in page
    assert "Harga beras" not in page
    assert "koreksi@kabar.example" in page


async def test_titles_carry_the_name_of_the_project(source, public):  # noqa: F811
    source.add("c1")
    ds = await public(metadata=NAMED)
    for path in ("claims", "claims/c1", "speakers/ana", "articles/a1", "corrections", "speakers"):
        page = (await ds.client.get(f"/public/-/{path}")).text
        title = re.search("<title>(.*?)</title>", page, re.DOTALL)[1]
        assert title.endswith(" · Kabar Fakta")
        assert "public" not in title
        assert re.search(
            r'<p class="crumbs"><a href="/">Kabar Fakta</a> / <a [^>]+>claims</a>', page
        )


@pytest.mark.parametrize("copied", [False, True], ids=["working", "public"])
async def test_corrections_tell_what_changed_and_why(source, public, instance, copied):  # noqa: F811
    for key in ("c1", "c2", "c3", "c4", "c5"):
        source.add(key, **(OTHER if key == "c2" else {}))
        source.cite(key)
    steps = {
        "c1": [("false", "published", "It is shut."), ("true", "published", "It was opened.")],
        "c2": [("false", "published", "SECRET-VERDICT"), ("false", "withdrawn", "Wrong year.")],
        "c3": [("false", "published", "Of no interest.")],
        "c4": [("false", "published", "Was public."), ("true", "draft", "SECRET-DRAFT")],
        "c5": [("true", "draft", "SECRET-EARLY"), ("true", "published", "Typo."),
               ("true", "published", "Typo mended.")],
    }  # fmt: skip
    for key, some in steps.items():
        for step in some:
            source.review(key, *step)
    ds = await (public() if copied else instance(source.path))
    name = "public" if copied else "claims"
    page = await body(ds, f"/{name}/-/corrections")
    for words in ("before: False", "It was opened.", "Withdrawn", "Wrong year.", "Typo mended.",
                  "The reason was changed.", "Harga beras naik"):  # fmt: skip
        assert words in page, words
    for words in ("SECRET", "Of no interest", "Was public", "Typo. "):
        assert words not in page, words
    assert (await body(ds, "/about")).count("corrections") >= 1
    assert f'href="/{name}/-/corrections"' in (await ds.client.get("/about")).text


async def test_nothing_was_corrected(source, public):  # noqa: F811
    source.add("c1")
    assert "No published result has been changed" in await body(
        await public(), "/public/-/corrections"
    )


async def test_who_may_not_see_the_history_sees_no_corrections(source, instance):  # noqa: F811
    source.add("c1")
    hidden = {"databases": {"claims": {"tables": {"status_history": {"allow": {"id": "x"}}}}}}
    ds = await instance(source.path, metadata=hidden)
    assert (await ds.client.get("/claims/-/corrections")).status_code == 403
    for path in ("/", "/about"):
        assert "/-/corrections" not in (await ds.client.get(path)).text


@pytest.mark.parametrize("copied", [False, True], ids=["working", "public"])
async def test_a_speakers_page_leads_with_what_was_checked(source, public, instance, copied):  # noqa: F811
    for key in ("c1", "c2", "c3"):
        source.add(key, **(OTHER if key == "c2" else {}))
        source.cite(key)
    source.review("c1", "false", "published", "It is shut.\nIts owner said so.")
    source.review("c2", "true", "published", "Of somebody else.")
    source.review("c3", "true", "draft", "SECRET-DRAFT")
    ds = await (public() if copied else instance(source.path))
    name = "public" if copied else "claims"
    page = await body(ds, f"/{name}/-/speakers/ana")
    told = ["What was checked", "1 checked and published, of 2 seen", "It is shut.", "· checked"]
    places = [page.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)
    assert places[-1] < page.find("Where these claims stand") < page.find("Everything said")
    for words in ("SECRET", "Of somebody else", "Its owner"):
        assert words not in page, words
    place = queries.page(source.conn, Filters(speaker=("ana",)), 1).cursors[0]
    further = await body(ds, f"/{name}/-/speakers/ana?after={place}")
    assert "What was checked" not in further


async def test_a_speaker_of_whom_nothing_was_checked_has_no_such_part(source, public):  # noqa: F811
    source.add("c1")
    assert "What was checked" not in await body(await public(), "/public/-/speakers/ana")


@pytest.mark.parametrize("lacking", ["reason", "evidence"])
async def test_what_is_only_called_published_is_not_led_with(source, instance, lacking):  # noqa: F811
    """Whoever writes a status by SQL may leave out what a result needs: that is not checked."""
    source.add("c1")
    source.cite("c1")
    source.review("c1", "false", "published", "It is shut.")
    source.add("c2")
    if lacking == "reason":
        source.cite("c2")
    reason = None if lacking == "reason" else "So."
    source.conn.execute(
        "UPDATE claims SET status = 'false', rationale = ?, publication = 'published'"
        " WHERE id = 'c2'",
        [reason],
    )
    ds = await instance(source.path)
    for path in ("/", "/claims/-/speakers/ana"):
        told = (await ds.client.get(path)).text
        assert "/claims/-/claims/c1" in told
        shown = " ".join(re.sub("<[^>]+>", " ", told).split())
        assert "1 checked and published, of 2 seen" in shown
