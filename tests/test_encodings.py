"""Bytes are read in the encoding that they are in, and refused where that cannot be told."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.reading import decoding, encodings
from datasette_claims.reading.outcomes import Refused

TEXTS = {
    "en": "The minister said on Monday that the café would not close – “we’re staying”, she said.",
    "id": "Menteri mengatakan, “Kami tidak akan mundur,” kata dia di Jakarta – Senin (12/4).",
    "de": "Der Minister sagte, die Größe der Häuser müsse geprüft werden. „Das geht so nicht“.",
    "fr": "Le ministre a déclaré lundi que les élèves étaient très fatigués : « Nous sommes là ».",
    "es": "El ministro dijo que la situación es «muy difícil» y añadió: ¿qué más hará mañana?",
    "sv": "Ministern sade på måndagen att förslaget är för dåligt, sade hon i Göteborg på kvällen.",
    "tr": "Bakan, pazartesi günü şöyle dedi: görüşmeler sürüyor, çözüm için çalışıyoruz.",
    "cs": "Premiér řekl, že vláda v pondělí schválí nový zákon. Podle něj je situace vážná.",
    "pl": "Premier powiedział w poniedziałek, że rząd złoży nową ustawę i że zgłoszeń przybywa.",
    "ru": "Президент заявил, что переговоры начнутся в понедельник, сообщает агентство сегодня.",
    "el": "Ο πρωθυπουργός δήλωσε ότι η κυβέρνηση θα καταθέσει το νομοσχέδιο τη Δευτέρα.",
    "ja": "首相は月曜日、新しい法案を提出すると述べた。記者団に対し、状況は深刻だと語った。",
    "zh": "总理周一表示，政府将提交新法案。他对记者说，形势十分严峻，需要更多时间。",
}
SURE = [
    ("en", "cp1252"), ("en", "mac_roman"), ("en", "utf-16-le"), ("en", "utf-16-be"),
    ("id", "cp1252"), ("id", "mac_roman"), ("de", "cp1252"), ("fr", "cp1252"), ("es", "cp1252"),
    ("sv", "cp1252"), ("tr", "cp1254"), ("pl", "iso8859-2"), ("ru", "cp1251"), ("ru", "koi8-r"),
    ("el", "cp1253"), ("ja", "cp932"),
]  # fmt: skip
EVERY = ("cp1250", "cp1251", "cp1252", "cp1254", "iso8859-2", "iso8859-5", "koi8-r", "cp850",
         "cp866", "mac_roman", "euc_jp", "big5", "gb18030")  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), SURE)
def test_what_the_bytes_tell_is_read_and_told(language, encoding):
    text = TEXTS[language]
    decoded = decoding.decode(text.encode(encoding))
    assert decoded.text == text
    assert "read as" in decoded.note


@pytest.mark.parametrize("encoding", EVERY)
@pytest.mark.parametrize("language", TEXTS)
def test_no_guess_is_wrong(language, encoding):
    with contextlib.suppress(UnicodeEncodeError, Refused):
        data = TEXTS[language].encode(encoding)
        assert decoding.decode(data).text == data.decode(encoding)


def test_what_cannot_be_told_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="convert it: iconv"):
        decoding.decode(b"Sari \x81\x8d berkata \x9d bahwa hujan turun.")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("ISO-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("x-nonsense", "cp1252"),
        ("utf-8", "cp1252"), ("windows-1252", "utf-8"), ("idna", "utf-8"), ("base64", "utf-8"),
    ],
)  # fmt: skip
def test_a_declaration_is_no_more_than_a_hint(declared, encoding):
    text = TEXTS["en"]
    assert decoding.decode(text.encode(encoding), [declared]).text == text


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("pl", "iso8859-2"), ("ja", "iso2022_jp"), ("zh", "gb2312"), ("ja", "euc_jp")],
)
def test_a_declaration_tells_what_the_bytes_do_not(language, encoding):
    text = TEXTS[language]
    decoded = decoding.decode(text.encode(encoding), [encoding])
    assert decoded == (text, "")


@pytest.mark.parametrize(
    ("head", "content_type", "found"),
    [
        (b'<meta charset="utf-8">', "", ["utf-8"]),
        (b"<META http-equiv=Content-Type content='text/html; charset=gb2312'>", "", ["gb2312"]),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>', "", ["ISO-8859-1"]),
        (b"<p>charset=x", "text/html;charset=koi8-r", ["koi8-r"]),
        (b"", "text/html", []),
        (b"<meta name=a><meta charset=big5>", "", ["big5"]),
    ],
)
def test_where_an_encoding_is_declared(head, content_type, found):
    assert encodings.declared(head, content_type) == found


def test_single_strange_bytes_in_utf_8_are_read():
    data = "Dia berkata “ya” dan “tidak” di Jakarta".encode() + b" \x93lalu\x94"
    assert decoding.decode(data).text.endswith("“tidak” di Jakarta “lalu”")


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Dia berkata “ya”".encode(), "us-ascii", "Dia berkata “ya”"),  # said to be what it is not
        ("Dia berkata “ya”".encode(), "iso-8859-1", "Dia berkata “ya”"),
        (codecs.BOM_UTF8 + b"ya \xff", "", "ya \ufffd"),
        (codecs.BOM_UTF16_LE + "ya".encode("utf-16-le") + b"a", "", "ya\ufffd"),
        (b"Sari \x81 \x93ya\x94 \x9d", "", "Sari \ufffd “ya” \ufffd"),
        (b"", "", ""),
    ],
)
def test_a_part_of_something_larger_is_read_as_browsers_would(data, declared, text):
    assert decoding.decode_anyway(data, [declared]).text == text


@given(st.binary(), st.sampled_from(["", "utf-8", "utf-16", "iso-2022-jp", "hz", "utf-7"]))
def test_any_bytes_give_a_text_or_a_reason(data, declared):
    try:
        decoding.decode(data, [declared]).text.encode("utf-8", "surrogatepass")
    except Refused:
        return
