"""In which language a page of ours speaks, and what it says there.

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
from urllib.parse import parse_qsl, urlencode

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request
from jinja2 import Environment

from datasette_claims.extraction.languages.files import name_in_english
from datasette_claims.web import seam, settings
from datasette_claims.web.asgi import App, Message, Receive, Scope, Send
from datasette_claims.wording import READER, Said

ENGLISH = "en"
FOLDER = Path(__file__).parent.parent / "locale"

PARAMETER = "_lang"
COOKIE = "ds_claims_lang"
VARIES = "Cookie, Authorization, Accept-Language"

LASTS = 365 * 24 * 3600
"""Seconds for which a browser keeps the language that was chosen."""

_CHOICE = "datasette-claims.language"
"""In the scope of a request: which language it is to be answered in, and why."""

_SPOKEN: ContextVar[str] = ContextVar("datasette_claims_language", default=ENGLISH)
"""What ``speak`` has set for this request; threads and background work see English."""


class Choice(NamedTuple):
    """``negotiated``: another browser may get another language at the same address.

    ``asked`` is what the address itself asks for, if it is on offer.
    """

    language: str
    negotiated: bool
    asked: str = ""


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
    return _known(tag, offered()) is not None


def negotiated(header: str, languages: Sequence[str]) -> str | None:
    """Of the languages on offer the one that a browser would rather have; None if none of them.

    >>> negotiated("fr, id-ID;q=0.9, en;q=0.8", ("en", "id"))
    'id'
    """
    wanted = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight) if weight else None
        quality = float(found[1]) if found else 0.0 if weight else 1.0
        if quality:
            wanted.append((-quality, place, tag.strip()))
    for *_, tag in sorted(wanted):
        if found_tag := _known(tag, languages):
            return found_tag
    return None


def _known(tag: str, languages: Sequence[str]) -> str | None:
    """The language on offer that a tag means: itself, or what it is a kind or an old name of."""
    tag = tag.strip().lower().replace("_", "-")
    primary = tag.partition("-")[0]
    newer = get_global("language_aliases").get(primary, primary)
    by_name = {language.lower(): language for language in languages}
    return by_name.get(tag) or by_name.get(primary) or by_name.get(newer)


def choose(datasette: Datasette, request: Request) -> Choice:
    """Address, cookie, browser, configuration, English: the first that names what is on offer.

    A public copy is asked by its address and its configuration only, so that anybody may keep its
    pages.
    """
    languages = offered()
    asked = _known(dict(parse_qsl(request.query_string)).get(PARAMETER, ""), languages)
    configured = seam.plugin_config(datasette).get(settings.LANGUAGE)
    usual = _known(str(configured or ""), languages) or ENGLISH
    if _is_public(datasette, request):
        return Choice(asked or usual, negotiated=False, asked=asked or "")
    language = (
        asked
        or _known(request.cookies.get(COOKIE) or "", languages)
        or negotiated(request.headers.get("accept-language") or "", languages)
        or usual
    )
    return Choice(language, negotiated=True, asked=asked or "")


def _is_public(datasette: Datasette, request: Request) -> bool:
    """Does the page show what nobody can change here: an immutable file, or nothing but such?"""
    base = datasette.setting("base_url").rstrip("/")
    route = tilde_decode(request.path.removeprefix(base).strip("/").partition("/")[0])
    served = [db for name, db in datasette.databases.items() if not name.startswith("_")]
    here = [db for db in served if db.route == route] or served
    return bool(here) and not any(db.is_mutable for db in here)


def speak(request: Request | None) -> None:
    """Have what is rendered for this request from here on be in its language."""
    choice = request.scope.get(_CHOICE) if request else None
    if choice:
        _SPOKEN.set(choice.language)
        READER.set(told)


def chosen(request: Request) -> Choice:
    """What was chosen for this request."""
    return request.scope.get(_CHOICE) or Choice(ENGLISH, negotiated=False)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it that language is spoken."""
    before, reader = _SPOKEN.set(language), READER.set(told)
    try:
        yield
    finally:
        _SPOKEN.reset(before)
        READER.reset(reader)


