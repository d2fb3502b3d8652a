"""No page of ours has an English word left in another language, whoever looks at it.

A language is made for the test whose every word is in other letters. What then still stands in
ours on a page is data, or was never given to the translators.
"""

import re
from contextlib import closing
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html
from newsroom import DAM, URL, newsroom
from stories import fresh, load
from test_interface import PLACES, messages

from datasette_claims.store import carrying, filters, reviews, second
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import interface

pytestmark = pytest.mark.integration

OTHER = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπϟρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϞΡΣΤΘΩЅΧΥΖ",
)
PSEUDO = "el"
"""Greek, whose dates and names Babel knows in Greek letters; its words are made here."""

MOST = 90
"""Pages that are looked at, each of another kind."""

ALLOWED = {
    "CSV", "JSON", "JSON-LD", "Atom", "RSS", "PNG", "SQL", "API", "SHA-256", "UTC", "Wikidata",
    "ClaimReview", "schema.org", "iframe", "Ctrl", "Enter", "Esc", "Tab", "Shift", "Alt",
    "datasette-claims", "Datasette",
}  # fmt: skip
"""Names, and what stands on keys."""

SHOWN = ("title", "alt", "placeholder", "aria-label", "label")
"""Attributes that are read to people."""

TYPED = f"alice bob eva news tanggul OR -air nonsense bogus tidakada {' '.join(filters.PARAMETERS)}"
"""Who is logged in, and what stands in the addresses from which the test begins."""

FRAME = "//header | //footer[not(ancestor::section)] | //nav[@class='crumbs']"
"""What Datasette sets around a page."""

NOT_SAID = ("script", "style", "code", "pre", "kbd", "textarea", "template", "samp")


