"""Cues behind what is said or within it: `“A,” she said`, `A, kata Ana, B`, `“A,” katanya`."""

from __future__ import annotations

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    COMPLEMENTISER,
    CONJUNCTION,
    PREPOSITION,
    QUESTION,
    RELATIVE,
    SUBORDINATOR,
    TIME,
)
from datasette_claims.extraction.parts.complements import Complement
from datasette_claims.extraction.parts.contents import (
    clausal,
    clause_begin,
    content_end,
    sentence_stop,
)
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.noun_phrases import strip_front
from datasette_claims.extraction.parts.sources import Source, right_of
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.scene import (
    Scene,
    quotation_before,
    quoted_content,
    taken_up,
)
from datasette_claims.extraction.patterns.scoring import scored
from datasette_claims.extraction.text.quotations import DOUBLE
from datasette_claims.extraction.text.tokens import Document


def goes_on(view: Scene, first: int, stop: int) -> bool:
    """Does the content go on after an interrupting `she said,`?

    Not with a participle that has a content of its own (`adding that`), and after a conjunction
    only if it quotes.
    """
    document = view.document
    if document.tags[first] & CONJUNCTION:
        return any(document.quoted[n] for n in range(first, stop))
    readings = document.language.cues.get(document.lower[first], ())
    return not any(cue.form == "gerund" for group in readings for cue in group)


def inside_content(view: Scene, at: CueAt, cue: Cue, low: int, stop: int) -> Candidate | None:
    """`A, kata Ana, B` and `A, said Ana`."""
    document = view.document
    if "quote" not in cue.takes:
        return None
    who = right_of(document, at.end, stop, view.cue_verbs)
    if who is None:
        return None
    after = past_adverbs(document, who.end, stop)
    ends = (
        after >= stop
        or document.words[after] in ",-–—("
        or document.tags[after] & (PREPOSITION | TIME | RELATIVE | SUBORDINATOR)
    )
    if not ends and cue.form != "bare":
        return None
    content = [(clause_begin(document, low, at.group - 1), at.group - 1)]
    if (
        after + 1 < stop
        and document.words[after] == ","
        and not document.tags[after + 1] & (RELATIVE | QUESTION)
    ):
        content.append((after + 1, stop))
        left = content[0][0] < content[0][1]
        shape = "content , cue source , content" if left else "cue source , content"
        return scored(view, at, cue, shape, content, who, low)
    return scored(view, at, cue, "content , cue source", content, who, low)


def past_adverbs(document: Document, first: int, stop: int) -> int:
    """Past the adverbs behind a source: `kata Ana lagi, B`."""
    while first < stop and document.tags[first] & ADVERB:
        first += 1
    return first


def before_source(
    view: Scene,
    at: CueAt,
    cue: Cue,
    rest: Complement,
    who: Source,
    sentence: Range,
    stop: int,
) -> Candidate | None:
    """`“A,” she said` and `A, she said, B`: the content stands before the source."""
    document = view.document
    words = document.words
    low, high = sentence
    quotation = quotation_before(view, who.first, low)
    far = rest.begin - at.end > 2 or rest.kind in ("end", ",", "addressee", "preposition", "dash")
    if quotation is not None and (
        far or words[rest.begin - 1] == "," or "," in words[quotation.end - 2 : quotation.end + 1]
    ):
        content = [quoted_content(view, quotation, min(low, quotation.first))]
        content += taken_up(view, at.end, high)
        return scored(view, at, cue, "quote source cue", content, who, low)
    mark = who.first - 1
    if mark > low and document.lower[mark] in document.language.as_openers:
        mark -= 1  # A, as she said
    unopened = words[mark] in DOUBLE and not document.quoted[mark]
    if mark <= low or not (words[mark] == "," or unopened):
        return None
    left = (clause_begin(document, low, mark), mark)
    if left[0] >= left[1]:
        if rest.kind != "," or rest.begin >= stop or not goes_on(view, rest.begin, stop):
            return None
        content = [(rest.begin, content_end(document, rest.begin, stop))]  # However, she said, A
        return scored(view, at, cue, "content , source cue , content", content, who, low)
    if rest.kind == "end" and "that" not in cue.takes and "quote" not in cue.takes:
        return None
    adjunct = document.tags[left[0]] & (PREPOSITION | TIME | SUBORDINATOR)
    if rest.kind == "addressee" and ("quote" not in cue.takes or adjunct):
        return None
    doubtful = rest.kind == "addressee" or (rest.kind != "," and adjunct)
    if doubtful and left[1] - left[0] < 6 and not clausal(document, *left):
        return None
    if rest.kind in ("end", "addressee", "dash") and left[1] - left[0] > 1:
        content = [left]
        if rest.kind == "dash":
            content.append((rest.begin, content_end(document, rest.begin, stop)))
        return scored(view, at, cue, "content , source cue", content, who, low)
    if rest.kind == "," and rest.begin < stop:
        content = [left]
        if goes_on(view, rest.begin, stop):
            content.append((rest.begin, content_end(document, rest.begin, stop)))
        return scored(view, at, cue, "content , source cue , content", content, who, low)
    return None


def clitic(view: Scene, at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`“A,” katanya` and `A, katanya, B`: the source is in the cue."""
    document = view.document
    low, high = sentence
    own = (at.first, at.end)
    who = Source(at.first, at.end, "", "pronoun", at.first, at.end)
    quotation = quotation_before(view, at.group, low)
    if quotation is not None:
        content = [quoted_content(view, quotation, min(low, quotation.first))]
        content += taken_up(view, at.end, high)
        return scored(view, at, cue, "quote cue", content, who, low, True, own)
    stop = sentence_stop(document, low, high)
    if at.group > low + 1 and document.words[at.group - 1] == ",":
        content = [(clause_begin(document, low, at.group - 1), at.group - 1)]
        if at.end < stop and document.words[at.end] == ",":
            content.append((at.end + 1, stop))
            return scored(view, at, cue, "content , cue , content", content, who, low, True, own)
        return scored(view, at, cue, "content , cue", content, who, low, True, own)
    opens = at.group <= low + 1 or strip_front(document, low, at.group) >= at.group
    after = past_adverbs(document, at.end, stop)
    if (
        opens
        and after < stop
        and (document.words[after] in ",:" or document.tags[after] & COMPLEMENTISER)
    ):
        content = [(after + 1, stop)]
        return scored(view, at, cue, "cue , content", content, who, at.group, True, own)
    return None
