"""What a search means: from the words that somebody typed to a tree, and to words again.

Pure. Words must all be there; ``OR`` between two makes them alternatives, and binds them closer
than what stands beside them; ``-`` or ``NOT`` before one leaves out what has it; ``*`` at the end
of a word takes every longer one; quotation marks make a phrase. Brackets are needed for nothing of
this, and understood. What cannot be understood is told, and the rest is taken at its word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from datasette_claims.wording import N_, said


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several in a row; ``begins``: the last may go on."""

    words: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """What has all of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """What has one of them at least."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What has it not."""

    part: Node


Node = Term | All | Some | Without


class Search(NamedTuple):
    """The tree, None where nothing is left to look for, and what was not understood, in words."""

    tree: Node | None
    not_understood: tuple[str, ...] = ()


MOST = 64
"""Words that one search may have; each costs a look into the index."""

TYPED = 8
"""Words that are looked for while somebody types a name."""

_DEEPEST = 20
"""Brackets within brackets."""

_QUOTES = dict.fromkeys(map(ord, "“”„«»「」『』〝〞"), '"')
_DASHES = "-−–"
_TOKEN = re.compile(r'[-−–]?"[^"]*"?\*?|[()|]|[-−–](?=[("])|[^\s"()|]+')
_INDEXED = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1b00-\u1b7f\ua980-\ua9df"  # Thai to Javanese
    "\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\uff66-\uff9d"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"  # Chinese characters
)


@lru_cache(maxsize=64)
def understood(text: str) -> Search:
    """What the text asks for.

    >>> understood("pajak OR tax -clinton").tree
    All(parts=(Some(parts=(Term(words='pajak', ...), Term(words='tax', ...))), Without(part=...)))
    """
    reader = _Reader(text)
    tree = reader.read()
    count = sum(len(term.words.split()) for term in terms(tree))
    if count > MOST:
        return Search(None, (said("too long; search for at most {most} words", most=MOST),))
    if tree is None:
        reader.told.setdefault(said("nothing to search for; write a word with letters or digits"))
    return Search(tree, tuple(reader.told))


def terms(tree: Node | None, *, wanted: bool = False) -> list[Term]:
    """The words and phrases of a search; ``wanted``: only those that a claim may be found by.

    >>> terms(understood("tax -clinton").tree, wanted=True)
    [Term(words='tax', begins=False)]
    """
    if tree is None or (wanted and isinstance(tree, Without)):
        return []
    if isinstance(tree, Term):
        return [tree]
    parts = (tree.part,) if isinstance(tree, Without) else tree.parts
    return [term for part in parts for term in terms(part, wanted=wanted)]


def unspaced(term: Term) -> bool:
    """Is it in a script that puts no spaces between words, and so found wherever it stands?"""
    return _UNSPACED.search(term.words) is not None


def spellings(words: str) -> tuple[str, ...]:
    """The words with letters composed and taken apart, where that makes a difference: a text has
    them in one way or in the other.
    """
    forms = (unicodedata.normalize(form, words) for form in ("NFC", "NFD"))
    return tuple(dict.fromkeys(forms))


def typed_words(typed: str) -> list[str]:
    """The words of what is typed, cut as the full-text index cuts a text; signs are none.

    >>> typed_words("O’Neil (al-Áwda)")
    ['O', 'Neil', 'al', 'Áwda']
    """
    return _INDEXED.findall(unicodedata.normalize("NFC", typed))[:TYPED]


def begun(typed: str, shortest: int = 1) -> str:
    """What the full-text index is asked for: all the words, each as far as it is typed; empty where
    there are fewer letters and digits than the ``shortest`` that is looked for.

    >>> begun("gencatan sen")
    '"gencatan"* "sen"*'
    """
    words = typed_words(typed)
    return " ".join(f'"{word}"*' for word in words) if len("".join(words)) >= shortest else ""


def in_words(tree: Node) -> str:
    """What is looked for, as one would say it.

    >>> in_words(understood('harga* beras OR "nasi goreng" -impor').tree)
    '“harga…” (with any ending) and (“beras” or “nasi goreng”), without “impor”'
    """
    if isinstance(tree, Term):
        if tree.begins:
            return said("“{words}…” (with any ending)", words=tree.words)
        return said("“{words}”", words=tree.words)
    if isinstance(tree, Some):
        return _listed(N_("{first} or {second}"), [_bracketed(part) for part in tree.parts])
    if isinstance(tree, Without):
        return said("everything without {part}", part=_bracketed(tree.part))
    wanted = [_bracketed(part) for part in tree.parts if not isinstance(part, Without)]
    left_out = [_bracketed(part.part) for part in tree.parts if isinstance(part, Without)]
    without = _listed(N_("{first} and without {second}"), left_out)
    if not wanted:
        return said("everything without {part}", part=without)
    words = _listed(N_("{first} and {second}"), wanted)
    return said("{words}, without {part}", words=words, part=without) if left_out else words


