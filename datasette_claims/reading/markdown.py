"""Markdown -> the text that its reader would see: no marks, no addresses of links, no pictures."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from datasette_claims.reading import hypertext

SUFFIXES = (".md", ".markdown")

_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"\*\*[^\s*][^*\n]*\*\*|__[^\s_][^_\n]*__"),
    re.compile(r"\[[^\]\n]+\]\(https?://[^)\s]+\)"),
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def is_marked(text: str) -> bool:
    """Is a text Markdown, whatever it is called? It has marks of two sorts."""
    return sum(bool(sign.search(text)) for sign in _SIGNS) > 1


def plain(text: str) -> str:
    """Give the text without its marks; its lines stay as they are broken.

    >>> plain("# Judul\\n\\nIa **berkata** [di sini](https://e.org): *ya*.\\n\\n* satu\\n* dua")
    'Judul\\n\\nIa berkata di sini: ya.\\n\\n- satu\\n- dua'
    """
    pieces: list[str] = []
    gap = "\n\n"
    marker = ""
    row: list[str] | None = None
    for token in _PARSER.parse(text):
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            pieces += [gap, " | ".join(row)]
            row, gap = None, "\n"
        elif token.type in ("bullet_list_close", "ordered_list_close", "table_close"):
            gap = "\n\n"
        elif words := _words(token):
            if row is not None:
                row.append(words)
                continue
            pieces += [gap, marker, words]
            gap = "\n" if marker else "\n\n"
            marker = ""
    return "".join(pieces[1:])


_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def _words(token: Token) -> str:
    """What is read of one token: nothing of those that open and close."""
    if token.type == "inline":
        return "".join(map(_inline, token.children or ())).strip()
    if token.type in ("fence", "code_block"):
        return token.content.rstrip("\n")
    if token.type == "html_block":
        return hypertext.Page(token.content).text
    return ""


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if _BREAK.fullmatch(token.content) else ""
    return "" if token.type == "image" else token.content