def wrapped(datasette: Datasette, app: App) -> App:
    """The application, in which each request knows its language; none is left to the next."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        choice = choose(datasette, Request(scope, receive))
        carries = choice.asked and not choice.negotiated
        base = datasette.setting("base_url")
        with speaking(ENGLISH):
            await app(
                {**scope, _CHOICE: choice},
                receive,
                _carrying(base, choice.asked, send) if carries else send,
            )

    return answer


def headers(request: Request) -> dict[str, str]:
    """What an answer of ours in words says of its language beside the caching rule."""
    choice = chosen(request)
    if not choice.negotiated:
        return {}
    if not choice.asked:
        return {"vary": VARIES}
    kept = f"{COOKIE}={choice.asked}; Path=/; Max-Age={LASTS}; SameSite=Lax; HttpOnly"
    return {"vary": VARIES, "set-cookie": kept, "cache-control": "private, no-store"}


def _carrying(base: str, language: str, send: Send) -> Send:
    """``send`` for a page whose links keep the language that its address asked for."""
    held: list[Message] = []

    async def carry(message: Message) -> None:
        if message["type"] == "http.response.start":
            kinds = [v for k, v in message.get("headers", ()) if k.lower() == b"content-type"]
            if kinds and kinds[0].startswith(b"text/html"):
                kept = [each for each in message["headers"] if each[0].lower() != b"content-length"]
                held.append({**message, "headers": kept})
                return
        elif held:
            held.append(message)
            if message.get("more_body"):
                return
            start, *parts = held
            body = b"".join(part.get("body", b"") for part in parts).decode()
            await send(start)
            message = {
                "type": "http.response.body",
                "body": with_language(body, base, language).encode(),
            }
        await send(message)

    return carry


def with_language(html: str, base: str, language: str) -> str:
    """A page whose links to pages of ours, and forms that search them, name the language too."""
    more = urlencode({PARAMETER: language})

    def link(found: re.Match[str]) -> str:
        path, query, rest = found["path"], found["query"] or "", found["rest"]
        if f"{PARAMETER}=" in query or not _is_page(path, base):
            return found[0]
        return f"{found['before']}{path}{query}{'&amp;' if query else '?'}{more}{rest}"

    html = re.sub(
        r'(?P<before><a\b[^>]*?\bhref=")(?P<path>/[^"?#]*)(?P<query>\?[^"#]*)?(?P<rest>(?:#[^"]*)?")',
        link,
        html,
    )
    hidden = f'<input type="hidden" name="{PARAMETER}" value="{language}">'
    return re.sub(r'<form\b[^>]*\bmethod="get"[^>]*>', rf"\g<0>{hidden}", html)


def _is_page(path: str, base: str) -> bool:
    inner = path.removeprefix(base.rstrip("/"))
    ours = "/-/" in inner[1:] or inner in ("", "/", "/about")
    return ours and "." not in inner.rpartition("/")[2]


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


def language_name(code: str, english: str) -> str:
    """What the language of a text is called; ``english`` where Babel does not know it."""
    return english if language() == ENGLISH else locale().languages.get(code) or english


class Switch(NamedTuple):
    """A way to another language: its tag, its own name, where it is; ``here`` if it is spoken."""

    language: str
    name: str
    href: str
    here: bool


def switches(request: Request) -> list[Switch]:
    """The languages on offer, for the foot of a page; none where there is but one."""
    languages = offered()
    spoken = language()
    kept = [pair for pair in parse_qsl(request.query_string, True) if pair[0] != PARAMETER]
    found = []
    for each in languages if len(languages) > 1 else ():
        with speaking(each):
            name = pgettext("the name of this language in itself", "English")
        href = f"?{urlencode([*kept, (PARAMETER, each)])}"
        found.append(Switch(each, name, href, each == spoken))
    return found


def prepare(env: Environment) -> None:
    """What templates say words with; Datasette's own have no use for it and stay as they are."""
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.filters.update(told=told, number=number)
    env.globals.update(
        claims_language=language, claims_direction=direction, claims_language_name=language_name
    )
