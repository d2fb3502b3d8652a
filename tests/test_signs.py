"""A file is recognised by what it holds, whatever it is called; a text stays a text."""

import gzip
import plistlib
import time
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.model import Article
from datasette_claims.reading import Document, Options, kinds, read
from tests import making
from tests.making import PARAGRAPHS, column, http, record, wrapped

WHOLE = "\n\n".join(PARAGRAPHS)
PDF = making.pdf(column([line for one in PARAGRAPHS for line in (*wrapped(one, 50), "")]))
XHTML = "<html><body><p>" + "</p><p>".join(PARAGRAPHS) + "</p></body></html>"
MAIL = b"From: ida@example.org\r\nMIME-Version: 1.0\r\nSubject: Harbour\r\n\r\n" + WHOLE.encode()
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nThe harbour of Marfield closes.\n"
SRT = VTT.replace(b"WEBVTT\n\n", b"1\n").replace(b"00:0", b"00:00:0")
SAVED = b"<!-- saved from url=(0024)https://example.org/a/b -->" + making.page().encode()


def recognised(data, name="x"):
    return kinds.recognised(Document.of(data, name)).key


@pytest.mark.parametrize("name", ["x", "x.txt", "x.html", "in.zip: a.csv"])
@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("pdf", PDF),
        ("pdf", b"\0junk\n" + PDF),
        ("docx", making.docx()),
        ("odt", making.odt("<text:p>x</text:p>")),
        ("epub", making.epub({"a": XHTML})),
        ("zip", making.zipped({"a.txt": WHOLE})),
        ("zip", making.zipped({})),
        ("warc", making.warc(record(block=http(b"x")))),
        ("warc", making.warc(record(block=http(b"x")), packed=False)),
        ("mail", MAIL),
        ("mail", MAIL.replace(b"\r\n", b"\n")),
        ("mail", b"From ida@example.org Mon\n" + MAIL),
        ("mhtml", b"From: <Saved by X>\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n"),
        ("webarchive", plistlib.dumps({"WebMainResource": {}})),
        ("webarchive", plistlib.dumps({"WebMainResource": {}}, fmt=plistlib.FMT_BINARY)),
        ("subtitles", VTT),
        ("subtitles", SRT),
        ("subtitles", SRT.replace(b"\n", b"\r\n")),
        ("saved", SAVED),
    ],
)  # fmt: skip
def test_content_tells_the_kind(key, data, name):
    assert recognised(data, name) == key


@pytest.mark.parametrize(
    "text",
    [
        "A file that begins with %PDF- is a PDF, she said.",
        "PK is an abbreviation.",
        "WARC/1.0 is a form of web archives.",
        "From: Sari\nSubject: Banjir\n\nHalo.",
        "WEBVTTS are rare.",
        "At 00:00:01,000 --> 00:00:02,000 he spoke.",
        "“Saved from url,” he said.",
        "Message-ID is a header.",
        "bplist00 holds a WebMainResource",
        "",
    ],
)
def test_a_text_that_speaks_of_them_is_a_text(text):
    assert recognised(text.encode(), "x.txt") == "text"


@pytest.mark.parametrize(
    ("name", "key"),
    [("a.eml", "mail"), ("A.EML", "mail"), ("a.srt", "subtitles"), ("a.pdf", "pdf"),
     ("a.warc.gz", "warc"), ("a.mht", "mhtml"), ("a.gz", "packed")],
)  # fmt: skip
def test_the_name_tells_where_the_content_does_not(name, key):
    assert recognised(b"From: ida@example.org\n\nHello there.", name) == key


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.docx", making.docx(), "docx"),
        ("a.odt", making.odt("".join(f"<text:p>{text}</text:p>" for text in PARAGRAPHS)), "odt"),
        ("a.epub", making.epub({"a": XHTML}), "epub"),
        ("a.eml", MAIL, "mail"),
        ("a.txt", WHOLE.encode(), "text"),
    ],
)
def test_all_of_them_are_read_also_out_of_an_archive_in_an_archive(name, data, key):
    inner = making.zipped({f"in/{name}": data})
    outer = making.zipped({"one.zip": inner, "two.txt": "A text."})
    article, other = read([Document.of(outer, "x.zip", "/x.zip")])
    assert isinstance(article, Article)
    assert (article.kind, article.text) == (key, WHOLE)
    assert article.origin.startswith(f"/x.zip#one.zip#in/{name}")
    assert other.text == "A text."


