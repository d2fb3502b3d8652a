"""Workbooks of Excel: sheets, merged cells, links, formulas; broken and hostile ones."""

import io
import re
import zipfile
from datetime import datetime

import openpyxl
import pytest
from tables import came

from datasette_claims.reading import cells, spreadsheet

ROW = "Sari mengatakan bahwa hujan akan turun."
NAMES = ["Judul", "Media", "Tanggal", "Tautan", "Isi"]


def workbook(*rows, change=lambda book: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    book.save(buffer := io.BytesIO())
    return buffer.getvalue()


def row(number, **other):
    told = {
        "Judul": f"Hujan {number}", "Media": "Kabar", "Tanggal": datetime(2025, 4, number),
        "Tautan": f"https://example.org/{number}", "Isi": f"{ROW} {number}",
    }  # fmt: skip
    return list({**told, **other}.values())


def repacked(data, change):
    """A workbook of which each part is what ``change`` makes of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new := io.BytesIO(), "w") as to:
        for name in old.namelist():
            to.writestr(name, change(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return new.getvalue()


def test_a_sheet_of_articles():
    found = came(workbook(NAMES, row(1), row(2)), "a.xlsx")
    assert found.texts == [f"{ROW} 1", f"{ROW} 2"]
    assert found.fields(1) == {
        "title": "Hujan 2",
        "outlet": "Kabar",
        "published": "2025-04-02",
        "url": "https://example.org/2",
    }
    assert found.items[1].place == "row 3"
    assert found.remarks == [
        "a.xlsx: read as: text = Isi, url = Tautan, title = Judul, outlet = Media,"
        " published = Tanggal"
    ]


def test_titles_above_the_names_and_empty_rows():
    rows = [["Ekspor 12 April 2025"], [], NAMES, row(1), [], row(2), [None] * 5]
    found = came(workbook(*rows))
    assert [item.place for item in found.items] == ["row 4", "row 6"]


def test_merged_cells_count_for_each_of_their_rows():
    def merge(book):
        book.active.merge_cells("B2:B4")
        book.active.merge_cells("A6:C6")

    rows = [NAMES, row(1), row(2, Media=None), row(3, Media=None), row(4, Media=None)]
    found = came(workbook(*rows, change=merge))
    outlets = [found.fields(n).get("outlet") for n in range(4)]
    assert outlets == ["Kabar", "Kabar", "Kabar", None]


def test_a_merged_text_is_that_of_one_article():
    def merge(book):
        book.active.merge_cells("E2:E3")

    rows = [NAMES, row(1, Isi=ROW * 9), row(2, Isi=None), row(3)]
    assert came(workbook(*rows, change=merge)).texts == [ROW * 9, f"{ROW} 3"]


def test_words_that_are_linked_give_the_address():
    def link(book):
        book.active["D2"].hyperlink = "https://example.org/asli?a=1&b=2"

    found = came(workbook(NAMES, row(1, Tautan="View"), row(2, Tautan="tidak ada"), change=link))
    assert found.fields(0)["url"] == "https://example.org/asli?a=1&b=2"
    assert "url" not in found.fields(1) or found.fields(1)["url"] == "tidak ada"


def test_every_sheet_that_can_be_seen_is_read():
    def sheets(book):
        book.active.title = "Januari"
        second = book.create_sheet("Februari")
        for one in (NAMES, row(2)):
            second.append(one)
        for one in (["kode", "arti"], [1, "satu"]):
            book.create_sheet("Kode").append(one)
        hidden = book.create_sheet("Rahasia")
        hidden.sheet_state = "hidden"
        for one in (NAMES, row(3)):
            hidden.append(one)

    data = workbook(NAMES, row(1), change=sheets)
    found = came(data, "a.xlsx")
    assert found.texts == [f"{ROW} 1", f"{ROW} 2"]
    assert [item.place for item in found.items] == ["Januari, row 2", "Februari, row 2"]
    told = "\n".join(found.remarks)
    assert "hidden sheets not read (Rahasia); --sheet NAME reads one" in told
    assert "not read: sheet 'Kode': " in told
    assert found.failures == []
    assert came(data, sheet="Rahasia").texts == [f"{ROW} 3"]
    assert came(data, sheet="Februari").texts == [f"{ROW} 2"]
    (failure,) = came(data, sheet="Maret").failures
    assert "--sheet 'Maret': there is no such sheet; there are: Januari, Februari" in failure


def test_a_formula_counts_as_its_value():
    def formula(book):
        book.active["A2"] = '="Hujan " & 1'

    def value(name, data):
        cell = b'<c r="A2" t="str"><f>1</f><v>Hujan nilai</v></c>'
        return re.sub(rb'<c r="A2".*?</c>', cell, data)

    data = repacked(workbook(NAMES, row(1), change=formula), value)
    assert came(data).fields(0)["title"] == "Hujan nilai"


def test_formulas_without_values_say_what_to_do():
    def formula(book):
        book.active["E2"] = '=CONCATENATE("Sari mengatakan", "ya")'

    (failure,) = came(workbook(NAMES, row(1), change=formula), "a.xlsx").failures
    assert "its formulas have no values: open it in Excel or LibreOffice and save it" in failure


def test_errors_in_cells_are_nothing():
    found = came(workbook(NAMES, row(1, Judul="#REF!", Media="#N/A")))
    assert set(found.fields()) == {"published", "url"}


def test_what_excel_escapes_and_cuts():
    found = came(
        workbook(NAMES, row(1, Isi="Satu_x000D_\nDua"), row(2, Isi="a" * cells.EXCEL_CELL))
    )
    assert found.texts[0] == "Satu\nDua"
    assert "Excel cut it there?" in found.items[1].notes[0]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "is empty"),
        ([NAMES], "holds no rows below its first one"),
        ([["nama", "umur"], ["Sari", 30]], "no column is known to hold texts (nama, umur)"),
        ([["Sari", 30, "https://example.org"], ["Budi", 31, "x"]], "holds no names of columns"),
        ([["Tautan"], ["https://example.org/1"]], "holds 1 address of articles (in 'Tautan')"),
    ],
)
def test_a_workbook_without_articles_says_what_to_do(rows, reason):
    (failure,) = came(workbook(*rows), "a.xlsx").failures
    assert reason in failure


WHOLE = workbook(NAMES, row(1), row(2))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook(share):
    (failure,) = came(WHOLE[: int(len(WHOLE) * share)], "a.xlsx").failures
    assert "not a workbook that can be read (damaged, or with a password?)" in failure


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("data", [b"", b"<a", b"\0\xff" * 50, b"<x/>"])
def test_a_workbook_with_a_broken_part(part, data):
    broken = repacked(WHOLE, lambda name, whole: data if name == part else whole)
    found = came(broken, "a.xlsx")
    assert found.texts == []
    assert len(found.failures) == 1
    assert "Traceback" not in found.failures[0]


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(spreadsheet, "_LARGE", 1_000_000)
    bomb = repacked(
        WHOLE,
        lambda name, whole: (
            whole.replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000)
            if name.endswith("sheet1.xml")
            else whole
        ),
    )
    assert len(bomb) < 100_000
    (failure,) = came(bomb, "a.xlsx").failures
    assert "it would unpack to many times its size" in failure


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">%s]>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("head", [ENTITIES, OUTSIDE])
def test_entities_are_not_followed(head):
    def poisoned(name, data):
        if not name.endswith("sheet1.xml"):
            return data
        body = re.sub(rb"<\?xml[^>]*\?>", b"", data)
        return head + body.replace(b"Hujan 1", b"&a9;")

    found = came(repacked(WHOLE, poisoned), "a.xlsx")
    assert "root:" not in str(found)
    assert "lollol" not in str(found)


def test_a_merge_of_the_whole_sheet_makes_no_cells():
    def merged(name, data):
        more = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        return data.replace(b"</sheetData>", more) if name.endswith("sheet1.xml") else data

    assert len(came(repacked(WHOLE, merged)).texts) == 2


def test_a_sheet_that_says_it_is_larger_than_it_is():
    def dimension(name, data):
        return re.sub(rb'<dimension ref="[^"]*" ?/>', b'<dimension ref="A1:XFD1048576"/>', data)

    assert len(came(repacked(WHOLE, dimension)).texts) == 2
