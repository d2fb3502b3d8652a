"""What is weighed besides the pattern: `[weights]` of a language file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from datasette_claims.extraction.languages.checking import check
from datasette_claims.extraction.languages.lexicon import CUE_FORMS, CueLexicon, Form
from datasette_claims.model import Modality

Quality = Literal["name", "pronoun", "role", "document", "common", "weak", "first"]
"""What a source looks like; ``first`` is the first person, ``weak`` hardly a source."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a candidate and against it besides its pattern, in log-odds.

    ``prior`` multiplies the log-odds of the cue's prior; ``nested`` counts where the saying is
    told within a quotation, ``tiny`` and ``short`` where the content has fewer than three or six
    words. The others are by the form of the cue, the look of the source, the modality, and, in the
    default scope only, the kind of claim.
    """

    bias: float = 0.0
    prior: float = 1.0
    nested: float = 0.0
    homograph: float = 0.0
    tiny: float = 0.0
    short: float = 0.0
    forms: Mapping[Form, float] = field(default_factory=dict)
    sources: Mapping[Quality, float] = field(default_factory=dict)
    modality: Mapping[Modality, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confidence:
    """How a score becomes a confidence, and the least confidence of a claim in each scope."""

    slope: float = 1.0
    shift: float = 0.0
    threshold: float = 0.5
    threshold_wide: float = 0.5


def read_weights(file: str, table: Mapping[str, Any], cues: CueLexicon) -> Weights:
    """`[weights]`; what it weighs must be there."""
    kinds = {cue.kind for phrases in cues.values() for group in phrases for cue in group}
    for key, known in (
        ("forms", set(CUE_FORMS)),
        ("sources", set(get_args(Quality))),
        ("modality", set(get_args(Modality)) - {""}),
        ("kinds", kinds),
    ):
        for name in table.get(key, ()):
            there = ", ".join(sorted(known))
            check(name in known, file, f"[weights] {key}: there is no {name!r}; there are: {there}")
    return Weights(**table)
