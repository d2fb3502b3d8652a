"""In which language pages are: how it is chosen, what caches are told, what a file adds."""

import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from datasette_claims.web import choosing, interface
from datasette_claims.wording import said, said_n

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "datasette_claims"
LIST = "/claims/-/claims"
OFFERED = ("en", "id", "ms")


def messages():
    place = importlib.util.spec_from_file_location("messages", ROOT / "docs" / "messages.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def catalogue(code):
    with (interface.FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file)


def spoken(answer):
    return re.search(r'<html lang="([^"]*)"', answer.text)[1]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("id", "id"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("fr, ms;q=0.5, id;q=0.7", "id"),
        ("in", "id"),  # the code it had before 1989, which Java and old Androids still send
        ("ms-MY", "ms"),
        ("en-GB,id;q=0.9", "en"),
        ("fr,de;q=0.5", None),
        ("id;q=0, en", "en"),
        ("id;q=nonsense, ms", "ms"),
        ("*", None),
        ("", None),
        (",;,;q=", None),
    ],
)
def test_what_a_browser_would_rather_have(header, language):
    assert choosing.negotiated(header, OFFERED) == language


@pytest.mark.integration
@pytest.mark.parametrize(
    ("path", "headers", "cookies", "config", "language"),
    [
        (LIST, {}, {}, None, "en"),
        (f"{LIST}?_lang=id", {}, {}, None, "id"),
        (f"{LIST}?_lang=xx", {"accept-language": "ms"}, {}, None, "ms"),
        (LIST, {}, {choosing.COOKIE: "ms"}, None, "ms"),
        (LIST, {"accept-language": "id"}, {choosing.COOKIE: "ms"}, "en", "ms"),
        (LIST, {"accept-language": "id"}, {}, "ms", "id"),
        (LIST, {"accept-language": "fr"}, {}, "ms", "ms"),
        (LIST, {}, {}, "id", "id"),
        ("/", {}, {}, "id", "id"),
        ("/about", {"accept-language": "id"}, {}, None, "id"),
        ("/claims/-/claims/nothing-here", {"accept-language": "id"}, {}, None, "id"),
        ("/claims/claims", {"accept-language": "id"}, {}, None, "en"),  # Datasette's own
        ("/-/plugins", {"accept-language": "id"}, {}, "id", "en"),
    ],
)
async def test_who_says_which_language_it_is(
    seed_db, instance, path, headers, cookies, config, language
):
    metadata = {"plugins": {"datasette-claims": {"language": config}}} if config else None
    ds = await instance(seed_db, metadata=metadata)
    assert spoken(await ds.client.get(path, headers=headers, cookies=cookies)) == language
    assert spoken(await ds.client.get(LIST)) == (config or "en")  # nothing is left to the next


@pytest.mark.integration
async def test_a_choice_is_kept_by_the_browser_and_by_no_cache(seed_db, instance):
    ds = await instance(seed_db)
    asked = await ds.client.get(f"{LIST}?_lang=id")
    assert asked.headers["set-cookie"].startswith(f"{choosing.COOKIE}=id;")
    assert asked.headers["cache-control"] == "private, no-store"
    later = await ds.client.get(LIST, headers={"accept-language": "ms"})
    assert later.headers["vary"] == "Cookie, Authorization, Accept-Language"
    assert "set-cookie" not in later.headers
    assert (await ds.client.get(f"{LIST}.json")).headers["vary"] == "Cookie, Authorization"


@pytest.mark.integration
async def test_a_public_copy_asks_address_and_configuration_alone(seed_db, instance):
    ds = await instance(
        seed_db, immutable=True, metadata={"plugins": {"datasette-claims": {"language": "id"}}}
    )
    browser = {"accept-language": "ms"}
    kept = await ds.client.get(LIST, headers=browser, cookies={choosing.COOKIE: "ms"})
    assert spoken(kept) == "id"
    usual = await ds.client.get(LIST, headers=browser)
    assert spoken(usual) == "id"
    assert usual.headers["vary"] == "Cookie, Authorization"
    assert usual.headers["cache-control"] == "max-age=5"
    other = await ds.client.get(f"{LIST}?_lang=ms")
    assert spoken(other) == "ms"
    assert "set-cookie" not in other.headers
    assert other.headers["cache-control"] == "max-age=5"


