"""Subtitles (SRT, VTT): cues -> sentences and paragraphs, each with the second it is said at.

A change of speaker begins a paragraph; where the file names who speaks, the paragraph does too
(``NAME: …``). What is markup or describes a sound is taken away.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from datasette_claims.reading import decoding, prose
from datasette_claims.reading.documents import Document, Item, Options, Told
from datasette_claims.reading.outcomes import Refused

PAUSE = 2.5
"""Seconds of silence after a sentence that end a paragraph."""
LONG = 500
"""Characters after which the next sentence begins a paragraph."""
LONGEST = 900
"""Characters after which the next cue does, where nobody wrote full stops."""

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]{1,200})>")
_TAG = re.compile(r"</?(?:[a-zA-Z][^<>]{0,200}|\d[\d:.,]{0,20})?>|\{\\?[a-zA-Z][^{}]{0,80}\}")
_SOUND = re.compile(
    r"[♪♫][^♪♫\n]*[♪♫]|[♪♫]"
    r"|\[(?!\W*(?i:inaudible|indistinct|unintelligible|tidak jelas))[^\[\]\n]{1,80}\](?!:)"
    r"|\((?=[^()\n]*[A-ZÀ-Þ]{3})[^a-zà-ÿ()\n]{1,60}\)",
)
_NAMED = re.compile(
    r"(?:>>+\s*|[-–—]\s*)?"
    r"(?P<name>[A-ZÀ-Þ][\w.’'-]*(?: (?:[\w.’'&-]+|\([^()]{1,40}\))){0,5}):\s+(?=\S)"
)
_CAPITALS = re.compile(r"[^a-zà-ÿ]{2,60}")
_CHANGE = re.compile(r"\s*(?:>>+|[-–—](?!-))\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.?!…][\"”’»')\]]*\Z")
_NAME_OF_FILE = re.compile(
    r"(?P<title>.+?)(?: ?\[(?P<video>[\w-]{11})\])?"
    r"(?:\.(?P<language>[a-z]{2,3})(?:[-_.][\w-]+)?)?\.\w+\Z"
)


class Cue(NamedTuple):
    """What is shown from one second to another."""

    begin: float
    end: float
    lines: tuple[str, ...]


class Said(NamedTuple):
    """A stretch of speech without a break, and whether another speaker begins with it."""

    begin: float
    end: float
    text: str
    speaker: str = ""
    turn: bool = False


def read(document: Document, _options: Options) -> Iterator[Item]:
    """Give the one text of a file of subtitles, with the times of its parts."""
    data = document.data()
    read_as = decoding.decode(data)
    written = read_as.text.replace("\r\n", "\n").replace("\r", "\n")
    cues = list(_cues(written))
    if not cues:
        raise Refused("a file of subtitles without any")
    text, times = joined(speech(cues))
    if not text:
        raise Refused("a file of subtitles without words")
    yield Item(
        text=text,
        fields=tuple(_fields(written, document.name)),
        notes=(read_as.note,) if read_as.note else (),
        times=times,
        raw_hash=hashlib.sha256(data).hexdigest(),
    )


def _cues(text: str) -> Iterator[Cue]:
    """The cues of a file in their order; blocks that are none (notes, styles) are passed over."""
    for block in re.split(r"\n\n+", text):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:3]) if _TIMES.fullmatch(line)), None)
        while at is not None:
            # Some files have no blank line between two cues.
            following = next(
                (n for n in range(at + 1, len(lines)) if _TIMES.fullmatch(lines[n])), None
            )
            end = len(lines) if following is None else following
            if following is not None and lines[end - 1].strip().isdigit():
                end -= 1
            begin, until = _seconds(lines[at])
            yield Cue(begin, until, tuple(lines[at + 1 : end]))
            at = following


def _seconds(line: str) -> tuple[float, float]:
    match = _TIMES.fullmatch(line)
    assert match is not None
    hours, minutes, seconds, parts = match.groups()[:4]
    begin = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{parts}")
    hours, minutes, seconds, parts = match.groups()[4:]
    return begin, int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{parts}")


def speech(cues: Sequence[Cue]) -> list[Said]:
    """What is said in each cue. Captions that roll show a line twice: it is said once."""
    bare = [[(line, _bare(line)) for line in cue.lines] for cue in cues]
    again = sum(
        len(lines) > 1 and any(text and text == lines[0][1] for _, text in above)
        for above, lines in pairwise(bare)
    )
    rolls = 5 * again > len(cues)
    names = Counter(
        named["name"] for lines in bare for _, text in lines if (named := _NAMED.match(text))
    )
    speech, shown = [], frozenset[str]()
    for cue, lines in zip(cues, bare, strict=True):
        speech += [
            _said(line, text, cue, names)
            for line, text in lines
            if text and not (rolls and text in shown)
        ]
        shown = frozenset(text for _, text in lines)
    return speech


def _bare(line: str) -> str:
    """A line without its markup."""
    return prose.clean(_SOUND.sub(" ", html.unescape(_TAG.sub("", line))))


def _said(line: str, text: str, cue: Cue, names: Mapping[str, int]) -> Said:
    """A line as it is said: by whom, and whether somebody else begins with it."""
    if voice := _VOICE.search(line):
        speaker = prose.clean(html.unescape(voice[1])).replace("\n", " ")
        return Said(cue.begin, cue.end, text, speaker, True)
    named = _NAMED.match(text)
    if named and _is_speaker(named["name"], names[named["name"]]):
        return Said(cue.begin, cue.end, text[named.end() :], named["name"], True)
    if change := _CHANGE.match(text):
        return Said(cue.begin, cue.end, text[change.end() :], "", True)
    return Said(cue.begin, cue.end, text)


def _is_speaker(name: str, times: int) -> bool:
    """Is what stands before a colon somebody's name: in capitals, or of capitalised words?

    One capitalised word (“Note: …”) is one where it comes again.
    """
    if _CAPITALS.fullmatch(name):
        return True
    words = [word for word in name.split() if len(word) > 3 or word[0].isupper()]
    return all(word[0].isupper() or word[0] == "(" for word in words) and (
        len(words) > 1 or times > 1
    )


def joined(speech: Iterable[Said]) -> tuple[str, tuple[tuple[int, float], ...]]:
    """Give the text of what was said, in paragraphs, and where in it each stretch begins.

    >>> joined([Said(0, 2, "Is it safe?", "ANA", True), Said(2, 3, "It is.", "", True)])
    ('ANA: Is it safe?\\n\\n– It is.', ((0, 0), (18, 2)))
    """
    pieces: list[str] = []
    times: list[tuple[int, float]] = []
    length = paragraph = 0
    speaker, last, end = "", "", 0.0
    for said in speech:
        turn = said.turn and not (said.speaker and said.speaker == speaker)
        closed = bool(_SENTENCE_END.search(last))
        long = length - paragraph
        parts = turn or long > LONGEST or (closed and (said.begin - end > PAUSE or long > LONG))
        glue = "" if not pieces else "\n\n" if parts else " "
        position = length + len(glue)
        if parts:
            paragraph = position
        # A change of speaker that nobody named is marked, or it would be the last one's speech.
        label = "" if not turn else f"{said.speaker}: " if said.speaker else "– "
        speaker = said.speaker if turn else speaker
        pieces.append(f"{glue}{label}{said.text}")
        times.append((position, said.begin))
        length += len(pieces[-1])
        last, end = said.text, said.end
    return "".join(pieces), tuple(times)


def _fields(written: str, name: str) -> Iterator[Told]:
    """What the head of the file and its name tell."""
    head = written.lstrip("\ufeff").partition("\n\n")[0].split("\n")
    if head[0].startswith("WEBVTT"):
        if title := head[0][6:].strip(" \t-–—"):
            yield Told("title", title, "file")
        for line in head[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() in ("language", "title") and value.strip():
                yield Told(key.strip().lower(), value.strip(), "file")
    named = _NAME_OF_FILE.fullmatch(re.split(r"[/\\]|: ", name)[-1])
    if named is None:
        return
    if named["video"]:  # as yt-dlp names what it saves
        yield Told("url", f"https://www.youtube.com/watch?v={named['video']}", "file")
        yield Told("title", named["title"].strip(), "file")
    if named["language"]:
        yield Told("language", named["language"], "file")
