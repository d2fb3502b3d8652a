"""What is weighed besides the pattern: `[weights]` of a language file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    forms: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, float] = field(default_factory=dict)
    modality: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