@pytest.mark.integration
async def test_links_of_a_public_copy_keep_the_language(seed_db, instance):
    ds = await instance(seed_db, immutable=True, settings={"base_url": "/in/"})
    for path in ("/", LIST, "/about"):
        page = (await ds.client.get(f"{path}?_lang=ms")).text
        links = [link for link in re.findall(r'<a\b[^>]*\bhref="(/[^"]*)"', page) if "/-/" in link]
        pages = [link for link in links if not re.search(r"\.\w+(\?|$)|/-/(static|query)", link)]
        assert all("_lang=ms" in link for link in pages), pages
    assert (
        '<input type="hidden" name="_lang" value="ms">'
        in (await ds.client.get(f"{LIST}?_lang=ms")).text
    )


@pytest.mark.integration
@pytest.mark.parametrize("immutable", [True, False])
async def test_pages_of_a_public_copy_name_each_other(seed_db, instance, immutable):
    config = {"plugins": {"datasette-claims": {"address": "https://klaim.example/"}}}
    ds = await instance(seed_db, immutable=immutable, metadata=config)
    page = (await ds.client.get(f"{LIST}?q=air")).text
    found = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)">', page)
    address = f"https://klaim.example{LIST}?q=air&amp;_lang="
    assert found == ([(each, address + each) for each in OFFERED] if immutable else [])


@pytest.mark.parametrize(
    ("html", "carried"),
    [
        ('<a href="/n/-/claims">', '<a href="/n/-/claims?_lang=id">'),
        ('<a x href="/n/-/claims?a=b#c">', '<a x href="/n/-/claims?a=b&amp;_lang=id#c">'),
        ('<a href="/about#x">', '<a href="/about?_lang=id#x">'),
        ('<a href="/">', '<a href="/?_lang=id">'),
        ('<a href="/n/-/claims?_lang=en">', None),
        ('<a href="/n/-/claims.csv">', None),
        ('<a href="/n/claims">', None),
        ('<a href="/-/plugins">', None),
        ('<a href="https://a.example/-/claims">', None),
        ('<link href="/n/-/claims">', None),
    ],
)  # fmt: skip
def test_which_links_keep_the_language(html, carried):
    assert choosing.with_language(html, "/", "id") == (carried or html)


@pytest.mark.integration
async def test_the_foot_of_a_page_leads_to_the_other_languages(seed_db, instance):
    ds = await instance(seed_db)
    page = (await ds.client.get(f"{LIST}?q=air&_lang=id")).text
    found = re.findall(r'<a href="\?([^"]*)" lang="(\w+)" hreflang="\w+"', page)
    assert found == [("q=air&amp;_lang=en", "en"), ("q=air&amp;_lang=ms", "ms")]
    own = (await ds.client.get("/claims/claims")).text
    assert "claims-languages" not in own


def test_what_code_says_is_told_in_the_language_of_the_page(tmp_path, monkeypatch):
    (tmp_path / "id.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "{n:,} claim"\nmsgid_plural "{n:,} claims"\nmsgstr[0] "{n:,} klaim"\n\n'
        'msgid "in {what}"\nmsgstr "dalam {what}"\n\n#, fuzzy\nmsgid "guessed"\nmsgstr "tebak"\n',
        "utf-8",
    )
    monkeypatch.setattr(interface, "FOLDER", tmp_path)
    claims = said_n("{n:,} claim", "{n:,} claims", 1200)
    assert interface.told(claims) == "1,200 claims"
    with interface.speaking("id"):
        assert interface.told(claims) == "1.200 klaim"
        assert interface.told(said("in {what}", what=claims)) == "dalam 1.200 klaim"
        assert interface.told("guessed") == "guessed"
        assert interface.told("nobody has words for this") == "nobody has words for this"
        assert interface.told(None) == ""
    assert interface.language() == "en"


def test_catalogues_are_those_of_the_code():
    for path, text in messages().files().items():
        assert path.read_text("utf-8") == text, f"{path.name}: make messages"


PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*[^}]*\}|</?\w+[^>]*>")
"""What stands for a value, and the tags of a sentence."""


@pytest.mark.parametrize("code", OFFERED[1:])
def test_values_and_tags_of_a_sentence_are_in_its_translation(code):
    for message in catalogue(code):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in filter(None, texts):
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(ids[-1])), (code, ids)


