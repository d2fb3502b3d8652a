"""The strip of facts about a claim: by whom, when, in what words, where, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass

from datasette.app import Datasette

from datasette_claims.store.records import ClaimRecord
from datasette_claims.web import dates
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Sees
from datasette_claims.web.cards import TYPES, capitalised, shortened
from datasette_claims.wording import said


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about the claim: what it is called, and ``more`` beside it."""

    name: str
    value: str | None
    href: str | None = None
    more: str = ""


def listed(datasette: Datasette, database: str, found: ClaimRecord, sees: Sees) -> list[Fact]:
    """The facts about a claim that are known, as far as their tables may be seen."""
    claim, article, speaker = found.claim, found.article, found.speaker
    source, printed = claim["source"], claim["said_as"]
    said_on = dates.day(claim["said_on"], claim["said_precision"])
    facts = [
        Fact(
            said("Said by"),
            speaker["name"] if speaker else said("not named") if sees["speakers"] else source,
            href=pages.path(datasette, database, "speakers", speaker["id"]) if speaker else None,
            more=said("printed as “{source}”", source=source) if source else "",
        ),
        Fact(said("Role here"), claim["role"]),
        Fact(
            said("Said on"),
            said_on or ("" if not printed else f"“{printed}”"),
            more=said("printed as “{printed}”", printed=printed) if said_on and printed else "",
        ),
        Fact(said("Said at"), dates.clock(found.moment["seconds"]), more=said("of the recording")),
        Fact(said("Quoted as"), TYPES[claim["type"]]),
        Fact(
            said("Reported as"),
            capitalised(claim["kind"]),
            more=f"“{claim['cue']}”" if claim["cue"] else "",
        ),
        Fact(said("Outlet"), found.outlet["name"] if found.outlet else None),
    ]
    if sees["articles"]:
        facts.append(
            Fact(
                said("Article"),
                article["title"] or shortened(article["text"][:120]),
                href=pages.path(datasette, database, "articles", article["id"]),
            )
        )
    facts.append(Fact(said("Article dated"), dates.published(claim["published"])))
    if sees["articles"]:
        names = ", ".join(row["name"] for row in found.secondary_sources)
        facts.append(Fact(said("On the word of"), names, more=said("which the article cites")))
    if claim["origin"] == "person":
        facts.append(Fact(said("Origin"), said("entered by hand")))
    else:
        facts.append(
            Fact(
                said("Extraction confidence"),
                said("{confidence:.2f} of 1", confidence=claim["confidence"]),
                more=said(
                    "found by the rule “{rule}”; how sure it is that the article says so, not "
                    "whether it is true",
                    rule=claim["rule"],
                ),
            )
        )
        if claim["edited"]:
            facts.append(Fact(said("Corrected"), said("a person corrected what extraction found")))
    return [fact for fact in facts if fact.value]
