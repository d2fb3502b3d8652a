"""What stands behind the rows of a sheet in its XML: merged cells, and the addresses of links.

Reading row by row does not give them, and reading a sheet as a whole makes a cell of each that is
merged: of two words of XML, seventeen thousand million.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils.cell import column_index_from_string

_LARGEST = 20_000_000
"""Bytes behind the rows that are looked at."""
_CHUNK = 1 << 20
_END = b"</sheetData>"
_RANGE = rb'ref="\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"'
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?" + _RANGE)
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\s[^<>]*>")
_PLACE = re.compile(_RANGE)
_ID = re.compile(rb'\w+:id="([^"]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb'(Id|Target)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells of a column that are one: its first and last row."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Parts:
    """``merged`` gives for a column its merged cells in order, ``links`` where a cell leads."""

    merged: dict[int, list[Merged]] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)

    def above(self, row: int, column: int) -> int:
        """The row whose cell this one is merged with; 0 if it is not."""
        for merged in self.merged.get(column, ()):
            if merged.first < row <= merged.last:
                return merged.first
        return 0


def of(sheet: Any, archive: zipfile.ZipFile) -> Parts:
    """What is told behind the rows of a sheet; nothing where it cannot be found."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    try:
        behind = _behind(archive, path)
        links = _addresses(archive, path) if b"hyperlink" in behind else {}
    except (KeyError, OSError, zipfile.BadZipFile, ValueError):
        return Parts()
    parts = Parts()
    for match in _MERGED.finditer(behind):
        left, top, right, bottom = match.groups()
        if bottom and left == right and int(bottom) > int(top):
            column = column_index_from_string(left.decode())
            parts.merged.setdefault(column, []).append(Merged(int(top), int(bottom)))
    for link in _LINK.findall(behind):
        place, told = _PLACE.search(link), _ID.search(link)
        if place and told and (address := links.get(told[1])):
            column = column_index_from_string(place[1].decode())
            parts.links[int(place[2]), column] = address
    return parts


def _behind(archive: zipfile.ZipFile, path: str) -> bytes:
    """The XML of a sheet behind its rows."""
    kept = b""
    found = False
    with archive.open(path) as stream:
        while chunk := stream.read(_CHUNK):
            kept += chunk
            if not found and (at := kept.find(_END)) >= 0:
                kept, found = kept[at:], True
            if not found:
                kept = kept[-len(_END) :]
            elif len(kept) > _LARGEST:
                break
    return kept if found else b""


def _addresses(archive: zipfile.ZipFile, path: str) -> dict[bytes, str]:
    """The addresses that the links of a sheet name by a key."""
    folder, name = posixpath.split(path)
    with archive.open(f"{folder}/_rels/{name}.rels") as stream:
        relations = stream.read(_LARGEST)
    found: dict[bytes, str] = {}
    for relation in _RELATION.findall(relations):
        told = dict(_ATTRIBUTE.findall(relation))
        target = html.unescape(told.get(b"Target", b"").decode("utf-8", "replace"))
        if target.startswith(("http://", "https://")):
            found[told.get(b"Id", b"")] = target
    return found
