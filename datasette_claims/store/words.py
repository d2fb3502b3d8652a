"""What a person typed, as it is stored."""

from __future__ import annotations

import math

from datasette_claims.store.errors import Refused
from datasette_claims.wording import said


def words(value: str | None, what: str) -> str | None:
    """A person's words without the edges, line ends as ``\\n``; None where nothing is left."""
    text = (value or "").replace("\r\n", "\n").strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(
            said("In {what} there is half a character (a lone surrogate); remove it.", what=what)
        ) from None
    return text or None


def storable(key: str) -> str:
    """The key, with what no database holds replaced, so that it is simply not found."""
    return key.encode("utf-8", "replace").decode()


def fraction(text: str) -> float | None:
    """A number from 0 to 1; None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= 1 else None
