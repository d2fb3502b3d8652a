"""Parquet: flat and nested columns, times, large files, broken ones."""

import datetime
import io

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from tables import came

ROW = "Sari mengatakan bahwa hujan akan turun."
NOON = datetime.datetime(2025, 4, 12, 12, 0, 1, 999)


def written(columns, **options):
    parquet.write_table(pyarrow.table(columns), buffer := io.BytesIO(), **options)
    return buffer.getvalue()


def test_nested_columns_are_nested_fields():
    data = written(
        {
            "id": [7, 8],
            "text": [f"{ROW} 1", f"{ROW} 2"],
            "source": [{"name": "Kabar", "id": None}, {"name": "Lain", "id": "l"}],
            "authors": [["Ana", "Budi"], []],
        }
    )
    found = came(data, "a.parquet")
    assert found.texts == [f"{ROW} 1", f"{ROW} 2"]
    assert found.fields(0) == {"outlet": "Kabar", "byline": "Ana, Budi"}
    assert [item.part for item in found.items] == ["7", "8"]
    assert [item.place for item in found.items] == ["row 1", "row 2"]


@pytest.mark.parametrize(
    ("column", "stored"),
    [
        (pyarrow.array([NOON], pyarrow.timestamp("s")), "2025-04-12T12:00:01"),
        (pyarrow.array([NOON], pyarrow.timestamp("us", "UTC")), "2025-04-12T12:00:01+00:00"),
        (pyarrow.array([1744459201000000001], pyarrow.timestamp("ns")), "2025-04-12T12:00:01"),
        (pyarrow.array([NOON.date()]), "2025-04-12"),
        (pyarrow.array(["12 April 2025"]).dictionary_encode(), "12 April 2025"),
        (pyarrow.array([1744459201]), "2025-04-12T12:00:01+00:00"),
    ],
)
def test_dates_of_every_kind(column, stored):
    found = came(written({"text": [ROW], "date": column}))
    assert found.fields() == {"published": stored}


def test_texts_as_bytes_and_as_lists():
    assert came(written({"text": [f"{ROW} “a”".encode()]})).texts == [f"{ROW} “a”"]
    assert came(written({"text": [["Satu.", "Dua."]]})).texts == ["Satu.\n\nDua."]


def test_a_column_that_no_row_fills_can_be_named():
    found = came(written({"body": [ROW], "kanal": pyarrow.array([None], pyarrow.string())}))
    assert "not used: kanal" in found.remarks[0]


@pytest.mark.parametrize("compression", ["snappy", "gzip", "zstd", "none"])
def test_many_groups_of_rows(compression):
    texts = [f"{ROW} {n}" for n in range(1_000)]
    data = written({"text": texts}, row_group_size=100, compression=compression)
    assert came(data).texts == texts


WHOLE = written({"text": [f"{ROW} {n}" * 30 for n in range(100)], "id": list(range(100))})


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_truncated_file(share):
    (failure,) = came(WHOLE[: int(len(WHOLE) * share)], "a.parquet").failures
    assert "a.parquet: no Parquet that can be read: " in failure


def test_a_file_without_rows_or_texts():
    (failure,) = came(written({"text": pyarrow.array([], pyarrow.string())}), "a.parquet").failures
    assert "holds no rows" in failure
    (failure,) = came(written({"nama": ["Sari"]}), "a.parquet").failures
    assert "no column is known to hold texts (nama)" in failure


@given(st.integers(4, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_articles_or_reasons(at, byte):
    found = came(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :], "a.parquet")
    assert found.texts or found.failures
    for text in found.texts:
        text.encode()
