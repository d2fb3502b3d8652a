"""What became of a change of a claim, in a sentence for whoever made it."""

from __future__ import annotations

from datasette_claims.store import findings
from datasette_claims.store.judging import Judgement
from datasette_claims.store.reviews import Saved
from datasette_claims.store.vocabulary import Vocabulary
from datasette_claims.web import timeline
from datasette_claims.wording import said, said_n

READ = {
    findings.CONFIRMED: said("Confirmed: you stand behind this verdict as its second reader."),
    findings.OBJECTED: said("Your objection stands beside the verdict."),
}

TOLD = {
    "carried": said(
        "Reason and evidence were carried over, as a draft: read them again, then publish."
    ),
    "refused": said("The two claims are not put side by side any more."),
    "took_over": said("The claim now says what the program reads."),
    "left": said("The claim stays as it is."),
    "parted": said("Separated: it is counted and judged by itself, and keeps what it has."),
    "joined": said("Joined: counted once, and judged together."),
}


def saved(
    saved: Saved, words: Vocabulary, judgement: Judgement | None, seen: int | None
) -> list[str]:
    """What of a review was saved, a sentence each."""
    told: list[str] = []
    if judgement and (saved.judged or saved.revision != seen):
        label = words[judgement.status].label_en
        values_of = {"label": label, "publication": timeline.PUBLICATIONS[judgement.publication]}
        told.append(
            said_n(
                "Saved, with its copy in another article: {label}, {publication}.",
                "Saved, with its copies in {n} other articles: {label}, {publication}.",
                saved.joined,
                **values_of,
            )
            if saved.joined
            else said("Saved: {label}, {publication}.", **values_of)
        )
    if saved.evidence:
        number = len(saved.evidence)
        told.append(said_n("Evidence added.", "Evidence added: {n} links.", number))
    if saved.already:
        told.append(
            said("Not added again, the claim has it: {links}.", links=", ".join(saved.already))
        )
    if saved.note is not None:
        told.append(said("Note added."))
    return told
