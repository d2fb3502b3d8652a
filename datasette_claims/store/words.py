"""What a person typed, as it is stored."""

from __future__ import annotations

from datasette_claims.store.errors import Refused


def words(value: str | None, what: str) -> str | None:
    """A person's words without the edges, line ends as ``\\n``; None where nothing is left."""
    text = (value or "").replace("\r\n", "\n").strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(
            f"In {what} there is half a character (a lone surrogate); remove it."
        ) from None
    return text or None


def storable(key: str) -> str:
    """The key, with what no database holds replaced, so that it is simply not found."""
    return key.encode("utf-8", "replace").decode()
