"""What people did, told to Datasette 1.0's plugins: events, for alerts and the like.

They are made from the log of acts once a change is stored, so that every change tells, whichever
page or program it came by. They hold keys, numbers and states, and no word that anybody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import click

from datasette_claims.store.log import Row

NAMES: Mapping[str, str] = {
    "claims-status": "the status, the reason or the publication of a claim was changed",
    "claims-published": "a result was published, or a published one changed",
    "claims-withdrawn": "a published result was withdrawn",
    "claims-evidence-added": "evidence was added",
    "claims-evidence-removed": "evidence was removed",
    "claims-note": "a private note was added",
    "claims-corrected": "who said what was corrected",
    "claims-entered": "a claim was entered by a person",
    "claims-confirmed": "a second reader confirmed a result",
    "claims-objected": "a second reader objected to a result",
    "claims-undone": "what somebody had saved last was undone",
    "claims-article-added": "an article was added in the browser or by a program",
    "claims-act": "anything else that the log tells; `act` says what",
}
"""The names of the events, and what each tells."""

_OF_ACT: Mapping[str, str] = {
    "status": "claims-status",
    "evidence_added": "claims-evidence-added",
    "evidence_removed": "claims-evidence-removed",
    "note": "claims-note",
    "correction": "claims-corrected",
    "entered": "claims-entered",
    "confirmed": "claims-confirmed",
    "objected": "claims-objected",
    "undid": "claims-undone",
    "article_added": "claims-article-added",
}
_OF_PUBLICATION = {"published": "claims-published", "withdrawn": "claims-withdrawn"}


@dataclass(frozen=True, slots=True)
class Told:
    """What an event holds; ``number`` is that of the act in the log."""

    database: str
    number: int
    act: str
    claim: str | None = None
    article: str | None = None
    revision: int | None = None
    from_status: str | None = None
    status: str | None = None
    publication: str | None = None


def of_acts(database: str, acts: Iterable[Row]) -> list[tuple[str, str, Told]]:
    """For each event its name and its actor, in the order of the log."""
    found = []
    for act in acts:
        judged = act["kind"] == "status"
        became = act["became"] if judged else {}
        told = Told(
            database,
            act["id"],
            act["kind"],
            claim=act["claim_id"],
            article=act["record"] if act["kind"].startswith("article_") else None,
            revision=act["revision"],
            from_status=act["was"].get("status") if judged else None,
            status=became.get("status"),
            publication=became.get("publication"),
        )
        names = [_OF_ACT.get(act["kind"], "claims-act")]
        if judged and became.get("publication") in _OF_PUBLICATION:
            names.append(_OF_PUBLICATION[became["publication"]])
        found += [(name, act["actor"], told) for name in names]
    return found


def classes(base: type[Any]) -> dict[str, type[Any]]:
    """For each name the class that Datasette knows such events by, made from its own."""
    annotated = dict(Told.__annotations__)
    made: dict[str, type[Any]] = {}
    for name in NAMES:
        title = "".join(part.capitalize() for part in name.split("-")) + "Event"
        body = {"name": name, "__annotations__": annotated, "__doc__": NAMES[name]}
        made[name] = dataclass(type(title, (base,), body))
    return made


def fields(told: Told) -> dict[str, Any]:
    return asdict(told)


@contextmanager
def no_harm() -> Iterator[None]:
    """The change is stored: where a plugin fails at the news, it is saved all the same."""
    try:
        yield
    except Exception as problem:
        click.echo(f"datasette-claims: a plugin failed at an event: {problem!r}", err=True)
