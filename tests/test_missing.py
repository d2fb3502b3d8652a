"""A library that is not installed is named, with the line that installs it: no file is damaged."""

import sys
from dataclasses import replace

import making
import pytest

from datasette_claims import loading
from datasette_claims.loading import pages
from datasette_claims.reading import Document, Failure, dates, kinds, read

BY_EXTRA = {
    "web": ("feedparser", "trafilatura", "lxml", "lxml.html"),
    "documents": ("openpyxl", "pypdf", "docx"),
    "archives": ("warcio.archiveiterator",),
    "tables": ("pyarrow",),
}
"""What the extras bring, as it is imported."""

IMPORTERS = (
    "datasette_claims.fetching",
    "datasette_claims.reading.sheetparts",
    *(f"datasette_claims.reading.{kind.module}" for kind in kinds.KINDS if kind.extra),
)

NEEDED = {
    "yaml": b'---\ntitle: "Rain: more"\n---\nSari mengatakan bahwa hujan akan turun.',
    "dateparser": b"---\npublished: 3 de enero de 2025\n---\nSari mengatakan bahwa hujan turun.",
    "charset_normalizer": "Министр заявил, что мост закрыт, сообщает агентство.".encode("cp1251"),
}
"""A text that cannot be read without the library."""


@pytest.fixture
def without(monkeypatch):
    """Take libraries away, as if they were not installed, and what imported them."""

    def away(*names):
        for name in names:
            monkeypatch.setitem(sys.modules, name, None)
        for name in [name for name in sys.modules if name.startswith(IMPORTERS)]:
            monkeypatch.delitem(sys.modules, name)
        dates.iso.cache_clear()

    return away


def looking(kind):
    """A document that is known for one of a kind."""
    document = Document.of(b"", "a", "/a")
    return document, replace(kind, looks_like=lambda *_: True)


EXTRA = [kind for kind in kinds.KINDS if kind.extra]


@pytest.mark.parametrize("kind", EXTRA, ids=lambda kind: kind.key)
def test_a_kind_without_its_extra_says_the_line(without, monkeypatch, kind):
    without(*BY_EXTRA[kind.extra])
    document, known = looking(kind)
    monkeypatch.setattr(kinds, "KINDS", (known,))
    line = f"pip install 'datasette-claims[{kind.extra}]'"
    assert list(read([document])) == [
        Failure("a", f"what reads {kind.label} is not installed: {line}")
    ]


@pytest.mark.parametrize("name", NEEDED)
def test_a_library_that_always_comes_along_is_named(without, name):
    (article,) = read([Document.of(NEEDED[name], "a.txt", "/a.txt")])
    assert not isinstance(article, Failure)
    without(name)
    (failure,) = read([Document.of(NEEDED[name], "a.txt", "/a.txt")])
    assert failure.reason == (
        f"{name}, which is needed, is missing or broken: pip install datasette-claims"
    )


def test_a_page_in_a_box_without_its_extra_costs_itself(without):
    box = making.zipped({"a.html": making.page(), "b.txt": making.PARAGRAPHS[0]})
    without(*BY_EXTRA["web"])
    failure, article = read([Document.of(box, "a.zip", "/a.zip")])
    assert (failure.name, "datasette-claims[web]" in failure.reason) == ("a.zip: a.html", True)
    assert article.text == making.PARAGRAPHS[0]


@pytest.mark.parametrize("name", ["httpx", "httpcore", "protego"])
def test_an_address_without_the_extra_says_the_line(without, tmp_path, name):
    without(name)
    report = loading.load(tmp_path / "claims.db", ["https://example.org/a"])
    assert [failure.reason for failure in report.failures] == [pages.MISSING]
