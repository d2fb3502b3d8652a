import sqlite3
from collections.abc import Callable
from typing import TypeVar

from datasette.app import Datasette

T = TypeVar("T")

class QueryInterrupted(Exception):
    def __init__(self, e: Exception, sql: str, params: object) -> None: ...

class Database:
    name: str
    route: str
    path: str | None
    is_mutable: bool
    def close(self) -> None: ...
    ds: Datasette
    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T: ...
    async def execute_write_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T: ...
