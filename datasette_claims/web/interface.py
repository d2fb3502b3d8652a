"""What a page of ours says in the language that it speaks; `choosing` tells which that is.

English is what the code says; each file in ``locale/`` is one language more. Where nothing was
asked for, and on Datasette's own pages, which stay as they are, it is English. What is told to
programs, logs and the command line does not come through here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2 import Environment

from datasette_claims.extraction.languages.files import name_in_english
from datasette_claims.wording import READER, Said

ENGLISH = "en"
FOLDER = Path(__file__).parent.parent / "locale"

_SPOKEN: ContextVar[str] = ContextVar("datasette_claims_language", default=ENGLISH)
"""What was begun with for this request; threads and background work see English."""


class Catalogue(NamedTuple):
    """``words``: context and English -> one text for each plural form."""

    words: Mapping[tuple[str, str], Sequence[str]]
    plural: Callable[[int], int]


def offered() -> tuple[str, ...]:
    """English, and each language that has a file."""
    return _offered(FOLDER)


@functools.lru_cache(maxsize=8)
def _offered(folder: Path) -> tuple[str, ...]:
    return (ENGLISH, *sorted(path.stem.replace("_", "-") for path in folder.glob("*.po")))


def is_offered(tag: str) -> bool:
    """Does the tag mean a language on offer?"""
    return known(tag, offered()) is not None


def known(tag: str, languages: Sequence[str]) -> str | None:
    """The language on offer that a tag means: itself, or what it is a kind or an old name of."""
    tag = tag.strip().lower().replace("_", "-")
    primary = tag.partition("-")[0]
    newer = get_global("language_aliases").get(primary, primary)
    by_name = {language.lower(): language for language in languages}
    return by_name.get(tag) or by_name.get(primary) or by_name.get(newer)


def begin(language: str) -> None:
    """Have what is rendered from here on be in this language."""
    _SPOKEN.set(language)
    READER.set(told)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it that language is spoken."""
    before, reader = _SPOKEN.set(language), READER.set(told)
    try:
        yield
    finally:
        _SPOKEN.reset(before)
        READER.reset(reader)


def language() -> str:
    """What is spoken just now, as HTML names it."""
    return _SPOKEN.get()


def called(code: str) -> str:
    """What a language is called here: in words of the spoken one, else by its code alone.

    >>> called("ms"), called("tlh")
    ('Malay', 'tlh')
    """
    if language() == ENGLISH:
        return name_in_english(code)
    return str(locale().languages.get(code) or name_in_english(code))


def direction() -> str:
    """Which way it is written."""
    return locale().text_direction


def locale() -> Locale:
    """How it writes dates and numbers; in the manner of English where Babel does not know."""
    return _locale(language())


@functools.lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(ENGLISH)


@functools.lru_cache(maxsize=16)
def _catalogue(folder: Path, language: str) -> Catalogue:
    path = folder / f"{language.replace('-', '_')}.po"
    if not path.is_file():
        return Catalogue({}, lambda n: int(n != 1))
    with path.open("rb") as file:
        read = read_po(file, locale=None)
    words: dict[tuple[str, str], Sequence[str]] = {}
    for message in read:
        string = message.string or ""
        texts = (string,) if isinstance(string, str) else tuple(string)
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        if msgid and all(texts) and not message.fuzzy:
            words[message.context or "", msgid] = texts
    return Catalogue(words, _plural(path))


def _plural(path: Path) -> Callable[[int], int]:
    """The rule of a file; that of English where it has none."""
    forms = re.search(r"nplurals\s*=\s*(\d+)", path.read_text("utf-8"))
    if forms and forms[1] == "1":
        return lambda n: 0
    rule = _locale(path.stem.replace("_", "-")).plural_form
    tags = sorted({*rule.tags, "other"}, key=("zero", "one", "two", "few", "many", "other").index)
    return lambda n: tags.index(rule(n))


def _found(msgid: str, context: str = "") -> Sequence[str]:
    spoken = language()
    if spoken == ENGLISH:
        return ()
    return _catalogue(FOLDER, spoken).words.get((context, msgid), ())


def gettext(msgid: str) -> str:
    """The words in the language that is spoken; the English where it has none for them."""
    return (_found(msgid) or (msgid,))[0]


def pgettext(context: str, msgid: str) -> str:
    """The same, of English that means several things."""
    return (_found(msgid, context) or (msgid,))[0]


def ngettext(one: str, many: str, n: int) -> str:
    """The same, by number."""
    return npgettext("", one, many, n)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    """The same, by number and meaning."""
    found = _found(one, context)
    if not found:
        return one if n == 1 else many
    form = _catalogue(FOLDER, language()).plural(n)
    return found[min(form, len(found) - 1)]


def told(text: object) -> str:
    """What code said, in the language that is spoken; other text as it is.

    A ``Said`` is translated with the values that it was said with, those among them too.
    """
    if isinstance(text, Said):
        return text.worded(_in_place, _field)
    return gettext(text) if isinstance(text, str) and text else str(text or "")


def _in_place(one: str, many: str | None, n: int) -> str:
    return gettext(one) if many is None else ngettext(one, many, n)


def _field(value: object, pattern: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and pattern in ("", ","):
        return number(value) if pattern else str(value)
    return format(value, pattern)


def number(n: int | float) -> str:
    """``1048318`` -> ``1,048,318`` in English, ``1.048.318`` in Indonesian."""
    return f"{n:,}" if language() == ENGLISH else format_decimal(n, locale=locale())


def prepare(env: Environment) -> None:
    """What templates say words with; Datasette's own have no use for it and stay as they are."""
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.filters.update(told=told, number=number)
    env.globals.update(claims_language=language, claims_direction=direction)
