"""What stands in a cell of a table -> text, a line, a date, as an article has them.

Exports write "nothing" as `N/A` or `nan`, dates as seconds, days since 1900 or fourteen digits, and
lists as Python prints them. Nothing here raises: what is not understood stays as it is written.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from datasette_claims.reading import dates, markup
from datasette_claims.reading.columnnames import LANGUAGES

NOTHING = frozenset((
    "", "-", "--", "—", "–", "n/a", "na", "#n/a", "nan", "nat", "none", "null", "nil", "undefined",
    "\\n", "[]", "{}", "#ref!", "#value!", "#name?", "#null!", "#div/0!",
))  # fmt: skip
"""What stands where nothing is known, in small letters."""

EXCEL_CELL = 32_767
"""Characters at which Excel cuts a cell."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_DAY_MONTH = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)
_ESCAPED_END = re.compile(r"\\r\\n|\\n")
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+?\d+ (?:chars|characters)\]\s*\Z")
_LONGEST_CUT = 60
_SURROGATE = re.compile("[\ud800-\udfff]")
_FIRST_DAY = datetime(1899, 12, 30)  # to Excel, 1900 was a leap year
_DEEPEST = 6


class Linked(str):
    """Words in a cell that lead to an address, as `View` does in many a spreadsheet."""

    address: str

    def __new__(cls, words: str, address: str) -> Linked:
        linked = super().__new__(cls, words)
        linked.address = address
        return linked


def is_empty(value: object) -> bool:
    """Does the cell say nothing?"""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    if isinstance(value, str):
        return len(value) < 12 and value.strip().lower() in NOTHING
    return isinstance(value, (list, dict, bytes)) and not value


def is_number(value: object) -> bool:
    """Is it a number, also one that is written as text?"""
    if isinstance(value, (int, float)):
        return True
    return isinstance(value, str) and bool(_NUMBER.fullmatch(value.strip()))


def is_address(value: object) -> bool:
    """Is it the address of a page?"""
    return isinstance(value, str) and bool(_ADDRESS.fullmatch(value.strip()))


def leads_somewhere(value: object) -> bool:
    """Is it an address, or linked to one?"""
    return isinstance(value, Linked) or is_address(value)


def is_prose(value: object) -> bool:
    """Can it be text, rather than a number or an address?"""
    if isinstance(value, list):
        return any(is_prose(item) for item in value)
    return isinstance(value, (str, bytes)) and not is_number(value) and not is_address(value)


def has_digit(value: object) -> bool:
    """Can it be a date?"""
    if isinstance(value, (date, int, float)):
        return True
    return isinstance(value, str) and any(c.isdigit() for c in value)


