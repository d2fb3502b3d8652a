"""Short, stable keys made from content, so that a rebuild or another machine makes the same ones.

``claim_key("a3k…", "Rusia harus “bergerak”")`` is the same text on every machine. Keys of articles
and claims begin with a letter, so that no spreadsheet takes one for a number.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing to mistake
_DIGITS = 11

# Query parameters that tell how a reader came to a page, never which page it is.
_TRACKING = re.compile(
    r"utm_\w+|at_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|mc_[ce]id|_ga|_gl"
    r"|ref_src|ref_url|ocid|cmpid|ns_\w+|spm|xtor|tag_from",
    re.IGNORECASE,
)

# Latin letters that Unicode does not take apart into a base letter and an accent.
_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´ʻʿʾ]")
_SLUG_LENGTH = 60


def digest(*parts: str) -> str:
    """Eleven characters that stand for the parts: 55 bits of their SHA-256."""
    # surrogatepass: a key can be made of any string, so that what cannot be stored fails elsewhere.
    seed = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.sha256(seed).digest()[:7], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DIGITS)))


def text_hash(text: str) -> str:
    """SHA-256 of a text, as ``articles.text_hash`` has it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def address(url: str) -> str:
    """The address of the page alone: no fragment, no tracking parameters, host in lower case."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if not parts.netloc:
        return url.strip()
    host = parts.netloc.rpartition("@")[2].lower()
    if port and (parts.scheme.lower(), port) in {("http", 80), ("https", 443)}:
        host = host.rpartition(":")[0]
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(_TRACKING.fullmatch(name) for name, _ in pairs):
        query = urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def article_key(url: str, hashed_text: str, turn: int = 0) -> str:
    """Key of an article: from its address, else from its text. ``turn`` rises while it is taken."""
    page = address(url).partition("://")[2] if url else ""
    return "a" + digest(page or hashed_text, *([str(turn)] if turn else []))


def claim_key(article_id: str, text: str, turn: int = 0) -> str:
    """Key of a claim: its article, its words, and which of several with the same words it is."""
    return "c" + digest(article_id, " ".join(words(text)) or text, str(turn))


def speaker_key(name: str, kind: str, article_id: str) -> str:
    """Key of a speaker: the name as a slug.

    A single name ("Trump") or an unnamed source ("seorang warga") tells who it is only within its
    article, whose key is added; a person may merge such speakers.
    """
    slug = _slug(name)
    if kind == "unnamed" or (kind == "person" and len(name.split()) < 2):
        return f"{slug}-{article_id}"
    return slug


def outlet_key(name: str) -> str:
    """Key of an outlet: the short form that its name gives in brackets, else the whole name."""
    short = re.search(r"\(([^\W_][\w.&-]{1,14})\)\s*$", name)
    return _slug(short[1] if short else name)


def words(text: str) -> list[str]:
    """The words of a text without case and punctuation."""
    return re.findall(r"\w+", text.casefold())


def without_apostrophes(name: str) -> str:
    """The name with its parts as one word: O’Neil, Mi'raj."""
    return _APOSTROPHES.sub("", name)


def _slug(name: str) -> str:
    """``mi-raj``-like ASCII form of a name; a digest where letters would be lost in it."""
    plain = unicodedata.normalize("NFKD", without_apostrophes(name).lower().translate(_LATIN))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    slug = "-".join(re.findall(r"[a-z0-9]+", kept))
    if not slug or any(c.isalnum() and not c.isascii() for c in kept):
        return "x" + digest(unicodedata.normalize("NFKC", " ".join(name.casefold().split())))
    if len(slug) > _SLUG_LENGTH:
        return f"{slug[:_SLUG_LENGTH].rstrip('-')}-{digest(slug)}"
    return slug
