"""Transcripts with times (`[00:01:23] HALL: …`, or `Rina Hall 1:23` above what was said).

They are read as subtitles are. A transcript without times is a text like any other: its labels are
found there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from datasette_claims.reading import signs, subtitles, textfile
from datasette_claims.reading.documents import LARGEST, Document, Item, Options, Told
from datasette_claims.reading.fieldnames import told
from datasette_claims.reading.outcomes import Refused
from datasette_claims.reading.subtitles import Cue


def read(document: Document, _options: Options) -> Iterator[Item]:
    """Give the one text of a transcript, with the times of its parts."""
    data = document.data(LARGEST)
    matter = textfile.parse(data)
    lines = matter.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = list(signs.time_marks(lines))
    if not marks:
        raise Refused("a transcript without times")
    above = "\n".join(lines[: marks[0].line]).strip()
    text, times = subtitles.joined(subtitles.speech(_cues(lines, marks)))
    if above:
        before = len(above) + 2
        text = f"{above}\n\n{text}"
        times = tuple((position + before, seconds) for position, seconds in times)
    fields, notes = told(matter.fields)
    yield Item(
        text=text,
        fields=tuple(Told(field, value, "front matter") for field, value in fields.items()),
        notes=(*notes, *matter.notes),
        times=times,
        raw_hash=hashlib.sha256(data).hexdigest(),
    )


def _cues(lines: Sequence[str], marks: Sequence[signs.TimeMark]) -> list[Cue]:
    """What stands between two times; the name above a speech becomes its label."""
    ends = [*(mark.line for mark in marks[1:]), len(lines)]
    nexts = [*(mark.seconds for mark in marks[1:]), marks[-1].seconds]
    cues = []
    for mark, end, until in zip(marks, ends, nexts, strict=True):
        said = [line.strip() for line in lines[mark.line + 1 : end] if line.strip()]
        if mark.name:
            first, said = (said[0], said[1:]) if said else ("", [])
            said = [f"{mark.name}: {first}", *said]
        elif mark.text:
            said = [mark.text, *said]
        cues.append(Cue(mark.seconds, until, tuple(said)))
    return cues
