"""What is no text is told by what it holds, and what only begins like it is read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.reading import textfile
from datasette_claims.reading.documents import Document
from datasette_claims.reading.kinds import TEXT, recognised
from datasette_claims.reading.outcomes import Refused
from tests.making import zip_of


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zip_of("[Content_Types].xml", "ppt/presentation.xml"), "slides (PPTX)"),
        (b"{\\rtf1\\ansi Putin}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".doc"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"a.txt" + bytes(252) + b"ustar\x0000", "tar"),
        ("<?xml version='1.0'?>\n<nitf/>", "XML"),
        ("<rss version='2.0'><channel/></rss>", "XML"),
        ("<!-- c -->\n<!-- d --><berita><isi>Putin</isi></berita>", "XML"),
        ("<article id='1'><p>Putin</p></article>", "HTML"),
        ("<berita><isi>Putin</isi></berita>\n", "XML"),
        ("<!DOCTYPE html><p>Putin", "an HTML page"),
        ("<!-- c -->\n<html>", "HTML"),
        ("<div class='a'>\n<p>Putin</p>\n</div>", "HTML"),
        ("<?xml version='1.0'?><html>", "HTML"),
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
        "<!-- draf -->\nPutin mengatakan bahwa ia <datang>",
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
    assert recognised(Document.of(text.encode(), "a")) is TEXT
    assert textfile.parse(text.encode()).text == text


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=20), max_size=5).map("\n".join))
def test_any_text_is_judged_without_an_error(text):
    recognised(Document.of(text.encode(), "a"))
    with suppress(Refused):
        assert textfile.parse(text.encode()).text in text


@pytest.mark.parametrize(
    ("text", "note"),
    [
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
