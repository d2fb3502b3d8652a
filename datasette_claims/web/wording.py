"""Two wordings of one thing, and where they differ: for eyes, for ears, and without colour."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from markupsafe import Markup

from datasette_claims.web import marking
from datasette_claims.web.cards import MODALITIES, capitalised
from datasette_claims.wording import said

MOST_WORDS = 1500
"""Longer texts are shown one after the other: comparing them word by word takes too long."""

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def difference(before: str, after: str) -> Markup:
    """Both wordings in one, with what was taken out and what was put in marked and said.

    >>> str(difference("naik 5 persen", "naik 50 persen")).count("<del>")
    1
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _taken_out(before) + Markup(" ") + _put_in(after)
    told = []
    for what, start, end, new_start, new_end in _changes(old, new):
        if what == "equal":
            told.append(marking.safe("".join(old[start:end])))
            continue
        if start < end:
            told.append(_taken_out("".join(old[start:end])))
        if new_start < new_end:
            told.append(_put_in("".join(new[new_start:new_end])))
    return Markup("").join(told)


class Field(NamedTuple):
    """Something about a claim that is another now."""

    label: str
    before: str
    after: str


def fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Field]:
    """Who said it and how, as far as that is another now."""
    told = [
        (
            said("Said by"),
            before["speaker"] or said("not named"),
            after["speaker"] or said("not named"),
        ),
        (said("Reported as"), capitalised(before["kind"]), capitalised(after["kind"] or "")),
        (said("Modality"), _modality(before), _modality(after)),
    ]
    return [Field(*field) for field in told if field[1] != field[2]]


def _modality(claim: Mapping[str, Any]) -> str:
    return MODALITIES.get(claim["modality"] or "", said("said"))


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one to the other; a space alone between two changes joins them."""
    steps: list[tuple[str, int, int, int, int]] = []
    for what, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        blank = what == "equal" and not "".join(old[start:end]).strip()
        last = steps[-1] if steps else None
        if last and last[0] != "equal" and (blank or what != "equal"):
            steps[-1] = ("replace", last[1], end, last[3], new_end)
        else:
            steps.append((what, start, end, new_start, new_end))
    return steps


def _taken_out(words: str) -> Markup:
    return _said("del", said(said("taken out")), words)


def _put_in(words: str) -> Markup:
    return _said("ins", said(said("put in")), words)


def _said(tag: str, what: str, words: str) -> Markup:
    """Screen readers pass over ``del`` and ``ins``; hidden words say it."""
    return Markup(
        '<{0}><span class="visually-hidden">[{1}: </span>{2}'
        '<span class="visually-hidden">] </span></{0}>'
    ).format(Markup(tag), what, marking.safe(words))
