"""What a page says of itself in JSON-LD (schema.org): the node that is the article.

Pages wrap it in lists and ``@graph``, point to parts by ``@id``, and write JSON that is none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

_ARTICLE = re.compile(r"(?:\w*Article|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting)\Z")
_WRAPPED = re.compile(r"\A\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|"
                      r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*\Z")  # fmt: skip
_COMMA_TOO_MANY = re.compile(r",\s*(?=[}\]])")
_PAIR = re.compile(
    r"\"(headline|datePublished|articleSection|inLanguage|@type|url)\"\s*:\s*\"((?:[^\"\\]|\\.)*)\""
)
_DEEPEST = 6


def nodes(scripts: Iterable[str]) -> list[Node]:
    """All nodes that stand for themselves in the JSON-LD of a page, in their order."""
    found: list[Node] = []
    for script in scripts:
        for value in _parsed(script):
            found.extend(_flat(value, 0))
    return found


def article(nodes: Iterable[Node], url: str = "") -> Node:
    """The node of the article: that of this address, else the first; an empty one if none."""
    articles = [node for node in nodes if is_article(node)]
    for node in articles:
        if url and url in (node.get("url"), identifier(node.get("mainEntityOfPage"))):
            return node
    return articles[0] if articles else {}


def is_article(node: Node) -> bool:
    return any(_ARTICLE.match(kind) for kind in types(node))


def types(node: Node) -> list[str]:
    """The types of a node, without the address of their vocabulary."""
    kinds = node.get("@type")
    return [
        kind.rpartition("/")[2].rpartition(":")[2]
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    ]


def names(value: object, all_nodes: Iterable[Node], never: str = "") -> list[str]:
    """The names of those that a value stands for: words, nodes, references, or a list of such.

    Of the type ``never`` they are none: blogs have their author for a publisher too.
    """
    if isinstance(value, list):
        return [name for one in value for name in names(one, all_nodes, never)]
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Mapping):
        return []
    reference = value.get("@id")
    target = next((n for n in all_nodes if reference and n.get("@id") == reference), {})
    if never in (*types(value), *types(target)):
        return []
    return names(value.get("name") or value.get("legalName") or target.get("name"), ())


def identifier(value: object) -> str:
    """The address that a value is or that it names."""
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def _parsed(script: str) -> Iterator[Any]:
    """The values of a script; of one that is no JSON at least the pairs that can be read."""
    text = _WRAPPED.sub("", script).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _COMMA_TOO_MANY.sub("", text), html.unescape(text)):
        try:
            value, end = decoder.raw_decode(attempt)
        except (ValueError, RecursionError):
            continue
        yield value
        while rest := attempt[end:].lstrip(" \r\n\t,;"):  # objects one after the other
            try:
                value, end = decoder.raw_decode(rest)
            except (ValueError, RecursionError):
                return
            attempt = rest
            yield value
        return
    salvaged: dict[str, str] = {}
    for key, value in _PAIR.findall(text):
        salvaged.setdefault(key, value.replace('\\"', '"').replace("\\/", "/"))
    if salvaged:
        yield {"@type": "Article", **salvaged} if "headline" in salvaged else salvaged


def _flat(value: object, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _flat(one, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        yield from _flat(value.get("@graph"), depth + 1)
        yield from _flat(value.get("mainEntity"), depth + 1)
        page = value.get("mainEntityOfPage")
        if isinstance(page, Mapping) and is_article(page):
            yield page
