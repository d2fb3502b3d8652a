"""What is told about an article, checked and brought into one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from datasette_claims import weblink
from datasette_claims.model import Article
from datasette_claims.reading import dates
from datasette_claims.reading.fieldnames import FIELDS
from datasette_claims.reading.outcomes import Note, Refused

LONGEST = 2_000
"""Characters of a field; longer ones are no titles, names or addresses."""

NOT_KNOWN = "und"
"""The code for a language that is not known: the same as none."""

_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?=[/?#:]|\Z)")
_COMMENT = re.compile(r"(?:\A|\s)#.*", re.DOTALL)
_WITHOUT_HASH = frozenset({"url", "published", "language"})


@dataclass(frozen=True, slots=True)
class Languages:
    """What must be known of languages: their codes (any if None), that of a text, their dates."""

    codes: Collection[str] | None = None
    guess: Callable[[str], str] = lambda text: NOT_KNOWN
    date_words: Callable[[], dates.DateWords] = lambda: dates.NO_WORDS


def article(
    text: str,
    told: Mapping[str, object],
    *,
    name: str,
    origin: str,
    note: Note,
    languages: Languages,
) -> Article:
    """Give the article that a text and what is told about it make; raise ``Refused`` if none.

    The language of the text is asked for only where the order of day and month hangs on it.
    """
    if not text.strip():
        raise Refused("empty: it holds no text")
    known = {field: _line(field, told[field]) for field in FIELDS if told.get(field) is not None}
    if known.get("url"):
        written = known["url"]
        known["url"] = address(with_scheme(written))
        if known["url"] != written:
            note(name, "url without https:// or http://: https:// was added")
    if known.get("language"):
        known["language"] = _language(known["language"], languages)
    if known.get("published"):
        known["published"] = _published(known, text, languages, partial(note, name))
    return Article(text=text, origin=origin, **known)


def _language(printed: str, languages: Languages) -> str:
    code = language(printed)
    if code == NOT_KNOWN:
        return ""
    if languages.codes is not None and code not in languages.codes:
        raise Refused(
            f"no rules for language {code!r}; there are {', '.join(languages.codes)}"
            " (left out, it is told from the text)"
        )
    return code


def _published(
    known: Mapping[str, str], text: str, languages: Languages, note: Callable[[str], None]
) -> str:
    """The date as it is stored; empty, with a note, where nobody can tell day from month."""
    printed = known["published"]
    spoken = known.get("language", "")
    if spoken or not dates.ambiguous(printed):
        return dates.iso(printed, spoken, languages.date_words())
    spoken = languages.guess(text)
    try:
        found = dates.iso(printed, spoken, languages.date_words())
    except Refused:
        if spoken != NOT_KNOWN:
            raise
        note(f"date {printed} not used: day or month first? Write it as 2025-04-12")
        return ""
    note(f"date {printed} read as {found} (language {spoken})")
    return found


def with_scheme(url: str) -> str:
    """Give an address that is written without its scheme with ``https://``.

    >>> with_scheme("www.example.org/a")
    'https://www.example.org/a'
    """
    return f"https://{url}" if _BARE.match(url) else url


def address(url: str) -> str:
    """Give an http or https address as written; raise ``Refused`` for any other.

    >>> address(" https://example.org/a ")
    'https://example.org/a'
    """
    url = url.strip()
    if fault := weblink.fault(url):
        # Not repeated where it holds a password: reports are kept, and sent around.
        named = "url" if weblink.has_credentials(url) else f"url {url!r}"
        raise Refused(f"{named} {fault}")
    return url


def language(code: str) -> str:
    """Give the code of a language without its country.

    >>> language("id-ID")
    'id'
    """
    return code.strip().replace("_", "-").partition("-")[0].lower()


def _line(field: str, value: object) -> str:
    """A field as one line of text; a list of names becomes one line too."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        raise Refused(f"{field} must be one line of text")
    if field in _WITHOUT_HASH:  # what stands behind one there is a comment
        value = _COMMENT.sub("", value)
    line = " ".join(value.split())
    if "\0" in line:
        raise Refused(f"{field} holds a NUL character")
    if len(line) > LONGEST:
        raise Refused(f"{field} is longer than {LONGEST:,} characters")
    try:
        line.encode()
    except UnicodeEncodeError:
        raise Refused(f"{field} is not valid text; write it in UTF-8") from None
    return line