def text_length(value: object) -> int:
    """About how many characters of text it holds, without tags."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    return len(markup.without_tags(value)) if isinstance(value, str) else 0


def text(value: object) -> tuple[str, list[str]]:
    """Give the text of an article, empty if it has none, and what to tell of it."""
    notes: list[str] = []
    if is_empty(value):
        return "", notes
    if isinstance(value, list):
        whole = "\n\n".join(str(one) for one in value if not is_empty(one))
    elif isinstance(value, (bytes, bytearray)):
        whole = bytes(value).decode("utf-8", "replace")
    else:
        whole = str(value)
    if len(whole) == EXCEL_CELL:
        notes.append(f"the text has {EXCEL_CELL:,} characters: Excel cut it there?")
    if "\n" not in whole and len(_ESCAPED_END.findall(whole)) > 1:
        whole = _ESCAPED_END.sub("\n", whole)
        notes.append(r"line ends written as \n were made line ends")
    if markup.is_marked_up(whole):
        whole = markup.text(whole)
        notes.append("HTML tags were taken out of the text")
    elif (plain := markup.characters(whole)) != whole:
        whole = plain
        notes.append("HTML entities (as &quot;) were made characters")
    if cut := _CUT.search(whole, max(0, len(whole) - _LONGEST_CUT)):
        whole = whole[: cut.start()]
        notes.append("the text is only the beginning of the article (it ends in [+… chars])")
    return _whole(whole), notes


def line(value: object) -> str:
    """Give a cell as one line of text; a list of names becomes one too.

    >>> line(["Ana", "Budi"]), line("['Ana', 'Budi']"), line(" a\\n b "), line("N/A"), line(7.0)
    ('Ana, Budi', 'Ana, Budi', 'a b', '', '7')
    """
    if is_empty(value):
        return ""
    if isinstance(value, str):
        value = _as_list(value)
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(line, value))))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (bytes, bytearray)):
        value = bytes(value).decode("utf-8", "replace")
    written = str(value)
    written = markup.text(written) if markup.is_marked_up(written) else markup.characters(written)
    return _whole(" ".join(written.split()))


def published(value: object, order: str = "") -> str:
    """Give a date as ISO 8601 where a machine wrote it, else as it is printed.

    ``order`` (DMY or MDY) is that of the numbers in its column, where ``day_order`` knows it.

    >>> published(1744425900), published("20250412093000"), published("12/4/2025", "DMY")
    ('2025-04-12T02:45:00+00:00', '2025-04-12T09:30:00', '2025-04-12')
    >>> published(45759), published("12 April 2025")
    ('2025-04-12', '12 April 2025')
    """
    if isinstance(value, list):
        value = next((one for one in value if not is_empty(one)), None)
    if isinstance(value, datetime):
        midnight = value.tzinfo is None and (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    printed = line(value)
    if found := dates.compact(printed) or _counted(printed):
        return found
    if order and (match := _DAY_MONTH.match(printed)):
        return _ordered(match, order, printed)
    return printed


def day_order(values: Iterable[object]) -> str:
    """The order of day and month in a column: what its dates show of which one is above twelve."""
    orders = set()
    for value in values:
        if isinstance(value, str) and (match := _DAY_MONTH.match(value.strip())):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                orders.add("DMY")
            elif second > 12 >= first:
                orders.add("MDY")
    return orders.pop() if len(orders) == 1 else ""


def language(value: object) -> str:
    """Give the code of a language that is written as its name."""
    written = line(value)
    return LANGUAGES.get("".join(c for c in written.casefold() if c.isalnum()), written)


def outlet(value: object) -> str:
    """Give the name of an outlet; of an address, its host."""
    written = line(value)
    if not is_address(written):
        return written
    try:
        host = urlsplit(written if "://" in written else f"//{written}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def flat(record: Mapping[Any, object], prefix: str = "", depth: int = 0) -> dict[str, object]:
    """Give a nested record as one row: `source.name` for what stands in an object in it.

    >>> flat({"a": {"b": 1}, "c": [{"d": "x"}, {"d": "y"}]})
    {'a.b': 1, 'c.d': ['x', 'y']}
    """
    row: dict[str, object] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and depth < _DEEPEST:
            row |= flat(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            for inner in value[:100] if depth < _DEEPEST else ():
                for below, one in flat(inner, f"{name}.", depth + 1).items():
                    known = row.setdefault(below, [])
                    if isinstance(known, list):
                        known.extend(one if isinstance(one, list) else [one])
        else:
            row[name] = value
    return row


def without_escapes(value: str) -> str:
    """Excel's `_x000D_` as the character that it stands for."""
    if "_x" not in value:
        return value
    return _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)


def _whole(written: str) -> str:
    """Text without halves of characters, which no file could hold."""
    return written if written.isascii() else _SURROGATE.sub("\ufffd", written)


def _as_list(written: str) -> object:
    """The list of names that a cell holds as Python or JSON prints one."""
    if not (written.startswith("[") and written.rstrip().endswith("]") and len(written) < 2000):
        return written
    try:
        found = ast.literal_eval(written.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return written
    names = isinstance(found, list) and all(isinstance(name, str) for name in found)
    return found if names else written


def _counted(printed: str) -> str:
    """A date counted: seconds or parts of them since 1970, Excel's days since 1900."""
    if not _NUMBER.fullmatch(printed):
        return ""
    count = float(printed.replace(",", "."))
    digits = len(printed.partition(".")[0])
    try:
        if digits == 5:
            day = _FIRST_DAY + timedelta(days=count)
            return day.date().isoformat() if count.is_integer() else _to_second(day)
        if digits in (9, 10, 12, 13, 16, 19):
            seconds = count / 10 ** {12: 3, 13: 3, 16: 6, 19: 9}.get(digits, 0)
            return datetime.fromtimestamp(int(seconds), timezone.utc).isoformat()
    except (OverflowError, ValueError, OSError):
        pass
    return ""


def _to_second(moment: datetime) -> str:
    rounded = moment + timedelta(milliseconds=500)
    return rounded.replace(microsecond=0).isoformat()


def _ordered(match: re.Match[str], order: str, printed: str) -> str:
    """A date in numbers, in the order that its column has; a time behind it stays."""
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if order == "DMY" else (second, first)
    try:
        found = date(int(match[4]), month, day).isoformat()
    except ValueError:
        return printed
    rest = printed[match.end() :]
    clock = re.fullmatch(r"[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?", rest)
    if clock:
        return f"{found}T{int(clock[1]):02}:{clock[2]}:{clock[3] or '00'}"
    return f"{found}{rest}" if rest else found
