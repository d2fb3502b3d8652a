"""Front matter: what is typed is what is stored, and nothing of it is lost without a word."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasette_claims.extraction import codes
from datasette_claims.loading import languages
from datasette_claims.reading import Failure, fieldnames, find, metadata, read
from datasette_claims.reading.frontmatter import split
from datasette_claims.reading.outcomes import Refused


@pytest.fixture
def load(tmp_path):
    """Read a text with this front matter: the article or failure, and the notes."""

    def load_(head: str, text="Isi, dengan titik.", fence="---", end="\n"):
        path = Path(tmp_path / "a.txt")
        path.write_bytes(f"{fence}\n{head}\n{fence}\n{text}\n".replace("\n", end).encode())
        notes: list[str] = []
        (outcome,) = read(
            find([str(path)]),
            note=lambda _, note: notes.append(note),
            languages=languages.for_reading(),
        )
        return outcome, notes

    return load_


def fields(article) -> dict[str, str]:
    return {name: getattr(article, name) for name in fieldnames.FIELDS if getattr(article, name)}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: Hujan di Bogor", {"title": "Hujan di Bogor"}),
        ("title: 'Kata: \"ya\"'\nlanguage: en", {"title": 'Kata: "ya"', "language": "en"}),
        ("title: 2024\nbyline: ~\noutlet:", {"title": "2024"}),
        ("byline: [Sari, Budi]", {"byline": "Sari, Budi"}),
        ("byline:\n- Sari\n- 'Budi: ketua'", {"byline": "Sari, Budi: ketua"}),
        ("authors:\n  - Sari\n  - Budi", {"byline": "Sari, Budi"}),
        ("title: |\n  Dua\n  baris\nbyline: x", {"title": "Dua baris", "byline": "x"}),
        ("title: >-\n  Dua\n\n  baris: #1", {"title": "Dua baris: #1"}),
        ("title: Dua\n  baris: #1", {"title": "Dua baris: #1"}),
        ('title: "Dua\n  baris \\u2014 ya"', {"title": "Dua baris — ya"}),
        ("title: <script>alert(1)</script>", {"title": "<script>alert(1)</script>"}),
        ("published: 2025-04-12", {"published": "2025-04-12"}),
        ("date: 2025-04-12 # kira-kira", {"published": "2025-04-12"}),
        (
            "published: 12 April 2025\nlanguage: id-ID",
            {"published": "2025-04-12", "language": "id"},
        ),
        ("url: https://example.org/a?b=1#c", {"url": "https://example.org/a?b=1#c"}),
        ("url: https://example.org/a # salinan", {"url": "https://example.org/a"}),
        ("URL:https://example.org/a", {"url": "https://example.org/a"}),
        ("'title': a\n\"byline\" : b", {"title": "a", "byline": "b"}),
        ("  title: a\n  byline: b", {"title": "a", "byline": "b"}),
        ("language: und", {}),
        ("", {}),
        ("# hanya komentar", {}),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_front_matter_is_read_and_is_no_part_of_the_text(load, head, expected, end):
    article, notes = load(head, "\n  Isi, dengan\n---\ngaris.", end=end)
    assert article.text == "  Isi, dengan\n---\ngaris.\n"
    assert fields(article) == expected
    assert notes == []


HEADLINES = [
    "Breaking: rice price falls",
    "Massa Tolak RUU #HargaNaik di Jakarta",
    "#HargaNaik: apa kata Menteri?",
    "# 1 di dunia",
    "Pence: Gennifer Flowers ‘not’ invited: aide",
    '"Aman" kata Andi',
    '"Aman", kata Andi, "dan murah"',
    "'Tis the season",
    'Tinggi 6" saja',
    "@jokowi: 100% siap",
    "%5 naik",
    "*Eksklusif* & terbaru",
    "&quot;Aman&quot;",
    "[VIDEO] Banjir",
    "[UPDATE]",
    "{a: b}",
    "- 5 derajat",
    "? Siapa dia",
    "! Awas",
    "!!python/object/apply:os.system ['touch HACKED']",
    "| pipa",
    "> lebih",
    "`kode`",
    "yes",
    "true",
    "2024",
    "1_000",
    "2025-04-12",
    "12:30",
    "🚀 Harga naik: 5%",
    "“Tidak: sama sekali”",
    "a\\b",
    "...",
    "---",
    "title: title",
    "Null",
]


@pytest.mark.parametrize("title", HEADLINES)
@pytest.mark.parametrize("key", ["title", "Title", "TITLE", "headline", "Judul"])
def test_a_headline_is_what_was_typed(load, key, title, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    article, notes = load(f"{key}: {title}\nbyline: Budi")
    assert (article.title, article.byline) == (title, "Budi")
    assert notes == []
    assert not Path("HACKED").exists()


@example("“a: b” #c")
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_whatever_the_title_it_is_stored_as_typed(title):
    ((name, value),) = split(f"---\ntitle: {title}\n---\nIsi.").fields
    typed = " ".join(title.split())
    quoted = typed[:1] == typed[-1:] and typed[:1] in "\"'" and len(typed) > 1
    if not quoted and typed not in ("", "~", "null"):
        assert (name, " ".join(value.split())) == ("title", typed)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_block_is_read_or_refused_or_kept(block):
    text = f"---\n{block}\n---\nIsi."
    with suppress(Refused):
        matter = split(text)
        assert text.endswith(matter.text)
        lines = re.split(r"[\r\n]", block)
        nothing = all(not line.strip() or line.strip().startswith("#") for line in lines)
        assert matter.fields or matter.text == text or nothing


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "Title: a\nDate: 2025-04-12\nURL: https://e.org/a",
            {"title": "a", "published": "2025-04-12", "url": "https://e.org/a"},
        ),
        (
            "author: Sari\nsource: Kompas\nlink: https://e.org/a",
            {"byline": "Sari", "outlet": "Kompas", "url": "https://e.org/a"},
        ),
        ("source: https://e.org/a", {"url": "https://e.org/a"}),
        ("Source: e.org/a", {"url": "https://e.org/a"}),
        ("source: kompas.com", {"outlet": "kompas.com"}),
        ("source: Antara/Reuters", {"outlet": "Antara/Reuters"}),
        ("sumber: www.antara.id/a", {"url": "https://www.antara.id/a"}),
        ("publish_date: 2025-04-12", {"published": "2025-04-12"}),
        ("Published At: 2025-04-12", {"published": "2025-04-12"}),
        ("lang: ms_MY", {"language": "ms"}),
        ("url: www.kompas.com/x", {"url": "https://www.kompas.com/x"}),
        ("url: kompas.com", {"url": "https://kompas.com"}),
        ("url: kompas.com:8080/x?y", {"url": "https://kompas.com:8080/x?y"}),
        ("published: Jum'at, 11 April 2025", {"published": "2025-04-11"}),
        ("tarikh: Khamis, 10 Ogos 2023", {"published": "2023-08-10"}),
    ],
)
def test_other_names_and_forms(load, head, expected):
    article, _ = load(head)
    assert fields(article) == expected


@pytest.mark.parametrize(
    ("head", "expected", "notes"),
    [
        ("tags: [a]\n5: y\ntitle: x", {"title": "x"}, ["front matter not used: tags, 5"]),
        ("Kategori: Ekonomi", {}, ["front matter not used: Kategori"]),
        (
            "url: www.e.org/a",
            {"url": "https://www.e.org/a"},
            ["url without https:// or http://: https:// was added"],
        ),
        (
            "author: Sari\nbyline: Budi",
            {"byline": "Budi"},
            ["byline is told twice: byline, not author is used"],
        ),
        (
            "title: a\nTitle: b",
            {"title": "a"},
            ["title is told twice: title, not Title is used"],
        ),
        ("title: a\ntitle: b", {"title": "a"}, ["title is told twice: the first title is used"]),
        ("title: a\ntitle: a", {"title": "a"}, []),
        ("byline:\nauthor: Budi", {"byline": "Budi"}, []),
    ],
)
def test_what_is_not_used_or_changed_is_told(load, head, expected, notes):
    article, told = load(head)
    assert (fields(article), told) == (expected, notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("---\nPutin mengatakan bahwa perang akan berakhir.\n---\nAkhir.", None),
        ("---\nAwal tanpa akhir: satu garis saja.", None),
        ("—\nPresiden: perang akan berakhir.\n—\nAkhir.", None),
        ("---\n? [a, b]\n: c\n---\nIsi.", None),
        ("---\n12:30 Hujan.\n---\nIsi.", None),
        (
            "---\ntitle: a\nurl: b\n\nIsi.",
            "front matter not read (title, url): the line that ends it is missing",
        ),
        (
            "---\nHujan turun.\ntitle: a\n---\nIsi.",
            "front matter not read: 'Hujan turun.' is no “field: value”",
        ),
    ],
)
def test_what_is_no_front_matter_stays_in_the_text(text, note):
    assert split(text) == ((), text, (note,) if note else ())


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("---", "---"), ("--- ", "---\t"), ("-----", "---"), ("---", "..."), ("—", "—"), ("—-", "——")],
)
@pytest.mark.parametrize("above", ["", "\n\n", "\ufeff", " \r\n"])
def test_fences(above, opening, closing):
    text = f"{above}{opening}\ntitle: a\n{closing}\n\nIsi."
    assert split(text) == ((("title", "a"),), "Isi.", ())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('title = "Breaking: x #y"', {"title": "Breaking: x #y"}),
        ("title = Breaking: x #y", {"title": "Breaking: x #y"}),
        ('title = "C:\\dir"', {"title": "C:\\dir"}),
        ('title = """\nDua\nbaris"""\nbyline = \'x\'', {"title": "Dua baris", "byline": "x"}),
        ('authors = [\n  "Sari",\n  "Budi",\n]', {"byline": "Sari, Budi"}),
        ("date = 2025-04-12T10:05:00+07:00", {"published": "2025-04-12T10:05:00+07:00"}),
        ("title = 2024", {"title": "2024"}),
    ],
)
def test_toml(load, head, expected):
    article, notes = load(head, fence="+++")
    assert (fields(article), notes) == (expected, [])


def test_a_table_of_toml_is_not_used(load):
    article, notes = load('title = "a"\n[params]\ntitle = "b"', fence="+++")
    assert (article.title, notes) == ("a", ["front matter not used: params.title"])


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("title: x\nrusak\nurl: y", "line 3: 'rusak' is no “field: value”"),
        ("title: x\n\tbyline: y", "line 3: 'byline: y' is no “field: value”"),
        ("title: x\nx: " + "y" * 70_000, "longer than 65,536 characters"),
        (f"title: {'x' * 3_000}", "title is longer than 2,000 characters"),
        ("byline: " + "[" * 5_000, "byline is longer than 2,000 characters"),
        ('title: "a\\0b"', "title holds a NUL character"),
        ('title: "\\ud800"', "title is not valid text"),
        ("url: javascript:alert(1)", "only http:// and https://"),
        ("url: //example.org/a", "only http:// and https://"),
        ("url: https:///a", "only http:// and https://"),
        ("url: ftp.example.org:x", "not a valid address"),
        ("url: 'http://[::1'", "not a valid address"),
        ("url: https://example.org:99999/", "not a valid address"),
        ("url: https://example.org/a b", "holds a space"),
        ("url: https://editor:secret@example.org/", "user name or a password"),
        ("url: editor.one:secret@example.org/", "user name or a password"),
        ("language: xx", f"no rules for language 'xx'; there are {', '.join(codes())}"),
        ("published: kemarin", "date 'kemarin' is not understood; write it as 2025-04-12"),
        ("published: 2025-02-30", "no date of the calendar"),
    ],
)
def test_front_matter_that_is_wrong_costs_the_file(load, head, reason):
    failure, _ = load(head)
    assert isinstance(failure, Failure)
    assert reason in failure.reason
    assert "\n" not in failure.reason


def test_aliases_that_multiply_take_no_room(load):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    article, _ = load("\n".join([*lines, "byline: *a29"]))
    assert article.byline == "*a29"


def test_the_text_tells_the_order_of_day_and_month_where_nothing_else_does(load):
    article, notes = load("published: 04/12/2025", "Putin mengatakan bahwa ia akan pergi.")
    assert article.published == "2025-12-04"
    assert article.language == ""  # a guess that served the date alone
    assert notes == ["date 04/12/2025 read as 2025-12-04 (language id)"]


def test_a_date_that_nobody_can_tell_is_left_out_with_a_note(load):
    article, notes = load("published: 04/12/2025", "Lorem ipsum dolor sit amet, consectetur.")
    assert article.published == ""
    assert notes == ["date 04/12/2025 not used: day or month first? Write it as 2025-04-12"]


@pytest.mark.parametrize("code", ["und", "UND", "und-Latn"])
def test_a_language_that_is_told_as_unknown_is_not_told(code):
    assert metadata.language(code) == metadata.NOT_KNOWN
