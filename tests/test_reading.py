"""Reading: every kind of file becomes an article whose text is the file's own, or a reason."""

import codecs
import hashlib
import os
import sys
import textwrap
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Article
from datasette_claims.reading import Failure, Options, find, read, textfile
from datasette_claims.reading.outcomes import Refused

SEEDS = Path(__file__).parent.parent / "seeds"


def one(path, overrides=None, **options):
    told = Options(told=tuple((overrides or {}).items()))
    (outcome,) = read(find([str(path)]), options=told, **options)
    return outcome


def written(folder: Path, data: bytes | str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_the_seed_is_read_byte_for_byte():
    (seed,) = SEEDS.iterdir()
    article = one(seed)
    data = seed.read_bytes()
    assert article == Article(
        text=data.decode(),
        origin=str(seed),
        kind="text",
        raw_hash=hashlib.sha256(data).hexdigest(),
    )


@pytest.mark.parametrize(
    "text",
    [
        "  masuk ke dalam\n\n\n",
        "kanan\u202ekiri",
        "AT&T; R&D &tidak; &",
        "---\nPutin mengatakan bahwa perang akan berakhir.\n---\nAkhir.",  # a rule, no front matter
        "---\nAwal tanpa akhir: satu garis saja.",
        "----\n",
    ],
)
def test_what_is_readable_already_is_kept_to_the_last_character(tmp_path, text):
    assert one(written(tmp_path, text)).text == text


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_decoding_gives_back_any_text(text):
    assert textfile.decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")).text == text


@given(st.binary())
def test_any_bytes_give_a_text_or_a_reason(data):
    try:
        matter = textfile.parse(data)
    except Refused:
        return
    assert textfile.decode(data).text.endswith(matter.text)


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
    text = "Ia “bergerak” 🚀\n"
    assert one(written(tmp_path, mark + text.encode(encoding))).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"---\ntitle: Hanya kepala\n---\n\n", "empty"),
        (b"Kata \x81\x8dmanis\x9d", "not UTF-8 text (byte 5), and which encoding"),
        (codecs.BOM_UTF16_LE + b"a\0b", "marked as UTF-16-LE but broken at byte 4"),
        (bytes(range(256)) * 20, "binary data"),
        (b"Putin mengatakan\0 bahwa", "NUL character (character 16)"),
        (b"<!DOCTYPE html><p>Putin", "no article text: 1 word"),
        (b"\n<HTML lang=id>", "no article text: 0 words"),
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


@pytest.mark.parametrize(
    ("data", "text", "told"),
    [
        ("Kata “manis”".encode("windows-1252"), "Kata “manis”", "read as Windows-1252"),
        ("Kata manis".encode("utf-16-le") * 9, "Kata manis" * 9, "read as UTF-16"),
        ("Kata “manis” ".encode() * 3 + b"\x93x\x94", "Kata “manis” " * 3 + "“x”", "single bytes"),
        ("â€œYaâ€\x9d".encode(), "â€œYaâ€", "ftfy OLD -o NEW"),
    ],
)
def test_what_was_guessed_or_looks_damaged_is_told(tmp_path, data, text, told):
    notes = []
    article = one(written(tmp_path, data), note=lambda _, message: notes.append(message))
    assert article.text == text
    assert [told in note for note in notes] == [True]


@pytest.mark.parametrize(
    ("written_as", "text"),
    [
        ("Satu.\r\nDua.\r\rTiga.", "Satu.\nDua.\n\nTiga."),
        ("satu\fdua\u2028tiga\x85empat", "satu\ndua\ntiga\nempat"),
        (
            "Ia ber\xadkata\u200b &ldquo;ya&rdquo; &amp; pergi\ufeff &#8230;",
            "Ia berkata “ya” & pergi …",
        ),
        ("&tidak; &copy &#0; &#x1F680;", "&tidak; &copy &#0; 🚀"),
    ],
)
def test_what_is_stored_is_readable(tmp_path, written_as, text):
    path = written(tmp_path, written_as)
    article = one(path)
    assert article.text == text
    assert article.former_hash == hashlib.sha256(written_as.encode()).hexdigest()


