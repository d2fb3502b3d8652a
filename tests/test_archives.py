"""Archives: every page in them is read by itself, and a bad one costs itself."""

import gzip
import plistlib
import random
import zipfile
from email.message import EmailMessage

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.reading import mhtml, savedpage, signs, warc, webarchive, ziparchive
from datasette_claims.reading.documents import Document, Failure, Options
from datasette_claims.reading.outcomes import Refused
from tests import making
from tests.making import http, record

PAGE = making.page().encode()


def read(module, data, name):
    return list(module.read(Document.of(data, name, f"/{name}"), Options()))


def members(data):
    return ziparchive.read(Document.of(data, "in.zip", "/in.zip"), Options())


def inside(data):
    """What is in an archive: names with bytes, or with the reason why there are none."""
    return {
        one.name: one.reason if isinstance(one, Failure) else one.data() for one in members(data)
    }


# ZIP


def test_every_file_is_a_document_but_what_belongs_to_pages():
    data = making.zipped({
        "news/a.html": PAGE, "b.pdf": b"%PDF", "news/": b"", "news/style.css": b"p {}",
        "x/logo.PNG": b"\x89PNG", "__MACOSX/news/._a.html": b"x", ".DS_Store": b"x", "c": b"Hi",
    })  # fmt: skip
    assert inside(data) == {
        "in.zip: news/a.html": PAGE, "in.zip: b.pdf": b"%PDF", "in.zip: c": b"Hi",
    }  # fmt: skip


def test_a_name_says_where_in_the_archive_a_file_lies_and_nothing_else():
    names = ["../../etc/passwd", "/etc/passwd2", "C:\\x\\y.txt", "a/./b.txt", "a//c.txt"]
    found = [one.origin for one in members(making.zipped(dict.fromkeys(names, "x")))]
    assert found == [
        "/in.zip#etc/passwd", "/in.zip#etc/passwd2", "/in.zip#C:/x/y.txt", "/in.zip#a/b.txt",
        "/in.zip#a/c.txt",
    ]  # fmt: skip


def test_what_unpacks_to_far_more_than_it_holds_costs_itself():
    found = inside(making.zipped({"a.txt": b"0" * 30_000_000, "b.txt": b"Hi"}))
    assert "far more" in found["in.zip: a.txt"]
    assert found["in.zip: b.txt"] == b"Hi"


def patched(data, offset, value):
    return data[:offset] + value + data[offset + len(value) :]


def test_what_says_that_it_is_small_and_is_not_is_told():
    data = making.zipped({"a.txt": b"ab" * 50_000, "b.txt": b"Hi"})
    directory = data.index(b"PK\x01\x02")
    data = patched(data, directory + 24, (10).to_bytes(4, "little"))
    first, second = members(data)
    try:
        assert len(first.data()) <= 100_000
    except Refused as refused:
        assert "damaged" in str(refused)  # noqa: PT017
    assert second.name == "in.zip: b.txt"


def test_a_locked_file_costs_itself():
    data = making.zipped({"a.txt": b"Hi", "b.txt": b"Ho"})
    directory = data.index(b"PK\x01\x02")
    found = inside(patched(data, directory + 8, b"\x01\x00"))
    assert "locked by a password" in found["in.zip: a.txt"]
    assert found["in.zip: b.txt"] == b"Ho"


def test_a_file_that_is_damaged_costs_itself():
    data = making.zipped({"a.txt": b"Hi there", "b.txt": b"Ho"}, zipfile.ZIP_STORED)
    data = data.replace(b"Hi there", b"Hi theRe")
    first, second = members(data)
    with pytest.raises(Refused, match="damaged"):
        first.data()
    assert second.data() == b"Ho"


def test_a_collection_of_web_archives_is_its_archives():
    data = making.zipped({
        "datapackage.json": "{}", "pages/pages.jsonl": "{}", "indexes/index.cdx": "x",
        "archive/data.warc.gz": making.warc(record(block=http(PAGE))),
    })  # fmt: skip
    (one,) = members(data)
    assert one.name == "in.zip: archive/data.warc.gz"
    (page,) = warc.read(one, Options())
    assert page.data() == PAGE


@settings(max_examples=examples(60), deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_a_damaged_archive_costs_no_traceback(rng, times):
    data = making.zipped({"a.html": PAGE, "b.txt": b"Hi"})
    told(lambda: inside(damaged(data, rng, times)))


def damaged(data, rng: random.Random, times):
    data = bytearray(data)
    for _ in range(times):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data)) if rng.random() < 0.2 else None])


def told(action):
    """The result of an action; what goes wrong in it has a reason."""
    try:
        return action()
    except Refused as refused:
        assert str(refused)  # noqa: PT017
    except OSError as error:
        pytest.fail(f"not told: {error!r}")


# WARC


def pages(data):
    """Addresses with pages, in order; for what could not be read the reason."""
    return [
        one.reason if isinstance(one, Failure) else (one.told["url"], one.data())
        for one in warc.read(Document.of(data, "a.warc", "/a.warc"), Options())
    ]


