"""`datasette claims extract --jsonl`: one article a line in, its claims a line out."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from datasette_claims.extraction import analyse
from datasette_claims.model import Claim


class InputError(ValueError):
    """A line that is no article; the message names the line and the reason."""


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for reference cycles seldom: articles leave none, and to look takes a twentieth.

    What is there before and after stays out of later looks: that at the end of a command takes
    another twentieth of a second.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()


def claims_of_lines(
    lines: Iterable[str],
    language: str | None = None,
    scope: str = "default",
    min_confidence: float | None = None,
) -> Iterator[str]:
    """For each article line, a line with its id, language and claims."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for number, line in enumerate(lines, 1):
        if line.strip():
            article = read_article(line, number)
            found = analyse(
                article["text"],
                language or str(article.get("lang") or ""),
                str(article.get("published") or ""),
                scope=scope,
                min_confidence=min_confidence,
            )
            out = {
                "id": article.get("id", str(number)),
                "lang": found.language,
                "claims": [claim_record(claim) for claim in found.claims],
            }
            try:
                yield encode(out)
            except RecursionError as error:  # the id may be anything
                raise InputError(f"line {number} is nested too deeply") from error


def read_article(line: str, number: int) -> dict[str, Any]:
    """The article of a line."""
    try:
        article = json.loads(line)
    except ValueError as error:
        raise InputError(f"line {number} is not JSON: {error}") from error
    except RecursionError as error:
        raise InputError(f"line {number} is nested too deeply") from error
    if not isinstance(article, dict) or not isinstance(article.get("text"), str):
        raise InputError(f'line {number} is not an article: it needs a "text"')
    return article


def claim_record(claim: Claim) -> dict[str, Any]:
    """A claim in the form that the scorer reads, with what else is known about it."""
    record: dict[str, Any] = {
        "content": claim.content,
        "source": claim.source,
        "cue": claim.cue,
        "speaker": claim.speaker,
        "type": claim.type,
        "kind": claim.kind,
        "rule": claim.rule,
        "confidence": claim.confidence,
        "role": claim.role,
        "speaker_kind": claim.speaker_kind,
    }
    if claim.modality:
        record["modality"] = claim.modality
    if claim.said is not None:
        record["said"] = {"span": claim.said.span, "date": claim.said.date}
    return record
