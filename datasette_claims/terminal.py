"""Text of others on a terminal: nothing in it steers the terminal, hides or turns what is shown."""

from __future__ import annotations

import os
import unicodedata

LONGEST = 400
"""Characters of a line about a file."""

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_HARMLESS = frozenset("\n\t\u00ad\u200c\u200d\ufeff")
"""Line ends, and what only joins or parts letters."""


def one_line(text: str) -> str:
    r"""Give a text that stays on its line and cannot steer a terminal, however it was made.

    >>> one_line("a\nb \x1b[31m")
    'a\\nb \\x1b[31m'
    """
    shown = "".join(
        character if character.isprintable() else _escaped(character)
        for character in text[: LONGEST + 1]
    )
    return shown if len(text) <= LONGEST else shown[:LONGEST] + "…"


def several_lines(text: str) -> str:
    r"""Give a text in its lines, with what could steer a terminal or turn its direction escaped.

    >>> several_lines("a\r\nb \x9b31m\u202ec")
    'a\nb \\x9b31m\\u202ec'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        _escaped(character)
        if unicodedata.category(character) in _STEERING and character not in _HARMLESS
        else character
        for character in lines
    )


def colour() -> bool | None:
    """What click should do about colours: none where NO_COLOR says so, else as the output allows.

    NO_COLOR counts where it is set and not empty (no-color.org).
    """
    return False if os.environ.get("NO_COLOR") else None


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
