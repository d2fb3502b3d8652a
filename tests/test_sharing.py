"""What a shared link shows: the addresses of the configuration, and what is public."""

import io
import re
from html import unescape

import pytest
from test_snapshot import fresh_original, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import drawing
from datasette_claims.publishing.snapshot import make

HOME = "https://claims.example/data"
NAMED = {"title": 'Kabar "Fakta" <b>', "plugins": {"datasette-claims": {"address": f"{HOME}/"}}}
CLAIM = "/claims/-/claims/c1"

drawn = pytest.mark.skipif(not drawing.installed(), reason="the extra cards is not here")


async def meta(ds, path, **headers):
    """What the head of a page says, by name; the canonical address among it."""
    answer = await ds.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    head = answer.text.partition("</head>")[0]
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', head)
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)">', head)
    assert len(canonical) <= 1
    return {
        name: unescape(words) for name, words in [*found, *(("canonical", c) for c in canonical)]
    }


def publish(source, tmp_path):  # noqa: F811
    make(source.path, tmp_path / "claims-public.db", force=True)
    return tmp_path / "claims-public.db"


@pytest.mark.parametrize("base", ["/", "/under/"])
async def test_addresses_are_those_of_the_configuration(source, instance, base):  # noqa: F811
    source.add("c1")
    ds = await instance(source.path, metadata=NAMED, settings={"base_url": base})
    for path in ("/", CLAIM, "/claims/-/speakers/ana", "/claims/-/articles/a1"):
        told = await meta(ds, path, host="evil.example")
        assert told["canonical"] == told["og:url"] == f"{HOME}{path}", path
        assert told["description"] == told["og:description"] != ""
        assert told["og:site_name"] == 'Kabar "Fakta" <b>'
        assert "evil.example" not in "".join(told.values())


async def test_no_address_is_made_up(source, instance):  # noqa: F811
    source.add("c1")
    told = await meta(await instance(source.path), CLAIM, host="evil.example")
    assert not {"canonical", "og:url", "og:image"} & told.keys()
    assert told["twitter:card"] == "summary"
    assert told["og:title"]


STANDS = {
    "nothing": ([], "Not reviewed", "Not reviewed: no result is published."),
    "draft": (
        [("false", "draft", "SECRET")],
        "Not reviewed",
        "Not reviewed: no result is published.",
    ),
    "published": (
        [("false", "published", "It is shut.\nSince May.")],
        "False",
        "False. It is shut.",
    ),
    "withdrawn": (
        [("false", "published", "SECRET"), ("false", "withdrawn", "Wrong year.")],
        "Withdrawn",
        "Withdrawn: a published result was taken back.",
    ),
    "drafted anew": (
        [("false", "published", "SECRET"), ("true", "draft", "SECRET too")],
        "Not reviewed",
        "Not reviewed: no result is published.",
    ),
}


@pytest.mark.parametrize("copied", [False, True], ids=["working", "public"])
@pytest.mark.parametrize("steps", STANDS)
async def test_a_link_tells_what_is_public(source, tmp_path, instance, as_editor, steps, copied):  # noqa: F811
    source.add("c1")
    source.cite("c1")
    made, label, description = STANDS[steps]
    for step in made:
        source.review("c1", *step)
    path = publish(source, tmp_path) if copied else source.path
    ds = await instance(path, metadata=NAMED, immutable=copied)
    told = await meta(ds, f"/{path.stem}/-/claims/c1")
    assert told["og:title"] == f"{label} · Ana Satu: jembatan itu aman"
    assert told["description"] == description
    assert "SECRET" not in "".join(told.values())


async def test_words_of_articles_are_escaped(source, instance):  # noqa: F811
    source.add("c1")
    source.conn.execute("UPDATE speakers SET name = ?", ['"><script>alert(1)</script>'])
    ds = await instance(source.path, metadata=NAMED)
    for path in (CLAIM, "/claims/-/speakers/ana"):
        page = (await ds.client.get(path)).text
        assert "<script>alert(1)" not in page


async def test_a_speaker_is_told_with_the_denominator(source, instance):  # noqa: F811
    for key in ("c1", "c2"):
        source.add(key)
        source.cite(key)
    source.review("c1", "false", "published", "It is shut.")
    ds = await instance(source.path, metadata=NAMED)
    told = await meta(ds, "/claims/-/speakers/ana")
    assert told["description"] == "1 of 2 claims checked and published."


@drawn
async def test_the_picture_is_for_who_may_see_the_page(source, instance):  # noqa: F811
    from PIL import Image

    source.add("c1")
    ds = await instance(source.path, metadata=NAMED)
    told = await meta(ds, CLAIM)
    assert re.fullmatch(rf"{HOME}{CLAIM}/picture-[0-9a-f]{{16}}\.png", told["og:image"])
    assert told["twitter:card"] == "summary_large_image"
    answer = await ds.client.get(told["og:image"].removeprefix(HOME))
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (drawing.WIDTH, drawing.HEIGHT)
    assert (await ds.client.get("/claims/-/claims/nothing/picture-0.png")).status_code == 404
    hidden = {**NAMED, "databases": {"claims": {"tables": {"claims": {"allow": {"id": "x"}}}}}}
    ds = await instance(source.path, metadata=hidden)
    assert (await ds.client.get(f"{CLAIM}/picture-0.png")).status_code == 403


