"""Which column of a table holds which detail of an article: told by a person, else guessed.

A guess looks at the names of the columns and at the first rows: a column called `article` that
holds numbers is no text. What was guessed is always shown before anything is loaded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from datasette_claims.reading import cells, listing
from datasette_claims.reading.columnnames import (
    IN_PARTS,
    KEYS,
    NAMES,
    SHOWN_ONLY,
    SUMMARIES,
    WRAPPERS,
)
from datasette_claims.reading.fieldnames import FIELDS
from datasette_claims.reading.outcomes import Refused

Values = Mapping[str, object]
"""A row: what stands in its columns, those of nested fields under names with dots."""

FOR_ALL = ("outlet", "language", "byline")
"""Fields of which an option may tell what is true of every row, instead of a column."""

MUCH_LONGER = 1.5
"""A column further down the list holds the text where it holds so much more than one above it."""

_MOST_NAMED = 12
_PERHAPS, _SURELY = 0.6, 0.75
"""How like a name is to another one that may have been meant, or was."""
_LONG = 200
"""Characters by which a column without a usual name shows that it holds texts."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by what they hold.

    ``text`` are those that make up the text, mostly one; ``fields`` pairs of a field and its
    column; ``for_all`` pairs of a field and the value that every row has; ``key`` the column that
    names a row, empty if none.
    """

    text: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()
    for_all: tuple[tuple[str, str], ...] = ()
    key: str = ""
    unused: tuple[str, ...] = ()

    def of(self, field: str) -> str:
        """The column of a field; empty if it has none."""
        return dict(self.fields).get(field, "")

    def __str__(self) -> str:
        """
        >>> print(Columns(("isi",), (("url", "tautan"),), (("language", "id"),), unused=("no",)))
        text = isi, url = tautan, language “id” for all; not used: no
        """
        told = [f"text = {' + '.join(self.text)}"] if self.text else []
        told += [f"{field} = {name}" for field, name in self.fields]
        told += [f"{field} “{value}” for all" for field, value in self.for_all]
        line = ", ".join(told)
        return f"{line}; not used: {named(self.unused)}" if self.unused else line


def chosen(
    names: Sequence[str],
    rows: Sequence[Values],
    wanted: Iterable[tuple[str, str]] = (),
    key: str = "",
) -> Columns:
    """Give the columns of a table by what they hold, from their names and its first rows.

    ``wanted`` are pairs of a field and the column that a person named for it; what they did not
    name is guessed. ``key`` names a row, where that is known. ``text`` may stay empty: see
    ``why_no_text``. Raises ``Refused`` where a named column is not there.
    """
    taken: dict[str, str] = {}
    for_all: dict[str, str] = {}
    text: tuple[str, ...] = ()
    for field, column in wanted:
        if field == "text":
            text = _parts(column, names)
        elif (found := _named(column, names)) is not None:
            taken[field] = found
        elif field in FOR_ALL and not _nearly(column, names, _SURELY):
            for_all[field] = column
        else:
            raise Refused(_not_there(field, column, names))
    used = {*text, *taken.values()}
    forms = {name: _forms(name) for name in names}
    if not text:
        text = _text(forms, rows, used)
        used |= set(text)
    for field in FIELDS:
        if field in taken or field in for_all:
            continue
        if found := _guessed(field, forms, rows, used):
            taken[field] = found
            used.add(found)
    key = key or _key(forms, rows, text)
    return Columns(
        text=text,
        fields=tuple((field, taken[field]) for field in FIELDS if field in taken),
        for_all=tuple((field, for_all[field]) for field in FIELDS if field in for_all),
        key=key,
        unused=tuple(name for name in names if name not in used and name != key),
    )


def why_no_text(
    names: Sequence[str], rows: Sequence[Values], columns: Columns, addresses: int
) -> str:
    """Say why a table without a column of texts cannot be loaded, and what to do."""
    forms = {name: _forms(name) for name in names}
    usual = f"no column is known to hold texts ({named(names)})"
    longest = max(names, key=lambda name: _length(name, rows), default="")
    if longest and _length(longest, rows) >= _LONG and not _is(longest, forms, SUMMARIES):
        return f"{usual}; if {longest!r} holds the articles: --text {_quoted(longest)}"
    summaries = [name for name in names if _is(name, forms, SUMMARIES)]
    if columns.of("url"):
        also = f" ({named(summaries)} only sums them up)" if summaries else ""
        held = f"{listing.addresses(addresses)} of articles (in {columns.of('url')!r})"
        return f"holds {held}, not their texts{also}; {listing.HOW}"
    if summaries:
        return f"{usual}; {summaries[0]!r} sums them up: --text {_quoted(summaries[0])} loads that"
    return f"{usual}; say which one holds the articles: --text NAME"


def known(names: Iterable[str]) -> int:
    """How many of these are names that columns of tables of articles have."""
    usual = {*KEYS, *SUMMARIES, *(name for some in NAMES.values() for name in some)}
    return sum(not usual.isdisjoint(_forms(name)) for name in names)


def named(names: Collection[str]) -> str:
    """Some names in one line: the first ones, and how many more there are."""
    some = ", ".join(list(names)[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{some} and {more} more" if more > 0 else some


def plain(name: str) -> str:
    """A name in small letters and digits alone.

    >>> plain("Publication Date"), plain("source.name"), plain("dc:creator")
    ('publicationdate', 'sourcename', 'dccreator')
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in folded if c.isalnum())


