"""Pages that a browser saved with all that belongs to them as a message (MHTML)."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from email.utils import parsedate_to_datetime

from datasette_claims.reading import savedpage
from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Refused

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read(document: Document, _options: Options) -> Iterator[Document]:
    """Give the page of an MHTML file."""
    data = document.data(savedpage.LARGEST)
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        part = _first_page(message)
        page = part.get_payload(decode=True) if part is not None else None
        charset = part.get_content_charset() if part is not None else None
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Refused(f"a damaged MHTML file ({type(error).__name__})") from None
    if part is None or not isinstance(page, bytes) or not page.strip():
        raise Refused("a damaged MHTML file: no page in it")
    told = {}
    url = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
    if str(url).startswith(("http://", "https://")):
        told["url"] = "".join(str(url).split())
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        told["fetched"] = parsedate_to_datetime(str(message.get("Date"))).isoformat()
    if charset:
        told["content_type"] = f"text/html; charset={charset}"
    yield savedpage.page(document, page, told)


def _first_page(message: Message) -> Message | None:
    """The part that is the page; what belongs to it (frames among them) comes behind."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list):
            waiting.extend(reversed([one for one in inside if isinstance(one, Message)]))
        elif part.get_content_type() in _PAGES:
            return part
    return None