@drawn
async def test_the_address_of_a_picture_changes_with_what_it_shows(source, instance):  # noqa: F811
    source.add("c1")
    source.cite("c1")
    ds = await instance(source.path, metadata=NAMED)
    seen = set()
    for step in (None, ("false", "published", "It is shut."), ("false", "withdrawn", "A mistake.")):
        if step:
            source.review("c1", *step)
        seen.add((await meta(ds, CLAIM))["og:image"])
    assert len(seen) == 3


@drawn
@pytest.mark.parametrize("steps", STANDS)
async def test_the_picture_tells_what_is_public(source, instance, monkeypatch, as_editor, steps):  # noqa: F811
    source.add("c1")
    source.cite("c1")
    made, label, _ = STANDS[steps]
    for step in made:
        source.review("c1", *step)
    cards = []
    monkeypatch.setattr(drawing, "png", lambda card: cards.append(card) or b"")
    hidden = {**NAMED, "databases": {"claims": {"tables": {"evidence": {"allow": {"id": "x"}}}}}}
    for options in ({"metadata": NAMED}, {"metadata": hidden}):
        ds = await instance(source.path, **options)
        await ds.client.get(f"{CLAIM}/picture-0.png")
        await ds.client.get(f"{CLAIM}/picture-0.png", cookies=as_editor(ds))
    assert len(cards) == 4
    assert {(card.speaker, card.words) for card in cards} == {("Ana Satu", "jembatan itu aman")}
    for card in cards:
        assert card.standing.startswith(label)
        assert card.checked == (steps == "published")


@drawn
async def test_a_name_that_is_not_to_be_seen_is_on_no_picture(source, instance, monkeypatch):  # noqa: F811
    source.add("c1")
    source.conn.execute("UPDATE speakers SET name = 'Ana RAHASIA'")
    cards = []
    monkeypatch.setattr(drawing, "png", lambda card: cards.append(card) or b"")
    hidden = {"databases": {"claims": {"tables": {"speakers": {"allow": {"id": "x"}}}}}}
    ds = await instance(source.path, metadata=hidden)
    await ds.client.get(f"{CLAIM}/picture-0.png")
    assert "RAHASIA" not in "".join(map(str, cards[0]))


@drawn
@pytest.mark.parametrize(
    ("words", "can"),
    [
        ("José Erdoğan, Žižek, Nguyễn – “ya” … 5 €", True),
        ("e\u0301 is one letter\n\tand\u200b nothing", True),
        ("Сергей", True),
        ("他说", False),
        ("قال", False),
        ("அவர்", False),
        ("\U0001f525", False),
    ],
)
def test_only_what_the_font_has_letters_for_is_drawn(words, can):
    card = drawing.Card("Site", "Ana", words, "Not reviewed", checked=False)
    assert drawing.can_draw(card) is can


@drawn
@pytest.mark.parametrize("words", ["", "a", "word " * 500, "w" * 5000, "a " + "w" * 300])
def test_every_length_is_drawn_within_the_picture(words):
    from PIL import Image

    card = drawing.Card("S" * 200, "N" * 200, words, "Standing " * 12, checked=True)
    with Image.open(io.BytesIO(drawing.png(card))) as picture:
        edge = drawing.MARGIN - 8
        for box in (
            (0, 0, edge, drawing.HEIGHT),
            (drawing.WIDTH - edge, 0, drawing.WIDTH, drawing.HEIGHT),
        ):
            assert picture.crop(box).getcolors() == [(edge * drawing.HEIGHT, (255, 255, 255))]


@drawn
def test_long_claims_are_cut_between_two_words():
    font = drawing._font("Roboto-Regular", 40)
    lines = list(drawing._cut("sentence " * 100, font, 1000, 3))
    assert len(lines) == 3
    assert lines[-1].endswith("sentence …")
    assert all(font.getlength(line) <= 1000 for line in lines)


async def test_without_the_extra_there_is_no_picture(source, instance, monkeypatch):  # noqa: F811
    monkeypatch.setattr(drawing, "installed", lambda: False)
    source.add("c1")
    ds = await instance(source.path, metadata=NAMED)
    assert "og:image" not in await meta(ds, CLAIM)
    assert (await ds.client.get(f"{CLAIM}/picture-0.png")).status_code == 404


async def test_feeds_name_the_address_of_the_configuration(source, instance):  # noqa: F811
    source.add("c1")
    source.cite("c1")
    source.review("c1", "false", "published", "It is shut.")
    options = {"organisation": {"name": "Kabar"}, "address": HOME}
    ds = await instance(source.path, metadata={"plugins": {"datasette-claims": options}})
    for form in ("atom", "jsonld", "annotations"):
        for path in (CLAIM, "/claims/-/claims"):
            told = (await ds.client.get(f"{path}.{form}", headers={"host": "evil.example"})).text
            assert f"{HOME}{CLAIM}" in told
            assert "evil.example" not in told


@drawn
def test_one_word_without_an_end_is_drawn_as_fast_as_others(monkeypatch):
    """Widths are asked a number of times that grows with the lines that are shown alone."""
    from PIL.ImageFont import FreeTypeFont

    asked = []
    real = FreeTypeFont.getlength

    def counted(font, text, *more, **options):
        asked.append(text)
        return real(font, text, *more, **options)

    monkeypatch.setattr(FreeTypeFont, "getlength", counted)
    times = []
    for number in (2_000, 20_000):
        asked.clear()
        drawing.png(drawing.Card("Site", "Ana", "i" * number, "Not reviewed", checked=False))
        times.append(len(asked))
    assert times[1] < 1.5 * times[0]
