"""Bytes -> the characters that they stand for: as marked, as declared, else as the bytes tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from datasette_claims.reading import encodings
from datasette_claims.reading.guessing import guessed, strictly
from datasette_claims.reading.outcomes import Refused


class Decoded(NamedTuple):
    """A text, and what to tell of how it was read; empty where nothing was guessed."""

    text: str
    note: str = ""


def decode(data: bytes, declared: Iterable[str] = ()) -> Decoded:
    """Give the characters of a text; raise ``Refused`` where nobody can be sure of them.

    ``declared`` are encodings that it was said to be in, the surest first. A mark goes before them,
    and so does what can only be UTF-8.
    """
    if mark := encodings.mark_of(data):
        try:
            return Decoded(data[len(mark.start) :].decode(mark.encoding))
        except UnicodeDecodeError as error:
            at = error.start + len(mark.start)
            raise Refused(f"marked as {mark.encoding.upper()} but broken at byte {at}") from None
    if text := _wide(data):
        return Decoded(text, "no byte-order mark: read as UTF-16")
    names = [name for name in map(encodings.known, declared) if name]
    shifting = any(name.startswith(("iso2022", "hz", "utf-7")) for name in names)
    for name in names if shifting else ("utf-8", *names):
        if (text_of_name := strictly(data, name)) is not None:
            return Decoded(text_of_name)
    if guess := guessed(data):
        return Decoded(*guess)
    try:
        return Decoded(data.decode())  # declared to be in another encoding, which it is not
    except UnicodeDecodeError as error:
        raise Refused(
            f"not UTF-8 text (byte {error.start}), and which encoding it is in cannot be told;"
            " convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW, with the encoding it has"
        ) from None


def decode_anyway(data: bytes, declared: Iterable[str] = ()) -> Decoded:
    """The same for a part of something larger, which is read as browsers would where nobody knows;
    what is no character becomes U+FFFD.

    >>> decode_anyway("é".encode("latin-1"), ["iso-8859-1"]).text, decode_anyway("é".encode()).text
    ('é', 'é')
    """
    try:
        return decode(data, declared)
    except Refused:
        mark = encodings.mark_of(data)
        text = (
            data[len(mark.start) :].decode(mark.encoding, "replace")
            if mark
            else data.decode("cp1252", "replace")
        )
        return Decoded(
            text, "its encoding could not be told: letters that are not ASCII may be wrong"
        )


def is_wide(data: bytes) -> bool:
    """Is a text UTF-16 or UTF-32, with a mark or without?"""
    mark = encodings.mark_of(data)
    return mark.encoding != "utf-8" if mark else bool(_wide(data))


def _wide(data: bytes) -> str:
    """A text in UTF-16 without its mark."""
    encoding = encodings.by_zeros(data) if len(data) % 2 == 0 else ""
    text = strictly(data, encoding) if encoding else None
    if not text or any(letter < " " and letter not in "\t\n\v\f\r" for letter in text):
        return ""
    return text
