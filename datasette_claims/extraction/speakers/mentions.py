"""What passes between the engine and the resolution of speakers."""

from __future__ import annotations

from typing import NamedTuple

from datasette_claims.model import SpeakerKind


class Mention(NamedTuple):
    """Where a claim names its source: a token range, empty (`first == end`) for a continued
    quotation, which has no source of its own and belongs to the last speaker.

    ``at`` is the token where the claim begins, ``clitic`` is True where the source is a clitic of
    the cue (`katanya`). Mentions are handed over in text order of ``at``. For a relative pronoun
    the range is that of its antecedent.
    """

    first: int
    end: int
    at: int
    clitic: bool = False
    quoted: bool = False  # the saying is told by somebody who is quoted


class Speaker(NamedTuple):
    """Whom a mention stands for: the fullest name without titles, the role printed with it."""

    name: str
    role: str = ""
    kind: SpeakerKind = "person"
