"""Speakers of mentions: a stand-in that answers what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.mentions import Mention, Speaker
from datasette_claims.extraction.tokens import Document


def resolve(document: Document, mentions: Sequence[Mention]) -> list[Speaker]:
    """One speaker a mention."""
    speakers: list[Speaker] = []
    for mention in mentions:
        if (mention.clitic or mention.first == mention.end) and speakers:
            speakers.append(speakers[-1])
        else:
            speakers.append(Speaker(document.piece(mention.first, mention.end)))
    return speakers
