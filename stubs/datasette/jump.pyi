from typing import Any

class JumpSQL:
    def __init__(
        self, sql: str, params: dict[str, Any] | None = None, database: str | None = None
    ) -> None: ...
