"""The strip of facts about a claim: by whom, when, in what words, where, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass

from datasette.app import Datasette

from datasette_claims.store.records import ClaimRecord
from datasette_claims.web import dates
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Sees
from datasette_claims.web.cards import TYPES, capitalised, shortened


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
    said = dates.day(claim["said_on"], claim["said_precision"])
    facts = [
        Fact(
            "Said by",
            speaker["name"] if speaker else "not named" if sees["speakers"] else source,
            href=pages.path(datasette, database, "speakers", speaker["id"]) if speaker else None,
            more=f"printed as “{source}”" if source else "",
        ),
        Fact("Role here", claim["role"]),
        Fact(
            "Said on",
            said or ("" if not printed else f"“{printed}”"),
            more=f"printed as “{printed}”" if said and printed else "",
        ),
        Fact("Said at", dates.clock(found.moment["seconds"]), more="of the recording"),
        Fact("Quoted as", TYPES[claim["type"]]),
        Fact(
            "Reported as",
            capitalised(claim["kind"]),
            more=f"“{claim['cue']}”" if claim["cue"] else "",
        ),
        Fact("Outlet", found.outlet["name"] if found.outlet else None),
    ]
    if sees["articles"]:
        facts.append(
            Fact(
                "Article",
                article["title"] or shortened(article["text"][:120]),
                href=pages.path(datasette, database, "articles", article["id"]),
            )
        )
    facts.append(Fact("Article dated", dates.published(claim["published"])))
    if sees["articles"]:
        names = ", ".join(row["name"] for row in found.secondary_sources)
        facts.append(Fact("On the word of", names, more="which the article cites"))
    if claim["origin"] == "person":
        facts.append(Fact("Origin", "entered by hand"))
    else:
        facts.append(
            Fact(
                "Extraction confidence",
                f"{claim['confidence']:.2f} of 1",
                more=f"found by the rule “{claim['rule']}”; how sure it is that the article says"
                " so, not whether it is true",
            )
        )
        if claim["edited"]:
            facts.append(Fact("Corrected", "a person corrected what extraction found"))
    return [fact for fact in facts if fact.value]
