"""JSON: one object a line, a list of objects, or the answer of a service that holds such a list.

Lines and lists are read one object at a time, however long the file is. A line that is broken costs
itself; in a list, what stands behind the break cannot be told apart, and is lost with it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping

from datasette_claims.reading import cells, characters, columns, table
from datasette_claims.reading.documents import LARGEST, Document, Options
from datasette_claims.reading.outcomes import Failure, Refused
from datasette_claims.reading.table import Row

_CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
_NEAR = 16
"""Characters before the end of what is at hand, where what is cut may look broken."""
_DEEPEST = 5
"""Objects around the list of articles in the answer of a service."""
_TOO_LARGE = (
    f"an object of more than {LARGEST // 1024**2} MB; if it holds a list, make lines of that:"
    " jq -c '.articles[]' OLD.json > NEW.jsonl"
)
_DECODER = json.JSONDecoder()


def read(document: Document, options: Options) -> Iterator[table.Outcome]:
    """Give the article of each object."""
    start = characters.decoded(document.head).lstrip("\ufeff\x1e \t\r\n")
    if not start:
        raise Refused("empty: it holds no JSON")
    with characters.opened(document) as text:
        if _is_lines(start):
            rows = _lined(document, characters.lines(text))
        else:
            rows = _in_turn(document, text, listed=start.startswith("["))
        yield from table.articles(document, rows, options)


def _is_lines(start: str) -> bool:
    """Is it one object a line? The first two lines tell, of which one may be broken."""
    lines = [line.strip() for line in start.split("\n", 3)[:3]]
    if not lines[0].startswith("{"):
        return not lines[0].startswith("[")
    if _is_whole(lines[0]):  # one alone may hold a list
        return any(lines[1:])
    return len(lines) > 1 and len(lines[0]) > 2 and lines[1].startswith("{") and _is_whole(lines[1])


def _is_whole(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _lined(document: Document, lines: Iterator[str]) -> Iterator[Row | Failure]:
    """The objects of JSON lines."""
    for number, line in enumerate(lines, 1):
        place = f"line {number}"
        written = line.strip().strip("\ufeff\x1e")
        if written.endswith("},"):  # a list of which the brackets were lost
            written = written[:-1]
        if not written:
            continue
        if written.endswith(characters.CUT):
            yield document.failed(place, f"longer than {LARGEST // 1024**2} MB")
            continue
        try:
            found = _DECODER.decode(written)
        except (ValueError, RecursionError) as error:
            yield document.failed(place, _fault(error))
        else:
            yield _row(document, place, found)


def _in_turn(
    document: Document, text: io.TextIOWrapper, *, listed: bool
) -> Iterator[Row | Failure]:
    """The objects of a list, or those that follow each other; one alone may hold a list."""
    first: object = None
    number = 0
    try:
        for number, found in enumerate(_values(text, listed=listed), 1):
            if not listed and number == 1:
                first = found
                continue
            if not listed and number == 2:
                yield _row(document, "item 1", first)
            yield _row(document, f"item {number}", found)
    except (ValueError, RecursionError) as error:
        behind = "; what stands before it is read, what follows is not" if number else ""
        yield document.failed(f"item {number + 1}", f"{_fault(error)}{behind}")
    if not listed and number == 1:
        yield from held(document, first)


def _values(text: io.TextIOWrapper, *, listed: bool) -> Iterator[object]:
    """The values in a stream one by one; memory holds one, and a piece of what follows."""
    waiting, at, ended = "", 0, False
    opened = not listed
    while True:
        at = _BETWEEN.match(waiting, at).end()  # type: ignore[union-attr]
        if not opened and waiting.startswith("[", at):
            opened, at = True, at + 1
            continue
        if at < len(waiting):
            if listed and waiting[at] == "]":
                return
            try:
                found, end = _DECODER.raw_decode(waiting, at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(waiting) - _NEAR or error.msg.startswith("Unterminated")
                if ended or not cut:
                    raise
                if len(waiting) - at > LARGEST:
                    raise Refused(_TOO_LARGE) from None
            else:
                if ended or isinstance(found, (dict, list, str)):
                    yield found
                    at = end
                    continue
        elif ended:
            if listed:
                raise ValueError("cut off: the list does not end")
            return
        more = text.read(max(_CHUNK, len(waiting) - at))
        waiting, at, ended = waiting[at:] + more, 0, not more


def held(document: Document, found: object) -> Iterator[Row | Failure]:
    """The rows that one object holds: an answer of a service, a table by columns, or an article."""
    if not isinstance(found, Mapping):
        raise Refused("JSON without objects: there are no fields in it")
    own = cells.flat(_without_lists(found))
    if columns.chosen(list(own), [own]).text:
        yield _row(document, "item 1", found)
        return
    best: list[object] = [found]
    most = (False, 0)
    for rows in _lists(found):
        first = next((cells.flat(row) for row in rows if isinstance(row, Mapping)), {})
        chosen = columns.chosen(list(first), [first])
        score = (bool(chosen.text), columns.known(first))
        if score > most and (chosen.text or chosen.of("url")):
            best, most = rows, score
    for number, row in enumerate(best, 1):
        yield _row(document, f"item {number}", row)


def _without_lists(found: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """An object without the lists of objects in it."""
    kept: dict[str, object] = {}
    for name, value in found.items():
        if isinstance(value, Mapping) and depth < _DEEPEST:
            kept[name] = _without_lists(value, depth + 1)
        elif not (isinstance(value, list) and any(isinstance(one, Mapping) for one in value)):
            kept[name] = value
    return kept


def _lists(found: object, depth: int = 0) -> Iterator[list[object]]:
    """The lists of objects in an object, and tables that are written by columns or by keys."""
    if depth > _DEEPEST or not isinstance(found, Mapping):
        return
    values = list(found.values())
    if len(values) > 1 and all(isinstance(value, Mapping) for value in values):
        if columns.known(found) > 1:  # {"text": {"0": …}, "url": {"0": …}}, as pandas writes it
            keys = dict.fromkeys(key for value in values for key in value)
            yield [{name: found[name].get(key) for name in found} for key in keys]
        else:
            yield [{"key": key, **value} for key, value in found.items()]
    names, rows = found.get("columns"), found.get("data")
    if isinstance(names, list) and isinstance(rows, list):
        yield [
            dict(zip(map(str, names), row, strict=False)) for row in rows if isinstance(row, list)
        ]
    for value in values:
        if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            yield value
        else:
            yield from _lists(value, depth + 1)


def _row(document: Document, place: str, found: object) -> Row | Failure:
    if isinstance(found, Mapping):
        return Row(place, cells.flat(found))
    return document.failed(place, "is no object with fields")


def _fault(error: Exception) -> str:
    """What is wrong with a piece of JSON, in words."""
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error.msg} (character {error.pos + 1})"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return str(error) if str(error).startswith("cut off") else f"no JSON: {error}"