def _listed(pattern: str, parts: Sequence[str]) -> str:
    """The parts in a row, each pair joined as the pattern says."""
    words = parts[0] if parts else ""
    for part in parts[1:]:
        words = said(pattern, first=words, second=part)
    return words


def _bracketed(tree: Node) -> str:
    words = in_words(tree)
    return words if isinstance(tree, Term) else said("({words})", words=words)


class _Reader:
    """Reads a search from left to right; ``told`` keeps what was not understood, in order."""

    def __init__(self, text: str) -> None:
        plain = text.translate(_QUOTES)
        self.told: dict[str, None] = {}
        if plain.count('"') % 2:
            self.told[said("a quotation mark is not closed; the phrase was taken to the end")] = (
                None
            )
        self._tokens = _TOKEN.findall(plain)
        self._at = 0
        self._depth = 0

    def read(self) -> Node | None:
        found = []
        while self._at < len(self._tokens):
            if part := self._all():
                found.append(part)
            if self._at < len(self._tokens):  # a bracket that closes nothing
                self._at += 1
                self.told[said("a bracket closes that was not opened; it was left out")] = None
        return _joined(All, found)

    def _all(self) -> Node | None:
        """Everything up to the end or to a bracket that closes."""
        found: list[Node] = []
        alternatives: list[Node] = []
        after_or = False
        while self._at < len(self._tokens) and self._tokens[self._at] != ")":
            if self._tokens[self._at] in ("OR", "|"):
                self._at += 1
                if after_or or not alternatives:
                    self.told[said("OR stands between two words; one without was left out")] = None
                after_or = bool(alternatives)
                continue
            part = self._one()
            if part is None:
                continue
            if alternatives and not after_or:
                found += [node for node in [_joined(Some, alternatives)] if node]
                alternatives = []
            alternatives.append(part)
            after_or = False
        if after_or:
            self.told[said("OR stands between two words; one without was left out")] = None
        found += [node for node in [_joined(Some, alternatives)] if node]
        return _joined(All, found)

    def _one(self) -> Node | None:
        """A word, a phrase, brackets with what is in them, or one of these to be left out."""
        token = self._tokens[self._at]
        self._at += 1
        if token == "AND":
            return None
        if token == "NOT" or token in _DASHES:
            # A dash that stands alone is one of the text, as in “Jakarta - Bandung”.
            begins = self._at < len(self._tokens) and self._tokens[self._at] not in (")", "OR", "|")
            if token == "NOT" and not begins:
                self.told[said("NOT stands before a word; one without was left out")] = None
            if not begins or (token != "NOT" and self._tokens[self._at][0] not in '("'):
                return None
            part = self._one()
            return part and Without(part)
        if token == "(":
            return self._brackets()
        if token[0] in _DASHES and len(token) > 1:
            part = self._term(token[1:])
            return part and Without(part)
        return self._term(token)

    def _brackets(self) -> Node | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._at = len(self._tokens)
            self.told[
                said(
                    "more than {deepest} brackets within one another; write fewer", deepest=_DEEPEST
                )
            ] = None
            return None
        part = self._all()
        self._depth -= 1
        if self._at < len(self._tokens):
            self._at += 1
        elif self._depth < _DEEPEST:
            self.told[said("a bracket is not closed; it was taken to the end")] = None
        return part

    def _term(self, token: str) -> Term | None:
        begins = token.endswith("*")
        words = " ".join(token.strip("*").strip('"').split())
        if "*" in token.rstrip("*"):
            self.told[said("* stands at the end of a word; elsewhere it was left out")] = None
            words = " ".join(words.replace("*", " ").split())
        if not any(character.isalnum() for character in words):
            if begins:
                self.told[said("* stands at the end of a word; elsewhere it was left out")] = None
            return None
        return Term(words, begins)


def _joined(kind: type[All] | type[Some], parts: list[Node]) -> Node | None:
    """One of several parts, a part alone as it is; parts of the same kind are put into one."""
    flat = list(_flat(kind, parts))
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _flat(kind: type[All] | type[Some], parts: list[Node]) -> Iterator[Node]:
    for part in parts:
        yield from part.parts if isinstance(part, kind) else (part,)
