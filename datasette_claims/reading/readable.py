"""A text as a reader sees it: what stands between the words for machines alone is taken out.

All of this comes before a text is stored; from then on it is never altered, and every offset is
true of what is stored.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad\u200b\u2060\ufeff]")
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
_TRAILING = re.compile(r"[ \t\xa0]+$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Give a text with one kind of line end, without soft hyphens and entities.

    An accent that is a character of its own becomes one with its letter: word by word, texts are
    compared as they are stored.

    >>> tidy("Ia ber\\u00adkata:\\r\\n&quot;Ya.&quot;\\r\\n")
    'Ia berkata:\\n"Ya."\\n'
    """
    text = _ENTITY.sub(_undone, text) if "&" in text else text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def trimmed(text: str) -> str:
    """Give a text without blanks at the ends of lines and of the whole, and without wide gaps."""
    return _GAP.sub("\n\n", _TRAILING.sub("", text)).strip("\n")


def _undone(entity: re.Match[str]) -> str:
    """What an entity stands for; as it is where it is none, or would be unseen."""
    if entity[1] and f"{entity[1]};" not in html5:
        return entity[0]
    return html.unescape(entity[0])
