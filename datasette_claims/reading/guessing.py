"""The characters of bytes that say nothing of their encoding, where only one reading makes sense.

A wrong guess would give words that nobody wrote. So a guess is told, and where two readings are as
good as one another there is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from datasette_claims.reading.encodings import SAMPLE

_CARRIED = re.compile("[\udc80-\udcff]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][\xa0-\xac\xae-\xbf×÷]+[^\W\d_]")
_SURE = 0.3
"""How much like a language a guess must read (charset-normalizer's coherence, 0 to 1)."""

_LEAST = 16
"""Letters of a text that can look like a language."""
_CHAOS = 0.1
"""How much like noise it may look."""
_GUESSED = (
    "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp1257", "cp874",
    "cp1258", "cp932", "euc_jp", "gb18030", "big5", "cp949", "iso2022_jp",
)  # fmt: skip

_WESTERN = ("cp1252", "mac_roman", "cp1254", "cp850")
"""Encodings of text that is mostly ASCII, the most frequent first."""
_FEW, _MANY = 0.03, 0.2
"""Shares of letters outside ASCII: of foreign names in a text, and more than a language has."""
_MARKS_OF_PRINT = frozenset("“”‘’„‚«»‹›–—…•·€£¥$§©®™°´¨\xa0\xad½¼¾²³ªº¿¡†‡‰×÷±")
_ODD = frozenset("²³½¼¾¥£§°±·´¨×÷")
"""Such as stand beside numbers and spaces."""
_ALPHABETS = (
    "åäöéà", "æøåéäöü", "äöüßéà", "áéíóúñüç", "áâãàéêíóôõúçü", "àâæçéèêëîïôœùûüÿ", "àèéìíòóùî",
    "áàäçèéëêíîïñòóôöúüû",
)  # fmt: skip
"""Letters outside ASCII of languages that Windows-1252 was made for."""
_TURKISH = "çğıöşüâîû"


class Guess(NamedTuple):
    """A text, and what to tell of how it was read."""

    text: str
    note: str


def guessed(data: bytes) -> Guess | None:
    """The reading that looks like a language, or None."""
    if text := _mixed(data):
        return Guess(text, "UTF-8 with single bytes of Windows-1252, which were read as such")
    for encoding in _WESTERN:
        western = strictly(data, encoding)
        if western is not None and _is_western(western, encoding):
            name = {"cp1252": "Windows-1252", "cp1254": "Windows-1254"}.get(encoding, encoding)
            return Guess(western, f"not UTF-8: read as {name}")
    return _by_statistics(data)


def strictly(data: bytes, encoding: str) -> str | None:
    """The characters of bytes, if they are of this encoding throughout."""
    try:
        return data.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def single_bytes(text: str) -> tuple[str, int]:
    """A text in which Python carries single bytes as surrogates, with those read as Windows-1252,
    as programs write it that know no UTF-8; and how many there were.

    >>> single_bytes(b"caf\\xe9 \\x93ya\\x94".decode("utf-8", "surrogateescape"))
    ('café “ya”', 3)
    """
    return _CARRIED.subn(_of_windows, text)


def _of_windows(carried: re.Match[str]) -> str:
    return bytes([ord(carried[0]) - 0xDC00]).decode("cp1252", "replace")


def _mixed(data: bytes) -> str:
    """UTF-8 in which a few bytes of another encoding stand, as where texts were put together."""
    text = data.decode("utf-8", "surrogateescape")
    whole, strange = single_bytes(text)
    good = sum(letter > "\x7f" for letter in text) - strange
    return whole if good >= 2 * strange else ""


def _is_western(text: str, encoding: str) -> bool:
    """Does a reading look as Western languages do? They have few letters that ASCII has not."""
    strange: list[str] = []
    letters = 0
    for at, letter in enumerate(text[:SAMPLE]):
        if letter.isalpha():
            letters += 1
        if letter <= "\x7f":
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if letter in _MARKS_OF_PRINT:
            if letter in _ODD and (
                before.isalpha() or after.isalpha() or not (before + after).isascii()
            ):
                return False
            if letter not in "’‘–—\xad·" and before.isalpha() and after.isalpha():
                return False
            if letter in "„‚" and before.isalpha():
                return False
            continue
        if not letter.isalpha():
            return False
        if not (before.isalpha() or after.isalpha()):
            return letter in "àÀ"  # a word of one letter
        follows = text[at + 2 : at + 3]
        if letter.isupper() and (
            before.islower() or (not before.isalpha() and after.isupper() and follows.islower())
        ):
            return False
        strange.append(letter)
    if encoding != "cp1252" and letters < _LEAST:
        return False
    found = {letter.lower() for letter in strange}
    if encoding == "cp1254":
        return found <= set(_TURKISH)
    of_one = any(found <= set(alphabet) for alphabet in _ALPHABETS)
    of_any = all(any(letter in alphabet for alphabet in _ALPHABETS) for letter in found)
    return of_any and len(strange) <= (_MANY if of_one else _FEW) * letters


def _by_statistics(data: bytes) -> Guess | None:
    """The one reading that looks like a language."""
    from charset_normalizer import from_bytes

    found = from_bytes(data[:SAMPLE], cp_isolation=list(_GUESSED))
    readings: dict[str, str] = {}
    for guess in found:
        text = strictly(data, guess.encoding)
        reads = guess.coherence >= _SURE or (len(found) == 1 and guess.multi_byte_usage > _SURE)
        if not reads or guess.chaos >= _CHAOS or text is None:
            continue
        if sum(map(str.isalpha, text)) >= _LEAST and not _SIGN_IN_WORD.search(text[:SAMPLE]):
            readings.setdefault(text, guess.encoding)
    if len(readings) != 1:
        return None
    ((text, encoding),) = readings.items()
    return Guess(text, f"not UTF-8: read as {encoding}, by the look of its words")
