"""Who publishes, under which licence, and where pages are: what feeds and exports say of a site."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from datasette_claims import weblink

Address = Callable[[str, str, str], str]
"""``address("claims", key, tail)``: where a page of ours is, absolutely."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who answers for the verdicts: never a person of the desk."""

    name: str
    url: str | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """A site as its feeds name it; ``organisation`` is None where the configuration has none."""

    title: str
    address: Address
    organisation: Organisation | None = None
    licence: str | None = None


def organisation(block: Mapping[str, Any]) -> Organisation | None:
    """The organisation of the plugin's block of the configuration."""
    told = block.get("organisation")
    if not isinstance(told, Mapping):
        return None
    return named(told.get("name"), told.get("url"), told.get("logo"))


def named(name: object, url: object = None, logo: object = None) -> Organisation | None:
    """The organisation of this name, with what of its addresses may be a link."""
    words = " ".join(str(name).split()) if isinstance(name, str | int) else ""
    return Organisation(words, _link(url), _link(logo)) if words else None


def _link(url: object) -> str | None:
    return url.strip() if isinstance(url, str) and weblink.is_web(url.strip()) else None


def moment(text: str | None) -> str | None:
    """A moment of the tables, where it is one: feeds take nothing else."""
    return text if text and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text) else None


def date(text: str | None) -> str | None:
    """A date as ISO has it, as precise as it is: a year, a month, a day or a moment."""
    whole = r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?"
    return text if text and re.fullmatch(whole, text) else None
