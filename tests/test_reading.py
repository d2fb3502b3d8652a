"""Reading: every kind of file becomes an article whose text is the file's own, or a reason."""

import codecs
import os
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Article
from datasette_claims.reading import Failure, find, read, textfile
from datasette_claims.reading.outcomes import Refused

SEEDS = Path(__file__).parent.parent / "seeds"


def one(path, overrides=None, **options):
    (outcome,) = read(find([str(path)]), overrides, **options)
    return outcome


def written(folder: Path, data: bytes | str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_the_seed_is_read_byte_for_byte():
    (seed,) = SEEDS.iterdir()
    article = one(seed)
    assert article == Article(text=seed.read_bytes().decode(), origin=str(seed))


@pytest.mark.parametrize(
    "text",
    [
        "Satu baris.\r\nDua baris.\r\n\r\nTiga.",
        "  masuk ke dalam\n\n\n",
        "old\rMac",
        "form\ffeed, \u2028 and \u0085",
        "\u200bnol\u202elebar\ufeff",
        "---\nPutin mengatakan bahwa perang akan berakhir.\n---\nAkhir.",  # a rule, no front matter
        "---\nAwal tanpa akhir: satu garis saja.",
        "----\n",
    ],
)
def test_a_text_without_front_matter_is_kept_to_the_last_character(tmp_path, text):
    assert one(written(tmp_path, text)).text == text


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_decoding_gives_back_any_text(text):
    assert textfile.decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text


@given(st.binary())
def test_any_bytes_give_a_text_or_a_reason(data):
    try:
        matter = textfile.parse(data)
    except Refused:
        return
    assert textfile.decode(data).endswith(matter.text)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(tmp_path, mark, encoding):
    text = "Ia “bergerak” 🚀\r\n"
    assert one(written(tmp_path, mark + text.encode(encoding))).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"---\ntitle: Hanya kepala\n---\n\n", "empty"),
        ("Kata “manis”".encode("windows-1252"), "not UTF-8 text (byte 5); convert it: iconv"),
        ("Kata manis".encode("utf-16-le") * 9, "UTF-16 without a byte-order mark"),
        (codecs.BOM_UTF16_LE + b"a\0b", "marked as UTF-16-LE but broken at byte 2"),
        (bytes(range(256)) * 20, "binary data"),
        (b"Putin mengatakan\0 bahwa", "NUL character (character 16)"),
        (b"<!DOCTYPE html><p>Putin", "HTML page"),
        (b"\n<HTML lang=id>", "HTML page"),
        (b"\xed\xa0\x80 lone surrogate", "not UTF-8 text (byte 0)"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(tmp_path, data, reason):
    path = written(tmp_path, data)
    failure = one(path)
    assert isinstance(failure, Failure)
    assert failure.name == str(path)
    assert reason in failure.reason
    assert "\n" not in failure.reason


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path):
    path = written(tmp_path, b"")
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # sparse: takes no room
    assert "larger than 64 MB" in one(path).reason


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert "pipe or a device" in one(pipe).reason
    assert "pipe or a device" in one("/dev/null").reason
    assert "no such file" in one(tmp_path / "missing.txt").reason
    assert "no such file" in one(tmp_path / "broken.txt").reason
    assert "symbolic links" in one(tmp_path / "loop.txt").reason
    assert "too long" in one(tmp_path / ("a" * 300)).reason


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="needs a file that fails on reading"
)
def test_a_file_that_fails_on_reading_is_refused():
    assert "input/output error" in one("/proc/self/mem").reason


def test_folders_are_walked_in_order_without_hidden_files(tmp_path):
    for name in ("b.txt", "a.md", "c.TXT", "d.html", ".hidden.txt", "e.text", "noending"):
        written(tmp_path, f"Teks {name}.", name)
    (tmp_path / "b").mkdir()
    written(tmp_path / "b", "Dalam.", "z.txt")
    (tmp_path / ".git").mkdir()
    written(tmp_path / ".git", "Rahasia.", "x.txt")
    (tmp_path / "b" / "again").symlink_to(tmp_path)  # a loop
    (tmp_path / "same.txt").symlink_to(tmp_path / "b.txt")
    names = [os.path.relpath(place.name, tmp_path) for place in find([str(tmp_path)])]
    assert names == ["a.md", "b/z.txt", "b.txt", "c.TXT", "e.text"]


def test_a_source_given_twice_is_read_once(tmp_path):
    path = written(tmp_path, "Teks.")
    assert len(list(find([str(path), str(tmp_path), f"{tmp_path}/./a.txt"]))) == 1


def test_a_file_that_the_user_names_is_read_whatever_its_name(tmp_path):
    assert one(written(tmp_path, "Teks.", ".hidden")).text == "Teks."


def test_a_folder_without_articles_is_a_failure(tmp_path):
    written(tmp_path, "<p>", "a.html")
    assert one(tmp_path) == Failure(str(tmp_path), "holds no articles (.txt, .md, .text)")


def test_one_bad_file_costs_that_file(tmp_path):
    written(tmp_path, b"\xff", "a.txt")
    written(tmp_path, "Teks.", "b.txt")
    bad, good, gone = read(find([str(tmp_path), str(tmp_path / "gone")]))
    assert isinstance(bad, Failure)
    assert good.text == "Teks."
    assert gone.name.endswith("gone")


def test_a_name_that_is_not_utf8_can_be_stored(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    with open(path, "w") as file:
        file.write("Teks.")
    article = one(path)
    assert article.origin.endswith(r"caf\xe9.txt")
    article.origin.encode()


def test_standard_input(monkeypatch):
    data = BytesIO(b"---\ntitle: Judul\n---\nBaris.\r\n")
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(data))
    assert one("-") == Article(text="Baris.\r\n", title="Judul", origin="-")
    monkeypatch.setattr(sys, "stdin", None)
    assert one("-") == Failure("-", "standard input is closed")


def test_options_go_before_front_matter(tmp_path):
    path = written(tmp_path, "---\ntitle: Dari kepala\noutlet: MINA\n---\nIsi.")
    article = one(path, {"title": "Dari opsi", "url": "https://example.org/1"})
    assert (article.title, article.outlet) == ("Dari opsi", "MINA")
    assert article.url == "https://example.org/1"


def test_unknown_fields_are_left_out_with_a_note(tmp_path):
    notes = []
    path = written(tmp_path, "---\ntitle: x\ntags: [a]\n5: y\n---\nIsi.")
    assert one(path, note=lambda *told: notes.append(told)).title == "x"
    assert notes == [(str(path), "front matter not used: tags, 5")]