INFO = record("", b"software: x\r\n", "warcinfo", content_type="application/warc-fields")
REQUEST = record(block=b"GET / HTTP/1.1\r\n\r\n", kind="request")
A, B, C = (
    record(f"https://example.org/{key}", http(PAGE.replace(b"Marfield", key.encode())))
    for key in "abc"
)
ALL = [(f"https://example.org/{key}", PAGE.replace(b"Marfield", key.encode())) for key in "abc"]


@pytest.mark.parametrize("packed", [False, True])
def test_every_page_is_a_document_with_address_and_day(packed):
    data = making.warc(INFO, REQUEST, A, B, C, packed=packed)
    assert signs.warc(data[:200], "x")
    assert pages(data) == ALL
    one = next(warc.read(Document.of(data, "a.warc", "/a.warc"), Options()))
    assert one.told["fetched"] == "2025-03-01T10:00:00Z"
    assert one.told["content_type"] == "text/html; charset=utf-8"
    assert one.origin == "/a.warc#https://example.org/a"


def test_an_archive_that_was_packed_whole():
    assert pages(gzip.compress(making.warc(INFO, A, B, C, packed=False))) == ALL


def test_answers_that_were_packed_or_came_in_pieces():
    pieces = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:99], PAGE[99:]))
        + b"0\r\n\r\n"
    )
    data = making.warc(
        record(
            "https://example.org/a", http(gzip.compress(PAGE), more="Content-Encoding: gzip\r\n")
        ),
        record("https://example.org/b", http(pieces, more="Transfer-Encoding: chunked\r\n")),
    )
    assert [page for _, page in pages(data)] == [PAGE, PAGE]