PARAGRAPHS = (
    "KABAR – Wali kota mengatakan pada hari Senin bahwa jembatan baru itu akan selesai tahun depan,"
    " dan bahwa dewan kota akan membayar seluruh biayanya dari anggaran tahun ini.",
    "Para pedagang menunggu sejak lama, sebab perahu penyeberangan sering rusak dan mahal, kata"
    " Wayan, yang sudah dua puluh tahun berjualan beras di pasar lama.",
    "Senin lalu orang-orang berkumpul.",
)
WRAPPED = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("width", [45, 60, 72, 80])
def test_hard_wrapped_text_is_unfolded(tmp_path, width):
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)
    assert one(written(tmp_path, text)).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        "Aku ingin hidup seribu tahun lagi\ndan berjalan\ndi tepi laut\n\nbersama\nkalian semua\n",
        "Satu baris satu paragraf.\nBaris kedua yang jauh lebih panjang dari yang pertama itu.\n",
        "Wali kota Ana Wati\nBalai Kota\nJalan Merdeka 1\n\nYang terhormat,\n",
        WRAPPED.replace("\n\n", "\n"),  # nothing parts the paragraphs
        "- " + WRAPPED.replace("\n", "\n- "),
        "x" * 300 + "\nbaris\n\n" + "y" * 200 + "\nlagi\n",
    ],
)
def test_lines_that_end_by_themselves_stay(tmp_path, text):
    assert one(written(tmp_path, text)).text == text


MARKDOWN = """\
# Jembatan *baru*

Wali kota **Ana Wati** berkata [kepada pers](https://example.org "x"): _ya_.

![foto](a.jpg)

> Kami tidak akan mundur.

1. Satu
2. Dua
   - tiga

Setelah daftar. AT&amp;T <b>tebal</b> \\*bintang\\*
"""
PLAIN = """\
Jembatan baru

Wali kota Ana Wati berkata kepada pers: ya.

Kami tidak akan mundur.

1. Satu
2. Dua
- tiga

Setelah daftar. AT&T tebal *bintang*"""


@pytest.mark.parametrize("name", ["a.md", "a.MARKDOWN", "a.txt"])
def test_markdown_is_read_without_its_marks(tmp_path, name):
    assert one(written(tmp_path, MARKDOWN, name)).text == PLAIN


def test_one_mark_makes_no_markdown(tmp_path):
    text = "*Catatan: harga #1 naik _besok_.\n- satu\n> dua\n"
    assert one(written(tmp_path, text)).text == text


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
    assert names == ["a.md", "b/z.txt", "b.txt", "c.TXT", "d.html", "e.text"]


def test_a_source_given_twice_is_read_once(tmp_path):
    path = written(tmp_path, "Teks.")
    assert len(list(find([str(path), str(tmp_path), f"{tmp_path}/./a.txt"]))) == 1


def test_a_file_that_the_user_names_is_read_whatever_its_name(tmp_path):
    assert one(written(tmp_path, "Teks.", ".hidden")).text == "Teks."


def test_a_folder_without_articles_is_a_failure(tmp_path):
    written(tmp_path, "x", "a.css")
    failure = one(tmp_path)
    assert failure.name == str(tmp_path)
    assert failure.reason.startswith("holds no articles (")
    assert ".txt, .md, .text" in failure.reason


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
    article = one("-")
    assert (article.text, article.title, article.origin) == ("Baris.\n", "Judul", "-")
    assert article.found_by == (("title", "front matter"),)
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


@pytest.mark.parametrize(
    ("apart", "one_letter"),
    [
        ("re\u0301ponse", "r\u00e9ponse"),
        ("Mu\u0308ller", "M\u00fcller"),
        ("Ngo\u0323c", "Ng\u1ecdc"),
        ("S\u030ci", "\u0160i"),
        ("A\u030angstro\u0308m", "\u00c5ngstr\u00f6m"),
        ("q\u0301", "q\u0301"),  # has no letter of its own
    ],
)
@pytest.mark.parametrize("suffix", ["txt", "md", "html", "csv"])
def test_an_accent_is_one_with_its_letter(tmp_path, suffix, apart, one_letter):
    words = f"Menteri {apart} mengatakan bahwa harga beras turun. " * 12
    text = {
        "html": f"<title>Kata {apart}</title><h1>Kata {apart}</h1><p>{words}</p>",
        "csv": f"title,text\nKata {apart},{words}\n",
    }.get(suffix, f"---\ntitle: Kata {apart}\n---\n{words}")
    article = one(written(tmp_path, text, f"a.{suffix}"))
    assert one_letter in article.text
    assert article.title == f"Kata {one_letter}"
