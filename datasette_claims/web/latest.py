"""Claims in a few words, as the home page and a speaker's page lead with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from datasette_claims.store.records import Row
from datasette_claims.store.vocabulary import Status
from datasette_claims.web import cards, dates
from datasette_claims.web.asgi import Sees

LONGEST_REASON = 240


@dataclass(frozen=True, slots=True)
class Latest:
    """A claim in a few words."""

    id: str
    text: str
    language: str | None
    speaker: str | None
    speaker_id: str | None
    outlet: str | None
    date: str
    status: Status
    reason: str = ""
    """The first line of the reason that was published, and when it was."""
    checked: Markup | str = ""


def latest(claim: Row, sees: Sees, now: datetime) -> Latest:
    """A claim of `store/home.py`, with the names that the actor may see elsewhere too."""
    return Latest(
        id=claim["id"],
        text=claim["text"],
        language=claim["language"],
        speaker=claim["speaker"] if sees["speakers"] else None,
        speaker_id=claim["speaker_id"],
        outlet=claim["outlet"] if sees["outlets"] else None,
        date=cards.date(claim),
        status=claim["status"],
        reason=first_line(claim.get("rationale")),
        checked=dates.moment(claim.get("checked_at"), now) if sees["status_history"] else Markup(),
    )


def first_line(reason: str | None) -> str:
    """What a reason begins with.

    >>> first_line("It was five.\\nThe ministry’s table says so.")
    'It was five.'
    """
    lines = (reason or "").strip().splitlines()
    return cards.shortened(lines[0], LONGEST_REASON) if lines else ""
