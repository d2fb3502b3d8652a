"""A form with a file in it, of bounded size: both lines of Datasette, by one parser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from datasette.utils.asgi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header

from datasette_claims.web.sending import Unusable, clean
from datasette_claims.wording import said

LARGEST = 5 * 1024 * 1024
"""Bytes of a text, a page or a file."""

MOST = 3 * LARGEST
"""Bytes of a whole form."""

DRAINED = 64 * 1024 * 1024
"""Bytes that are read to their end though they are too many: else browsers show no answer."""

MOST_FIELDS = 5_000

_MULTIPART = "multipart/form-data"
_KINDS = (_MULTIPART, "application/x-www-form-urlencoded")


class TooLarge(Exception):
    """More was sent than is taken here."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: texts by name, in their order, and the file with its name."""

    fields: Mapping[str, tuple[str, ...]]
    file: tuple[str, bytes] | None = None

    def text(self, name: str) -> str | None:
        """The last text of that name, with plain line ends; None where none was sent."""
        values = self.fields.get(name)
        return clean(values[-1], name) if values else None

    def numbers(self, name: str) -> set[int]:
        """The numbers that were sent under a name; what is none says nothing."""
        return {
            int(value)
            for value in self.fields.get(name, ())
            if value.isascii() and value.isdigit() and len(value) < 10
        }


async def read(request: Request, most: int = MOST, drained: int = DRAINED) -> Sent:
    """The form; ``TooLarge`` or ``Unusable`` where it is not to be had.

    A stranger is listened to no longer than ``most`` and ``drained`` bytes say.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    content_type = kind.decode("latin-1")
    if content_type not in _KINDS:
        raise Unusable(400, "Send this form as multipart/form-data.")
    body = await _body(request, most, drained)
    fields: dict[str, list[str]] = {}
    files: list[File] = []

    def on_field(field: Field) -> None:
        if sum(map(len, fields.values())) + len(files) >= MOST_FIELDS:
            raise Unusable(400, f"Send at most {MOST_FIELDS:,} fields.")
        name, value = field.field_name or b"", field.value or b""
        if content_type != _MULTIPART:  # the parser leaves them as they were sent
            name, value = (unquote_to_bytes(one.replace(b"+", b" ")) for one in (name, value))
        try:
            fields.setdefault(name.decode("utf-8", "replace"), []).append(value.decode())
        except UnicodeDecodeError:
            raise Unusable(400, "Send the text as UTF-8.") from None

    try:
        parser = FormParser(
            content_type,
            on_field,
            files.append,
            boundary=options.get(b"boundary"),
            config={"MAX_MEMORY_FILE_SIZE": MOST},
        )
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise Unusable(400, said("The form arrived damaged; send it again.")) from None
    return Sent({name: tuple(values) for name, values in fields.items()}, _file(files))


def _file(files: list[File]) -> tuple[str, bytes] | None:
    """The first file that is one: a browser sends an empty one where none was chosen."""
    for file in files:
        file.file_object.seek(0)
        data = file.file_object.read()
        name = (file.file_name or b"").decode("utf-8", "replace")
        if name or data:
            return name, data
    return None


async def _body(request: Request, most: int, drained: int) -> bytes:
    """All that was sent; read to its end where it is too much, and thrown away."""
    pieces: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await request.receive()
        piece = message.get("body", b"")
        size += len(piece)
        more = message.get("more_body", False)
        if size <= most:
            pieces.append(piece)
        else:
            pieces.clear()
        if size > drained:
            break
    if size > most:
        raise TooLarge
    return b"".join(pieces)
