"""PDF, DOCX, ODT and EPUB: what a person reads on the page is the text, and nothing else."""

import io
import random
import zipfile
from itertools import chain

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.reading import epub, opendocument, pdf, word
from datasette_claims.reading.documents import Document, Item, Options
from datasette_claims.reading.outcomes import Refused
from tests import making
from tests.making import PARAGRAPHS, column, wrapped

WHOLE = "\n\n".join(PARAGRAPHS)


def items(module, data, name="a"):
    return list(module.read(Document.of(data, name), Options()))


def only(module, data, name="a"):
    (item,) = items(module, data, name)
    assert isinstance(item, Item)
    return item


def told(item):
    return [(field, value) for field, value, _ in item.fields]


def reason(module, data, name="a"):
    with pytest.raises(Refused) as refused:
        items(module, data, name)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def read_or_told(module, data):
    """What came of a document: its text, or the reason why there is none."""
    try:
        found = items(module, data)
    except Refused as refused:
        return str(refused)
    return "\n\n".join(one.text if isinstance(one, Item) else one.reason for one in found)


# PDF


def lines_of(paragraphs, width, *, indent=False, gap=True):
    """Paragraphs as lines, parted by an empty one or by nothing but an indented first line."""
    found = []
    for text in paragraphs:
        found += [*wrapped(text, width), *([""] if gap else [])]
    return found


def test_lines_become_paragraphs_by_the_space_between_them():
    data = making.pdf(column(lines_of(PARAGRAPHS, 50)))
    assert only(pdf, data).text == WHOLE


def test_lines_become_paragraphs_by_what_is_indented():
    page, y = [], 780
    for text in PARAGRAPHS:
        for n, line in enumerate(wrapped(text, 50)):
            page.append((62 if n == 0 else 50, y, 10, line))
            y -= 12
    assert only(pdf, making.pdf(page)).text == WHOLE


def test_lines_become_paragraphs_by_what_ends_short():
    data = making.pdf(column(lines_of(PARAGRAPHS[::2] * 2, 38, gap=False)))
    assert only(pdf, data).text == "\n\n".join(PARAGRAPHS[::2] * 2)


