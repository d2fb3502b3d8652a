"""What the form for many claims at once says: which claims, and what shall become of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from datasette_claims.store import assignments
from datasette_claims.store.errors import Refused
from datasette_claims.store.judging import Judgement
from datasette_claims.store.many import Wanted
from datasette_claims.store.vocabulary import Vocabulary
from datasette_claims.web import actors, seam, sending, settings
from datasette_claims.web import page as pages
from datasette_claims.web.sending import Sent
from datasette_claims.wording import said

DEEDS = ("status", "publish", "assign")
"""What can be done to many."""

TICK = "claim:"
"""Begins the name of a tick box; the key of its claim follows."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What was sent. ``problem`` says what is missing, empty where the claims can be looked at.

    ``seen`` are the revisions at which the claims were looked at, as far as they were sent;
    ``every`` means all claims of the filter ``query``.
    """

    deed: str
    status: str | None
    rationale: str | None
    publication: str
    to: str | None
    public: bool
    query: str
    every: bool
    seen: Mapping[str, int]
    problem: str

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.seen)

    @property
    def wanted(self) -> Wanted:
        """What the store is asked for."""
        if self.deed == "assign":
            return Wanted(to=self.to or assignments.NOBODY)
        if self.deed == "publish":
            return Wanted(publish=True)
        judgement = Judgement(self.status or "", self.rationale, self.publication)
        return Wanted(judgement, public=self.public)


async def read(datasette: Datasette, request: Request, db: Database, sent: Sent) -> Ask:
    """What the form, or the JSON of a script, asks for."""
    deed = sent.text("do") or ""
    status, to = sent.text("status"), sent.text("to")
    problem = ""
    if deed not in DEEDS:
        problem = (
            said("Choose what is to be done.") if not sent.as_json else f"Send “do”: {_LISTED}."
        )
    elif deed == "status" and not status:
        problem = said("Choose the status that they get.")
    if deed == "assign":
        try:
            to = await _person(datasette, request, db, to or "")
        except Refused as refused:
            problem = str(refused)
    seen = _seen(sent)
    return Ask(
        deed=deed,
        status=status,
        rationale=(sent.text("rationale") or "").strip() or None,
        publication=sent.text("publication") or "draft",
        to=to,
        public=sent.fields.get("public") in (True, "1"),
        query=sent.text("queue") or "",
        every=not seen and _every(sent),
        seen=seen,
        problem=problem,
    )


_LISTED = ", ".join(DEEDS)


def packed(seen: Mapping[str, int]) -> str:
    """The claims and the revisions at which they were looked at, for a field that brings them back.

    >>> packed({"a1": 3})
    '{"a1":3}'
    """
    return json.dumps(seen, separators=(",", ":"))


async def people(datasette: Datasette, request: Request, db: Database) -> dict[str, str]:
    """Those who may be meant by a name here: ids, and what they are called.

    Whoever may not see who did what is offered those alone whom the configuration names.
    """
    sees = await pages.sees(datasette, request.actor, db, ("acts", "assignments"))
    ids = await db.execute_fn(assignments.people) if all(sees.values()) else []
    return await actors.names(datasette, [*ids, *_editors(datasette, db.name)])


def _editors(datasette: Datasette, database: str) -> list[str]:
    """The ids that the configuration names as editors; others may edit for other reasons."""
    permissions = seam.plugin_config(datasette, database).get("permissions")
    try:
        allowed = settings.allow((permissions or {}).get(settings.EDIT, False))
    except (settings.Wrong, AttributeError):
        return []
    ids = allowed.get("id") if isinstance(allowed, dict) else None
    return [str(key) for key in ids] if isinstance(ids, list) else []


async def context(
    datasette: Datasette, request: Request, db: Database, words: Vocabulary
) -> dict[str, object]:
    """What the form offers to choose from."""
    return {
        "statuses": [status for status in words.values() if status.active],
        "people": await people(datasette, request, db),
        "tick": TICK,
    }


async def _person(datasette: Datasette, request: Request, db: Database, text: str) -> str:
    """The id of the one who is meant by an id or a name; an id that is not known is taken."""
    found = assignments.person(text)
    known = await people(datasette, request, db)
    if found in known:
        return found
    called = [key for key, name in known.items() if name.casefold() == found.casefold()]
    return called[0] if len(called) == 1 else found


def _every(sent: Sent) -> bool:
    return sent.fields.get("which") == "all" or (sent.as_json and "queue" in sent.fields)


def _seen(sent: Sent) -> dict[str, int]:
    """The claims that were sent: ticked, brought back by a page of ours, or named by a script."""
    if sent.fields.get("which") == "all":
        return {}
    given: Any = sent.fields.get("claims")
    if isinstance(given, str) and not sent.as_json:
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise sending.Unusable(400, "“claims” is not what the page sent.") from None
    if given is None:
        ticked = [name for name in sent.fields if name.startswith(TICK)]
        return dict.fromkeys((name.removeprefix(TICK) for name in ticked), 0)
    if isinstance(given, list):
        given = dict.fromkeys(map(str, given), 0)
    if not isinstance(given, dict) or not all(
        isinstance(number, int) and 0 <= number < 2**63 for number in given.values()
    ):
        raise sending.Unusable(400, "Send “claims” as an object: each key with its revision.")
    return {str(key): int(number) for key, number in given.items()}
