"""What somebody pasted as evidence: addresses, and what stands beside each. Pure.

`static/evidence.js` reads a paste the same way, so that its rows are seen at once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BLANK = r"\s\ufeff"
"""What both languages take for blank: the mark of UTF-8 is, to a browser alone."""
_ADDRESS = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*://[^{_BLANK}<>\"“”]+")
_AFTER = ".,;:!?'’»*_"
"""What stands behind an address in a sentence, and is none of it."""
_AROUND = ' \t.,;:|*_–—-·•>()[]<>"“”#'
_LINE_END = re.compile(r"\r\n|[\n\r]")
_NUMBERED = re.compile(rf"^[{_BLANK}]*\(?[0-9]{{1,2}}[.)][{_BLANK}]+")
_WORD = re.compile(rf"[^{_BLANK}]+")
_ENDS = re.compile(rf"^[{_BLANK}]+|[{_BLANK}]+$")


class Pasted(NamedTuple):
    """An address with its title; words in which there is no address stand in its place."""

    url: str
    title: str = ""


def understood(text: str) -> list[Pasted]:
    """One for each address, in order. Words that belong to none of them have their own.

    Words in the line of an address, or alone in the line above it, are its title; lines without
    words are as good as none.

    >>> [each.url for each in understood("Rice: https://bps.go.id/a\\nhttps://pasar.example/b,")]
    ['https://bps.go.id/a', 'https://pasar.example/b']
    """
    told = _WORD.findall(text)
    if len(told) < 2 or not _ADDRESS.search(text):
        return [Pasted(_ENDS.sub("", text))] if told else []
    found: list[Pasted] = []
    above = ""
    for line in _LINE_END.split(text):
        addresses, words = _read(line)
        if not (addresses or words):
            continue
        if len(addresses) == 1 and not (words and above):
            found.append(Pasted(addresses[0], words or above))
            above = ""
            continue
        if above:
            found.append(Pasted(above))
            above = ""
        if addresses:
            found += [Pasted(address) for address in addresses[:-1]]
            found.append(Pasted(addresses[-1], words if len(addresses) == 1 else ""))
            found += [Pasted(words)] if words and len(addresses) > 1 else []
        else:
            above = words
    return [*found, Pasted(above)] if above else found


def _read(line: str) -> tuple[list[str], str]:
    """The addresses in a line, and the words beside them."""
    addresses = [_trimmed(each) for each in _ADDRESS.findall(line)]
    for address in addresses:
        line = line.replace(address, " ", 1)
    words = " ".join(_WORD.findall(_NUMBERED.sub("", line)))
    return addresses, words.strip(_AROUND)


def _trimmed(address: str) -> str:
    """The address without the marks behind it; a bracket is its own where it opened it."""
    while True:
        bracket = address[-1] in ")]" and address.count(address[-1]) > address.count(
            "(" if address[-1] == ")" else "["
        )
        if not (bracket or address[-1] in _AFTER):
            return address
        address = address[:-1]
