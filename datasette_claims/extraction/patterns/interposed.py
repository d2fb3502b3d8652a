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


def goes_on(scene: Scene, first: int, stop: int) -> bool:
    """Does the content go on after an interrupting `she said,`?

    Not with a participle that has a content of its own (`adding that`), and after a conjunction
    only if it quotes.
    """
    document = scene.document
    if document.tags[first] & CONJUNCTION:
        return any(document.quoted[n] for n in range(first, stop))
    readings = document.language.cues.get(document.lower[first], ())
    return not any(cue.form == "gerund" for group in readings for cue in group)


def inside_content(scene: Scene, cue_at: CueAt, cue: Cue, low: int, stop: int) -> Candidate | None:
    """`A, kata Ana, B` and `A, said Ana`."""
    document = scene.document
    if "quote" not in cue.takes:
        return None
    who = right_of(document, cue_at.end, stop, scene.cue_verbs)
    if who is None:
        return None
    after = skip_adverbs(document, who.end, stop)
    ends = (
        after >= stop
        or document.words[after] in ",-–—("
        or document.tags[after] & (PREPOSITION | TIME | RELATIVE | SUBORDINATOR)
    )
    if not ends and cue.form != "bare":
        return None
    content = [(clause_begin(document, low, cue_at.group - 1), cue_at.group - 1)]
    if (
        after + 1 < stop
        and document.words[after] == ","
        and not document.tags[after + 1] & (RELATIVE | QUESTION)
    ):
        content.append((after + 1, stop))
        left = content[0][0] < content[0][1]
        shape = "content , cue source , content" if left else "cue source , content"
        return scored(scene, cue_at, cue, shape, content, who, low)
    return scored(scene, cue_at, cue, "content , cue source", content, who, low)


def skip_adverbs(document: Document, first: int, stop: int) -> int:
    """Past the adverbs behind a source: `kata Ana lagi, B`."""
    while first < stop and document.tags[first] & ADVERB:
        first += 1
    return first


def before_source(
    scene: Scene,
    cue_at: CueAt,
    cue: Cue,
    rest: Complement,
    who: Source,
    sentence: Range,
    stop: int,
) -> Candidate | None:
    """`“A,” she said` and `A, she said, B`: the content stands before the source."""
    document = scene.document
    words = document.words
    low, high = sentence
    quotation = quotation_before(scene, who.first, low)
    far = rest.begin - cue_at.end > 2 or rest.kind in (
        "end",
        ",",
        "addressee",
        "preposition",
        "dash",
    )
    if quotation is not None and (
        far or words[rest.begin - 1] == "," or "," in words[quotation.end - 2 : quotation.end + 1]
    ):
        content = [quoted_content(scene, quotation, min(low, quotation.first))]
        content += taken_up(scene, cue_at.end, high)
        return scored(scene, cue_at, cue, "quote source cue", content, who, low)
    mark = who.first - 1
    if mark > low and document.lower[mark] in document.language.as_openers:
        mark -= 1  # A, as she said
    unopened = words[mark] in DOUBLE and not document.quoted[mark]
    if mark <= low or not (words[mark] == "," or unopened):
        return None
    left = (clause_begin(document, low, mark), mark)
    if left[0] >= left[1]:
        if rest.kind != "," or rest.begin >= stop or not goes_on(scene, rest.begin, stop):
            return None
        content = [(rest.begin, content_end(document, rest.begin, stop))]  # However, she said, A
        return scored(scene, cue_at, cue, "content , source cue , content", content, who, low)
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
        return scored(scene, cue_at, cue, "content , source cue", content, who, low)
    if rest.kind == "," and rest.begin < stop:
        content = [left]
        if goes_on(scene, rest.begin, stop):
            content.append((rest.begin, content_end(document, rest.begin, stop)))
        return scored(scene, cue_at, cue, "content , source cue , content", content, who, low)
    return None


def clitic(scene: Scene, cue_at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`“A,” katanya` and `A, katanya, B`: the source is in the cue."""
    document = scene.document
    low, high = sentence
    own = (cue_at.first, cue_at.end)
    who = Source(cue_at.first, cue_at.end, "", "pronoun", cue_at.first, cue_at.end)
    quotation = quotation_before(scene, cue_at.group, low)
    if quotation is not None:
        content = [quoted_content(scene, quotation, min(low, quotation.first))]
        content += taken_up(scene, cue_at.end, high)
        return scored(scene, cue_at, cue, "quote cue", content, who, low, True, own)
    stop = sentence_stop(document, low, high)
    if cue_at.group > low + 1 and document.words[cue_at.group - 1] == ",":
        content = [(clause_begin(document, low, cue_at.group - 1), cue_at.group - 1)]
        if cue_at.end < stop and document.words[cue_at.end] == ",":
            content.append((cue_at.end + 1, stop))
            return scored(
                scene, cue_at, cue, "content , cue , content", content, who, low, True, own
            )
        return scored(scene, cue_at, cue, "content , cue", content, who, low, True, own)
    opens = cue_at.group <= low + 1 or strip_front(document, low, cue_at.group) >= cue_at.group
    after = skip_adverbs(document, cue_at.end, stop)
    if (
        opens
        and after < stop
        and (document.words[after] in ",:" or document.tags[after] & COMPLEMENTISER)
    ):
        content = [(after + 1, stop)]
        return scored(scene, cue_at, cue, "cue , content", content, who, cue_at.group, True, own)
    return None
