"""What may stand as a link: a web address that gives no secret away.

An address that somebody copies from a browser may carry a password, or a token that logs in whoever
follows it. The reading room and the store both ask here, and so does whatever leaves the house.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit, urlunsplit

from datasette_claims.wording import said

SCHEMES = ("http", "https")

# user:password@ before a host, also within an address that another one holds (an archived copy, a
# redirection). An @ behind the first slash, as in medium.com/@name, is none.
_CREDENTIALS = re.compile(
    r"""( (?: https? | ftp ) : [/\\]+ | [/\\]{2,} (?= [^/?#\\\s@] ) ) [^/?#\\\s]* @""",
    re.IGNORECASE | re.VERBOSE,
)
_MOST_ENCODINGS = 3
"""How often an address within an address may be percent-encoded and still be looked into."""

# Parameters that let somebody in, by the words of their names: access_token, X-Amz-Signature.
_SECRET_WORDS = frozenset((
    "token", "secret", "password", "passwd", "pwd", "signature", "sig", "credential", "credentials",
    "phpsessid", "jsessionid", "auth", "authkey", "authtoken", "authorization", "accesstoken",
    "bearer", "jwt", "otp", "rlkey",
))  # fmt: skip
_SECRET_NAMES = frozenset((  # without separators
    "apikey", "accesskey", "accesscode", "sessionid",
    "mceid", "mkttok", "olyencid", "olyanonid", "veroid", "hsenc",  # who subscribed to a newsletter
))  # fmt: skip
_NAME_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PATH_PARAMETER = re.compile(r";([\w.-]+)=[^/;?#]*")


def fault(url: str) -> str | None:
    """Say in a few words why ``url`` is not kept as a link; None where nothing is wrong with it.

    >>> fault("https://example.org/a")
    >>> fault("https://ana:rahasia@example.org/a")
    'is refused: it holds a user name or a password'
    >>> fault("ftp://example.org/a")
    'is refused: only http:// and https:// addresses are kept'
    """
    if any(character.isspace() or not character.isprintable() for character in url):
        return said("holds a space or a control character")
    if "\\" in url:  # browsers take it for a slash, programs do not
        return said("is not a valid address")
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 (reading it checks it)
    except ValueError:
        return said("is not a valid address")
    if parts.scheme not in SCHEMES or not host:
        return said("is refused: only http:// and https:// addresses are kept")
    if has_credentials(url):
        return said("is refused: it holds a user name or a password")
    return None


def is_web(url: str | None) -> bool:
    """True for an address that may be a link: http or https, and nothing that hides in it."""
    return bool(url) and fault(url or "") is None


def has_credentials(url: str) -> bool:
    """True where a user name or password stands before a host, however deep and encoded."""
    return any(_CREDENTIALS.search(form) for form in _decoded(url))


def without_secrets(url: str) -> str:
    """The address without user, password, and parameters that are named like a key or a token.

    What cannot be taken out alone goes with all that stands behind the host.

    >>> without_secrets("https://ana:rahasia@example.org/a?page=2&access_token=x#bagian")
    'https://example.org/a?page=2#bagian'
    """
    plain = _CREDENTIALS.sub(r"\1", url)
    try:
        parts = urlsplit(plain)
    except ValueError:
        return "" if has_credentials(url) else url
    clean = parts._replace(
        path=_PATH_PARAMETER.sub(_public_parameter, parts.path),
        query=_public(parts.query),
        fragment=_public(parts.fragment),
    )
    host = clean._replace(path="", query="", fragment="")
    as_written = plain if clean == parts else urlunsplit(clean)
    forms = (as_written, urlunsplit(host._replace(path=clean.path)), urlunsplit(host))
    return next((form for form in forms if not has_credentials(form)), "")


def _public(query: str) -> str:
    """A query, or a fragment of that form, without the parameters that let somebody in."""
    pairs = query.split("&")
    kept = [pair for pair in pairs if "=" not in pair or not _is_secret(pair.partition("=")[0])]
    return query if len(kept) == len(pairs) else "&".join(kept)


def _public_parameter(found: re.Match[str]) -> str:
    return "" if _is_secret(found[1]) else found[0]


def _is_secret(name: str) -> bool:
    plain = unquote(name)
    words = {word.lower() for word in _NAME_WORDS.findall(plain)}
    return bool(words & _SECRET_WORDS) or re.sub(r"[\W_]", "", plain).lower() in _SECRET_NAMES


def _decoded(url: str) -> list[str]:
    """The address, and what it is once its percent-encodings are taken off one by one."""
    forms = [url]
    while len(forms) <= _MOST_ENCODINGS and (plain := unquote(forms[-1])) != forms[-1]:
        forms.append(plain)
    return forms
