"""Files of every kind, made for tests of texts of our own: real formats, written small."""

import gzip
import io
import zipfile

PARAGRAPHS = (
    "The harbour of Marfield will close for the winter, the council said on Monday.",
    "“Nobody asked the fishermen,” said Hanna Lindqvist, who speaks for forty of them.",
    "The official figures, she said, were well-known and the first of them was wrong.",
)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most a width, broken between words only."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf(*pages, info=()) -> bytes:
    """A PDF of pages; a page is a list of ``(x, y, size, text)`` in the order of drawing.

    The letters are Windows-1252; ``ﬁ`` and ``ﬂ`` are the one sign that a typesetter puts there.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding"
        b" /WinAnsiEncoding /Differences [1 /fi /fl] >> >>",
    ]
    kids = []
    for page in pages:
        drawn = b"\n".join(
            b"BT /F1 %g Tf %g %g Td (%s) Tj ET" % (size, x, y, _pdf_text(text))
            for x, y, size, text in page
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(
        b"<< %s >>" % b" ".join(b"/%s (%s)" % (k.encode(), _pdf_text(v)) for k, v in info)
    )
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    begin = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(
        b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), begin)
    )
    return out.getvalue()


def _pdf_text(text: str) -> bytes:
    data = text.translate({ord("ﬁ"): "\x01", ord("ﬂ"): "\x02"}).encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def column(lines, x=50, top=780, size=10, leading=12):
    """Lines below one another, as they are drawn on a page; an empty one leaves a gap."""
    return [(x, top - n * leading, size, line) for n, line in enumerate(lines) if line]


def zipped(members, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of ``{name: text or bytes}``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 1, 0, 0, 0)), data, compression)
    return out.getvalue()


def zip_of(*names: str) -> bytes:
    """A ZIP file with members of these names, for what is told by its names alone."""
    return zipped(dict.fromkeys(names, "x" * 99), zipfile.ZIP_STORED)


def docx(paragraphs=PARAGRAPHS, *, heading="", style="Heading 1", title="", author="") -> bytes:
    """A Word document."""
    import docx as word

    document = word.Document()
    document.core_properties.title, document.core_properties.author = title, author
    if heading:
        document.add_paragraph(heading, style=style)
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out := io.BytesIO())
    return out.getvalue()


def odt(body: str, *, title="", author="") -> bytes:
    """An OpenDocument text whose body is a piece of XML (``<text:p>…``)."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "draw", "meta")
    )
    names += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<?xml version='1.0' encoding='UTF-8'?><office:document-content{names}>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta{names}><office:meta><dc:title>{title}</dc:title>"
            f"<meta:initial-creator>{author}</meta:initial-creator>"
            "</office:meta></office:document-meta>",
        }
    )


def epub(chapters, *, told="", spine=None, more=None) -> bytes:
    """A book of ``{key: XHTML}``; ``told`` is XML for its metadata."""
    items = "".join(
        f'<item id="{key}" href="text/{key}.xhtml" media-type="application/xhtml+xml"/>'
        for key in chapters
    )
    order = "".join(f'<itemref idref="{key}"/>' for key in spine or chapters)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
            'container"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata'
            f' xmlns:dc="http://purl.org/dc/elements/1.1/">{told}</metadata>'
            f"<manifest>{items}</manifest><spine>{order}</spine></package>",
            **{f"OPS/text/{key}.xhtml": text for key, text in chapters.items()},
            **(more or {}),
        }
    )


def page(title="Harbour closes", paragraphs=PARAGRAPHS, head="") -> str:
    """A web page with an article in it."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}"
        f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def http(body: bytes, content_type="text/html; charset=utf-8", status="200 OK", more="") -> bytes:
    """An HTTP answer as a web archive keeps it."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{more}\r\n"
    return head.encode() + body


def record(
    url="https://example.org/a",
    block=b"",
    kind="response",
    date="2025-03-01T10:00:00Z",
    content_type="application/http; msgtype=response",
    length=None,
) -> bytes:
    """A record of a web archive; ``length`` may lie."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash((url, date, kind)))}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: "
        f"{len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc(*records: bytes, packed=True) -> bytes:
    """A web archive, each record packed by itself."""
    return b"".join(gzip.compress(one, mtime=0) if packed else one for one in records)
