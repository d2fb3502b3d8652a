# 1.0 alone
class Resource: ...

class Action:
    def __init__(
        self,
        *,
        name: str,
        description: str,
        resource_class: type[Resource],
        also_requires: str | None = None,
    ) -> None: ...

class PermissionSQL:
    def __init__(self, *, sql: str, params: dict[str, str]) -> None: ...
