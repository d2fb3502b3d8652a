"""The parts of a sentence: where a source ends, what opens a content, what is an aside.

Each line of `tests/parts` is a function of this page, a text and, behind `=`, what comes out. A bar
in a text marks the token that the function is asked about.

A part looks no further than the ends that it is given: what stands around a text changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.parts import (
    appositions,
    complements,
    contents,
    noun_phrases,
    sources,
    times,
)
from datasette_claims.extraction.patterns.scene import read_scene
from datasette_claims.extraction.text.tokens import tokenise
from tests.marked import widen

AROUND = (("", ""), ("and ", " and"), ("xy xy. ", " Xy."), ("the ", " who"), ("said ", " said"))
"""What stands before and behind a text that is asked about."""


class Read:
    """A text as the parts see it, from `low` to `end`; `at` is the token behind the bar."""

    def __init__(self, code, marked, around=("", "")):
        before, _, after = marked.partition("|")
        left, right = around
        self.document = tokenise(left + before + after + right, load(code))
        starts = self.document.starts
        self.low = bisect_left(starts, len(left))
        self.at = bisect_left(starts, len(left + before)) if after else self.low
        self.end = bisect_left(starts, len(left + before + after))
        scene = read_scene(self.document, wide=True)
        self.cues = [cue for cue in scene.cues if self.low <= cue.first and cue.end <= self.end]
        self.cue_verbs, self.quotes = scene.cue_verbs, scene.opening

    def piece(self, first, end):
        return self.document.piece(first, end)

    def told(self, source):
        """A source: what is marked, what names it where that is another, link and look."""
        if source is None:
            return "none"
        marked = self.piece(source.first, source.end)
        name = self.piece(source.name_first, source.name_end)
        named = f" [{name}]" if name != marked else ""
        return f"{marked}{named} ({', '.join(filter(None, [source.link, source.quality]))})"


def left(read):
    """The source on the left of a verb that would follow the text."""
    return read.told(sources.left_of(read.document, read.at, read.end, read.cue_verbs))


def right(read):
    """The source on the right of a verb before it."""
    return read.told(sources.right_of(read.document, read.at, read.end, read.cue_verbs))


def subject(read):
    """The subject of a clause."""
    return read.told(sources.subject_of(read.document, read.at, read.end, read.cue_verbs))


def phrase(read):
    """The noun phrase at the end."""
    found = noun_phrases.phrase_left(read.document, read.at, read.end, read.cue_verbs)
    return read.piece(*found) if found else "none"


def segment(read):
    """What a stretch between commas is; before a bar stands what the comma parts it from."""
    return noun_phrases.segment_kind(read.document, read.at, read.end, read.at > read.low)


def look(read):
    """What a phrase looks like."""
    return noun_phrases.quality(read.document, read.at, read.end)


def head(read):
    """Where the last noun phrase begins, and where its head ends."""
    first = noun_phrases.head_of(read.document, read.at, read.end)
    return read.piece(first, noun_phrases.head_end(read.document, first, read.end))


def front(read):
    """What is left behind the connectives that open a clause."""
    first = noun_phrases.strip_front(read.document, read.at, read.end)
    return read.piece(first, read.end) or "none"


def timeless(read):
    """A phrase without the time at its end."""
    return read.piece(read.at, times.before_times(read.document, read.at, read.end))


def after_time(read):
    """What stands behind the time that follows a preposition."""
    return read.piece(times.skip_time(read.document, read.at, read.end), read.end) or "none"


def opening(read):
    """What opens the content behind the first cue, and the content."""
    cue_at = read.cues[0]
    stop = contents.sentence_stop(read.document, read.low, read.end)
    found = complements.complement(read.document, cue_at.end, stop, cue_at.readings[0], read.quotes)
    return f"{found.kind}: {read.piece(found.begin, stop) or 'none'}"


def told(read):
    """The clause behind whom somebody tells it."""
    first = complements.skip_addressee(read.document, read.at, read.end)
    return read.piece(first, read.end)


def content(read):
    """A content up to the comment of the journalist."""
    return read.piece(read.at, contents.content_end(read.document, read.at, read.end))


def thing(read):
    """A noun phrase as content."""
    return read.piece(read.at, contents.phrase_end(read.document, read.at, read.end))


def clause(read):
    """Is there a finite verb, and if not, is there a predicate?"""
    if contents.clausal(read.document, read.at, read.end):
        return "clause"
    return "predicate" if contents.has_predicate(read.document, read.at, read.end) else "no clause"


def begin(read):
    """A content before its cue, without what connects it."""
    return read.piece(contents.clause_begin(read.document, read.at, read.end), read.end) or "none"


def stop(read):
    """A sentence without its closing marks."""
    return read.piece(read.low, contents.sentence_stop(read.document, read.low, read.end))


def beside(read):
    """A source after its verb with what stands in apposition, up to the bar without it."""
    low = read.low
    comma = read.at if read.at > low else read.end
    end = appositions.apposition_after(read.document, low, comma, read.end, read.cue_verbs)
    return read.piece(low, end)


ASKED = {
    one.__name__: one
    for one in (
        *(left, right, subject, phrase, segment, look, head, front, timeless, after_time),
        *(opening, told, content, thing, clause, begin, stop, beside),
    )
}


def lines():
    for path in sorted((Path(__file__).parent / "parts").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                asked, _, expected = line.rpartition(" = ")
                name, _, text = asked.partition(": ")
                yield pytest.param(path.stem, name, text, expected, id=f"{path.stem} {asked}")


@pytest.mark.parametrize(("code", "name", "text", "expected"), list(lines()))
def test_part(code, name, text, expected):
    told = [ASKED[name](Read(code, widen(text), around)) for around in AROUND]
    assert told == [widen(expected)] * len(AROUND)


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_left_of_a_text_that_is_cut_is_asked_about_too(asked):
    """Wherever a text begins or ends, there is an answer and no error."""
    around = ("", " said" if asked == "left" else "")  # on the left of something
    for code, _, text in sorted({row.values[:3] for row in lines() if row.values[1] == asked}):
        words = widen(text.replace("|", "")).split()[:12]
        for n in range(1, len(words)):
            for piece in (words[:n], words[n:]):
                read = Read(code, " ".join(piece), around)
                if asked != "opening" or read.cues:
                    assert isinstance(ASKED[asked](read), str)
