"""Tables are known by what they hold, whatever their names are."""

import pytest

from datasette_claims.reading.documents import Document
from datasette_claims.reading.kinds import recognised
from tests.making import zip_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zip_of("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (b"SQLite format 3\0" + bytes(100), "sqlite"),
        (b"PAR1\x15\0\x15", "parquet"),
        ('{"text": "a"}\n{"text": "b"}\n', "json"),
        ('\ufeff{"id": 1,\n "text": "a"}', "json"),
        ('{"text": "a"}\n{"text": ', "json"),
        ('{"text": "a' + "b" * 99_999, "json"),
        ('[\n  {"text": "a"}\n]', "json"),
        ('["a", "b"]', "json"),
        ("{}\n{}\n", "json"),
        ('{"text": "a"}\n'.encode("utf-16"), "json"),
        ('url,title,text\nhttps://e.org,Judul,"Isi, teks.\nBaris."\n', "csv"),
        ("url,title,text", "csv"),
        ("\ufeffJudul;Tanggal;Isi\na;b;c\n", "csv"),
        ("Judul;Tanggal;Isi\na;“b”;c\n".encode("cp1252"), "csv"),
        ("Judul\tTanggal\tIsi\na\tb\tc\n".encode("utf-16"), "csv"),
        ("Judul\tTanggal\tIsi\na\tb\tc\n".encode("utf-16-le"), "csv"),
        ("id\ttitle\ttext\n1\tA b c\tD. E f.\n", "csv"),
        ("GKGRECORDID\tDATE\tSourceCommonName\tDocumentIdentifier\n1\t2\t3\t4\n", "csv"),
        ('speaker,claim\n"Ann Lee","x, y"\n"Bo",z\n', "csv"),
        ("nama,umur,kota\r\nSari,30,Bogor\r\nBudi,31,Solo\r\n", "csv"),
        ("title,text\rA,B\r", "csv"),
        ("PAR1 is how the paper names its first paragraph.", "text"),
        ("PKS mengatakan bahwa ia setuju.", "text"),
    ],
)
def test_a_table_is_known_by_its_content(data, kind):
    whole = data if isinstance(data, bytes) else data.encode()
    assert recognised(Document.of(whole, "a.txt")).key == kind


def test_the_name_counts_where_the_content_tells_nothing():
    assert recognised(Document.of(b"Nama\nSari\n", "a.csv")).key == "csv"
    assert recognised(Document.of(b"{", "a.json")).key == "json"
