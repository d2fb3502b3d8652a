"""Signs that a text was damaged on its way here.

It is never mended: what looks like damage may be what was printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# UTF-8 that was read as Windows-1252 or Latin-1: the bytes of “ ’ – … become â€œ â€™ â€“ â€¦, those
# of é become Ã©, of a no-break space Â\xa0, of a byte-order mark ï»¿.
_MOJIBAKE = re.compile(
    "â€[œ\x9d™˜“”¦\x9c\x99\x98\x93\x94š]|â\x80[\x90-\xaf]|Ã[\xa0-\xbf]|Â[\xa0«»°·]|ï»¿|ï¿½"
)


def notes(text: str) -> Iterator[str]:
    """Give a note for each kind of damage that a text shows."""
    if not text.isascii() and _MOJIBAKE.search(text):
        yield (
            "the text looks as if UTF-8 had been read as another encoding (â€œ for “), and stays"
            " as it is: claims may be missed; ftfy OLD -o NEW mends it (pip install ftfy)"
        )
    if "\ufffd" in text:
        yield "the text holds characters that were lost before it was loaded (\ufffd)"