def two_columns():
    lines = lines_of(PARAGRAPHS * 3, 45)
    half = lines.index("", len(lines) // 2)
    return column(lines[:half]), column(lines[half + 1 :], x=310)


def test_columns_in_the_order_of_reading_are_kept():
    left, right = two_columns()
    assert only(pdf, making.pdf(left + right)).text == "\n\n".join(PARAGRAPHS * 3)


def test_columns_that_were_drawn_row_by_row_are_read_one_after_the_other():
    rows = sorted([*chain(*two_columns())], key=lambda line: (-line[1], line[0]))
    assert only(pdf, making.pdf(rows)).text == "\n\n".join(PARAGRAPHS * 3)


def test_what_stands_on_every_page_is_no_text():
    pages = [
        [
            (50, 815, 8, "The Marfield Gazette   Monday 3 March 2025"),
            *column(lines_of([text], 50), top=700),
            (290, 25, 8, f"Page {number} of 3"),
            (50, 25, 8, "© Marfield Press"),
        ]
        for number, text in enumerate(PARAGRAPHS, 1)
    ]
    assert only(pdf, making.pdf(*pages)).text == WHOLE


def test_what_a_browser_prints_around_a_page_is_no_text_but_tells_its_address():
    page = [
        (30, 825, 8, "11/27/26, 7:29 AM"),
        (280, 825, 8, "Harbour closes"),
        *column(lines_of(PARAGRAPHS, 50)),
        (30, 20, 8, "https://example.org/news/harbour"),
        (550, 20, 8, "1/1"),
    ]
    item = only(pdf, making.pdf(page))
    assert item.text == WHOLE
    assert ("url", "https://example.org/news/harbour") in told(item)


@pytest.mark.parametrize("number", ["3", "- 3 -", "Page 3", "Halaman 3 dari 9", "3 / 9", "iv"])
def test_a_page_number_is_no_text(number):
    data = making.pdf([*column(lines_of(PARAGRAPHS, 50)), (290, 20, 8, number)])
    assert only(pdf, data).text == WHOLE


def test_a_last_line_that_is_a_sentence_stays():
    page = [*column(lines_of(PARAGRAPHS, 50)), (50, 20, 10, "In 2025 it had 3 of them.")]
    assert only(pdf, making.pdf(page)).text.endswith("In 2025 it had 3 of them.")


def test_a_paragraph_goes_on_over_the_page():
    first, second = wrapped(PARAGRAPHS[1], 50)[:1], wrapped(PARAGRAPHS[1], 50)[1:]
    data = making.pdf(column(first, top=60), column(second))
    assert only(pdf, data).text == PARAGRAPHS[1]


def test_hyphens_and_ligatures_of_the_typesetter_are_undone():
    lines = [
        "The ofﬁcial ﬁgures of the har-",
        "bour were well-",
        "known, the govern-",
        "ment said.",
    ]
    text = only(pdf, making.pdf(column(lines))).text
    assert text == "The official figures of the harbour were well-known, the government said."


def test_the_headline_is_the_title_where_the_properties_say_nothing_of_use():
    page = [(50, 800, 20, "Harbour closes"), *column(lines_of(PARAGRAPHS, 50), top=740)]
    for info in ([], [("Title", "Microsoft Word - draft3.docx")], [("Title", "Marfield Gazette")]):
        assert ("title", "Harbour closes") in told(only(pdf, making.pdf(page, info=info)))


def test_a_title_of_the_properties_that_is_printed_goes_before_a_masthead():
    page = [
        (50, 800, 30, "The Marfield Gazette"),
        (50, 760, 14, "Harbour closes"),
        *column(lines_of(PARAGRAPHS, 50), top=720),
    ]
    item = only(pdf, making.pdf(page, info=[("Title", "Harbour closes")]))
    assert ("title", "Harbour closes") in told(item)


def test_whose_machine_it_was_is_no_byline():
    page = column(["By Ida Berg", "", *lines_of(PARAGRAPHS, 50)])
    assert ("byline", "Ida Berg") in told(
        only(pdf, making.pdf(page, info=[("Author", "Ida Berg")]))
    )
    assert not told(only(pdf, making.pdf(page, info=[("Author", "Office PC 7")])))


def test_a_letter_as_high_as_three_lines_is_the_first_of_its_word():
    lines = wrapped(PARAGRAPHS[0][1:], 50)
    page = [(50, 756, 34, "T"), (80, 780, 10, lines[0]), *column(lines[1:], x=80, top=768)]
    assert only(pdf, making.pdf(page)).text == PARAGRAPHS[0]


def test_a_scanned_paper_is_told():
    assert "without text (2 pages of pictures, scanned?)" in reason(pdf, making.pdf([], []))
    item = only(pdf, making.pdf(column(lines_of(PARAGRAPHS, 50)), []))
    assert item.notes == ("1 of 2 pages hold no text (scanned?)",)


def test_a_locked_paper_is_told():
    from pypdf import PdfReader, PdfWriter

    def locked(user):
        writer = PdfWriter(PdfReader(io.BytesIO(making.pdf(column(lines_of(PARAGRAPHS, 50))))))
        writer.encrypt(user, "owner", algorithm="RC4-128")
        writer.write(out := io.BytesIO())
        return out.getvalue()

    assert "locked by a password" in reason(pdf, locked("secret"))
    assert only(pdf, locked("")).text == WHOLE  # locked against changes alone


def test_a_paper_that_is_cut_off_is_read_as_far_as_it_goes_or_told():
    data = making.pdf(column(lines_of(PARAGRAPHS, 50)))
    for end in range(0, len(data), 97):
        text = read_or_told(pdf, data[:end])
        assert "PDF" in text or all(one in WHOLE for one in text.split("\n\n"))


def test_a_paper_that_unpacks_without_end_is_told():
    import zlib

    bomb = zlib.compress(b"0" * 120_000_000, 9)
    data = making.pdf([(50, 780, 10, "x")])
    begin, end = data.index(b"<< /Length"), data.index(b"endstream")
    data = (
        data[:begin]
        + (b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\n" % (len(bomb), bomb))
        + data[end:]
    )
    assert "PDF" in reason(pdf, data)


def test_a_paper_that_draws_itself_is_told():
    data = making.pdf([(50, 780, 10, "x")])
    data = data.replace(b"/Resources << ", b"/Resources << /XObject << /X 4 0 R >> ")
    data = data.replace(b"<< /Length", b"<< /Type /XObject /Subtype /Form /Resources << /XObject"
                        b" << /X 4 0 R >> >> /Length")  # fmt: skip
    data = data.replace(b"BT /F1", b"/X Do BT /F1")
    text = read_or_told(pdf, data)
    assert text == "x" or "PDF" in text


@settings(max_examples=examples(60), deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_a_damaged_paper_costs_no_traceback(rng, times):
    damaged(pdf, making.pdf(column(lines_of(PARAGRAPHS, 50))), rng, times)


def damaged(module, data, rng: random.Random, times):
    data = bytearray(data)
    for _ in range(times):
        at = rng.randrange(len(data))
        if rng.random() < 0.2:
            del data[at : at + rng.randrange(1, 40)]
        else:
            data[at] = rng.randrange(256)
        if not data:
            return
    assert isinstance(read_or_told(module, bytes(data)), str)


# Word


def test_a_word_document_is_read():
    item = only(word, making.docx(heading="Harbour closes", title="Template 4", author="Ida"))
    assert item.text == f"Harbour closes\n\n{WHOLE}"
    assert told(item) == [("title", "Harbour closes"), ("title", "Template 4")]


def word_with(xml: str) -> bytes:
    """A Word document whose body begins with a piece of XML."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(making.docx())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + xml.encode(), 1)
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:ins><w:r><w:t>was </w:t></w:r></w:ins><w:r><w:t>added</w:t></w:r>", "was added"),
        ("<w:r><w:t>stays</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del>", "stays"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>", "a\nb c"),
        ("<w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink>", "a link"),
        ("<w:r><w:instrText>PAGE 3</w:instrText><w:t>shown</w:t></w:r>", "shown"),
        ("<w:r><w:t>gov</w:t><w:softHyphen/><w:t>ernment</w:t></w:r>", "government"),
        ("<w:sdt><w:sdtContent><w:r><w:t>in a control</w:t></w:r></w:sdtContent></w:sdt>",
         "in a control"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_would_with_all_changes_accepted(xml, text):
    assert only(word, word_with(f"<w:p>{xml}</w:p>")).text == f"{text}\n\n{WHOLE}"


def test_tables_are_read_cell_by_cell():
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    xml = f"<w:tbl><w:tr>{cell.format('A')}{cell.format('B')}</w:tr></w:tbl>"
    assert only(word, word_with(xml)).text == f"A\n\nB\n\n{WHOLE}"


# OpenDocument


def test_an_opendocument_text_is_read():
    body = (
        "<text:tracked-changes><text:p>was deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Harbour closes</text:h>'
        '<text:p>By<text:s text:c="3"/>Ida Berg<text:note><text:p>a footnote</text:p></text:note>'
        "</text:p><text:list><text:list-item><text:p>A<text:line-break/>B</text:p></text:list-item>"
        "</text:list><table:table><table:table-row><table:table-cell><text:p>C "
        "<text:span>d</text:span></text:p></table:table-cell></table:table-row></table:table><text:p/>"
    )
    item = only(opendocument, making.odt(body, title="Harbour", author="Ida Berg"))
    assert item.text == "Harbour closes\n\nBy Ida Berg\n\nA\nB\n\nC d"
    assert told(item) == [
        ("title", "Harbour closes"), ("title", "Harbour"), ("byline", "Ida Berg"),
    ]  # fmt: skip


# Books


def chapter(title, text=WHOLE):
    return (
        "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head>"
        f"<title>Book</title><style>p {{}}</style></head><body><h2>{title}</h2><p>{text}</p></body>"
        "</html>"
    )


def test_a_chapter_is_an_article():
    data = making.epub(
        {"cover": chapter("Cover", "An image"), "b": chapter("Two"), "a": chapter("One")},
        told="<dc:creator>Ida Berg</dc:creator><dc:publisher>Marfield Press</dc:publisher>"
        "<dc:date>2025-03-01</dc:date><dc:language>en</dc:language>",
    )
    two, one = items(epub, data)
    assert (two.part, one.part) == ("b", "a")
    assert two.text.startswith("Two\n\nThe harbour of Marfield")
    assert told(one) == [
        ("title", "One"), ("title", "Book"), ("byline", "Ida Berg"), ("outlet", "Marfield Press"),
        ("published", "2025-03-01"), ("language", "en"),
    ]  # fmt: skip


def test_a_chapter_that_is_missing_costs_itself():
    data = making.epub({"a": chapter("One"), "b": chapter("Two")})
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        left = {name: old.read(name) for name in old.namelist() if not name.endswith("a.xhtml")}
    failure, two = items(epub, making.zipped(left))
    assert "missing" in failure.reason
    assert two.part == "b"


def test_a_book_that_is_locked_is_told():
    more = {
        "META-INF/encryption.xml": '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        '<enc:CipherReference URI="OPS/text/a.xhtml"/></encryption>'
    }
    (failure,) = items(epub, making.epub({"a": chapter("One")}, more=more))
    assert "DRM" in failure.reason


# What is broken or hostile in all of them

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><x>&i;</x>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
DEEP = "<x>" * 100_000


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE, DEEP, "", "<x>", "\0", "<x/>"])
@pytest.mark.parametrize(
    ("module", "data", "part"),
    [
        (opendocument, making.odt("<text:p>x</text:p>"), "content.xml"),
        (opendocument, making.odt("<text:p>x</text:p>"), "meta.xml"),
        (word, making.docx(), "word/document.xml"),
        (word, making.docx(), "[Content_Types].xml"),
        (epub, making.epub({"a": chapter("One")}), "META-INF/container.xml"),
        (epub, making.epub({"a": chapter("One")}), "OPS/book.opf"),
        (epub, making.epub({"a": chapter("One")}), "OPS/text/a.xhtml"),
    ],
)
def test_hostile_xml_is_told_and_opens_nothing(module, data, part, xml):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    text = read_or_told(module, making.zipped({**members, part: xml}))
    assert "root:" not in text
    assert len(text) < 1000


@pytest.mark.parametrize(
    ("module", "part"),
    [(opendocument, "content.xml"), (word, "word/document.xml"), (epub, "OPS/book.opf")],
)
def test_what_unpacks_to_far_more_than_it_holds_is_not_opened(module, part):
    members = {"META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
               'container"><rootfile full-path="OPS/book.opf"/></container>',
               part: b" " * 50_000_000}  # fmt: skip
    assert "unpacks to far more" in reason(module, making.zipped(members))


ZIPPED = {
    word: making.docx(),
    opendocument: making.odt("<text:p>x</text:p>"),
    epub: making.epub({"a": chapter("One")}),
}


@pytest.mark.parametrize("module", ZIPPED)
@settings(max_examples=examples(25), deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_a_damaged_document_costs_no_traceback(module, rng, times):
    damaged(module, ZIPPED[module], rng, times)


@pytest.mark.parametrize("module", ZIPPED)
def test_a_document_that_is_cut_off_is_told(module):
    data = ZIPPED[module]
    for end in range(0, len(data), max(1, len(data) // 25)):
        assert reason(module, data[:end])
