"""An unchanged source that is read in another way than before: its claims move to the new text.

Nothing was changed that a verdict could hang on. So a claim keeps its place among the words it was
found in, and takes them as they are read now, without what only the old reading had (an entity, a
line break); what the program reads in its place is then a matter of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from sqlite_utils import Database

from datasette_claims.store import stretches

_WORD = re.compile(r"\S+")
_MOST_WORDS = 5_000
"""Of longer texts the frequent words are not compared, which would take minutes."""
_REGION = 2_000
"""Characters of a stretch that is compared letter by letter."""
_FOUND, _KEPT = 0.95, 0.5
"""Shares of the letters of a stretch that must come from the old one, and be found of that."""


class Alignment:
    """Where the characters of one reading stand in another one of the same source."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._to: dict[int, int] = {}
        words = [[(m.start(), m.end()) for m in _WORD.finditer(text)] for text in (old, new)]
        for i, j, size in _equal([old[a:b] for a, b in words[0]], [new[a:b] for a, b in words[1]]):
            for (a, b), (c, _) in zip(words[0][i : i + size], words[1][j : j + size], strict=True):
                self._to.update((a + n, c + n) for n in range(b - a))
        self._compare_regions()

    def __call__(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch in the new reading that has the words of one in the old; None if none has."""
        to = [self._to[at] for at in range(start, end) if at in self._to]
        if not to:
            return None
        first, last = to[0], to[-1] + 1
        there = set(to)
        letters = [at for at in range(first, last) if self.new[at].isalnum()]
        before = sum(self.old[at].isalnum() for at in range(start, end))
        found = sum(at in there for at in letters)
        if not letters or found < _FOUND * len(letters) or found < _KEPT * before:
            return None
        return first, last

    def _compare_regions(self) -> None:
        """Between words that are equal, letter by letter."""
        ends = sorted(self._to.items())
        gaps = zip([(-1, -1), *ends], [*ends, (len(self.old), len(self.new))], strict=True)
        for (a, c), (b, d) in list(gaps):
            old, new = self.old[a + 1 : b], self.new[c + 1 : d]
            if not old.strip() or not new.strip() or max(len(old), len(new)) > _REGION:
                continue
            for i, j, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
                self._to.update((a + 1 + i + n, c + 1 + j + n) for n in range(size))


def _equal(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int]]:
    junk = max(len(old), len(new)) > _MOST_WORDS
    yield from SequenceMatcher(None, old, new, autojunk=junk).get_matching_blocks()


def move(db: Database, article_id: str, old: str, new: str) -> None:
    """Bring spans and words of the claims of an article from one reading of it to another.

    A claim whose words the new reading has not keeps them, without a place. Words that a person
    wrote stay; those that a person chose in the article are the article's.
    """
    alignment = Alignment(old, new)
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for claim_id, part, start, end in db.execute(
        "SELECT claim_id, part, start, end FROM claim_spans"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?) ORDER BY start",
        [article_id],
    ):
        spans.setdefault(claim_id, []).append((part, start, end))
    rows = db.execute(
        "SELECT id, edited OR origin = 'person', text, cue, source, context FROM claims"
        " WHERE article_id = ?",
        [article_id],
    ).fetchall()
    for claim_id, personal, *words in rows:
        theirs = spans.get(claim_id, [])
        if not theirs:
            continue
        moved = {(part, *to) for part, a, b in theirs if (to := alignment(a, b))}
        wanted = sum(part == "content" for part, _, _ in theirs)
        if sum(part == "content" for part, _, _ in moved) < wanted:
            moved = set()
        row = dict(zip(("text", "cue", "source", "context"), words, strict=True))
        content = sorted((a, b) for part, a, b in theirs if part == "content")
        if moved and not (personal and words[0] != stretches.words(old, content)):
            for name, part in (("text", "content"), ("cue", "cue"), ("source", "source")):
                places = sorted((a, b) for of, a, b in moved if of == part)
                if places:
                    row[name] = stretches.words(new, places)
        at = old.find(row["context"] or "\0")
        if at >= 0 and (context := alignment(at, at + len(row["context"]))):
            row["context"] = new[slice(*context)]
        position = min((a for part, a, _ in moved if part == "content"), default=None)
        db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [claim_id])
        db.execute(
            "UPDATE claims SET text = ?, cue = ?, source = ?, context = ?, position = ?"
            " WHERE id = ?",
            [*row.values(), position, claim_id],
        )
        db.conn.executemany(
            "INSERT INTO claim_spans (claim_id, part, start, end) VALUES (?, ?, ?, ?)",
            [(claim_id, *span) for span in sorted(moved)],
        )
