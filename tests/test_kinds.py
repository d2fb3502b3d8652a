"""Documents are recognised by content and opened in turn; articles of one file are told apart."""

import sys
import types

import pytest
from stories import fresh

from datasette_claims.model import Analysis
from datasette_claims.reading import Document, Failure, kinds, read
from datasette_claims.reading.documents import Item, Told
from datasette_claims.reading.kinds import Kind
from datasette_claims.reading.outcomes import Refused
from datasette_claims.store.origins import Together
from datasette_claims.store.writing import store_batch

RAIN = "Sari mengatakan bahwa hujan akan turun sampai malam di seluruh kota dan di bukit."
WAYAN = "Wayan mengatakan bahwa jembatan baru itu selesai tahun depan, kata dia di pasar."


@pytest.fixture
def kind(monkeypatch):
    """Put a kind of this test's own before the others; it is told by the bytes ``<key>:``."""

    def put(key, reading, **options):
        name = f"datasette_claims.reading.by_test_{key}"
        module = types.ModuleType(name)
        module.read = reading
        monkeypatch.setitem(sys.modules, name, module)
        sign = f"{key}:".encode()
        new = Kind(key, key, f"by_test_{key}", (), lambda head, _: head.startswith(sign), **options)
        monkeypatch.setattr(kinds, "KINDS", (new, *kinds.KINDS))

    return put


def document(data, name="a.x"):
    return Document.of(data, name, f"/{name}")


def test_content_goes_before_the_name(kind):
    kind("box", lambda document, options: iter([Item("In the box.")]))
    (article,) = read([document(b"box: x", "a.txt")])
    assert (article.kind, article.text) == ("box", "In the box.")
    (article,) = read([document(b"A text in no box.", "a.box")])
    assert article.kind == "text"


def test_a_container_is_opened_and_a_bad_part_costs_itself(kind):
    def opened(document, options):
        yield document.inner("a.txt", lambda: document_of(b"One."))
        yield document.failed("b.txt", "broken")
        yield document.inner("c.txt", lambda: document_of(b"\xff\0\xff"))
        yield document.inner("d.txt", lambda: document_of(b"Two."))
        raise ValueError("the rest is damaged")

    kind("box", opened)
    first, second, third, fourth, fifth = read([document(b"box:")])
    assert (first.text, first.origin) == ("One.", "/a.x#a.txt")
    assert second == Failure("a.x: b.txt", "broken")
    assert third.name == "a.x: c.txt"
    assert fourth.text == "Two."
    assert fifth == Failure("a.x", "cannot be read: damaged? (ValueError: the rest is damaged)")


def document_of(data):
    return Document.of(data, "").open()


def test_boxes_in_boxes_end(kind):
    kind("box", lambda document, options: iter([document.inner("box", document.open)]))
    (failure,) = read([document(b"box:")])
    assert "more than 4 deep" in failure.reason
    assert failure.name == "a.x" + ": box" * 5


def test_a_box_without_anything(kind):
    kind("box", lambda document, options: iter([]))
    assert list(read([document(b"box:")])) == [Failure("a.x", "holds no articles")]


def test_what_is_missing_is_named_with_its_remedy(monkeypatch):
    new = Kind("box", "boxes", "not_there", (), lambda *_: True, extra="boxes")
    monkeypatch.setattr(kinds, "KINDS", (new,))
    (failure,) = read([document(b"box:")])
    assert (
        failure.reason == "what reads boxes is not installed: pip install 'datasette-claims[boxes]'"
    )


@pytest.mark.parametrize("error", [Refused("no"), OSError(5, "Input/output error")])
def test_a_document_that_cannot_be_opened(error):
    def opened():
        raise error

    (failure,) = read([Document("a", "/a", opened)])
    assert failure.reason in ("no", "input/output error")