def whole(text):
    """The sentence in other letters; what is put in later stays as it is."""
    parts = re.split(f"({PLACES.pattern}|&\\w+;)", text)
    return "".join(part if n % 2 else part.translate(OTHER) for n, part in enumerate(parts))


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    """A folder with one language in it: a file, and no Python."""
    folder = tmp_path_factory.mktemp("locale")
    lines = [
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    ]
    for message in messages().found():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        told = "" if not message.context else f"msgctxt {quoted(message.context)}\n"
        told += f"msgid {quoted(ids[0])}\n"
        told += "" if len(ids) == 1 else f"msgid_plural {quoted(ids[1])}\n"
        told += f"msgstr{'[0]' if len(ids) > 1 else ''} {quoted(whole(ids[-1]))}\n"
        lines.append(told)
    (folder / f"{PSEUDO}.po").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A database in which most things happened that pages tell of."""
    path = tmp_path_factory.mktemp("words") / "news.db"
    keys = newsroom(path)
    with fresh(path) as db:
        load(db, f"{DAM}\n    Kalimat baru.", url=URL, title="Bendungan <b>retak</b>")
        for number, word in enumerate(("bendungan", "usul", "Retak")):
            key = keys[word]
            seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
            judgement = reviews.Judgement("false", "Alasan", "published" if number else "draft")
            link = {"url": f"https://bukti.example/{number}", "title": "Judul"}
            reviews.review(
                db, key, seen=seen, actor="bob", judgement=judgement, links=[link], note="Catatan"
            )
        key = keys["bendungan"]
        seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
        second.read(db, key, "objected", seen=seen, actor="eva", reason="Keberatan")
        carrying.keep_dropped(db, key, words={"note": "Kata"}, reason=None, actor="bob")
    return path


def data(path):
    """All words of the database, as one text."""
    with closing(sqlite3.connect(path)) as conn:
        names = [
            row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        words = []
        for name in names:
            if name.startswith(("sqlite_", "_")) or "fts" in name or name == "statuses":
                continue
            for row in conn.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                words += [str(value) for value in row if isinstance(value, str)]
    return f"{' '.join(' '.join(words).split())} {TYPED}"


def ours(page):
    """The texts of a page that are ours to say, as people hear them."""
    tree = html.fromstring(page)
    for frame in tree.xpath(FRAME):
        frame.drop_tree()
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        said = node.tag not in NOT_SAID and not any(
            each.tag in NOT_SAID or each.get("lang") not in (None, PSEUDO)
            for each in (node, *node.iterancestors())
        )
        if said:
            yield node.text or ""
        parent = node.getparent()
        if parent is not None and not any(
            each.tag in NOT_SAID or each.get("lang") not in (None, PSEUDO)
            for each in (parent, *parent.iterancestors())
        ):
            yield node.tail or ""
        if said or node.tag == "textarea":
            yield from (node.get(name, "") for name in SHOWN)


def english(page, known):
    """What is left in our letters and is no data."""
    left = set()
    for text in ours(page):
        plain = " ".join(text.split())
        for run_of in re.findall(r"[A-Za-z][A-Za-z’'.-]*(?: [A-Za-z’'.-]+)*", plain):
            words = [word for word in run_of.split() if word.strip(".'’-") not in ALLOWED]
            rest = " ".join(words).strip(".'’- ")
            if (
                len(rest) > 2
                and rest not in known
                and not all(w.strip(".'’-") in known for w in words)
            ):
                left.add(rest)
    return left


def kind(address):
    """Pages of one kind differ in keys and values alone."""
    parts = urlsplit(address)
    path = re.sub(r"/-/(claims|articles|speakers)/[^/]*[~0-9-][^/]*", r"/-/\1/KEY", parts.path)
    return path, tuple(
        sorted({name for name, _ in parse_qsl(parts.query)} - {"_lang", "list", "at"})
    )


async def crawled(ds, starts, cookies=None):
    """Pages by address, one of each kind, that links lead to."""
    waiting, kinds, found = list(starts), set(), {}
    while waiting and len(found) < MOST:
        address = waiting.pop(0).partition("#")[0]
        if kind(address) in kinds:
            continue
        kinds.add(kind(address))
        answer = await ds.client.get(
            address, cookies=cookies, headers={"accept-language": PSEUDO}, follow_redirects=True
        )
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if f'<html lang="{PSEUDO}"' not in answer.text or answer.status_code == 403:
            continue  # Datasette's own
        found[address] = answer.text
        tree = html.fromstring(answer.text)
        waiting += [
            href
            for href in tree.xpath("//a/@href")
            if href.startswith("/") and ("/-/" in href or href in ("/", "/about"))
        ]
    return found


STARTS = (
    "/news/-/claims", "/", "/about", "/news/-/claims?q=tanggul+OR+-air&month=nonsense&bogus=1",
    "/news/-/claims/queue", "/news/-/claims/changes", "/news/-/articles", "/news/-/outlets",
    "/news/-/speakers", "/news/-/suggested-speakers", "/news/-/searches", "/news/-/claims/add",
    "/news/-/claims/values?_field=speaker", "/news/-/claims/nothing-here", "/none/-/claims",
    "/news/-/claims?q=tidakada", "/news/-/claims/corrections",
)  # fmt: skip


@pytest.mark.parametrize("who", ["visitor", "editor"])
async def test_every_word_of_ours_is_for_translators(
    desk, pseudo, instance, as_editor, monkeypatch, who
):
    monkeypatch.setattr(interface, "FOLDER", pseudo)
    interface._offered.cache_clear()
    ds = await instance(desk)
    cookies = as_editor(ds) if who == "editor" else None
    found = await crawled(ds, STARTS, cookies)
    assert len(found) > 15
    known = data(desk)
    left = {}
    for address, page in found.items():
        for words in english(page, known):
            left.setdefault(words, address)
    assert not left, "\n".join(f"{words}  ({address})" for words, address in sorted(left.items()))


async def test_what_was_done_is_told_in_the_language_of_who_did_it(
    tmp_path, instance, post_form, as_editor
):
    key = newsroom(tmp_path / "news.db")["usul"]
    ds = await instance(tmp_path / "news.db")
    answer = await post_form(
        ds,
        f"/news/-/claims/{key}/note",
        {"note": "N.", "revision": "1"},
        as_editor(ds),
        headers={"accept-language": "id"},
    )
    assert ds.unsign(answer.cookies["ds_messages"], "messages")[0][0] == "Catatan ditambahkan."
