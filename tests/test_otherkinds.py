"""What is no text is told by what it holds, and what only begins like it is read."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.reading import textfile
from datasette_claims.reading.outcomes import Refused


def zipped(*names: str) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else "x" * 99)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n1 0 obj\n<< >>", "a PDF, not a text: pdftotext"),
        (zipped("[Content_Types].xml", "word/document.xml"), "DOCX"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "XLSX"),
        (zipped("mimetype", "OEBPS/x"), "EPUB"),
        (zipped("a.txt", "b.txt"), "an archive (ZIP), not a text; unpack it and load the folder"),
        (b"\x1f\x8b\x08\0" + b"x" * 50, "gzip"),
        (b"{\\rtf1\\ansi Putin}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".doc"),
        (b"SQLite format 3\0" + bytes(100), "a database"),
        (b"PAR1\x15\0\x15", "Parquet"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"a.txt" + bytes(252) + b"ustar\x0000", "tar"),
        ('{"text": "a"}\n{"text": "b"}\n', "JSON lines, not a text; datasette claims extract"),
        ('\ufeff{"id": 1,\n "text": "a"}', "JSON, not a text"),
        ('{"text": "a"}\n{"text": ', "JSON lines"),
        ('[\n  {"text": "a"}\n]', "JSON"),
        ('["a", "b"]', "JSON"),
        ("{}\n{}\n", "JSON"),
        ("url,title,text\nhttps://e.org,Judul,\"Isi, teks.\nBaris.\"\n", "a table (CSV)"),
        ("url,title,text", "CSV"),
        ("\ufeffJudul;Tanggal;Isi\na;b;c\n", "CSV"),
        ("id\ttitle\ttext\n1\tA b c\tD. E f.\n", "TSV"),
        ("speaker,claim\n\"Ann Lee\",\"x, y\"\n\"Bo\",z\n", "CSV"),
        ("nama,umur,kota\r\nSari,30,Bogor\r\nBudi,31,Solo\r\n", "CSV"),
        ("title,text\rA,B\r", "CSV"),
        ("<?xml version='1.0'?>\n<nitf/>", "XML"),
        ("<rss version='2.0'><channel/></rss>", "XML"),
        ("<article id='1'><p>Putin</p></article>", "HTML"),
        ("<berita><isi>Putin</isi></berita>\n", "XML"),
        ("<!DOCTYPE html><p>Putin", "an HTML page"),
        ("<!-- c -->\n<html>", "HTML"),
        ("<div class='a'>\n<p>Putin</p>\n</div>", "HTML"),
        ("<?xml version='1.0'?><html>", "HTML"),
        ("Received: by x\nFrom: a@example.org\nMessage-ID: <1>\n\nHalo", "an e-mail"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_with_what_to_do(data, reason):
    with pytest.raises(Refused) as refused:
        textfile.parse(data if isinstance(data, bytes) else data.encode())
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "{Kurung} membuka teks ini, kata Sari.",
        '{"Aman"} kata Andi.',
        "[VIDEO] Banjir di Bogor",
        "[1] Catatan kaki.",
        "[2025]",
        "[] kosong",
        "Jakarta, MINA, Reuters – Presiden, kata dia, akan datang.\nLalu, ia pergi, katanya.",
        "Joe Biden, 78, Washington\nDonald Trump, 74, New York",
        "Senin, Selasa\nRabu, Kamis",
        "Title, text",
        "Title: a, b\nDate: c, d\n\nIsi.",
        "A; B; C\nD; E; F",
        "SARI | BUDI | TEMPO\nSATU | DUA | TIGA",
        "Nama:\tSari\nUmur:\t30",
        "<Putin> mengatakan bahwa ia datang.",
        "<b>Putin</b> mengatakan bahwa ia datang.",
        "<p>Putin</p> mengatakan, dan selesai.",
        "<3 begitu banyak, kata Sari.",
        "BZh adalah nama orang.",
        "RIFFAT said that prices rose.",
        "GIF89 is a format, said Ann.",
        "From: Sari\nSubject: Banjir\n\nHalo.",
        "PK adalah singkatan.",
        "“Ya,” katanya.\n“Tidak,” kata lain.",
        '"Ya," katanya.\n"Tidak," kata lain.',
    ],
)
def test_what_only_begins_like_another_kind_is_a_text(text):
    assert textfile.parse(text.encode()).text == text


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=20), max_size=5).map("\n".join))
def test_any_text_is_judged_without_an_error(text):
    with suppress(Refused):
        assert textfile.parse(text.encode()).text in text


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("&quot;Aman,&quot; kata Andi.", "HTML entities"),
        ("Andi &#8220;aman&#8221;.", "HTML entities"),
        ("Andi &#x201c;aman&#x201d;.", "HTML entities"),
        ("â€œAman,â€\x9d kata Andi.", "another encoding"),
        ("Andiâ€™s cafÃ©", "another encoding"),
        ("Rp\u00c2\u00a05.000", "another encoding"),
        ("Andi\ufffds", "lost before"),
        ("R&D; AT&T; Tanya&Jawab;", None),
        ("SÃO PAULO, “MANHÃ”, Â£", None),
        ("“Aman,” kata Andi – café.", None),
    ],
)
def test_damage_is_told_and_not_mended(text, note):
    matter = textfile.parse(text.encode())
    assert matter.text == text
    assert [note in told for told in matter.notes] == ([True] if note else [])