def test_archives_in_archives_without_end():
    data = making.zipped({"a.txt": WHOLE})
    for _ in range(20):
        data = making.zipped({"a.zip": data})
    (failure,) = read([Document.of(data, "x.zip")])
    assert "archives in archives" in failure.reason


def test_mails_in_mails_without_end():
    data = MAIL
    for n in range(20):
        data = b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (
            n,
            n,
        ) + (b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n%s\n--b%d--\n") % (
            data,
            n,
        )
    *_, failure = read([Document.of(data, "x.eml")])
    assert "deep" in failure.reason


HEADS = st.sampled_from((
    b"%PDF-1.4", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"WEBVTT\n\n",
    b"MIME-Version: 1.0\n", b"bplist00WebMainResource", b"1\n00:00:01,0 --> 00:00:02,0\n",
    b"<!-- saved from url=(1)x -->", gzip.compress(b"WARC/1.0\r\n\r\n", mtime=0),
    b"filedesc://x 1 2 3 4\n",
    b"PK\x03\x04" + bytes(22) + b"\x08\0\0\0mimetypeapplication/epub+zip",
    b"PK\x03\x04" + bytes(22) + b"\x05\0\0\0word/",
))  # fmt: skip


@given(HEADS, st.binary(max_size=200))
def test_any_bytes_give_articles_or_reasons(head, rest):
    for outcome in read([Document.of(head + rest, "x")]):
        if not isinstance(outcome, Article):
            assert "please report" not in outcome.reason
            assert "\n" not in outcome.reason


@pytest.mark.parametrize("name", ["a.mhtml", "a.webarchive", "a.html"])
def test_a_page_in_a_saved_file_is_not_taken_for_that_file_again(name):
    page = b"<p>A piece of a page that nothing shows to be one.</p>"
    saved = {
        "a.mhtml": b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;"
        b" boundary=x\n\n--x\nContent-Type: text/html\n\n%s\n--x--\n" % page,
        "a.webarchive": plistlib.dumps(
            {"WebMainResource": {"WebResourceData": page, "WebResourceMIMEType": "text/html"}}
        ),
        "a.html": b"<!-- saved from url=(0024)https://example.org/a/b -->" + page,
    }
    document = Document.of(saved[name], name)
    kind = kinds.recognised(document)
    module = import_module(f"datasette_claims.reading.{kind.module}")
    (inner,) = module.read(document, Options())
    assert kinds.recognised(inner).key != kind.key


@pytest.mark.parametrize("end", ["", "x", "<div>", "<html", "<", "]>", "\n\n"])
@pytest.mark.parametrize(
    "piece",
    [
        "<!--a-->", "<!-- a -->\n", "<!--[if IE]><p></p><![endif]-->", "<?a b?>", "<?xml a?>\n",
        "<!DOCTYPE a [b]>", "<!DOCTYPE a>", "<!--", "-->", "<?", "<!DOCTYPE a [", " ", "\n",
        "<!--a--><?b?>", "<!-- - - -- -->", "<p>", "{", "[", "a,b\n", '"', "a: b\n", "1\n",
    ],
)  # fmt: skip
def test_nothing_that_is_repeated_takes_long_to_recognise(piece, end):
    """A page that began with a comment and held many was once tried in every way there is."""
    started = time.process_time()
    recognised((piece * (60_000 // len(piece)) + end).encode())
    assert time.process_time() - started < 2
