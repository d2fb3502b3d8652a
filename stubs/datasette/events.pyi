# 1.0 alone
class Event:
    name: str
    def __init__(self, *, actor: object, **properties: object) -> None: ...
