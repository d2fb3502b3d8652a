"""What a ``metadata.json`` or ``.yaml`` of a site says of who publishes, for commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from datasette_claims.publishing import naming
from datasette_claims.publishing.metadata import TITLE
from datasette_claims.store.errors import StoreError

PLUGIN = "datasette-claims"


class SiteError(StoreError):
    """The file cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is needed of the file; ``block`` is that of the plugin."""

    title: str = TITLE
    licence: str | None = None
    organisation: naming.Organisation | None = None
    block: dict[str, Any] | None = None
    whole: dict[str, Any] | None = None


def read(path: Path | None) -> Site:
    """What the file says; what goes without saying where there is none."""
    if path is None:
        return Site()
    try:
        text = path.read_text("utf-8")
        told = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise SiteError(f"{path}: {error.strerror or error}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise SiteError(f"{path} is no JSON or YAML that can be read: {error}") from error
    if not isinstance(told, dict):
        raise SiteError(f"{path} holds no settings: it must be an object")
    plugins = told.get("plugins")
    block = plugins.get(PLUGIN) if isinstance(plugins, dict) else None
    block = block if isinstance(block, dict) else {}
    return Site(
        title=str(told.get("title") or TITLE),
        licence=str(told["license_url"]) if told.get("license_url") else None,
        organisation=naming.organisation(block),
        block=block,
        whole=told,
    )