def _forms(name: str) -> tuple[str, ...]:
    """The names by which a column may be known: its own, and without what wraps the record."""
    steps = [step for step in re.split(r"[./]", name) if step]
    while len(steps) > 1 and (plain(steps[0]) in WRAPPERS or steps[0] == "_source"):
        steps = steps[1:]
    return tuple(dict.fromkeys((plain(name), plain(".".join(steps)))))


def _is(name: str, forms: Mapping[str, tuple[str, ...]], among: Collection[str]) -> bool:
    return any(form in among for form in forms[name])


def _text(
    forms: Mapping[str, tuple[str, ...]], rows: Sequence[Values], used: Collection[str]
) -> tuple[str, ...]:
    """The column of the texts: the first of its names, unless another one holds much more."""
    by_form = {form: name for name, all_forms in forms.items() for form in all_forms}
    for parts in IN_PARTS:
        if all(part in by_form for part in parts):
            return tuple(by_form[part] for part in parts)
    fitting = _candidates("text", forms, rows, used)
    best = ""
    for name in fitting:
        if not best or _length(name, rows) > MUCH_LONGER * _length(best, rows):
            best = name
    return (best,) if best else ()


def _guessed(
    field: str,
    forms: Mapping[str, tuple[str, ...]],
    rows: Sequence[Values],
    used: Collection[str],
) -> str:
    return next(iter(_candidates(field, forms, rows, used)), "")


def _candidates(
    field: str,
    forms: Mapping[str, tuple[str, ...]],
    rows: Sequence[Values],
    used: Collection[str],
) -> list[str]:
    """The columns that may hold a field, the likeliest first: what the first rows show is not it
    is none, and one that is empty there comes after those that are not."""
    ranked: list[tuple[bool, int, int, str]] = []
    order = {usual: rank for rank, usual in enumerate(NAMES[field])}
    for place, (name, all_forms) in enumerate(forms.items()):
        ranks = [order[form] for form in all_forms if form in order]
        if not ranks or name in used:
            continue
        values = [value for row in rows if not cells.is_empty(value := row.get(name))]
        shown = values or SHOWN_ONLY.issuperset(all_forms)
        if shown and not any(_FITS.get(field, bool)(value) for value in values):
            continue
        ranked.append((not values, min(ranks), place, name))
    return [name for *_, name in sorted(ranked)]


def _key(
    forms: Mapping[str, tuple[str, ...]], rows: Sequence[Values], text: Collection[str]
) -> str:
    """The column that names a row: filled in each of the first rows, always in another way."""
    for usual in KEYS:
        for name, all_forms in forms.items():
            if usual not in all_forms or name in text:
                continue
            values = [cells.line(row.get(name)) for row in rows]
            if all(values) and len(set(values)) == len(values):
                return name
    return ""


def _length(name: str, rows: Sequence[Values]) -> int:
    """Characters of text in a column of the first rows."""
    return sum(cells.text_length(row.get(name)) for row in rows) // (len(rows) or 1)


def _parts(column: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that a person named for the text: one, or several joined by `+`."""
    if (found := _named(column, names)) is not None:
        return (found,)
    parts = [_named(part.strip(), names) for part in column.split("+")]
    if len(parts) > 1 and all(part is not None for part in parts):
        return tuple(part for part in parts if part is not None)
    raise Refused(_not_there("text", column, names))


def _named(column: str, names: Sequence[str]) -> str | None:
    """The column of that name: to the letter, else in other letters or with other marks."""
    if column in names:
        return column
    return next((name for name in names if plain(name) and plain(name) == plain(column)), None)


def _nearly(column: str, names: Sequence[str], likeness: float = _PERHAPS) -> str:
    """The name that a person may have meant."""
    by_plain = {plain(name): name for name in reversed(names)}
    return next((by_plain[p] for p in get_close_matches(plain(column), by_plain, 1, likeness)), "")


def _not_there(field: str, column: str, names: Sequence[str]) -> str:
    near = _nearly(column, names)
    meant = f"did you mean {near!r}? " if near else ""
    return (
        f"--{field} {_quoted(column)}: there is no such column;"
        f" {meant}{'There' if near else 'there'} are: {named(names)}"
    )


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w.:/-]+", name) else f"'{name}'"


_FITS: Mapping[str, Callable[[object], bool]] = {
    "text": cells.is_prose,
    "url": cells.leads_somewhere,
    "title": lambda value: not cells.is_number(value) and not cells.is_address(value),
    "published": cells.has_digit,
    "outlet": lambda value: not cells.is_number(value) and not cells.is_address(value),
    "byline": lambda value: not cells.is_number(value) and not cells.is_address(value),
    "language": lambda value: len(cells.line(value)) <= 40 and not cells.is_number(value),
}
"""What a value looks like that may be of a field."""
