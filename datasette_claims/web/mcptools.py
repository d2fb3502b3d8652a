"""Tools for language models, where datasette-mcp is installed: they are told what pages tell.

Each asks a view of ours in the name of whoever asked, so permissions and what is left out are
decided where they are decided for all. Imported only by the hook of that plugin: it needs ``mcp``.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.utils import tilde_encode
from datasette.utils.asgi import Base400, Forbidden, Request, Response
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from datasette_claims.publishing import outward
from datasette_claims.store import published
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import (
    downloads,
    feeds,
    marking,
    outwardly,
    page,
    permitted,
    record,
    seam,
    twins,
)

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)

MOST = 100
"""Claims that one answer holds; a model reads all of it."""

Told = dict[str, Any]


def register(datasette: Datasette, mcp: MCPServer) -> None:
    """The four tools."""

    async def search_claims(
        database: str, ctx: Context, words: str = "", filters: str = "", size: int = 20,
        after: str = "",
    ) -> Told:  # fmt: skip
        """Search attributed claims: who said what, where and when, and what checking found.

        `words` must all stand in the claim, its source or role, or the speaker's name. `filters`
        is a query string: speaker, outlet, article (keys), status, language, type, kind, month
        (2025-04), sort (said, oldest, published). `after` is `next` of an earlier answer. A status
        of "Not reviewed" says nothing about truth. Cite `page` and `url`.
        """
        pairs = [*parse_qsl(filters.removeprefix("?"))]
        pairs += [("q", words)] if words else []
        request = _request(ctx, database)
        editable = await _edits(datasette, request)
        if not editable:
            pairs = _public(pairs)
        pairs += [("_size", str(max(1, min(size, MOST))))] + ([("after", after)] if after else [])
        told = await _asked(datasette, _request(ctx, database, pairs), downloads.json)
        rows = told["rows"]
        if not editable:
            rows = await page.named(datasette, request).execute_fn(
                lambda conn: _outward(conn, rows)
            )
        return {
            "count": told["count"],
            "next": told["next"],
            "claims": [_with_page(datasette, request, database, row) for row in rows],
        }

    async def get_claim(database: str, claim: str, ctx: Context) -> Told:
        """One claim by its key: the claim, the passage it stands in, evidence and history.

        `passage` is the paragraph of the article; quote from it, not from memory.
        """
        request = _request(ctx, database, claim=claim)
        told = await _asked(datasette, request, record.json)
        told["page"] = _page(datasette, request, database, "claims", claim)
        told["passage"] = await _passage(datasette, ctx, database, told)
        return told

    async def get_speaker(database: str, speaker: str, ctx: Context) -> Told:
        """One speaker by key (`speaker_id` of a claim): names, roles, counts by status, claims.

        Which claims get checked is a choice; the counts say nothing about how often somebody tells
        the truth.
        """
        request = _request(ctx, database, speaker=speaker)
        told = await _asked(datasette, request, twins.speaker)
        told["page"] = _page(datasette, request, database, "speakers", told["speaker"]["id"])
        return told

    async def list_verdicts(database: str, ctx: Context, filters: str = "", size: int = 20) -> Told:
        """Published verdicts, the last changed first: claim, status, reason, evidence, corrections.

        `filters` as for search_claims. What is not in this list has not been checked, or not yet.
        """
        pairs = _public(parse_qsl(filters.removeprefix("?")))
        request = _request(ctx, database, pairs)
        return {"verdicts": await _of_view(
            lambda: feeds.verdicts(datasette, request, max(1, min(size, MOST)))
        )}  # fmt: skip

    for tool in (search_claims, get_claim, get_speaker, list_verdicts):
        mcp.tool(annotations=READS)(tool)


def _outward(conn: sqlite3.Connection, rows: Sequence[Told]) -> list[Told]:
    """The rows as the public may have them."""
    words = vocabulary(conn)
    withdrawn = published.withdrawals(conn, [row["id"] for row in rows])
    return [outward.flat(row, words, withdrawn.get(row["id"], ())) for row in rows]


def _request(
    ctx: Context, database: str, pairs: Sequence[tuple[str, str]] = (), **keys: str
) -> Request:
    """The request as if its sender had asked for a page of ours."""
    asked = getattr(ctx.request_context.request, "scope", None) or {"type": "http", "headers": []}
    named = {"database": database, **keys}
    scope = {
        **asked,
        "method": "GET",
        "path": "/-/mcp.json",
        "raw_path": b"/-/mcp.json",
        "query_string": urlencode(pairs).encode(),
        "url_route": {"kwargs": {name: tilde_encode(key) for name, key in named.items()}},
    }
    return Request(scope, None)


async def _asked(
    datasette: Datasette,
    request: Request,
    view: Callable[[Datasette, Request], Awaitable[Response]],
) -> Told:
    """What the view answers; what it refuses is said to the model."""
    answer = await _of_view(lambda: view(datasette, request))
    if answer.status == 302:
        raise ToolError(f"This is now {answer.headers['location']}")
    told: Told = json.loads(answer.body)
    if answer.status != 200:
        raise ToolError(str(told.get("error")))
    told.pop("ok", None)
    return told


async def _of_view(ask: Callable[[], Awaitable[Any]]) -> Any:
    try:
        return await ask()
    except Forbidden as refusal:
        raise ToolError(str(refusal.args[0])) from None
    except Base400 as refusal:
        raise ToolError(str(refusal.args[0])) from None


def _public(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The filters of who may not edit."""
    try:
        return outwardly.pairs(pairs)
    except Base400 as refusal:
        raise ToolError(str(refusal.args[0])) from None


async def _edits(datasette: Datasette, request: Request) -> bool:
    async def ask() -> bool:
        db = await page.database(datasette, request)
        return await permitted.may_edit(datasette, request, db)

    return bool(await _of_view(ask))


def _page(datasette: Datasette, request: Request, database: str, kind: str, key: str) -> str:
    return str(datasette.absolute_url(request, page.path(datasette, database, kind, key)))


def _with_page(datasette: Datasette, request: Request, database: str, row: Told) -> Told:
    return {**row, "page": _page(datasette, request, database, "claims", row["id"])}


async def _passage(datasette: Datasette, ctx: Context, database: str, told: Told) -> str | None:
    """The paragraph that the claim stands in; None for who may not see the article."""
    spans = [(span["start"], span["end"]) for span in told["spans"]]
    if not (spans and told["article"]):
        return None
    request = _request(ctx, database)
    db = page.named(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "articles"):
        return None
    key = told["article"]["id"]
    text = await db.execute_fn(lambda conn: published.text(conn, key)) or ""
    cut = marking.paragraph(text, spans)
    return text[cut.start : cut.end]
