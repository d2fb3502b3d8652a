"""What became of a claim's words: what its article now says instead, what the program now reads."""

from __future__ import annotations

from datasette.utils import tilde_encode

from datasette_claims.store import records
from datasette_claims.web import wording


def beside(found, vocabulary, sees) -> dict:
    """The claims and readings that stand beside this one, each with the difference to it."""
    words = {status["key"]: status for status in vocabulary}
    here = {**found.claim, "speaker": found.speaker["name"] if found.speaker else None}
    related = sees["relations"]
    return {
        "now_reads": [_other(here, row, words, sees) for row in found.now_reads if related],
        "was_judged": [
            _other(here, row, words, sees, earlier=True) for row in found.was_judged if related
        ],
        "readings": [_reading(here, row, sees) for row in found.readings if sees["readings"]],
    }


def _other(here, row, words, sees, *, earlier=False) -> dict:
    """Another claim of the article, and the way from the earlier words to the later ones."""
    other = {**row, "speaker": row["speaker"] if sees["speakers"] else here["speaker"]}
    before, after = (other, here) if earlier else (here, other)
    return {
        **other,
        "address": tilde_encode(row["id"]),
        "status": words.get(row["status"]) or records.unknown_status(row["status"]),
        "difference": wording.difference(before["text"], after["text"]),
        "fields": wording.fields(before, after),
        "judged": row["status"] != "unreviewed" or row["rationale"] is not None,
    }


def _reading(here, row, sees) -> dict:
    if row["text"] is None:
        return row
    read = {**row, "speaker": row["speaker"] if sees["speakers"] else here["speaker"]}
    return {
        **read,
        "difference": wording.difference(here["text"], read["text"]),
        "fields": wording.fields(here, read),
    }
