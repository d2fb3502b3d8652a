"""What is told about an article, checked and brought into one form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from datasette_claims import weblink
from datasette_claims.model import Article
from datasette_claims.reading import dates
from datasette_claims.reading.documents import STRICT, Item, Told
from datasette_claims.reading.outcomes import Note, Refused

LONGEST = 2_000
"""Characters of a field; longer ones are no titles, names or addresses."""

NOT_KNOWN = "und"
"""The code for a language that is not known: the same as none."""

_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?=[/?#:]|\Z)")
_COMMENT = re.compile(r"(?:\A|\s)#.*", re.DOTALL)
_IN_TURN = ("url", "title", "outlet", "byline", "language", "published")
"""The fields, those first that others hang on."""
_WITHOUT_HASH = frozenset({"url", "published", "language"})


@dataclass(frozen=True, slots=True)
class Languages:
    """What must be known of languages: their codes (any if None), that of a text, which two of them
    a text can be taken for, their dates.
    """

    codes: Collection[str] | None = None
    guess: Callable[[str], str] = lambda text: NOT_KNOWN
    relatives: Callable[[str, str], bool] = lambda one, other: False
    date_words: Callable[[], dates.DateWords] = lambda: dates.NO_WORDS


def article(
    item: Item,
    after: Iterable[Told] = (),
    *,
    name: str,
    origin: str,
    note: Note,
    languages: Languages,
) -> Article:
    """Give the article that an item makes; raise ``Refused`` if none.

    ``after`` is told by whoever handed the item over, and goes behind what it tells of itself. Of
    each field the first detail that can be used counts. A mistake in what a person wrote is
    refused, one of a page costs the detail. The language of the text is asked for only where
    something hangs on it.
    """
    if not item.text.strip():
        raise Refused("empty: it holds no text")
    details = [one for one in (*item.fields, *after) if one.value is not None]
    known: dict[str, str] = {}
    found_by: list[tuple[str, str]] = []
    for field in _IN_TURN:
        for one in details:
            if one.field != field:
                continue
            try:
                country = _country(details, known.get("url", ""))
                value = _checked(one, known, item.text, country, languages, partial(note, name))
            except Refused as reason:
                if one.by in STRICT:
                    raise
                note(name, f"{field} not used: {reason}")
                continue
            if value:
                known[field] = value
                found_by.append((field, one.by))
                break
            if one.by in STRICT:
                break  # told to be unknown
    return Article(
        text=item.text,
        origin=origin,
        kind=item.kind,
        found_by=tuple(found_by),
        times=item.times,
        raw_hash=item.raw_hash,
        former_hash=item.former_hash,
        **known,
    )


def _checked(
    told: Told,
    known: Mapping[str, str],
    text: str,
    country: str,
    languages: Languages,
    note: Callable[[str], None],
) -> str:
    """A detail as it is stored; empty where it says nothing."""
    value = _line(told.field, told.value)
    if value and told.field == "url":
        whole = address(with_scheme(value))
        if whole != value:
            note("url without https:// or http://: https:// was added")
        return whole
    if value and told.field == "language":
        if told.by in STRICT:
            return _language(value, languages)
        return _language_of_page(value, text, languages)
    if value and told.field == "published":
        spoken = known.get("language", "")
        if told.by not in STRICT and dates.ambiguous(value):
            spoken = locale(spoken or languages.guess(text), country)
        return _published(value, spoken, text, languages, note)
    return value


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


def _language_of_page(printed: str, text: str, languages: Languages) -> str:
    """The language that a page gives, where the text does not say otherwise.

    Many pages have that of the program that made them. Only between close relatives, which differ
    in some words, the page knows better.
    """
    code, guessed = language(printed), languages.guess(text)
    return code if code == guessed or languages.relatives(code, guessed) else ""


def _country(details: Iterable[Told], url: str) -> str:
    """The country that a source names with its language, else that of its address."""
    for one in details:
        if one.field == "language" and isinstance(one.value, str):
            _, dash, country = one.value.strip().replace("_", "-").rpartition("-")
            if dash and len(country) == 2:
                return country.upper()
    host = urlsplit(url).hostname or ""
    top = host.rpartition(".")[2].upper()
    return {"UK": "GB"}.get(top, top) if len(top) == 2 else ""


def locale(language: str, country: str) -> str:
    """A language with the country where it is spoken, as far as both are known.

    >>> locale("en", "GB"), locale("", "GB"), locale("id", "")
    ('en-GB', '', 'id')
    """
    if language in ("", NOT_KNOWN):
        return ""
    return f"{language}-{country}" if country else language


def _published(
    printed: str,
    spoken: str,
    text: str,
    languages: Languages,
    note: Callable[[str], None],
) -> str:
    """The date as it is stored; empty, with a note, where nobody can tell day from month."""
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
    line = unicodedata.normalize("NFC", " ".join(value.split()))
    if "\0" in line:
        raise Refused(f"{field} holds a NUL character")
    if len(line) > LONGEST:
        raise Refused(f"{field} is longer than {LONGEST:,} characters")
    try:
        line.encode()
    except UnicodeEncodeError:
        raise Refused(f"{field} is not valid text; write it in UTF-8") from None
    return line
