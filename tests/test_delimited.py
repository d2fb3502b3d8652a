"""CSV and its like: what people and programs make of it, whole, broken and hostile."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import came

from datasette_claims.reading import delimited, documents
from datasette_claims.reading.textfile import readable

ROW = "Sari mengatakan bahwa hujan akan turun."


def table(*rows, **options):
    csv.writer(buffer := io.StringIO(newline=""), **options).writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", delimited.DELIMITERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(delimiter, end):
    rows = [("url", "isi"), ("https://e.org/1", f"“Ya,” kata Sari; {ROW}\tLagi | “a”")]
    found = came(table(*rows, delimiter=delimiter, lineterminator=end))
    assert found.texts == [rows[1][1]]
    assert found.remarks == ["list: read as: text = isi, url = url"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_encoding(encoding):
    text = f"“Ya,” kata Sari – café. {ROW}"
    found = came(table(("url", "isi"), ("https://e.org/1", text)).encode(encoding))
    assert found.texts == [text]
    assert found.failures == []


def test_one_row_in_another_encoding_is_read_and_told():
    data = table(("id", "isi"), (1, "“Ya” – café"), (2, "x")).encode()
    data += "3,“Ya” – café\r\n".encode("cp1252")
    found = came(data)
    assert found.texts == ["“Ya” – café", "x", "“Ya” – café"]
    assert [bool(item.notes) for item in found.items] == [False, False, True]


def test_quoted_cells_hold_line_ends_and_quotation_marks():
    text = 'Satu, "dua",\r\ntiga;\n\n"empat".'
    found = came(table(("judul", "isi"), ("a", text)))
    assert found.texts == ['Satu, "dua",\ntiga;\n\n"empat".']


def test_a_huge_cell():
    text = ROW * 300_000  # 11 MB
    assert came(table(("judul", "isi"), ("a", text))).texts == [text]


@pytest.mark.parametrize(
    ("data", "texts", "failed"),
    [
        # a delimiter in a text without quotation marks
        (f"id,isi,t\n1,{ROW},a\n2,Ya, kata Sari,b\n3,{ROW},c\n", [ROW, ROW], ["row 3"]),
        # cut by a line end
        (f"id,isi,t\n1,{ROW},a\n2,Ya kata\nSari,b\n3,{ROW},c\n", [ROW, ROW], ["row 3", "row 4"]),
        # a quotation mark that is not closed swallows nothing
        (f'id,isi,t\n1,"{ROW}",a\n2,"Ya kata,b\n3,"{ROW}",c\n4,"{ROW}",d\n', [ROW] * 3, ["row 3"]),
        (f'id,isi,t\n1,"{ROW}",a\n2,"{ROW}",b\n3,"Ya,c\n', [ROW, ROW], ["row 4"]),
        # one that stands where none should is of the text
        (
            'id,isi,t\n1,"Ya, kata Sari",a\n2,"Ya" kata Sari,"b"\n',
            ["Ya, kata Sari", '"Ya" kata Sari'],
            [],
        ),
        # cells at the end that are left out, and such as hold nothing
        (f"id,isi,t,u\n1,{ROW},a\n2,{ROW},b,c,,\n", [ROW, ROW], []),
        (f"id,isi\n\n1,{ROW}\n,\n\n2,{ROW}\n\n", [ROW, ROW], []),
    ],
)
def test_a_broken_row_costs_itself(data, texts, failed):
    found = came(data, "list.csv")
    assert found.texts == texts
    assert [failure.split(": ")[1] for failure in found.failures] == failed


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "empty: it holds no text"),
        ("\n\n", "empty: it holds no table"),
        ("url,isi\n", "holds no rows below its first one (url, isi)"),
        (f"1,https://e.org,{ROW * 9}\n2,https://e.org/2,{ROW * 9}\n", "holds no names of columns"),
        ("https://e.org/1\nhttps://e.org/2\n", "lists 2 addresses, and holds no whole text"),
        ("url,title\nhttps://e.org/1,a\n", "holds 1 address of articles (in 'url'), not their"),
        ("url,isi\nhttps://e.org/1,\n", "no text in 'isi' in any of its 1 row"),
        ("nama,umur\nSari,30\n", "no column is known to hold texts (nama, umur)"),
    ],
)
def test_what_is_no_table_of_articles_says_what_to_do(data, reason):
    (failure,) = came(data, "list.csv").failures
    assert reason in failure or (data == "" and "empty" in failure)


@pytest.mark.parametrize(
    ("above", "number"),
    [("sep=;\n", 3), ("Ekspor 12 April 2025;;\n\n", 4), ("\n", 3), ("Kabar;\nBogor;\n", 4)],
)
def test_what_stands_above_the_names(above, number):
    found = came(f"{above}judul;isi;tautan\na;{ROW};https://e.org/1\n", "list.csv")
    assert found.texts == [ROW]
    assert found.items[0].place == f"row {number}"


def test_columns_of_one_name():
    found = came(f"text,text,,url\n{ROW},b,c,https://e.org/1\n")
    assert found.texts == [ROW]
    assert "not used: text (2), column 3" in found.remarks[0]


def test_quotation_marks_that_are_the_text_s():
    """TSV of programs that quote nothing."""
    rows = [f'{n}\t"Hoaks {n}" kata Sari\t"Ya," katanya. {ROW}' for n in range(5)]
    found = came("id\tjudul\tisi\n" + "\n".join(rows) + "\n")
    assert found.texts == [f'"Ya," katanya. {ROW}'] * 5
    assert found.fields(3)["title"] == '"Hoaks 3" kata Sari'


def test_rows_without_a_text_are_told_in_one_line():
    found = came("url,isi\n" + f"https://e.org/1,{ROW}\n" + "https://e.org/2,\n" * 10_000)
    assert len(found.texts) == 1
    assert found.failures == []
    assert found.remarks[1:] == [
        "list: 10,000 rows left out, without a text in 'isi': row 3, row 4, row 5, row 6, row 7, …;"
        " 10,000 of them with an address: datasette claims load --fetch asks for their pages"
    ]


def test_a_page_in_a_cell_is_read_as_a_page(tmp_path):
    page = f"<!DOCTYPE html><html><head><title>Hujan</title></head><body><p>{ROW}</p></body></html>"
    found = came(table(("id", "url", "isi"), (7, "https://e.org/1", page), (8, "", ROW)))
    assert found.texts[-1] == ROW
    assert "<html>" not in "".join(found.texts)
    assert len(found.texts) + len(found.failures) == 2
    assert all("list: row 2: " in failure for failure in found.failures)


def test_nul_and_other_controls():
    found = came(f"id,isi\n1,{ROW}\0\n2,{ROW}\x1b[31m\n".encode())
    assert found.texts == [f"{ROW}\ufffd", f"{ROW}[31m"]


def test_the_name_of_the_article_is_its_key():
    rows = [("id", "url", "isi"), (7, "https://e.org/1", ROW), (8, "https://e.org/2", ROW)]
    assert [item.part for item in came(table(*rows)).items] == ["7", "8"]
    without = [row[1:] for row in rows]
    assert [item.part for item in came(table(*without)).items] == [row[1] for row in rows[1:]]
    assert [item.part for item in came(f"isi\n{ROW}\n{ROW} Lagi.\n", "a.csv").items] == ["", ""]


def test_a_line_that_does_not_end(monkeypatch):
    for module in (delimited, documents):
        monkeypatch.setattr(module, "LARGEST", 10_000)
    monkeypatch.setattr("datasette_claims.reading.characters.LARGEST", 10_000)
    lines = [f"1,{ROW}", "2," + "x" * 25_000, '3,"' + "y\n" * 9_000, f"4,{ROW}", f'5,"{ROW}"']
    found = came("id,isi\n" + "\n".join(lines) + "\n")
    assert found.texts[0] == ROW
    assert found.texts[-2:] == [ROW, ROW]
    assert "row 3: longer than 0 MB" in found.failures[0]


@given(st.binary(max_size=300))
def test_any_bytes_give_articles_or_reasons(data):
    found = came(b"id,isi\n" + data)
    assert not any("damaged?" in failure for failure in found.failures)
    for text in found.texts:
        text.encode()


cells = st.text(st.sampled_from("ab “,;\t|\"'\n\r<&é"), max_size=12).map(lambda s: f"{s}x")


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6), st.sampled_from(",\t;|"))
def test_what_is_written_as_csv_is_read_back(rows, delimiter):
    data = table(("title", "text"), *rows, delimiter=delimiter)
    kept = [(b, b) for _, b in rows if "<" not in b and "&" not in b]
    if len(kept) < len(rows):
        return
    found = came(data, "list.csv")
    assert found.failures == []
    assert found.texts == [readable(b) for _, b in rows]
