"""What stands in a cell, brought into the form in which articles have it."""

import math
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.reading import cells, markup
from datasette_claims.reading.dates import iso

JAKARTA = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("2025-04-12", "2025-04-12"),
        (datetime(2025, 4, 12), "2025-04-12"),
        (datetime(2025, 4, 12, 9, 5), "2025-04-12T09:05:00"),
        (datetime(2025, 4, 12, tzinfo=JAKARTA), "2025-04-12T00:00:00+07:00"),
        (date(2025, 4, 12), "2025-04-12"),
        (1744425900, "2025-04-12T02:45:00+00:00"),
        (1744425900.25, "2025-04-12T02:45:00+00:00"),
        (1744425900123, "2025-04-12T02:45:00+00:00"),
        ("1744425900", "2025-04-12T02:45:00+00:00"),
        ("1744425900000000", "2025-04-12T02:45:00+00:00"),
        (1744425900000000000, "2025-04-12T02:45:00+00:00"),
        (999999999, "2001-09-09T01:46:39+00:00"),
        (20250412, "2025-04-12"),
        ("20250412", "2025-04-12"),
        ("20250412024500", "2025-04-12T02:45:00"),
        (20250412024500, "2025-04-12T02:45:00"),
        ("20250412T024500Z", "2025-04-12T02:45:00+00:00"),
        ("20250412T0245", "2025-04-12T02:45:00"),
        (45759, "2025-04-12"),
        (45759.5, "2025-04-12T12:00:00"),
        ("45759", "2025-04-12"),
        (["2025-04-12", "2025-04-13"], "2025-04-12"),
        ("N/A", ""),
        (None, ""),
        (math.nan, ""),
        ("20251399", "20251399"),
        ("12 April 2025", "12 April 2025"),
        (7, "7"),
    ],
)
def test_dates(value, stored):
    assert cells.published(value) == stored


@pytest.mark.parametrize(
    ("values", "printed", "stored"),
    [
        (["25/04/2025", "12/04/2025"], "12/04/2025", "2025-04-12"),
        (["04/25/2025"], "4/12/2025", "2025-04-12"),
        (["04/25/2025"], "4/12/2025 9:05", "2025-04-12T09:05:00"),
        (["04/25/2025"], "4/12/2025 9:05:07", "2025-04-12T09:05:07"),
        (["25.04.2025"], "12.04.2025", "2025-04-12"),
        (["25/04/2025", "04/25/2025"], "12/04/2025", "12/04/2025"),  # both orders: none
        (["11/04/2025"], "12/04/2025", "12/04/2025"),
        (["25/04/2025"], "04/25/2025", "04/25/2025"),  # no such day in that order
        (["25/04/2025"], "12/04/2025 10.00 WIB", "2025-04-12 10.00 WIB"),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_column(values, printed, stored):
    assert cells.published(printed, cells.day_order(values)) == stored


@given(st.datetimes(datetime(1974, 1, 1), datetime(2099, 1, 1), timezones=st.just(timezone.utc)))
def test_seconds_since_1970_and_digits_are_the_moment_they_stand_for(moment):
    whole = moment.replace(microsecond=0)
    assert datetime.fromisoformat(cells.published(int(whole.timestamp()) * 1000)) == whole
    written = cells.published(whole.strftime("%Y%m%d%H%M%S"))
    assert written == whole.replace(tzinfo=None).isoformat()
    assert iso(written, "id") == written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Satu.\n\nDua.", "Satu.\n\nDua."),
        ("  masuk\r\n", "  masuk\r\n"),
        (["Satu.", None, "Dua."], "Satu.\n\nDua."),
        ("<p>Satu &amp; dua.</p><p>Tiga.</p>", "Satu & dua.\n\nTiga."),
        ("Satu<br/><br>dua", "Satu\n\ndua"),
        ("<div><script>x()</script>Satu.<style>p{}</style></div>", "Satu."),
        ("Harga < 5 dan > 3", "Harga < 5 dan > 3"),
        ("“Aman,&rdquo; kata R&D", "“Aman,” kata R&D"),
        (r"Satu.\n\nDua.\nTiga.", "Satu.\n\nDua.\nTiga."),
        (r"C:\new", r"C:\new"),
        ("Satu … [+1234 chars]", "Satu"),
        (b"Satu \xe2\x80\x9cdua\xe2\x80\x9d", "Satu “dua”"),
        (12, "12"),
        ("NaN", ""),
        ("\ud83d\ude00 \ud800", "\ufffd\ufffd \ufffd"),
    ],
)
def test_texts(value, text):
    assert cells.text(value)[0] == text


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("<p>Satu.</p>", "HTML tags were taken out"),
        ("Satu &amp; dua", "HTML entities"),
        (r"Satu.\n\nDua.", "were made line ends"),
        ("Satu… [+99 chars]", "only the beginning of the article"),
        ("a" * cells.EXCEL_CELL, "Excel cut it there?"),
    ],
)
def test_what_was_done_to_a_text_is_told(value, note):
    (told,) = cells.text(value)[1]
    assert note in told


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("  Hujan\n lebat ", "Hujan lebat"),
        (["Ana", "Budi", "Ana", None], "Ana, Budi"),
        ("['Ana', \"Budi\"]", "Ana, Budi"),
        ("[]", ""),
        ("[Foto] Hujan", "[Foto] Hujan"),
        ("[__import__('os')]", "[__import__('os')]"),
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "True"),
        ("<b>Hujan</b> &amp; banjir", "Hujan & banjir"),
        ("https://e.org/?a=1&copy=2", "https://e.org/?a=1&copy=2"),
        ("https://e.org/?a=1&amp;b=2", "https://e.org/?a=1&b=2"),
        ("null", ""),
        ("-", ""),
        ("#REF!", ""),
    ],
)
def test_lines(value, line):
    assert cells.line(value) == line


@pytest.mark.parametrize(
    ("value", "code"),
    [("Bahasa Indonesia", "id"), ("eng", "en"), ("Melayu", "ms"), ("id-ID", "id-ID"), ("", "")],
)
def test_languages(value, code):
    assert cells.language(value) == code


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Kabar", "Kabar"),
        ("https://www.kabar.example/berita", "kabar.example"),
        ("www.kabar.example/", "kabar.example"),
        ("kabar.example", "kabar.example"),
        ("http://[", ""),
    ],
)
def test_outlets(value, name):
    assert cells.outlet(value) == name


def test_nested_records_are_flat():
    record = {"a": {"b": {"c": 1}}, "d": [{"e": "x"}, {"e": "y", "f": 1}], "g": [1, 2], "h": {}}
    assert cells.flat(record) == {"a.b.c": 1, "d.e": ["x", "y"], "d.f": [1], "g": [1, 2]}


def test_a_record_nested_without_end_is_flat_to_some_depth():
    record: dict = {}
    for _ in range(500):
        record = {"a": record, "b": [record, record]}
    assert len(cells.flat(record)) < 5_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(anything)
def test_no_value_raises(value):
    text, _ = cells.text(value)
    for written in (
        text,
        cells.line(value),
        cells.published(value, "DMY"),
        cells.language(value),
        cells.outlet(value),
    ):
        written.encode()
    for test in (cells.is_empty, cells.is_prose, cells.is_address, cells.has_digit):
        assert test(value) in (True, False)
    assert cells.text_length(value) >= 0
    if isinstance(value, dict):
        cells.flat(value)


@given(st.text(st.sampled_from("<>/p &;\"'=ab!-\n")))
def test_no_piece_of_html_raises_or_keeps_tags_that_it_knows(piece):
    assert not markup.is_marked_up(markup.text(piece)) or "&" in piece