def test_of_each_field_the_first_that_can_be_used_counts(kind):
    fields = (
        Told("published", "yesterday", "json-ld"),
        Told("published", "2025-04-12", "meta"),
        Told("url", "javascript:alert(1)", "og"),
        Told("title", "", "og"),
        Told("title", "Judul", "page"),
        Told("language", "en", "page"),
    )
    kind("box", lambda document, options: iter([Item("Isi.", fields)]))
    notes = []
    (article,) = read([document(b"box:")], note=lambda *note: notes.append(note))
    assert (article.published, article.title) == ("2025-04-12", "Judul")
    assert (article.url, article.language) == ("", "")
    assert dict(article.found_by) == {"title": "page", "published": "meta"}
    assert ["published not used" in message for _, message in notes] == [False, True]


# ---- articles of one file


def rows_of(*rows):
    """A kind that gives ``(part, url, text)`` as items."""

    def reading(document, options):
        for number, (part, url, text) in enumerate(rows, 1):
            fields = (Told("url", url, "column"),) if url else ()
            yield Item(text, fields, part=part, place=f"row {number}")

    return reading


def stored(kind, db, *rows, at="2026-01-05T09:00:00Z"):
    """What becomes of each row, and the key of its article."""
    kind("rows", rows_of(*rows))
    beside = Together(["/a.x"])
    found = []
    for article in read([document(b"rows:")]):
        (outcome,) = store_batch(db, [(article, Analysis("id"))], at, beside=beside)
        found.append((outcome.kind, outcome.article_id, outcome.clash))
    return found


FORMS = {
    "with an id": ("id={}", ""),
    "with an address": ("", "https://example.org/{}"),
    "with both": ("id={}", "https://example.org/{}"),
    "with neither": ("", ""),
}


@pytest.mark.parametrize(("part", "url"), FORMS.values(), ids=FORMS)
def test_a_row_is_found_again_wherever_it_stands(kind, part, url):
    def row(key, text):
        return part.format(key), url.format(key), text

    alike = RAIN.replace("malam", "pagi")
    with fresh() as db:
        first = stored(kind, db, row(1, RAIN), row(2, alike), row(3, WAYAN))
        assert [what for what, _, _ in first] == ["new"] * 3
        above = row(9, "Baris baru di atas: " + RAIN.replace("hujan", "salju"))
        again = stored(kind, db, above, row(3, WAYAN), row(1, RAIN), row(2, alike))
        assert [what for what, _, _ in again] == ["new", *["unchanged"] * 3]
        assert [key for _, key, _ in again[1:]] == [first[2][1], first[0][1], first[1][1]]
        assert not any(clash for _, _, clash in first + again)


@pytest.mark.parametrize("form", ["with an id", "with an address", "with both"])
def test_a_changed_row_is_known_by_its_key(kind, form):
    part, url = FORMS[form]
    later = RAIN.replace("malam", "pagi buta")
    with fresh() as db:
        ((_, key, _),) = stored(kind, db, (part.format(1), url.format(1), RAIN))
        new = ("", "", WAYAN)
        found = stored(kind, db, new, (part.format(1), url.format(1), later))
        assert [what for what, _, _ in found] == ["new", "changed"]
        assert found[1][1] == key


def test_two_rows_with_one_key_are_two_articles(kind):
    url = "https://example.org/1"
    later = RAIN.replace("malam", "pagi buta")
    for rows in ([("", url, RAIN), ("", url, later)], [("id=1", "", RAIN), ("id=1", "", later)]):
        with fresh() as db:
            first = stored(kind, db, *rows)
            assert [what for what, _, _ in first] == ["new", "new"]
            again = stored(kind, db, *rows)
            assert [what for what, _, _ in again] == ["unchanged", "unchanged"]
            assert [key for _, key, _ in again] == [key for _, key, _ in first]


def test_together_knows_the_parts_of_its_files():
    run = Together(["/a#b.csv", "/c"])
    assert "/a#b.csv#id=1#2" in run
    assert "/c" in run
    assert "/c#" in run
    assert "/a" not in run
    assert "/a#b" not in run
