"""A published verdict in plain words and keys, for programs that know no vocabulary. Pure."""

from __future__ import annotations

from typing import Any

from datasette_claims.publishing.naming import Publisher
from datasette_claims.publishing.outward import Judgement, public_address
from datasette_claims.store.dossiers import Dossier
from datasette_claims.store.vocabulary import Vocabulary


def verdict(
    dossier: Dossier, judged: Judgement, site: Publisher, words: Vocabulary
) -> dict[str, Any]:
    """The claim with status, reason, evidence, and what was published of it before."""
    row, speaker = dossier.claim, dossier.speaker
    return {
        "id": row["id"],
        "page": site.address("claims", row["id"], ""),
        "claim": row["text"],
        "language": row["language"],
        "speaker": speaker["name"] if speaker else row["source"],
        "said_on": row["said_on"],
        "status": judged.status,
        "status_label": words[judged.status].label_en,
        "reason": judged.reason,
        "evidence": [
            {name: link[name] for name in ("url", "title", "outlet", "stance")}
            for link in judged.evidence
        ],
        "published_at": judged.published_at,
        "changed_at": judged.changed_at,
        "corrections": [
            {"at": step.at, "was": words[step.was].label_en} for step in judged.corrections
        ],
        "articles": [
            {
                "title": each["title"],
                "url": public_address(each["url"]),
                "outlet": each["outlet"],
                "published": each["published"],
            }
            for each in dossier.appearances
        ],
    }
