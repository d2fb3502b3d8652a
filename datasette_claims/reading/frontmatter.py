"""Front matter: the lines of `field: value` between two fences that may open a text file.

People and programs that write it do not quote: `title: Breaking: rice #HargaNaik` is no YAML, or
YAML of which half is lost. So a value is read as it stands on its line, and as YAML only where it
says so itself: in quotation marks, as a block (`|`, `>`) or as a list. TOML between `+++` likewise.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import NamedTuple

from datasette_claims.reading.fieldnames import field_of
from datasette_claims.reading.outcomes import Refused

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LARGEST = 64 * 1024
"""Characters of front matter that are read; a longer block is no description of a text."""

_END = r"(?:\r\n|\r|\n)"
_KEY = r"(?P<quote>[\"']?)(?P<key>[^\s\"'#:=\[{{-][^\"':=]*?)(?P=quote)[ \t]*{}"


class _Form(NamedTuple):
    """A way to write front matter: its fences, a line of it, and what a value says."""

    opening: re.Pattern[str]
    closing: re.Pattern[str]
    entry: re.Pattern[str]
    table: re.Pattern[str]
    value: Callable[[_Entry], Value]


_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL)
_BLOCK = re.compile(r"[|>][-+1-9]{0,2}\s*(?:#.*)?")
_NOTHING = frozenset({"", "~", "null"})
_NO_FIELD = "no “field: value”"

Value = str | list[str] | None


class Matter(NamedTuple):
    """The fields of front matter in their order, the text after it, and what to tell of it."""

    fields: tuple[tuple[str, Value], ...]
    text: str
    notes: tuple[str, ...] = ()


class _Odd(NamedTuple):
    """A line that is no field; ``first`` if none stands before it."""

    line: str
    number: int
    first: bool


class _Entry(NamedTuple):
    """A field as it stands: its name, what follows on its line, and the lines that go with it."""

    key: str
    value: str
    more: list[str]


def split(text: str) -> Matter:
    """Give the fields of a text's front matter and the text after it; no fields if it has none.

    >>> split("---\\ntitle: Banjir: 3 tewas #Bogor\\n---\\nHujan turun.")
    Matter(fields=(('title', 'Banjir: 3 tewas #Bogor'),), text='Hujan turun.', notes=())

    Every value is text as written (``no`` is not a truth value, a date is not parsed), a list of
    such, or None. A rule of dashes above text that is no list of fields is part of the text.
    """
    above = len(text) - len(text.lstrip("\ufeff \t\r\n\v\f"))
    for form in FORMS:
        if opening := form.opening.match(text, above):
            closing = form.closing.search(text, opening.end())
            if closing is None:
                return Matter((), text, _unclosed(text[opening.end() :], form))
            block = text[opening.end() : closing.start()]
            entries, odd = _entries(block, form)
            known = any(field_of(entry.key, entry.value) for entry in entries)
            if not known and (odd or not opening[0].startswith(("---", "+++"))):
                return Matter((), text)  # a rule above a text
            if odd and odd.first:
                return Matter((), text, (f"front matter not read: {odd.line!r} is {_NO_FIELD}",))
            if odd:
                line = len(re.findall(_END, text[: opening.end()])) + odd.number
                raise Refused(
                    f"front matter, line {line}: {odd.line!r} is {_NO_FIELD}"
                    " (a line that goes on with the one before begins with spaces)"
                )
            if len(block) > LARGEST:
                raise Refused(f"front matter is longer than {LARGEST:,} characters")
            fields = tuple((entry.key, form.value(entry)) for entry in entries)
            return Matter(fields, _after(text[closing.end() :]))
    return Matter((), text)


def _entries(block: str, form: _Form) -> tuple[list[_Entry], _Odd | None]:
    """The fields of a block, and its first line that is none and belongs to none."""
    entries: list[_Entry] = []
    odd: _Odd | None = None
    table = ""
    for number, line in enumerate(dedent("\n".join(re.split(_END, block))).split("\n"), 1):
        match = form.entry.fullmatch(line)
        if form.table.fullmatch(line):
            table = line.partition("]")[0].strip("[ \t") + "."
        elif match and _is_entry(match):
            entries.append(_Entry(table + match["key"].strip(), match["value"].strip(), []))
        elif not line.strip() or (entries and _goes_on(line, entries[-1], form)):
            if entries:
                entries[-1].more.append(line)
        elif not line.startswith("#") and odd is None:
            odd = _Odd(line.strip()[:80], number, not entries)
    return entries, odd


def _is_entry(match: re.Match[str]) -> bool:
    """``title:Banjir`` without a space is one for a field that is known, ``12:30`` is none."""
    tight = match.groupdict().get("tight")
    return not tight or bool(field_of(match["key"], match["value"]))


def _goes_on(line: str, above: _Entry, form: _Form) -> bool:
    """Does the line belong to the field above it? It is indented, or an item of its list."""
    if form is TOML:
        opened = above.value.startswith("[") or above.value.count('"""') % 2
        return bool(opened) or line[0] in " \t"
    if line.startswith("- "):
        return not above.value
    return line[0] in " \t" and not _strays(line, above)


