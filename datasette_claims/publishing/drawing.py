"""The picture that a shared link shows: who said what, and how it stands. Pure: pixels from words.

Pillow draws it, and a font with Latin letters of all kinds: the extra ``cards``. What the font has
no letters for is not drawn at all; a row of boxes would be worse than no picture.
"""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
"""What sites that show shared links ask for."""

MARGIN = 72
TOP = 132
SMALL = 32
SIZES = (56, 50, 44, 40)
"""Of the words, the largest that fits; the standing is as large as they are."""

PAD = 20
PAPER, INK, QUIET, LINE = "#ffffff", "#1a1a1a", "#595959", "#c8c8c8"

_NO_LETTER = "\U0010ffff"

LONGEST = 600
"""Of the words, more than ever fits."""


class Card(NamedTuple):
    """``standing`` in words; ``checked`` where a result is published."""

    site: str
    speaker: str
    words: str
    standing: str
    checked: bool


@cache
def installed() -> bool:
    """Is the extra there?"""
    return all(find_spec(name) for name in ("PIL", "font_roboto"))


def can_draw(card: Card) -> bool:
    """Has the font a letter for everything that the picture says?"""
    return installed() and all(map(_has_letter, set(_plain(" ".join(_short(card)[:4])))))


def png(card: Card) -> bytes:
    """The picture as a PNG; for a card that can be drawn."""
    from PIL import Image, ImageDraw

    card = _short(card)
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    room = WIDTH - 2 * MARGIN
    small = _font("Roboto-Regular", SMALL)
    draw.text((MARGIN, 56), next(_cut(card.site, small, room, 1), ""), QUIET, small)
    for size in SIZES:
        plain, bold, step = (
            _font("Roboto-Regular", size),
            _font("Roboto-Bold", size),
            round(size * 1.3),
        )
        standing = list(_cut(card.standing, bold, room - 2 * PAD, 2))
        box = HEIGHT - MARGIN - 2 * PAD - step * len(standing)
        who = list(_cut(card.speaker, bold, room, 1))
        lines = (box - TOP - PAD) // step - len(who)
        said = list(_cut(card.words, plain, room, lines))
        if len(list(_wrapped(card.words, plain, room))) <= lines:
            break
    _lines(draw, who, (MARGIN, TOP), bold, step)
    _lines(draw, said, (MARGIN, TOP + step * len(who)), plain, step)
    around = (MARGIN, box, WIDTH - MARGIN, HEIGHT - MARGIN)
    draw.rectangle(around, INK if card.checked else PAPER, INK, 3)
    colour = PAPER if card.checked else INK
    _lines(draw, standing, (MARGIN + PAD, box + PAD - 4), bold, step, colour)
    told = io.BytesIO()
    picture.save(told, "PNG")
    return told.getvalue()


def _short(card: Card) -> Card:
    return card._replace(words=card.words[:LONGEST], speaker=card.speaker[:LONGEST])


def _lines(
    draw: ImageDraw,
    lines: list[str],
    at: tuple[int, int],
    font: FreeTypeFont,
    step: int,
    colour: str = INK,
) -> None:
    for number, line in enumerate(lines):
        draw.text((at[0], at[1] + number * step), line, colour, font)


def _cut(words: str, font: FreeTypeFont, room: int, most: int) -> Iterator[str]:
    """The lines; where they are more than ``most``, the last ends between two words."""
    lines = list(islice(_wrapped(words, font, room), most + 1))
    yield from lines[: most - 1]
    if len(lines) <= most:
        yield from lines[most - 1 :]
        return
    last = lines[most - 1]
    while " " in last and font.getlength(f"{last} …") > room:
        last = last.rpartition(" ")[0]
    while last and font.getlength(f"{last} …") > room:
        last = last[:-1]
    yield f"{last.rstrip(',;:–- ')} …"


def _wrapped(words: str, font: FreeTypeFont, room: int) -> Iterator[str]:
    line = ""
    for word in _plain(words).split():
        whole = f"{line} {word}" if line else word
        if font.getlength(whole) <= room:
            line = whole
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > room:
            fits = max(1, bisect_right(range(1, len(line) + 1), room, key=_width(line, font)))
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def _width(line: str, font: FreeTypeFont) -> Callable[[int], int]:
    """How wide so many letters of the line are, in whole pixels."""
    return lambda number: ceil(font.getlength(line[:number]))


def _plain(words: str) -> str:
    """As it is drawn: accents one with their letters, nothing that has no shape."""
    return " ".join(
        "".join(
            " " if sign.isspace() else sign
            for sign in unicodedata.normalize("NFC", words)
            if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf")
        ).split()
    )


@cache
def _has_letter(sign: str) -> bool:
    # Those that are written from right to left have other rules than the lines here.
    if sign.isspace():
        return True
    if unicodedata.bidirectional(sign) in ("R", "AL") or unicodedata.combining(sign):
        return False
    font = _font("Roboto-Regular", SMALL)
    return bytes(font.getmask(sign)) != bytes(font.getmask(_NO_LETTER))


def _font(name: str, size: int) -> FreeTypeFont:
    from importlib.resources import files

    import font_roboto
    from PIL import ImageFont

    with (files(font_roboto) / "files" / f"{name}.ttf").open("rb") as file:
        return ImageFont.truetype(
            io.BytesIO(file.read()), size, layout_engine=ImageFont.Layout.BASIC
        )
