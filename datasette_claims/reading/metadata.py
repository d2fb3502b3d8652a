"""What is told about an article, checked and brought into one form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from datasette_claims import weblink
from datasette_claims.model import Article
from datasette_claims.reading import dates
from datasette_claims.reading.outcomes import Note, Refused

FIELDS = ("url", "title", "outlet", "byline", "published", "language")
"""What front matter and options may tell, in the order in which pages show it."""

LONGEST = 2_000
"""Characters of a field; longer ones are no titles, names or addresses."""


def article(
    text: str,
    told: Mapping[str, object],
    *,
    name: str,
    origin: str,
    note: Note,
    guess: Callable[[str], str],
    languages: Collection[str] | None,
) -> Article:
    """Give the article that a text and what is told about it make; raise ``Refused`` if none.

    Unknown fields are left out, with a note. ``guess`` gives the language of a text; it is asked
    only where the order of day and month hangs on it.
    """
    if not text.strip():
        raise Refused("empty: it holds no text")
    known = {field: _line(field, told[field]) for field in FIELDS if told.get(field) is not None}
    unknown = [key for key in told if key not in FIELDS]
    if unknown:
        note(name, f"front matter not used: {', '.join(map(str, unknown))}")
    if known.get("url"):
        known["url"] = address(known["url"])
    if known.get("language"):
        known["language"] = language(known["language"])
        if languages is not None and known["language"] not in languages:
            raise Refused(
                f"no rules for language {known['language']!r}; there are {', '.join(languages)}"
                " (left out, it is told from the text)"
            )
    if known.get("published"):
        printed = known["published"]
        spoken = known.get("language", "")
        guessed = not spoken and dates.ambiguous(printed)
        if guessed:
            spoken = guess(text)
        known["published"] = dates.iso(printed, spoken)
        if guessed:
            note(name, f"date {printed} read as {known['published']} (language {spoken})")
    return Article(text=text, origin=origin, **known)


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
    line = " ".join(value.split())
    if len(line) > LONGEST:
        raise Refused(f"{field} is longer than {LONGEST:,} characters")
    try:
        line.encode()
    except UnicodeEncodeError:
        raise Refused(f"{field} is not valid text; write it in UTF-8") from None
    return line