@pytest.mark.parametrize(
    "other",
    [
        record(block=http(b"moved", status="301 Moved", more="Location: /b\r\n")),
        record(block=http(PAGE, status="404 Not Found")),
        record(block=http(b"p {}", "text/css")),
        record("https://example.org/robots.txt", http(b"User-agent: *", "text/plain")),
        record(block=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", kind="revisit"),
        record("urn:x", b"<p>x", "metadata", content_type="text/html"),
        record("dns:example.org", b"1", "response", content_type="text/dns"),
    ],
)  # fmt: skip
def test_what_is_no_page_that_was_found_is_passed_over(other):
    assert pages(making.warc(other, A)) == ALL[:1]


def test_pages_without_an_answer_around_them_and_texts_made_of_pages():
    data = making.warc(
        record("https://example.org/a", PAGE, "resource", content_type="text/html"),
        record("https://example.org/b", b"A text.", "conversion", content_type="text/plain"),
    )
    assert pages(data) == [("https://example.org/a", PAGE), ("https://example.org/b", b"A text.")]


def test_a_page_that_was_saved_twice_has_two_origins():
    again = record("https://example.org/a", http(PAGE), date="2025-04-01T00:00:00Z")
    found = warc.read(Document.of(making.warc(A, again), "a.warc", "/a.warc"), Options())
    assert [one.origin for one in found] == [
        "/a.warc#https://example.org/a", "/a.warc#https://example.org/a 2025-04-01T00:00:00Z",
    ]  # fmt: skip


X = "https://example.org/x"
BROKEN = [
    ("a block that is packed wrongly", None),
    ("a length that is too long", record(X, http(PAGE), length=len(PAGE) + 5000)),
    ("a length that is too short", record(X, http(PAGE), length=300)),
    ("a length that is no number", record(X, http(PAGE), length="many")),
    ("no length", record(X, http(PAGE)).replace(b"Content-Length", b"X-Length")),
    ("no head", b"WARC/1.0\r\n\r\n\r\n\r\n"),
    ("not HTTP", record(X, b"\0\1\2" * 50)),
    ("a head that is no text", b"WARC/1.0\r\nWARC-Type: \xff\xfe\r\n\xff\xff\r\n\r\n"),
    ("noise", b"\0\xff" * 3000),
]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("what", "bad"), BROKEN, ids=[what for what, _ in BROKEN])
def test_a_record_that_is_broken_costs_itself(what, bad, packed):
    if bad is None:
        bad = bytearray(gzip.compress(record(X, http(PAGE))))
        bad[120:140] = b"\0" * 20
        middle = bytes(bad)
    else:
        middle = making.warc(bad, packed=packed)
    found = pages(making.warc(A, packed=packed) + middle + making.warc(B, C, packed=packed))
    assert [one for one in found if one in ALL] == ALL
    told = [one for one in found if one not in ALL]
    assert all(isinstance(one, str) for one in told)
    if what not in ("no head", "noise"):  # between records nothing is lost
        assert told


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_that_is_cut_off_gives_whole_pages_only(packed):
    data = making.warc(INFO, A, B, packed=packed)
    for end in range(len(data) - 5, 0, -max(1, len(data) // 60)):
        found = told(lambda end=end: pages(data[:end])) or []
        assert [one for one in found if isinstance(one, tuple)] == ALL[: len(found)][
            : sum(isinstance(one, tuple) for one in found)
        ]


def test_an_archive_without_pages_is_told():
    with pytest.raises(Refused, match="without pages"):
        pages(making.warc(INFO))


def test_nothing_is_written_to_the_terminal(capsys):
    pages(making.warc(A, BROKEN[1][1], BROKEN[2][1], B, packed=False))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("packed", [False, True])
@settings(max_examples=examples(60), deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_a_damaged_web_archive_costs_no_traceback(packed, rng, times):
    told(lambda: pages(damaged(making.warc(INFO, A, B, packed=packed), rng, times)))


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", True),
        (b"WARC/1.1\nContent-Length: 0\n", True),
        (b"WARC/1.0 is a format, said Ana Lee.", False),
        (gzip.compress(b"A text.", mtime=0), False),
        (b"filedesc://x 0.0.0.0 20250301 text/plain 1\n", True),
        (b"\x1f\x8b", False),
        (b"", False),
    ],
)
def test_a_web_archive_is_told_by_its_beginning(head, answer):
    assert signs.warc(head, "x") is answer


# Pages saved in one file

PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 20


def test_a_page_of_singlefile_loses_its_pictures_and_tells_its_address():
    html = making.page(head=f"<link rel=icon href='{PICTURE}'>").replace(
        "<html", "<!--\n Page saved with SingleFile \n url: https://example.org/a?b=1 \n"
        " saved date: Sat Mar 01 2025 10:00:00 GMT+0700 \n--><html", 1,
    )  # fmt: skip
    assert signs.saved_page(html.encode(), "x")
    (one,) = read(savedpage, html.encode(), "a.html")
    assert one.told["url"] == "https://example.org/a?b=1"
    assert one.told["fetched"].startswith("Sat Mar 01 2025")
    assert (one.name, one.origin) == ("a.html: page.html", "/a.html")
    assert b"iVBOR" not in one.data()
    assert not signs.saved_page(one.head, "x")
    assert one.data().endswith(making.page()[-300:].encode())


def test_a_page_that_a_browser_saved_tells_its_address():
    html = b"<!DOCTYPE html>\n<!-- saved from url=(0024)https://example.org/a/b -->\n" + PAGE
    assert signs.saved_page(html, "x")
    (one,) = read(savedpage, html, "a.html")
    assert one.told == {"url": "https://example.org/a/b"}
    assert not signs.saved_page(one.head, "x")


@pytest.mark.parametrize(
    "text", [b"data:image/png;base64,short", b"The data: all of it, said Ana.", b"metadata:x,y"]
)
def test_words_that_only_look_like_data_stay(text):
    assert savedpage.without_data(text) == text


def mhtml_file(page=PAGE, **headers):
    outer = EmailMessage()
    outer["From"] = "<Saved by Blink>"
    outer["Snapshot-Content-Location"] = "https://example.org/a"
    outer["Date"] = "Sat, 1 Mar 2025 10:00:00 -0000"
    outer["Subject"] = "Harbour closes"
    outer["MIME-Version"] = "1.0"
    inner = EmailMessage()
    inner.set_content(page.decode(), subtype="html", cte="quoted-printable")
    inner["Content-Location"] = "https://example.org/a"
    frame = EmailMessage()
    frame.set_content("<p>An advertisement</p>", subtype="html")
    outer.make_related()
    outer.attach(inner)
    outer.attach(frame)
    return outer.as_bytes()


def test_a_page_in_mhtml_file():
    data = mhtml_file()
    assert signs.mhtml(data[:4096], "x")
    (one,) = read(mhtml, data, "a.mhtml")
    assert one.data().strip() == PAGE.strip()
    assert one.told["url"] == "https://example.org/a"
    assert one.told["fetched"] == "2025-03-01T10:00:00"
    assert "utf-8" in one.told["content_type"]


def test_a_mail_with_pictures_is_no_saved_page():
    data = mhtml_file().replace(b"Snapshot-Content-Location: https://example.org/a\n", b"", 1)
    assert not signs.mhtml(data.replace(b"<Saved by Blink>", b"ida@example.org"), "a.eml")


def test_a_page_in_a_web_archive_of_safari():
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        data = plistlib.dumps(
            {"WebMainResource": {"WebResourceData": PAGE, "WebResourceMIMEType": "text/html",
             "WebResourceURL": "https://example.org/a", "WebResourceTextEncodingName": "UTF-8"}},
            fmt=form,
        )  # fmt: skip
        assert signs.webarchive(data, "x")
        (one,) = read(webarchive, data, "a.webarchive")
        assert (one.data(), one.told["url"]) == (PAGE, "https://example.org/a")


@pytest.mark.parametrize("reader", [mhtml, webarchive])
@settings(max_examples=examples(40), deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_a_damaged_saved_page_costs_no_traceback(reader, rng, times):
    data = mhtml_file() if reader is mhtml else plistlib.dumps(
        {"WebMainResource": {"WebResourceData": PAGE, "WebResourceMIMEType": "text/html"}}
    )  # fmt: skip
    document = Document.of(damaged(data, rng, times), "a")
    told(lambda: [one.data() for one in reader.read(document, Options())])
