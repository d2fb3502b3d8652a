from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

_Actor = dict[str, Any]
_Scope = MutableMapping[str, Any]
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

class Base400(Exception):
    status: int

class NotFound(Base400): ...
class Forbidden(Base400): ...

class MultiParams:
    def get(self, name: str) -> str | None: ...

class Request:
    scope: _Scope
    receive: _Receive
    def __init__(self, scope: _Scope, receive: _Receive | None) -> None: ...
    @property
    def method(self) -> str: ...
    @property
    def scheme(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def full_path(self) -> str: ...
    @property
    def query_string(self) -> str: ...
    @property
    def headers(self) -> dict[str, str]: ...
    @property
    def cookies(self) -> dict[str, str]: ...
    @property
    def args(self) -> MultiParams: ...
    @property
    def url_vars(self) -> dict[str, str]: ...
    @property
    def actor(self) -> _Actor | None: ...

class _Writer(Protocol):
    async def write(self, chunk: str) -> None: ...

class Response:
    status: int
    headers: dict[str, str]
    def __init__(
        self,
        body: str | bytes | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "text/plain",
    ) -> None: ...
    async def asgi_send(self, send: _Send) -> None: ...
    def set_cookie(
        self,
        key: str,
        value: str = "",
        *,
        max_age: int | None = None,
        path: str = "/",
        secure: bool = False,
        httponly: bool = False,
        samesite: str = "lax",
    ) -> None: ...
    @classmethod
    def html(
        cls, body: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response: ...
    @classmethod
    def text(
        cls, body: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response: ...
    @classmethod
    def json(
        cls, body: object, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response: ...
    @classmethod
    def redirect(
        cls, path: str, status: int = 302, headers: Mapping[str, str] | None = None
    ) -> Response: ...

class AsgiStream:
    headers: dict[str, str]
    def __init__(
        self,
        stream_fn: Callable[[_Writer], Awaitable[None]],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "text/plain",
    ) -> None: ...
