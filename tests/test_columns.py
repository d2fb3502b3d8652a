"""Which column holds what: of exports as they are, of odd tables, and as a person says it."""

from pathlib import Path

import pytest
from exports import EXPORTS, PAGE, SHORT, TEXT, WITHOUT_TEXTS

from datasette_claims.reading import columns
from datasette_claims.reading.outcomes import Refused


def guessed(row, wanted=(), more=()):
    return columns.chosen(list(row), [row, *more], wanted)


def told(found):
    return {"text": " + ".join(found.text), **dict(found.fields)}


@pytest.mark.parametrize("name", EXPORTS)
def test_the_columns_of_an_export_are_known(name):
    row, held = EXPORTS[name]
    assert told(guessed(row)) == held


@pytest.mark.parametrize("name", EXPORTS)
def test_they_are_known_however_they_are_written(name):
    """Flattened by pandas, in capitals, in another order."""
    row, held = EXPORTS[name]
    written = {column.replace(".", "_").upper(): value for column, value in reversed(row.items())}
    found = told(guessed(written))
    if any(column.startswith(("_source", "fields.", "thread.")) for column in row):
        return  # nothing tells what was an object around the record
    assert found == {f: c.replace(".", "_").upper() for f, c in held.items()}


def test_the_page_on_reading_names_every_export():
    page = (Path(__file__).parent.parent / "docs" / "reading.md").read_text("utf-8")
    own = {"Indonesian", "Malay"}
    for name in {*EXPORTS, *WITHOUT_TEXTS} - own:
        assert name.partition(" (")[0].removesuffix(" DOC").partition(" ")[0] in page


@pytest.mark.parametrize("name", WITHOUT_TEXTS)
def test_a_table_of_addresses_says_what_to_do(name):
    row = WITHOUT_TEXTS[name]
    found = guessed(row)
    assert found.text == ()
    assert found.of("url")
    reason = columns.why_no_text(list(row), [row], found, 312)
    assert reason.startswith(f"holds 312 addresses of articles (in {found.of('url')!r})")
    assert reason.endswith("datasette claims load --fetch asks for their pages")


@pytest.mark.parametrize(
    ("row", "field", "column"),
    [
        ({"text": SHORT, "content": TEXT}, "text", "content"),  # the fuller one
        ({"text": TEXT, "content": TEXT + SHORT}, "text", "text"),  # as good as equal
        ({"content": f"<p>{TEXT}</p>" + "<i></i>" * 99, "body": TEXT}, "text", "body"),
        ({"text": None, "isi": TEXT}, "text", "isi"),
        ({"article": 12, "berita": TEXT}, "text", "berita"),
        ({"article": PAGE, "isi": TEXT}, "text", "isi"),
        ({"text": ["Satu.", "Dua."]}, "text", "text"),
        ({"url": None, "link": PAGE, "text": TEXT}, "url", "link"),
        ({"uri": "8123", "text": TEXT}, "url", ""),
        ({"id": PAGE, "text": TEXT}, "url", "id"),
        ({"source": PAGE, "text": TEXT}, "url", "source"),
        ({"source": "Kabar", "text": TEXT}, "outlet", "source"),
        ({"source": PAGE, "url": PAGE, "text": TEXT}, "outlet", ""),
        ({"sumber": "Kabar", "text": TEXT}, "outlet", "sumber"),
        ({"author": 3, "text": TEXT}, "byline", ""),
        ({"author": 3, "penulis": "Budi", "text": TEXT}, "byline", "penulis"),
        ({"date": "kemarin", "tanggal": "2025-04-12", "text": TEXT}, "published", "tanggal"),
        ({"created_at": "2025-04-12", "date": "2025-04-11", "text": TEXT}, "published", "date"),
        ({"title": None, "judul": "Hujan", "text": TEXT}, "title", "judul"),
        ({"publisher": "PT", "newspaper": "Kabar", "text": TEXT}, "outlet", "newspaper"),
        ({"comments.text": TEXT, "text": SHORT}, "text", "text"),
        ({"Título": "Lluvia", "Texto": TEXT}, "title", "Título"),
    ],
)  # fmt: skip
def test_which_one_wins(row, field, column):
    assert told(guessed(row)).get(field, "") == column


def test_what_a_person_says_goes_first():
    row = {"text": TEXT, "ringkasan": SHORT, "url": PAGE, "mobile": PAGE, "kanal": "Kabar"}
    found = guessed(row, [("text", "Ringkasan"), ("url", "mobile"), ("outlet", "kanal")])
    assert told(found) == {"text": "ringkasan", "url": "mobile", "outlet": "kanal"}
    assert found.unused == ("text", "url")


def test_a_text_in_two_columns():
    row = {"lead": SHORT, "body": TEXT}
    assert guessed(row, [("text", "lead+body")]).text == ("lead", "body")
    assert guessed({"a+b": TEXT}, [("text", "a+b")]).text == ("a+b",)


def test_what_is_true_of_every_row():
    row = {"text": TEXT, "title": "Hujan"}
    found = guessed(row, [("outlet", "Antara"), ("language", "id")])
    assert found.for_all == (("outlet", "Antara"), ("language", "id"))
    assert (
        str(found) == "text = text, title = title, outlet “Antara” for all, language “id” for all"
    )


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (("text", "iso"), "--text iso: there is no such column; did you mean 'isi'? There are:"),
        (("url", PAGE), f"--url {PAGE}: there is no such column; there are: isi, title"),
        (("title", "Hujan lebat"), "--title 'Hujan lebat': there is no such column"),
        (("outlet", "titel"), "did you mean 'title'?"),
        (("text", "isi+ganti"), "--text 'isi+ganti': there is no such column"),
    ],
)
def test_a_column_that_is_not_there(wanted, reason):
    with pytest.raises(Refused, match="there is no such column") as refused:
        guessed({"isi": TEXT, "title": "Hujan"}, [wanted])
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"nama": "Sari", "ulasan": TEXT * 3}], "if 'ulasan' holds the articles: --text ulasan"),
        ([{"kolom satu": TEXT * 3}], "--text 'kolom satu'"),
        ([{"title": "a", "abstract": SHORT}], "'abstract' sums them up: --text abstract loads"),
        ([{"nama": "Sari", "umur": 30}], "say which one holds the articles: --text NAME"),
        ([{f"k{n}": n for n in range(40)}], "k11 and 28 more"),
    ],
)
def test_why_there_is_no_text(rows, reason):
    names = list(rows[0])
    found = columns.chosen(names, rows)
    assert found.text == ()
    assert reason in columns.why_no_text(names, rows, found, 0)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([{"id": 1, "text": TEXT}, {"id": 2, "text": TEXT}], "id"),
        ([{"id": 1, "text": TEXT}, {"id": 1, "text": TEXT}], ""),
        ([{"id": 1, "text": TEXT}, {"id": None, "text": TEXT}], ""),
        ([{"id": 1, "uuid": "x", "text": TEXT}, {"id": 1, "uuid": "y", "text": TEXT}], "uuid"),
        ([{"no": 1, "text": TEXT}], ""),
    ],
)
def test_the_key_of_a_row(rows, key):
    assert columns.chosen(list(rows[0]), rows).key == key