def test_the_page_brings_what_its_scripts_say():
    scripts = "".join(path.read_text("utf-8") for path in sorted((PACKAGE / "static").glob("*.js")))
    calls = re.findall(r"claimsWords\(((?:[^()\"]|\"[^\"]*\")*)", scripts)
    said_there = {words for call in calls for words in re.findall(r'"([^"]*)"', call)}
    template = (PACKAGE / "templates" / "_claims_script_words.html").read_text("utf-8")
    brought = re.findall(r'"([^"]+)": _\("([^"]+)"\)', template)
    assert all(english == msgid for english, msgid in brought)
    assert said_there == {english for english, _ in brought}


@pytest.mark.integration
async def test_a_script_is_answered_in_the_language_that_its_address_asks_for(seed_db, instance):
    ds = await instance(seed_db)
    with (interface.FOLDER / "id.po").open("rb") as file:
        read = read_po(file)
    words = "There is no claim with this key in this database"
    path, indonesian = "/claims/-/claims/nothing.json", {"accept-language": "id"}
    plain = (await ds.client.get(path, headers=indonesian)).json()["error"]
    asked = (await ds.client.get(f"{path}?_lang=id", headers=indonesian)).json()["error"]
    assert plain == words
    assert asked == (read.get(words).string or words)


@pytest.fixture
def another_language(tmp_path, monkeypatch):
    """One file more: Arabic, which runs the other way, with every sentence marked as translated."""
    made = messages()
    pseudo = made.Catalog(charset="utf-8")
    pseudo.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    for each in made.found():
        if each.id:
            words = each.id if isinstance(each.id, str) else each.id[-1]
            signed = f"⟦{words}⟧"
            pseudo.add(
                each.id, signed if isinstance(each.id, str) else (signed,), context=each.context
            )
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    (tmp_path / "ar.po").write_text(made.text(pseudo, header), "utf-8")
    monkeypatch.setattr(interface, "FOLDER", tmp_path)
    plain = [each.id for each in pseudo if each.id and not each.context]
    return {each if isinstance(each, str) else each[0] for each in plain}


class Shown(HTMLParser):
    """The words of a page's own part, one by one; without what scripts, styles and shells read."""

    def __init__(self):
        super().__init__()
        self.words, self._within, self._passed, self._signed = [], 0, 0, 0

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self._within += tag == "main"
        self._passed += tag in ("script", "style", "code", "pre", "bdi")
        if self._within and "lang" not in told and "class" in told and "said" in told["class"]:
            return
        for name in ("aria-label", "placeholder", "alt", "title"):
            if self._within and told.get(name):
                self.words.append(told[name])

    def handle_endtag(self, tag):
        self._within -= tag == "main"
        self._passed -= tag in ("script", "style", "code", "pre", "bdi")

    def handle_data(self, data):
        if self._within and not self._passed and not self._signed and data.strip():
            self.words.append(" ".join(data.split()))
        self._signed += data.count("⟦") - data.count("⟧")


PAGES = (
    "/", "/about", LIST, f"{LIST}?q=air&status=unreviewed", f"{LIST}?status=true", "{claim}",
    "{claim}/correct", "{article}", "{article}/claim", f"{LIST}/add", f"{LIST}/changes",
    f"{LIST}/values?_field=speaker", "/claims/-/speakers", "{speaker}", "/claims/-/articles",
    "/claims/-/outlets", "/claims/-/coverage", "/claims/-/searches", "/claims/-/corrections",
    "/claims/-/suggested-speakers", "/claims/-/claims/nothing-here",
)  # fmt: skip


@pytest.mark.integration
@pytest.mark.parametrize("edits", [False, True])
async def test_a_language_is_one_file(seed_db, instance, as_editor, another_language, edits):
    """What stands in a catalogue is shown by no page in English."""
    ds = await instance(seed_db)
    row = (await ds.client.get(f"{LIST}.json")).json()["rows"][0]
    at = {
        "claim": f"{LIST}/{row['id']}",
        "article": f"/claims/-/articles/{row['article_id']}",
        "speaker": f"/claims/-/speakers/{row['speaker_id']}",
    }
    english = {}
    for pattern in PAGES:
        answer = await ds.client.get(
            pattern.format(**at),
            headers={"accept-language": "ar"},
            cookies=as_editor(ds) if edits else {},
        )
        if answer.status_code in (302, 403):
            continue
        assert '<html lang="ar" dir="rtl">' in answer.text, pattern
        shown = Shown()
        shown.feed(answer.text)
        found = {words for words in shown.words if words in another_language} - {"claims"}
        if found:
            english[pattern] = found
        assert any("⟦" in words for words in shown.words), pattern
    assert not english
