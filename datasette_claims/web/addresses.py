"""Where a passage can be seen outside: on its original page and in an archive."""

from __future__ import annotations

import re
from urllib.parse import quote

# Up to here a passage is named whole; a longer one by its first and last words, which also holds
# where the page has other spacing or markup in between.
LONGEST_EXACT = 60
WORDS_AT_EDGE = 5
# A passage this short may stand elsewhere on the page too; the words around it tell which is meant.
NEEDS_NEIGHBOURS = 30
NEIGHBOURS = 3


def passage(url: str, text: str, start: int, end: int) -> str:
    """The address that jumps to ``text[start:end]`` on the page (a text fragment).

    >>> passage("https://a.example/x", "He said: well-known, isn't it", 9, 19)
    'https://a.example/x#:~:text=He%20said%3A-,well%2Dknown,-%2C%20isn%27t%20it'
    """
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    words = text[start:end].split()
    if not words:
        return url
    whole = " ".join(words)
    if len(whole) <= LONGEST_EXACT or len(words) <= 2 * WORDS_AT_EDGE:
        directive = _encoded(whole)
    else:
        first, last = words[:WORDS_AT_EDGE], words[-WORDS_AT_EDGE:]
        directive = f"{_encoded(' '.join(first))},{_encoded(' '.join(last))}"
    if len(whole) <= NEEDS_NEIGHBOURS:
        before = text[max(line_start, start - 200) : start].split()[-NEIGHBOURS:]
        after = text[end : min(line_end if line_end >= 0 else len(text), end + 200)].split()
        if before:
            directive = f"{_encoded(' '.join(before))}-,{directive}"
        if after:
            directive += f",-{_encoded(' '.join(after[:NEIGHBOURS]))}"
    page, hash_mark, fragment = url.partition("#")
    return f"{page}#{fragment if hash_mark else ''}:~:text={directive}"


def archive(url: str, date: str | None) -> str:
    """The archived copy nearest to the date (ISO), or all copies where there is none.

    >>> archive("https://a.example/x", "2025-04-12")
    'https://web.archive.org/web/20250412/https://a.example/x'
    """
    digits = re.sub(r"\D", "", (date or "")[:10])
    return f"https://web.archive.org/web/{digits or '*'}/{url}"


def _encoded(words: str) -> str:
    """Percent-encoded for a text directive, in which ``-``, ``,`` and ``&`` have a meaning."""
    return quote(words, safe="", errors="replace").replace("-", "%2D")
