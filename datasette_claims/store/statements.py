"""When two claims say the same: what a verdict is about, compared as a reader would.

Equal after Unicode composition, soft hyphens, case, the style of quotation marks and spaces, and
nothing else: a sign, a digit, a comma or a letter more is another statement.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from datasette_claims.store import keys

WHO_SAID_WHAT = ("text", "speaker_id", "kind", "modality")
"""The columns of a claim that a verdict is about."""

_SOFT_HYPHEN = "\u00ad"
_STYLES = str.maketrans({**dict.fromkeys("“”„‟«»〝〞〟", '"'), **dict.fromkeys("‘’‚‛‹›`´", "'")})
# A single mark at the edge of a word quotes; within one it is an apostrophe, behind a digit a unit.
_SINGLE = re.compile(r"(?<!\w)'(?=\S)|(?<=[^\s\d])'(?!\w)")


class Statement(NamedTuple):
    """What somebody is said to have said: equal records are the same statement."""

    words: str
    speaker: str
    kind: str
    modality: str


def folded(text: str) -> str:
    """The words of a text as they count.

    >>> folded("“Ya”,  KATA\u00addia")
    '"ya", katadia'
    """
    plain = unicodedata.normalize("NFC", text.replace(_SOFT_HYPHEN, ""))
    plain = _SINGLE.sub('"', plain.translate(_STYLES))
    return " ".join(unicodedata.normalize("NFC", plain.casefold()).split())


def statement(
    text: str | None, speaker: str | None, kind: str | None, modality: str | None
) -> Statement:
    """The statement of a claim; ``speaker`` is the key that it counts as, merges followed."""
    return Statement(folded(text or ""), speaker or "", kind or "", modality or "")


# What ends the key of a speaker whose name tells who it is within one article only.
_IN_ARTICLE = re.compile(r"-a[0-9a-z]{11}$")


def digest(
    text: str, speaker: str | None, source: str | None, kind: str | None, modality: str | None
) -> str:
    """What is the same for the same statement in two copies of an article.

    A speaker who is known by one word, or not at all, has another key in every article: in copies
    of one text the same word stands for the same person. Where nobody is known to speak, the
    source must be the same as printed.
    """
    who = _IN_ARTICLE.sub("", speaker) if speaker else f" {folded(source or '')}"
    return keys.digest(*statement(text, who, kind, modality))
