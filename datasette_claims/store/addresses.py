"""One page, many addresses: how far two of them lead to the same. Pure; no stored key hangs on it.

`folded` takes away only what never tells a page: two addresses with one folded form are one.
`family` takes away what mostly tells none (``www.``, ``m.``, AMP, ``?page=all``, the scheme): two
addresses of a family are one page only where their texts agree too.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, unquote, urlsplit

# How a reader came to a page, or whose session it is: never which page. What may tell one on some
# site (ref, source, from, id, sid, tag, campaign) is not here.
_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Half a character, which no address holds; the others stand for bytes that are no UTF-8."""
_TRACKER = re.compile(
    r"""
    utm_\w+ | at_\w+ | ns_\w+ | hsa_\w+ | mtm_\w+ | matomo_\w+ | piwik_\w+ | gad_\w+ | _branch_\w+
    | pk_(?:campaign|cpn|keyword|kwd|source|medium|content|cid) | trk_(?:contact|msg|module|sid)
    | fb_(?:action_ids|action_types|source|ref|comment_id) | wt[._]z?mc(?:[._]\w+)?
    | (?:fb|g|d|ms|y|ys|ym|yad|tw|tt|tb)clid | [gw]braid | gclsrc | srsltid | _ga(?:_\w+)? | _gl
    | igsh(?:id)? | mibextid | li_fat_id | epik | sccid | rdt_cid | twsrc | __twitter_impression
    | mc_[cet]id | mkt_tok | _hs(?:enc|mi) | __hs(?:tc|sc|fp) | hsctatracking | vero_(?:id|conv)
    | oly_(?:enc|anon)_id | wickedid | dm_i | s_(?:cid|kwcid) | ef_id | tblci | dicbo
    | ob(?:origurl|internalid) | guccounter | guce_referrer(?:_sig)? | ref_(?:src|url)
    | soc_(?:src|trk) | traffic_source | ocid | cmpid | icid | ncid | int_?cmp | smid | smtyp
    | ftag | ftcamp | spm | xtor | xtref | tag_from | _?openstat | amp_(?:js_v|gsa|tf) | usqp
    | phpsessid | jsessionid | aspsessionid\w*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)

# How a page is shown, or whence a reader came: mostly, but not on every site.
_VIEW: dict[str, tuple[str, ...] | None] = {
    **dict.fromkeys(("page", "paged", "halaman"), ("all", "1", "full", "")),
    **dict.fromkeys(("showpage", "view", "mode"), ("all", "full", "amp", "mobile", "print", "")),
    **dict.fromkeys(("output", "outputtype"), ("amp", "html", "mobile", "")),
    **dict.fromkeys(("amp", "isamp", "noamp", "mobile", "m", "print", "single", "full", "all")),
    **dict.fromkeys(("ref", "referer", "referrer", "source", "src", "from", "via", "cmp", "trk")),
    **dict.fromkeys(("share", "shared", "feature", "rss", "si")),
}
"""Parameter -> its values that tell no page, None where no value does."""

_VIEWING_HOSTS = frozenset({"www", "www2", "m", "mobile", "amp", "wap", "touch"})
_CACHE_HOST = re.compile(r".+\.cdn\.ampproject\.org|(?:www\.)?google\.[a-z.]+")
_CACHED = re.compile(r"/(?:amp|c|v|wp)/(?:s/)?(?P<host>[^/]+\.[^/]+)(?P<path>(?:/.*)?)")
_AMP = re.compile(r"/amp(?=/|$)|[./]amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_DEFAULT_DOCUMENT = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Unreserved in RFC 3986, and the marks of RFC 2396, which browsers still leave as they are.
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!*'()")
_KEPT = "%:/?#[]@$&+,;="
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HARMLESS = re.compile(r"%(3A|40|24|2C|3B|5B|5D)")


def folded(url: str) -> str:
    """The address without what never tells a page; what is no web address stays as it is.

    >>> folded("HTTPS://Example.org:443/a/../%7eb/?utm_source=x&id=2#top")
    'https://example.org/~b?id=2'
    """
    parts = _parts(url)
    if parts is None:
        return url.strip()
    query = "&".join(pair for pair in _pairs(parts.query) if not _is_tracker(pair))
    route = _route(parts.fragment)
    return (
        f"{parts.scheme}://{_host(parts)}{_path(parts.path)}"
        f"{query and f'?{query}'}{route and f'#{route}'}"
    )


def without_trackers(url: str) -> str:
    """The address as it is written, without what tells how a reader came to it.

    >>> without_trackers("https://example.org/a?utm_source=rss&id=%41#top")
    'https://example.org/a?id=%41'
    """
    plain = url.partition("#")[0]
    page, mark, query = plain.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _is_tracker(pair))
    return page + (mark and kept and f"?{kept}")


def family(url: str) -> str:
    """The address without what mostly tells no page either.

    >>> family("https://amp.example.org/news/a/amp?page=all&id=2")
    'example.org/news/a?id=2'
    """
    page = folded(url)
    parts = _parts(page)
    if parts is None:
        return page
    host, path = parts.netloc, parts.path
    if _CACHE_HOST.fullmatch(host) and (cached := _CACHED.fullmatch(path)):
        host, path = cached["host"], cached["path"]
    *labels, domain, top = ["", *host.split(".")]
    host = ".".join([*(label for label in labels if label not in _VIEWING_HOSTS), domain, top])
    path = _AMP.sub("", re.sub(r"/{2,}", "/", path))
    path = _DEFAULT_DOCUMENT.sub("", path).rstrip("/")
    query = "&".join(sorted(pair for pair in _pairs(parts.query) if not _is_view(pair)))
    rest = f"{path}{query and f'?{query}'}{parts.fragment and f'#{parts.fragment}'}"
    return host.strip(".") + _HARMLESS.sub(lambda escape: unquote(escape[0]), rest)


def route(url: str) -> str:
    """The fragment of an address where it tells the page (``#!/news/1``), else nothing."""
    parts = _parts(url)
    told = _route(parts.fragment) if parts else ""
    return told and f"#{told}"


def _parts(url: str) -> SplitResult | None:
    """The parts of a web address; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 (reading it checks it)
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS and parts.hostname else None


def _host(parts: SplitResult) -> str:
    """Host in lower case and Unicode, with its port unless that is the scheme's own."""
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        labels = unicodedata.normalize("NFKC", host).lower().rstrip(".").split(".")
        host = ".".join(map(_label, labels))
    else:
        host = f"[{address}]" if address.version == 6 else str(address)
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"


def _label(label: str) -> str:
    """A part of a host's name as people read it: ``xn--bcher-kva`` is ``bücher``."""
    if not label.startswith("xn--"):
        return label
    try:
        read = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    plain = unicodedata.normalize("NFKC", read).lower()
    return read if read == plain and not read.isascii() and read.isprintable() else label


def _path(path: str) -> str:
    """Without session, dot segments and final slashes."""
    segments: list[str] = []
    for segment in _SESSION.sub("", _recoded(path)).split("/"):
        if segment == "..":
            segments[1:] = segments[1:-1]
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments).rstrip("/")


def _route(fragment: str) -> str:
    """A fragment that tells the page (``#!/news/1``, ``#/news/1``); of any other nothing."""
    fragment = fragment.partition(":~:")[0]
    return _recoded(fragment) if fragment.startswith(("!", "/")) and fragment.strip("!/") else ""


def _pairs(query: str) -> Iterator[str]:
    """``name=value`` pairs in their order, written in one way."""
    for pair in query.split("&"):
        if pair:
            yield _recoded(pair.replace("+", "%20"))


def _is_tracker(pair: str) -> bool:
    return _TRACKER.fullmatch(unquote(pair.partition("=")[0])) is not None


def _is_view(pair: str) -> bool:
    name, _, value = unquote(pair).lower().partition("=")
    values = _VIEW.get(name, ())
    return values is None or value in values


def _recoded(part: str) -> str:
    """Percent-encoding in one form: only where it must be, upper case, composed letters."""
    read = unicodedata.normalize("NFC", _ESCAPED.sub(_read, _STRAY.sub("%25", part)))
    return quote(_HALF.sub("\ufffd", read), safe=_KEPT + "!*'()", errors="surrogateescape")


def _read(escapes: re.Match[str]) -> str:
    """What some percent-encoded bytes stand for, as far as it means the same unencoded."""
    data = bytes.fromhex(escapes[0].replace("%", ""))
    return "".join(
        letter if ord(letter) > 127 or ord(letter) in _PLAIN else f"%{ord(letter):02X}"
        for letter in data.decode("utf-8", "surrogateescape")
    )
