"""E-mail (.eml): a newsletter or a press release is an article, what is attached is read too."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from itertools import groupby

from datasette_claims.reading import hypertext, linebreaks, prose
from datasette_claims.reading.decoding import decode_anyway
from datasette_claims.reading.documents import Document, Item, Options, Told
from datasette_claims.reading.outcomes import Failure, Refused

MOST_PARTS = 1_000

_NO_DOCUMENTS = ("image/", "audio/", "video/", "font/")
_NO_NAMES = (".ics", ".vcf", ".p7s", ".p7m", ".asc", ".sig", ".css", ".js")
_QUOTED = re.compile(r"\A(?:> ?)+")
_BARE_ADDRESS = re.compile(r"^\s*[<(\[]?https?://\S+[>)\]]?\s*$", re.MULTILINE)
_BY_MACHINE = ("List-Id", "List-Unsubscribe", "List-Post")
_FULL_LINE = 55
"""Characters of a line that a mail program broke; shorter ones are as they were meant."""


def read(document: Document, _options: Options) -> Iterator[Item | Document | Failure]:
    """Give the article that a message is, then everything attached to it."""
    data = document.data()
    try:
        message = email.message_from_bytes(_without_envelope(data), policy=email.policy.default)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Refused(f"a damaged e-mail ({type(error).__name__})") from None
    bodies = [part for part in parts if _is_body(part)]
    attached = [part for part in parts if not _is_body(part)]
    text = _text(bodies)
    if text:
        yield Item(
            text=text,
            fields=tuple(_fields(message)),
            raw_hash=hashlib.sha256(data).hexdigest(),
        )
    names: dict[str, int] = {}
    found = bool(text)
    for part in attached:
        name = _name_of(part)
        if part.get_content_type().startswith(_NO_DOCUMENTS) or name.lower().endswith(_NO_NAMES):
            continue
        found = True
        names[name] = names.get(name, 0) + 1
        unique = name if names[name] == 1 else f"{name} ({names[name]})"
        inside = _bytes_of(part)
        yield document.inner(
            unique, partial(io.BytesIO, inside), {"content_type": part.get_content_type()}
        )
    if not found:
        raise Refused("an e-mail without text")


def _without_envelope(data: bytes) -> bytes:
    """The message without the line that mailboxes put above it."""
    return data.partition(b"\n")[2] if data.startswith((b"From ", b">From ")) else data


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a message, those of an attached message not among them."""
    waiting, count = [message], 0
    while waiting:
        part = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise Refused(f"an e-mail of more than {MOST_PARTS:,} parts")
        inside = part.get_payload() if part.is_multipart() else None
        if part.get_content_type() != "message/rfc822" and isinstance(inside, list):
            waiting.extend(reversed([one for one in inside if isinstance(one, Message)]))
        else:
            yield part


def _is_body(part: Message) -> bool:
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and _disposition(part) != "attachment"
        and not (part.get_filename() and _disposition(part) != "inline")
    )


def _disposition(part: Message) -> str:
    return str(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()


def _name_of(part: Message) -> str:
    """What an attachment is called, without a folder."""
    name = part.get_filename() or ""
    if not name and part.get_content_type() == "message/rfc822":
        name = "message.eml"
    plain = prose.clean(name.replace("\\", "/").rpartition("/")[2])[:200].replace("\n", " ")
    return plain or "attachment"


def _bytes_of(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        if isinstance(inside, list) and inside and isinstance(inside[0], Message):
            try:
                return inside[0].as_bytes()
            except (ValueError, LookupError, TypeError, AttributeError):
                return inside[0].as_string().encode("utf-8", "replace")
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(bodies: list[Message]) -> str:
    """The plain text of a message, or the HTML where that says much more.

    The plain half of many newsletters is one line: read it in your browser.
    """
    plain = "\n\n".join(_plain(part) for part in bodies if part.get_content_type() == "text/plain")
    html = "\n\n".join(
        hypertext.Page(_decoded(part)).text
        for part in bodies
        if part.get_content_type() == "text/html"
    )
    few = 3 * len(_BARE_ADDRESS.sub("", plain).split()) < len(html.split())
    return (html if few else plain).strip()


def _plain(part: Message) -> str:
    """The text of a part as it was before it was broken into lines and quoted."""
    lines = _decoded(part).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    signed = next((n for n, line in enumerate(lines) if line.rstrip() == "--" and n), len(lines))
    lines = lines[:signed]
    if str(part.get_param("format", "")).lower() == "flowed":
        lines = list(_unflowed(lines, str(part.get_param("delsp", "")).lower() == "yes"))
    return "\n\n".join(_paragraphs([_QUOTED.sub("", line) for line in lines]))


def _unflowed(lines: Iterable[str], without_space: bool) -> Iterator[str]:
    """The lines of a mail as they were typed: one that ends in a space goes on (RFC 3676)."""
    begun = ""
    for line in lines:
        line = line.removeprefix(" ")
        begun += _QUOTED.sub("", line) if begun else line
        if not line.endswith(" "):
            yield begun
            begun = ""
        elif without_space:
            begun = begun[:-1]
    if begun:
        yield begun


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The paragraphs of a text; lines that were broken at a width are whole again."""
    known = linebreaks.words(lines)
    for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        if filled:
            block = list(group)
            broken = _was_broken(block)
            yield prose.clean(linebreaks.joined(block, known) if broken else "\n".join(block))


def _was_broken(lines: list[str]) -> bool:
    """Are these the lines of one paragraph? All but the last then reach near the same width."""
    return (
        len(lines) > 1
        and min(len(line.rstrip()) for line in lines[:-1]) >= _FULL_LINE
        and (max(len(line) for line in lines) <= 100)
    )


def _decoded(part: Message) -> str:
    found = part.get_payload(decode=True)
    declared = part.get_content_charset() or ""
    return decode_anyway(found if isinstance(found, bytes) else b"", [declared]).text


def _header(message: Message, name: str) -> str:
    """A header as one line of text; what cannot be read of it is left out."""
    try:
        value = str(message.get(name, ""))
    except Exception:  # headers that the standard library trips over
        return ""
    return " ".join(prose.clean(value).split())


def _fields(message: EmailMessage | Message) -> Iterator[Told]:
    """Subject, sender, date and address. The sender of a mailing list is its outlet."""
    if subject := _header(message, "Subject"):
        yield Told("title", re.sub(r"(?i)\A(?:(?:re|fwd?|fw|tr|bls)\s*:\s*)+", "", subject), "file")
    name, address = parseaddr(_header(message, "From"))
    if any(message.get(header) for header in _BY_MACHINE):
        if name:
            yield Told("outlet", name, "file")
    elif name or address:
        yield Told("byline", name or address, "file")
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        yield Told("published", parsedate_to_datetime(_header(message, "Date")).isoformat(), "file")
    archived = _header(message, "Archived-At").strip("<> ")
    if archived.startswith(("http://", "https://")):
        yield Told("url", archived, "file")
