"""Pages that Safari saved with all that belongs to them (web archive)."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator

from datasette_claims.reading import savedpage
from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Refused

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read(document: Document, _options: Options) -> Iterator[Document]:
    """Give the page of a web archive of Safari."""
    try:
        main = plistlib.loads(document.data(savedpage.LARGEST))["WebMainResource"]
        page, url = main["WebResourceData"], str(main.get("WebResourceURL", ""))
        kind, charset = main.get("WebResourceMIMEType"), main.get("WebResourceTextEncodingName")
    except Refused:
        raise
    except Exception as error:  # plistlib has no error of its own for what is broken
        raise Refused(f"a damaged web archive ({type(error).__name__})") from None
    if not isinstance(page, bytes) or kind not in _PAGES:
        raise Refused("a web archive without a page")
    told = {"url": url} if url.startswith(("http://", "https://")) else {}
    if charset:
        told["content_type"] = f"text/html; charset={charset}"
    yield savedpage.page(document, page, told)
