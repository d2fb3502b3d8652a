"""The kinds of documents, and which one a document is of: by its content first, then by its name.

A kind is a line of ``KINDS`` and a module with ``read(document, options)``, which gives items,
documents (a container) and failures, and raises ``Refused`` where nothing can come of it. Modules
are imported when the first document of their kind is met, so that each needs its library alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType

from datasette_claims.reading import listsigns, signs, tablesigns
from datasette_claims.reading.documents import Document, Item, Listed, Options, Told
from datasette_claims.reading.outcomes import Failure, Refused, Remark, of_import, of_os

DEEPEST = 4
"""Containers in containers that are opened."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    ``key`` is stored; ``label`` is what the closing table calls them; ``module`` stands in this
    folder; ``suffixes`` are the names by which a folder's files are taken, and by which a document
    is of the kind that shows no sign of any; ``looks_like(head, name)`` knows the content by its
    beginning; ``extra`` is what must be installed to read it. ``table``: each of its documents
    holds many articles, and what a person says of them names columns. ``lists``: it holds addresses
    of articles.
    """

    key: str
    label: str
    module: str
    suffixes: tuple[str, ...] = ()
    looks_like: Callable[[bytes, str], bool] = signs.none
    extra: str = ""
    table: bool = False
    lists: bool = False


TEXT = Kind("text", "text files", "textfile", (".txt", ".md", ".text"))
"""What shows no sign of another kind."""

_WARC = (".warc", ".warc.gz", ".arc", ".arc.gz")
_PACKED = (".gz", ".bz2", ".xz", ".tgz")
_JSON = (".jsonl", ".ndjson", ".json")

KINDS: tuple[Kind, ...] = (
    Kind("sqlite", "database tables", "sqlitetable", (), signs.sqlite, table=True),
    Kind("tar", "tar files", "tararchive", (".tar",), signs.tar),
    Kind("parquet", "Parquet", "parquet", (".parquet", ".pq"), signs.parquet, "tables", True),
    Kind("xlsx", "Excel", "spreadsheet", (".xlsx", ".xlsm"), signs.workbook, "documents", True),
    Kind("feed", "feeds", "feed", (".rss", ".atom"), listsigns.feed, "web", lists=True),
    Kind("sitemap", "sitemaps", "sitemap", (), listsigns.sitemap, lists=True),
    Kind("json", "JSON", "jsonlines", _JSON, tablesigns.json_text, table=True),
    Kind("pdf", "PDF", "pdf", (".pdf",), signs.pdf, "documents"),
    Kind("docx", "Word documents", "word", (".docx",), signs.docx, "documents"),
    Kind("odt", "OpenDocument texts", "opendocument", (".odt",), signs.odt),
    Kind("epub", "books (EPUB)", "epub", (".epub",), signs.epub),
    Kind("warc", "web archives", "warc", _WARC, signs.warc, "archives"),
    Kind("packed", "packed files", "packed", _PACKED, signs.packed),
    Kind("zip", "ZIP files", "ziparchive", (".zip", ".wacz"), signs.zip_file),
    Kind("mhtml", "saved pages (MHTML)", "mhtml", (".mhtml", ".mht"), signs.mhtml),
    Kind("webarchive", "saved pages (Safari)", "webarchive", (".webarchive",), signs.webarchive),
    Kind("saved", "saved pages", "savedpage", (), signs.saved_page),
    Kind("html", "HTML pages", "htmlpage", (".html", ".htm", ".xhtml"), signs.html, "web"),
    Kind("addresses", "lists of addresses", "addresslist", (), listsigns.addresses, lists=True),
    Kind("csv", "CSV and TSV", "delimited", (".csv", ".tsv"), tablesigns.delimited, table=True),
    Kind("mailbox", "mailboxes", "mailbox", (".mbox",), signs.mailbox),
    Kind("mail", "e-mails", "mail", (".eml",), signs.mail),
    Kind("subtitles", "subtitles", "subtitles", (".srt", ".vtt"), signs.subtitles),
    Kind("transcript", "transcripts", "transcript", (), signs.transcript),
    TEXT,
)  # fmt: skip
"""All kinds, in the order in which they are asked: of two that know a content the first has it."""


SPEECH = frozenset({"subtitles", "transcript"})
"""Kinds whose texts are known to be what people said, turn by turn."""


def recognised(document: Document) -> Kind:
    """The kind of a document; raises ``Refused`` where its bytes cannot be read."""
    head, name = document.head, document.name.lower()
    for kind in KINDS:
        if kind.looks_like(head, name):
            return kind
    return next((kind for kind in KINDS if name.endswith(kind.suffixes)), TEXT)


def items(
    document: Document, options: Options
) -> Iterator[tuple[Document, Item] | Listed | Failure | Remark]:
    """Every item in a document, with the document that held it; a bad one costs itself.

    What a person says of an article goes before what its source tells.
    """
    try:
        if document.depth > DEEPEST:
            raise Refused(f"archives in archives: more than {DEEPEST} deep is not opened")
        kind = recognised(document)
        said = () if kind.table else tuple(Told(*one, "option") for one in options.told)
        within = replace(options, told=()) if kind.table else options
        seen: set[int] = set()
        again: Counter[int] = Counter()
        module: ModuleType = import_module(f"datasette_claims.reading.{kind.module}")
        for outcome in module.read(document, options):
            if isinstance(outcome, Item):
                fields = (*said, *outcome.fields)
                item = replace(outcome, kind=outcome.kind or kind.key, fields=fields)
                yield document, _told_apart(item, seen, again)
            elif isinstance(outcome, Document):
                yield from items(outcome, within)
            elif isinstance(outcome, Listed):
                yield replace(
                    outcome,
                    place=document.called(outcome.place),
                    said=(*within.told, *outcome.said),
                )
            else:
                yield outcome
    except Refused as reason:
        yield Failure(document.name, str(reason), reason.skipped)
    except OSError as error:
        yield Failure(document.name, of_os(error))
    except ImportError as error:
        yield Failure(document.name, missing(kind) if kind.extra else of_import(error))
    except Exception as error:  # a library met what its authors did not think of
        yield Failure(document.name, f"cannot be read: damaged? ({type(error).__name__}: {error})")


def label(key: str) -> str:
    """What sources of the kind with this key are called; empty for none."""
    return next((kind.label for kind in KINDS if kind.key == key), "")


def missing(kind: Kind) -> str:
    """What to say where the library that reads a kind is not there."""
    return f"what reads {kind.label} is not installed: pip install 'datasette-claims[{kind.extra}]'"


def _told_apart(item: Item, seen: set[int], again: Counter[int]) -> Item:
    """The item with a part of its own: its key, else its address, numbered where two have one.

    Of a part only its hash is kept: a table may have millions of rows.
    """
    if item.part is None:
        return item
    part = item.part or next((str(told.value) for told in item.fields if told.field == "url"), "")
    if part and (sign := hash(part)) in seen:
        again[sign] += 1
        part = f"{part} ({again[sign] + 1})"
    elif part:
        seen.add(sign)
    return replace(item, part=part)
