"""What passes between a server, Datasette and our pages: names for the types, nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

from datasette.app import Datasette
from datasette.utils.asgi import AsgiStream, Request, Response

Actor = dict[str, Any]
"""Who is logged in: an id, and what else plugins know."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Writer(Protocol):
    """What a streamed answer is written to."""

    async def write(self, chunk: str) -> None: ...


Answer = Response | AsgiStream
View = Callable[[Datasette, Request], Awaitable[Answer]]

Sees = Mapping[str, bool]
"""Table -> may the actor see it?"""
