"""What a request brings: a form or a JSON object, of bounded size, read with care."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from datasette.app import Datasette
from datasette.utils.asgi import Base400, Forbidden, NotFound, Request, Response

from datasette_claims.store import errors
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import seam
from datasette_claims.web.asgi import Answer, View
from datasette_claims.wording import said, told

LARGEST = 256 * 1024
MOST_READ = 2 * 1024 * 1024
MOST_FIELDS = 200


class Unusable(Exception):
    """The request cannot be answered as asked; the message says what to do.

    ``problems`` says the same by field, as far as it is about fields.
    """

    def __init__(
        self,
        status: int,
        message: str,
        problems: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.problems = dict(problems or {})
        self.headers = dict(headers or {})

    def as_json(self) -> Response:
        """What a program is told."""
        more = {"problems": self.problems} if self.problems else {}
        answer = seam.error(str(self), self.status, **more)
        answer.headers.update(self.headers)
        return answer

    def as_page(self) -> Exception:
        """The exception that Datasette shows as a page of its own."""
        return {403: Forbidden, 404: NotFound}[self.status](str(self))


class NotDone(Base400):
    """Why a form was refused, as a page."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Sent:
    """The fields that came, and whether they came as JSON."""

    fields: Mapping[str, Any]
    as_json: bool
    too_long: bool = False
    """More than is stored at once; read all the same, so that it can be given back."""

    def text(self, name: str, required: bool = False) -> str | None:
        """The field's text with plain line ends, None where it was not sent."""
        value = self.fields.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, str) or (required and not value.strip()):
            message = f"Send “{name}” as text." if self.as_json else _missing(name)
            raise Unusable(400, message, {name: message})
        return clean(value, name)

    def number(self, name: str) -> int:
        value = self.fields.get(name)
        text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Unusable(
                400,
                f"Send “{name}”: the number of the version of the claim that you saw. "
                "It is in the claim's row; open the claim again to get it.",
            )
        return int(text)

    def whole(self, names: tuple[str, ...]) -> dict[str, str | None] | None:
        """One object that is all there is, by bare names; None where a form has none of them."""
        found = {key: self.text(key) for key in names}
        return found if self.as_json or any(found.values()) else None

    def texts(self, names: Iterable[str]) -> dict[str, str]:
        """Those of the fields that were sent."""
        found = {name: self.text(name) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def nested(self, name: str, names: tuple[str, ...]) -> list[dict[str, str | None]]:
        """Objects within the JSON."""
        value = self.fields.get(name)
        if value is None:
            return []
        value = value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in value):
            raise Unusable(400, f"Send “{name}” as an object with a url, or a list of them.")
        return [{key: Sent(item, True).text(key) for key in names if key in item} for item in value]


def _missing(name: str) -> str:
    words = {
        "status": said("Choose a status."),
        "note": said("Write the note before adding it."),
        "finding": said("Say whether you confirm the verdict or object to it."),
    }
    return words.get(name, said("Fill in “{name}”.", name=name))


def clean(value: str, name: str) -> str:
    """The text with plain line ends; ``Unusable`` where it is no valid Unicode."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unusable(400, f"“{name}” holds half a character; send it as UTF-8.") from None
    return value.replace("\r\n", "\n").replace("\r", "\n")


def in_words(problem: Exception, database: str) -> Unusable | None:
    """What went wrong as an answer; None for what nobody foresaw."""
    if isinstance(problem, Unusable):
        return problem
    if isinstance(problem, errors.Unknown):
        return Unusable(404, str(problem))
    if isinstance(problem, errors.Refused):
        return Unusable(400, str(problem), problem.problems)
    if isinstance(problem, errors.Overtaken):
        return Unusable(
            409, said("{problem} Open it again to see how it stands.", problem=str(problem))
        )
    if isinstance(problem, Base400):
        return Unusable(problem.status, said("{problem}.", problem=problem.args[0]))
    if isinstance(problem, sqlite3.IntegrityError):
        return Unusable(400, said("The database refuses this: {problem}.", problem=problem))
    try:
        with errors.in_words(said("The database {name}", name=database)):
            raise problem
    except errors.StoreError as known:
        return Unusable(
            503,
            said(
                "{known}. Nothing was changed; what you typed is still here: send it again.",
                known=str(known),
            ),
        )
    except Exception:
        return None


def announce(datasette: Datasette, request: Request, message: str) -> None:
    """Have the next page say it, in the language of who did this: a cookie keeps it until then."""
    datasette.add_message(request, told(message))


def answering(take: View) -> View:
    """The view that takes a change; what it refuses is answered in the form that was sent."""

    async def answer(datasette: Datasette, request: Request) -> Answer:
        try:
            return await take(datasette, request)
        except Exception as problem:
            known = in_words(problem, request.url_vars["database"])
            if known is None:
                raise
            if wants_json(request):
                return known.as_json()
            if known.status in (403, 404):
                raise known.as_page() from None
            if known.status == 405:
                return Response.text(f"{known}\n", status=405, headers=known.headers)
            raise NotDone(str(known), known.status) from None

    return answer


def actor(request: Request) -> str:
    """The id of who asks; empty where nobody knows who that is."""
    return str((request.actor or {}).get("id") or "")


def author(request: Request) -> str:
    """The name under which what is sent stands in the log."""
    return actor(request) or "unknown"


def wants_json(request: Request) -> bool:
    kind = _content_type(request)
    accept = request.headers.get("accept") or ""
    return kind == "application/json" or (
        "application/json" in accept and "text/html" not in accept
    )


def _content_type(request: Request) -> str:
    return (request.headers.get("content-type") or "").partition(";")[0].strip().lower()


async def read(request: Request, largest: int = LARGEST) -> Sent:
    """The fields of the request; ``Unusable`` where it is too large or not what we read.

    ``largest`` is for JSON; of a form more is read, to be given back.
    """
    kind = _content_type(request)
    if kind not in ("application/json", "application/x-www-form-urlencoded"):
        raise Unusable(
            400,
            "Send a form (application/x-www-form-urlencoded) or JSON (application/json), "
            f"not {kind or 'a body without a content type'}.",
        )
    as_json = kind == "application/json"
    raw = await _body(request, largest if as_json else MOST_READ)
    try:
        body = raw.decode()
    except UnicodeDecodeError:
        raise Unusable(400, "Send the text as UTF-8.") from None
    if as_json:
        try:
            fields = json.loads(body)
        except (ValueError, RecursionError) as problem:
            raise Unusable(400, f"This is not JSON: {problem}.") from None
        if not isinstance(fields, dict):
            raise Unusable(400, "Send one JSON object.")
        return Sent(fields, True)
    try:
        values = parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Unusable(400, f"Send at most {MOST_FIELDS} fields.") from None
    fields = {name: value[-1] for name, value in values.items()}
    return Sent(fields, False, too_long=len(raw) > LARGEST)


def too_long() -> Unusable:
    message = said(
        "This is too long: at most {largest} KiB can be sent at once.", largest=LARGEST // 1024
    )
    return Unusable(413, message)


async def _body(request: Request, most: int) -> bytes:
    """The body, given up as soon as it is too large: 0.65 has no limit of its own."""
    length = request.headers.get("content-length") or ""
    if length.isdigit() and int(length) > most:
        raise too_long()
    body = b""
    more = True
    while more:
        message = await request.receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise too_long()
    return body
