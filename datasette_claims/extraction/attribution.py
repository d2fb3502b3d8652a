"""From cues to claims: which of a language's patterns a cue stands in, and what it is worth.

For each cue the words around it are reduced to a shape such as ``source cue that content``. The
language file says which shapes count and how much; the rest of the evidence is the cue's prior and
what the source looks like. All of it is added up in log-odds.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from datasette_claims.extraction.contents import (
    Complement,
    clause_begin,
    complement,
    content_end,
    local_bounds,
    sentence_stop,
)
from datasette_claims.extraction.cues import CueAt, find_cues
from datasette_claims.extraction.language import (
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    LIGHT,
    POSSESSIVE,
    PREPOSITION,
    PURPOSE,
    REFLECTIVE,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
    Cue,
)
from datasette_claims.extraction.quotations import Quotation
from datasette_claims.extraction.sources import Source, left_of, right_of, source, subject_of
from datasette_claims.extraction.tokens import Document

Range = tuple[int, int]
FINITE = frozenset({"verb", "past", "present", "base"})
NEEDS = {
    "that": "that",
    "object that": "that",
    ",": "that",
    ":": "quote",
    "quote": "quote",
    "question": "question",
    "to": "to",
    "object to": "object",
    "clause": "clause",
}


class Candidate(NamedTuple):
    """A claim that a cue may stand for, in token numbers.

    ``region`` is where the clause of source and cue begins: an earlier claim that this one is
    coordinated with ends there.
    """

    content: tuple[Range, ...]
    source: Source | None
    clitic: bool
    cue: Range
    reading: Cue | None
    rule: str
    score: float
    region: int
    at: int
    modality: str = ""
    nested: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A document with what its cues and quotations are looked up by."""

    document: Document
    cues: Sequence[CueAt]
    cue_verbs: frozenset[int]
    opening: set[int]
    closing: dict[int, Quotation]
    starts: Sequence[int]
    wide: bool

    def quotation_at(self, token: int) -> Quotation | None:
        """The quotation that a token stands in."""
        n = bisect_right(self.starts, token) - 1
        if n >= 0 and token < self.document.quotations[n].end:
            return self.document.quotations[n]
        return None


def scene(document: Document, wide: bool) -> Scene:
    """The document, looked over once."""
    cues = find_cues(document)
    verbs = frozenset(
        at.first
        for at in cues
        if any(cue.form in ("verb", "past", "present") and cue.prior >= 0.2 for cue in at.readings)
    )
    quotations = document.quotations
    return Scene(
        document,
        cues,
        verbs,
        {q.first for q in quotations},
        {q.end: q for q in quotations},
        [q.first for q in quotations],
        wide,
    )


def find_candidates(document: Document, wide: bool) -> list[Candidate]:
    """Candidates in text order, continued quotations among them."""
    view = scene(document, wide)
    found: list[Candidate] = []
    at = 0
    cues = view.cues
    for number, (low, high) in enumerate(document.sentences):
        first = at
        while at < len(cues) and cues[at].first < high:
            at += 1
        if first < at:
            found.extend(in_sentence(view, number, low, high, cues[first:at]))
    return found


def in_sentence(
    view: Scene, number: int, low: int, high: int, cues: Sequence[CueAt]
) -> list[Candidate]:
    """The candidates of one sentence, coordinated ones cut apart."""
    found: list[Candidate] = []
    document = view.document
    for at in cues:
        nested = False
        sentence = (low, high)
        if document.quoted[at.first]:
            quotation = view.quotation_at(at.first)
            if quotation is not None and at.group > quotation.first:
                nested = True
                sentence = local_bounds(document, at, quotation.first + 1, quotation.end - 1)
        best: Candidate | None = None
        for cue in at.readings:
            if cue.wide and not view.wide:
                continue
            candidate = attribute(view, at, cue, sentence, number, found)
            if candidate is not None and (best is None or candidate.score > best.score):
                best = candidate
        if best is not None:
            found.append(best._replace(nested=nested) if nested else best)
    return cut_apart(document, found) if len(found) > 1 else found


def attribute(
    view: Scene, at: CueAt, cue: Cue, sentence: Range, number: int, before: Sequence[Candidate]
) -> Candidate | None:
    """What this reading of a cue reports, if it stands in one of the language's patterns."""
    if cue.form in ("preposition", "secondary"):
        return according(view, at, cue, sentence)
    if cue.form == "noun":
        return nominal(view, at, cue, sentence)
    if cue.form == "passive":
        return passive(view, at, cue, sentence, number)
    if cue.form == "clitic":
        return clitic(view, at, cue, sentence)
    if cue.form == "adjective":
        return None
    return verbal(view, at, cue, sentence, number, before)


