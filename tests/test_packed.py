"""Packed files are read as what is in them; cut off, damaged and swollen ones cost themselves."""

import bz2
import gzip
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import came
from test_loading import rows

from datasette_claims import loading

pytestmark = pytest.mark.integration

ROW = "Sari mengatakan bahwa hujan akan turun."
TABLE = ("id,isi\n" + "".join(f"{n},{ROW} {n}\n" for n in range(9))).encode()
PACKERS = [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]


@pytest.mark.parametrize(("end", "pack"), PACKERS)
def test_what_is_packed_is_read(end, pack):
    found = came(pack(TABLE), f"a.csv.{end}")
    assert found.texts == [f"{ROW} {n}" for n in range(9)]
    assert found.remarks == [f"a.csv.{end}: a.csv: read as: text = isi"]
    assert came(pack(ROW.encode()), f"a.txt.{end}").texts == [ROW]
    assert came(pack(pack(TABLE)), "a").texts == found.texts


@pytest.mark.parametrize(("end", "pack"), PACKERS)
def test_a_damaged_one_costs_itself(end, pack):
    whole = pack(b"".join(b"%d\n" % (n * n) for n in range(99_999)))
    for data in (whole[:20], whole[:-20], whole[:50] + b"\xff" * 9 + whole[59:]):
        found = came(data, f"a.{end}")
        assert found.texts == []
        assert len(found.failures) == 1


def test_a_bomb_is_not_unpacked():
    (failure,) = came(gzip.compress(b"a " * 99_000_000, 1), "a.gz").failures
    assert "larger than 64 MB" in failure


def test_options_name_columns_of_a_packed_table_too(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TABLE))
    path = tmp_path / "claims.db"
    loading.load(path, [tmp_path / "a.csv.gz"], {"text": "isi", "outlet": "Kabar"})
    assert rows(path, "SELECT DISTINCT name FROM outlets") == [("Kabar",)]
    assert rows(path, "SELECT max(loaded_from) FROM articles") == [
        (f"{tmp_path}/a.csv.gz#a.csv#8",)
    ]


@given(st.sampled_from([b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0"]), st.binary())
def test_any_bytes_behind_a_sign_give_a_reason(sign, data):
    assert came(sign + data, "a").failures
