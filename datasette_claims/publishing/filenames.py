"""What a download is called: after the database, the filter and the day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

LONGEST = 80
"""Characters that the filter may take in the name of a file."""


def filename(
    database: str, pairs: Iterable[tuple[str, str]], day: date, *, spreadsheet: bool = False
) -> str:
    """The name of the file, of letters that every system takes.

    >>> filename("news", [("status", "false"), ("q", "harga beras")], date(2025, 4, 12))
    'news-claims-false-harga-beras-2025-04-12.csv'
    """
    asked = "-".join(filter(None, (_plain(value) for name, value in pairs if name != "sort")))
    asked = asked[:LONGEST].strip("-.")
    parts = [_plain(database) or "database", "claims", asked, day.isoformat()]
    return "-".join(filter(None, parts)) + (".spreadsheet.csv" if spreadsheet else ".csv")


def _plain(words: str) -> str:
    """The letters, without their marks, and hyphens for all between them."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "-", letters).strip("-.")