def scored(
    view: Scene,
    at: CueAt,
    cue: Cue,
    shape: str,
    content: Sequence[Range],
    who: Source | None,
    region: int,
    clitic: bool = False,
    cue_range: Range | None = None,
) -> Candidate | None:
    """The candidate with its score, or None where the language has no such pattern."""
    language = view.document.language
    pattern = language.patterns.get(shape)
    spans = tuple(span for span in content if span[0] < span[1])
    if pattern is None or not spans:
        return None
    score = math.log(cue.prior / (1.0001 - cue.prior)) + pattern.weight
    link = who.link if who else ""
    if link:
        related = language.patterns.get(f"source {link} cue")
        if related is None:
            return None
        score += related.weight
    if who is not None:
        score += language.source_weights.get(who.quality, 0.0)
    return Candidate(
        spans,
        who,
        clitic,
        cue_range or (at.start, at.end),
        cue,
        pattern.name,
        score,
        region,
        at.first,
        at.modality,
        False,
        link,
    )


def quotation_before(view: Scene, token: int) -> Quotation | None:
    """The quotation that ends right before a token, a comma in between allowed."""
    found = view.closing.get(token)
    if found is None and token > 0 and view.document.words[token - 1] == ",":
        found = view.closing.get(token - 1)
    return found


def quoted_content(view: Scene, quotation: Quotation, low: int) -> Range:
    """A quotation together with the unquoted words of its sentence before it."""
    first = quotation.first
    if low < first:
        head = clause_begin(view.document, low, first)
        if all(word not in ":" for word in view.document.words[head:first]):
            first = head
    return first, quotation.end


def taken_up(view: Scene, first: int, high: int) -> list[Range]:
    """The second half of a quotation that the cue interrupts: `“A,” she said, “B.”`"""
    document = view.document
    n = first
    while n < high and n - first < 12:
        if n in view.opening and document.words[n - 1] in ",-–—:":
            quotation = view.quotation_at(n)
            return [(n, quotation.end)] if quotation else []
        n += 1
    return []


