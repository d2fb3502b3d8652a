"""The articles of `tests/gold` as records; README.md beside this file tells their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from datasette_claims.model import ClaimType, Modality, Span, SpeakerKind
from tests.marked import MarkError, Parts, read_marks

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "id", "ms")

KINDS = frozenset(
    (
        *("say", "report", "claim", "believe", "predict", "describe", "demand", "promise", "warn"),
        *("accuse", "complain", "deny", "concede", "confirm", "hope", "fear", "praise"),
    )
)
SPEAKER_KINDS = frozenset(get_args(SpeakerKind))
MODALITIES = frozenset(get_args(Modality)) - {""}
TYPES = frozenset(get_args(ClaimType))
_LINE = re.compile(r"=(\d+) (.+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPENS = "“‘\"'”"  # some papers print both marks closing
_CLOSES = "”’\"'"


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim as a person reads it; of several speakers' names or kinds each is as good.

    An ``optional`` claim may be found or not: what was not said, or a medium behind the claim of
    another.
    """

    number: int
    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    speakers: tuple[str, ...]
    type: ClaimType
    kinds: tuple[str, ...] = ("say",)
    speaker_kinds: tuple[str, ...] = ("person",)
    modality: Modality = ""
    said: Span | None = None
    said_on: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An invented article with all the claims in it, in the order of their numbers."""

    name: str
    language: str
    desk: str
    text: str
    published: str
    claims: tuple[GoldClaim, ...]
    secondary: tuple[Span, ...]


class GoldError(ValueError):
    """A file that does not have the form; the message names file and place."""


@cache
def articles() -> tuple[GoldArticle, ...]:
    """All articles, by language and name."""
    return tuple(_all_articles())


def _all_articles() -> Iterator[GoldArticle]:
    for language in LANGUAGES:
        for path in sorted((FOLDER / language).glob("*.txt")):
            name = f"{language}/{path.stem}"
            try:
                yield read_article(name, path.read_text("utf-8"))
            except (GoldError, MarkError) as error:
                raise GoldError(f"{path.name}: {error}") from error


def read_article(name: str, file: str) -> GoldArticle:
    """The article of a file: a head, an empty line, and the text with marks and `=` lines."""
    head, _, body = file.partition("\n\n")
    published = ""
    for line in head.split("\n"):
        if line.startswith("published: "):
            published = line.removeprefix("published: ")
        elif not line.startswith("#"):
            raise GoldError(f"no line of the head: {line}")
    lines = body.rstrip("\n").split("\n")
    text, marks = read_marks("\n".join(line for line in lines if not line.startswith("=")))
    told = [line for line in lines if line.startswith("=")]
    secondary = marks.pop(0, {})
    if secondary.keys() - {"secondary"}:
        raise GoldError("a mark of a claim has no number")
    claims = tuple(read_claim(text, line, marks) for line in told)
    numbers = [claim.number for claim in claims]
    if sorted(numbers) != sorted(marks):
        raise GoldError(f"marks {sorted(marks)} and lines {numbers} must be one to one")
    language, _, stem = name.partition("/")
    return GoldArticle(
        name=name,
        language=language,
        desk=stem.partition("-")[0],
        text=text,
        published=published,
        claims=claims,
        secondary=secondary.get("secondary", ()),
    )


def read_claim(text: str, line: str, marks: dict[int, Parts]) -> GoldClaim:
    """The claim of a line `=1 Rina Hall; organisation; deny; 2024-05-01`."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise GoldError(f"no line of a claim: {line}")
    number = int(match[1])
    parts = marks.get(number, {})
    speaker, *more = match[2].split("; ")
    told: dict[str, str] = {}
    for word in more:
        told[_meaning(word, line)] = word
    said = parts.get("said", ())
    content = parts.get("content", ())
    if not content:
        raise GoldError(f"a claim without content: {line}")
    if bool(said) < bool("day" in told) or len(said) > 1:
        raise GoldError(f"a day and one mark `said` that tells it belong together: {line}")
    return GoldClaim(
        number=number,
        content=content,
        source=parts.get("source", ()),
        cue=parts.get("cue", ()),
        speakers=tuple(speaker.split(" or ")),
        type=told.get("type", type_of(text, content)),
        kinds=tuple(told.get("kinds", "say").split(" or ")),
        speaker_kinds=tuple(told.get("speaker_kinds", "person").split(" or ")),
        modality=told.get("modality", ""),
        said=said[0] if said else None,
        said_on=told.get("day", ""),
        optional="optional" in told,
    )


def _meaning(word: str, line: str) -> str:
    """What a word of a claim's line tells."""
    if word == "optional":
        return word
    if _DAY.fullmatch(word):
        return "day"
    words = set(word.split(" or "))
    for meaning, vocabulary in (
        ("speaker_kinds", SPEAKER_KINDS),
        ("kinds", KINDS),
        ("modality", MODALITIES),
        ("type", TYPES),
    ):
        if words <= vocabulary:
            return meaning
    raise GoldError(f"{word!r} is no kind, speaker's kind, type, modality or day: {line}")


def type_of(text: str, content: tuple[Span, ...]) -> ClaimType:
    """Direct if every stretch begins with a quotation mark and none ends inside it."""
    parts = [text[start:end] for start, end in content]
    if all(part[0] in _OPENS and not _ends_early(part) for part in parts):
        return "direct"
    quoted = any(mark in part for part in parts for mark in '“”"‘')
    return "mixed" if quoted or any(" '" in part for part in parts) else "indirect"


def _ends_early(part: str) -> bool:
    """Does the quotation that opens a stretch end before the stretch does?

    One that goes on in the next paragraph has no closing mark at all.
    """
    closing = {"“": "”", "‘": "’", '"': '"', "'": "'", "”": "”"}[part[0]]
    if part[-1] == closing and len(part) > 1:
        return False
    return any(
        one == closing and not following.isalnum()
        for one, following in zip(part[1:], part[2:] + " ", strict=True)
    )