def _strays(line: str, above: _Entry) -> bool:
    """Is an indented line a field by itself, below one that is complete?"""
    name, colon, value = line.strip().partition(":")
    complete = above.value and not _BLOCK.fullmatch(above.value) and above.value[0] not in "\"'"
    return bool(complete and colon and field_of(name, value))


def _yaml_value(entry: _Entry) -> Value:
    """The value of a field of YAML: literal, unless it is marked as something else."""
    value, more = entry.value, [line for line in entry.more if line.strip()]
    if not more:
        if value in _NOTHING:
            return None
        if _QUOTED.fullmatch(value):
            return _scalar(value)
        if value.startswith("[") and field_of(entry.key, value) == "byline":
            return _list(_yaml(value)) or value
        return value
    if _BLOCK.fullmatch(value):
        found = _yaml("\n".join(["x: " + value, *entry.more]), "x")
    elif not value and all(line.lstrip().startswith("- ") for line in more):
        items = [line.lstrip()[2:].strip() for line in more]
        return [_scalar(item) if _QUOTED.fullmatch(item) else item for item in items]
    else:
        whole = " ".join([value, *(line.strip() for line in more)]).strip()
        return _scalar(whole) if _QUOTED.fullmatch(whole) else whole
    return found if isinstance(found, str) else " ".join(line.strip() for line in more)


def _toml_value(entry: _Entry) -> Value:
    """The value of a field of TOML: what it means as text or list, else literally."""
    whole = "\n".join([entry.value, *entry.more]).strip()
    try:
        found = tomllib.loads(f"x = {whole}")["x"]
    except (tomllib.TOMLDecodeError, RecursionError):
        found = None
    if meant := found if isinstance(found, str) else _list(found):
        return meant
    line = " ".join(whole.split())
    quoted = len(line) > 1 and line[0] == line[-1] and line[0] in "\"'"
    return (line[1:-1] if quoted else line) or None


def _scalar(quoted: str) -> str:
    """The text within quotation marks; with them where they hold no text that YAML can read."""
    found = _yaml(quoted)
    return found if isinstance(found, str) else quoted


def _yaml(text: str, key: str = "") -> object:
    """A piece of YAML of which every scalar is text; None where it is none."""
    import yaml

    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # knows text, lists and mappings
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return found.get(key) if key and isinstance(found, Mapping) else found


def _list(value: object) -> list[str]:
    """A list of texts; an empty one for anything else."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return []


def _after(rest: str) -> str:
    """The text without the blank lines above it; spaces that indent it are its own."""
    body = rest.lstrip()
    above = rest[: len(rest) - len(body)]
    return rest[max(above.rfind("\n"), above.rfind("\r")) + 1 :]


def _unclosed(rest: str, form: _Form) -> tuple[str, ...]:
    """What to tell of a fence without its partner: nothing where no fields follow it."""
    told = []
    for line in re.split(_END, rest[:LARGEST]):
        match = form.entry.fullmatch(line)
        if not match or not field_of(match["key"], match["value"]):
            break
        told.append(match["key"].strip())
    if not told:
        return ()
    return (f"front matter not read ({', '.join(told)}): the line that ends it is missing",)


# Programs that write text make one long dash of two or three.
_DASHES = r"(?:-{3,}|-?[–—]-?|[–—]{2,3})"
YAML = _Form(
    opening=re.compile(rf"{_DASHES}[ \t]*({_END}|\Z)"),
    closing=re.compile(rf"(?:^|(?<=[\r\n]))(?:{_DASHES}|\.{{3}})[ \t]*({_END}|\Z)"),
    entry=re.compile(_KEY.format(r"(?::(?=\s|\Z)|(?P<tight>:))(?P<value>.*)"), re.DOTALL),
    table=re.compile(r"(?!)"),
    value=_yaml_value,
)
TOML = _Form(
    opening=re.compile(rf"\+{{3,}}[ \t]*({_END}|\Z)"),
    closing=re.compile(rf"(?:^|(?<=[\r\n]))\+{{3,}}[ \t]*({_END}|\Z)"),
    entry=re.compile(_KEY.format(r"=(?P<value>.*)"), re.DOTALL),
    table=re.compile(r"\[\[?[^\[\]]+\]\]?\s*(?:#.*)?"),
    value=_toml_value,
)
FORMS = (YAML, TOML)