def clitic(view: Scene, at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`“A,” katanya` and `A, katanya, B`: the source is in the cue."""
    document = view.document
    low, high = sentence
    own = (at.first, at.end)
    who = Source(at.first, at.end, "", "pronoun", at.first, at.end)
    quotation = quotation_before(view, at.group)
    if quotation is not None:
        content = [quoted_content(view, quotation, min(low, quotation.first))]
        content += taken_up(view, at.end, high)
        return scored(view, at, cue, "quote cue", content, who, low, True, own)
    stop = sentence_stop(document, low, high)
    if at.group > low + 2 and document.words[at.group - 1] == ",":
        content = [(clause_begin(document, low, at.group - 1), at.group - 1)]
        if at.end < stop and document.words[at.end] == ",":
            content.append((at.end + 1, stop))
            return scored(view, at, cue, "content , cue , content", content, who, low, True, own)
        return scored(view, at, cue, "content , cue", content, who, low, True, own)
    if at.end < stop and (document.words[at.end] in ",:" or document.tags[at.end] & COMPLEMENTISER):
        content = [(at.end + 1, stop)]
        return scored(view, at, cue, "cue , content", content, who, at.group, True, own)
    return None


def verbal(
    view: Scene, at: CueAt, cue: Cue, sentence: Range, number: int, before: Sequence[Candidate]
) -> Candidate | None:
    """A verb with its source before it, after it, or shared with an earlier verb."""
    document = view.document
    words = document.words
    low, high = sentence
    stop = sentence_stop(document, low, high)
    bare = cue.form == "bare"
    quotation = quotation_before(view, at.group)
    if quotation is not None and (bare or cue.form in FINITE) and "quote" in cue.takes:
        who = right_of(document, at.end, high, view.cue_verbs)
        if who is not None:
            content = [quoted_content(view, quotation, min(low, quotation.first))]
            content += taken_up(view, who.end, high)
            return scored(view, at, cue, "quote cue source", content, who, low)
    if words[at.group - 1] == "," and at.group == at.first and at.group > low + 2:
        inverted = inside_content(view, at, cue, low, stop)
        if inverted is not None:
            return inverted
    if bare:
        return None
    if at.passive or at.infinitive or cue.form == "participle":
        return None
    rest = complement(document, at.end, stop, cue, view.opening)
    who = source_before(view, at, low, before)
    if who is None:
        return None
    if who.link == "" and rest.kind in ("end", ",", "addressee", "quote"):
        quotation = quotation_before(view, who.first)
        if quotation is not None and (rest.kind != "quote" or words[rest.begin - 1] == ","):
            content = [quoted_content(view, quotation, min(low, quotation.first))]
            content += taken_up(view, at.end, high)
            return scored(view, at, cue, "quote source cue", content, who, low)
        if (
            rest.kind in ("end", "addressee")
            and who.first > low + 3
            and words[who.first - 1] == ","
        ):
            content = [(clause_begin(document, low, who.first - 1), who.first - 1)]
            return scored(view, at, cue, "content , source cue", content, who, low)
    return content_after(view, at, cue, rest, who, low, stop, number)


def inside_content(view: Scene, at: CueAt, cue: Cue, low: int, stop: int) -> Candidate | None:
    """`A, kata Ana, B` and `A, said Ana`."""
    document = view.document
    if cue.form not in FINITE and cue.form != "bare":
        return None
    if "that" not in cue.takes and "quote" not in cue.takes:
        return None
    who = right_of(document, at.end, stop, view.cue_verbs)
    if who is None:
        return None
    after = who.end
    comma = next((n for n in range(after, min(stop, after + 14)) if document.words[n] == ","), None)
    content = [(clause_begin(document, low, at.group - 1), at.group - 1)]
    if comma is not None and comma == after and comma + 1 < stop:
        content.append((comma + 1, stop))
        return scored(view, at, cue, "content , cue source , content", content, who, low)
    return scored(view, at, cue, "content , cue source", content, who, low)


def source_before(view: Scene, at: CueAt, low: int, before: Sequence[Candidate]) -> Source | None:
    """The source before a verb, or the one that it shares with an earlier verb of the sentence."""
    document = view.document
    who = left_of(document, low, at.group, view.cue_verbs)
    if who is not None or at.group <= low:
        return who
    if document.tags[at.group - 1] & CONJUNCTION or (
        at.group - 2 >= low and document.words[at.group - 1] == ","
    ):
        for earlier in reversed(before):
            if earlier.source is not None and not earlier.clitic and earlier.source.end <= at.group:
                return earlier.source._replace(link="and")
        return subject_of(document, low, at.group, view.cue_verbs)
    return None


def content_after(
    view: Scene,
    at: CueAt,
    cue: Cue,
    rest: Complement,
    who: Source,
    low: int,
    stop: int,
    number: int,
) -> Candidate | None:
    """`source cue that content` and its relatives."""
    document = view.document
    kind, begin = rest
    end = content_end(document, begin, stop)
    if kind == ":" and begin >= stop:
        following = next_sentence(view, number)
        if following is None:
            return None
        begin, end = following
    need = NEEDS.get(kind)
    if need is None:
        if kind == "preposition" and "np" in cue.takes:
            return scored(
                view, at, cue, "source cue preposition content", [(begin, end)], who, who.first
            )
        return None
    if need == "clause" and ("clause" not in cue.takes or not clausal(document, begin, end)):
        if "as" in cue.takes and has_as(document, begin, end):
            kind = "phrase as"
        elif "np" in cue.takes:
            kind = "phrase"
        elif "object" in cue.takes:
            kind = "object"
        else:
            return None
    elif need not in cue.takes:
        return None
    shape = f"source cue {kind}" if kind == "quote" else f"source cue {kind} content"
    return scored(view, at, cue, shape, [(begin, end)], who, who.first)


def clausal(document: Document, begin: int, end: int) -> bool:
    """Is there a finite verb, as far as the words show?"""
    shape = document.language.verb_shape
    for n in range(begin, min(end, begin + 25)):
        tag = document.tags[n]
        if tag & (VERB | AUXILIARY):
            return True
        if (
            shape is not None
            and tag == 0
            and document.words[n][0].islower()
            and shape.match(document.lower[n])
        ):
            return True
    return False


def has_as(document: Document, begin: int, end: int) -> bool:
    """Does the content call something by a name: `X as Y`, `X sebagai Y`?"""
    word = document.language.syntax.get("as_word", "")
    return word in document.lower[begin : min(end, begin + 25)]


def next_sentence(view: Scene, number: int) -> Range | None:
    """The quotation that a sentence ending in a colon announces."""
    sentences = view.document.sentences
    if number + 1 < len(sentences):
        low, high = sentences[number + 1]
        if low in view.opening:
            quotation = view.quotation_at(low)
            if quotation is not None:
                return low, max(quotation.end, low + 1)
    return None


def according(view: Scene, at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`Menurut X, A`, `A, according to X` and `A, menurut X, B`."""
    document = view.document
    low, high = sentence
    stop = sentence_stop(document, low, high)
    end = source_end(view, at.end, stop)
    if end <= at.end or end - at.end > 30:
        return None
    who = source(document, at.end, end)
    begin = clause_begin(document, low, at.first)
    before = document.words[at.first - 1] if at.first > low else ""
    initial = (
        begin >= at.first
        or at.first - begin <= 1
        or (
            before != ","
            and at.first > low
            and bool(document.tags[at.first - 1] & (RELATIVE | LIGHT | SUBORDINATOR))
        )
    )
    comma = end < stop and document.words[end] == ","
    if initial:
        first = end + 1 if comma else end
        last = content_end(document, first, stop)
        shape = "cue source , content" if comma else "cue source content"
        return scored(view, at, cue, shape, [(first, last)], who, at.first)
    left_end = at.first - 1 if before == "," else at.first
    if quotation_before(view, at.first) is not None:
        left_end = at.first if before != "," else at.first - 1
    if comma and before == ",":
        last = content_end(document, end + 1, stop)
        content = [(begin, left_end), (end + 1, last)]
        return scored(view, at, cue, "content , cue source , content", content, who, low)
    return scored(view, at, cue, "content , cue source", [(begin, left_end)], who, low)


def source_end(view: Scene, first: int, stop: int) -> int:
    """Where the source after a preposition ends: at the first mark or clause word."""
    document = view.document
    words, tags = document.words, document.tags
    n = first
    while n < stop:
        word, tag = words[n], tags[n]
        if word in ",;:–—" or word in '"“”„«»':
            break
        if tag & (SUBORDINATOR | COMPLEMENTISER) and not tag & DETERMINER and n > first:
            break
        if tag & (VERB | AUXILIARY) and n > first:
            break
        n += 1
    while n > first and tags[n - 1] & (CONJUNCTION | PREPOSITION):
        n -= 1
    return n


def nominal(view: Scene, at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""
    document = view.document
    words, tags, lower = document.words, document.tags, document.lower
    low, high = sentence
    stop = sentence_stop(document, low, high)
    opener = next(
        (n for n in range(at.end, min(stop, at.end + 10)) if tags[n] & (COMPLEMENTISER | PURPOSE)),
        None,
    )
    if opener is None:
        return None
    kind = "that" if tags[opener] & COMPLEMENTISER else "to"
    if kind not in cue.takes:
        return None
    between = range(at.end, opener)
    if any(
        words[n] in ',;:."“”' or tags[n] & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR)
        for n in between
    ):
        return None
    content = [(opener + 1, content_end(document, opener + 1, nominal_end(view, opener + 1, stop)))]
    light = light_verb(view, at, low)
    if light is not None:
        who = left_of(document, low, light.group, view.cue_verbs)
        if who is not None:
            return scored(
                view,
                at,
                cue,
                f"source light noun {kind} content",
                content,
                who,
                who.first,
                cue_range=(light.start, at.end),
            )
    owner = possessor(document, at.first, low)
    if owner is not None:
        return scored(
            view,
            at,
            cue,
            f"source noun {kind} content",
            content,
            owner,
            owner.first,
            cue_range=(at.first, at.end),
        )
    first = at.end
    if first < opener and tags[first] & (AGENT | PREPOSITION):
        first += 1
    if first < opener:
        who = source(document, first, opener)
        return scored(
            view,
            at,
            cue,
            f"noun source {kind} content",
            content,
            who,
            at.first,
            cue_range=(at.first, at.end),
        )
    return None


def nominal_end(view: Scene, begin: int, stop: int) -> int:
    """The content of a noun ends where the main verb of its sentence begins."""
    document = view.document
    marks = document.language.main_verb_marks
    if marks:
        for n in range(begin + 2, stop):
            if document.lower[n] in marks:
                return n
            if document.words[n] == ",":
                break
    return stop


def light_verb(view: Scene, at: CueAt, low: int) -> CueAt | None:
    """The verb that carries a cue noun: `expressed hope`, `issued a warning`."""
    document = view.document
    verbs = document.language.light_verbs
    for n in range(at.first - 1, max(low, at.first - 4) - 1, -1):
        if document.lower[n] in verbs:
            group = start = n
            while group > low and document.tags[group - 1] & (AUXILIARY | LIGHT):
                group -= 1
                start = group
            return CueAt(at.readings, n, n + 1, start, group, "", False, False)
    return None


def possessor(document: Document, noun: int, low: int) -> Source | None:
    """The owner of a cue noun: `his claim`, `the mayor's claim`."""
    for n in range(noun - 1, max(low, noun - 4) - 1, -1):
        if document.tags[n] & POSSESSIVE:
            return source(document, n, n + 1)
        if document.lower[n].endswith(document.language.possessive or ("\0",)):
            first = n
            while (
                first > low
                and (
                    document.words[first - 1][0].isupper() or document.tags[first - 1] & DETERMINER
                )
                and not document.tags[first - 1] & PREPOSITION
            ):
                first -= 1
            return source(document, first, n + 1)
        if document.words[n] in ",.;:":
            return None
    return None


def passive(view: Scene, at: CueAt, cue: Cue, sentence: Range, number: int) -> Candidate | None:
    """`Hal itu dikatakan X`, `tuduhan yang dibantah oleh X`: the source follows the verb."""
    document = view.document
    tags, words = document.tags, document.words
    low, high = sentence
    stop = sentence_stop(document, low, high)
    first = at.end
    agent = first < stop and bool(tags[first] & AGENT)
    if agent:
        first += 1
    who = right_of(document, first, stop, view.cue_verbs)
    if who is None:
        return None
    if not agent and who.quality == "common":
        return None
    end = at.end if not agent else at.end + 1
    subject = range(low, at.group)
    if any(tags[n] & REFLECTIVE for n in subject) and at.group - low <= 5:
        if number == 0 or low != document.sentences[number][0]:
            return None
        before = document.sentences[number - 1]
        content = [(before[0], sentence_stop(document, *before))]
        return scored(
            view, at, cue, "reflective passive source", content, who, low, cue_range=(at.start, end)
        )
    after = who.end
    if after < stop and tags[after] & COMPLEMENTISER:
        return scored(
            view,
            at,
            cue,
            "passive source that content",
            [(after + 1, stop)],
            who,
            at.first,
            cue_range=(at.start, end),
        )
    if agent and at.group > low:
        whole = left_of(document, low, at.group, view.cue_verbs)
        if whole is not None:
            return scored(
                view,
                at,
                cue,
                "content passive by source",
                [(whole.name_first, whole.name_end)],
                who,
                at.first,
                cue_range=(at.start, end),
            )
    if words[at.group - 1] == "," and at.group > low + 3:
        content = [(clause_begin(document, low, at.group - 1), at.group - 1)]
        return scored(view, at, cue, "content , passive source", content, who, low)
    return None


def cut_apart(document: Document, found: list[Candidate]) -> list[Candidate]:
    """End a content where a later claim begins that is coordinated with it."""
    out: list[Candidate] = []
    for n, claim in enumerate(found):
        content = claim.content
        first, last = content[-1]
        for later in found[n + 1 :]:
            begin = region_begin(document, later, first, last)
            if begin is not None and begin > first + 1:
                last = begin
                break
        if last != content[-1][1]:
            claim = claim._replace(content=(*content[:-1], (first, last)))
        out.append(claim)
    return out


def region_begin(document: Document, later: Candidate, first: int, last: int) -> int | None:
    """Where within `first:last` a coordinated later claim begins, or None if it is nested."""
    words, tags = document.words, document.tags
    if later.nested:
        return None
    if later.link in ("and", "aside"):
        n = later.cue[0]
        while n > first and tags[n - 1] & (LIGHT | AUXILIARY) and not tags[n - 1] & CONJUNCTION:
            n -= 1
    else:
        n = later.region
    if not first < n < last:
        return None
    if tags[n - 1] & CONJUNCTION:
        n -= 1
        return n - 1 if words[n - 1] == "," else n
    if words[n - 1] == ";":
        return n - 1
    if later.link in ("and", "aside") and words[n - 1] == ",":
        return n - 1
    if words[n - 1] == "," and tags[n] & (SUBORDINATOR | LIGHT):
        return n - 1
    if tags[n - 1] & (SUBORDINATOR | TIME) and n >= 2 and words[n - 2] == ",":
        return n - 2
    return None
