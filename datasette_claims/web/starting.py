"""When the server starts: what would fail later, or fail silently, is said now in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import click
from datasette.app import Datasette
from datasette.utils import resolve_env_secrets

from datasette_claims.store import sqlite
from datasette_claims.web import interface, seam, settings

PLUGIN = seam.PLUGIN
# Names that other keys of "plugins" have no reason to be, without the signs between their words.
MEANT_FOR_US = {"datasetteclaims", "datasetteclaim", "claims"}


def start(datasette: Datasette, environ: Mapping[str, str]) -> None:
    """Stops the server where it could not work as configured; tells what it will not heed."""
    problem = sqlite.shortcoming()
    if problem:
        raise seam.DoesNotStart(problem)
    configuration = seam.configuration(datasette)
    try:
        _check(configuration, environ)
        if seam.HEEDS_PERMISSIONS:
            _check_permissions(configuration)
    except settings.Wrong as wrong:
        raise seam.DoesNotStart(f"{PLUGIN}: {wrong}") from None
    for note in [*_notes(datasette, configuration), *seam.ignored(datasette)]:
        click.echo(f"{PLUGIN}: {note}", err=True)


def _check(configuration: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Every block of ours, wherever it stands."""
    for level, name, place in _places(configuration):
        plugins = place.get("plugins")
        if plugins is None:
            continue
        at = _at(level, name)
        if not isinstance(plugins, dict):
            raise settings.Wrong(f"“plugins” {at} must be an object of plugins and their settings")
        for key in plugins:
            if key != PLUGIN and re.sub(r"[\W_]", "", str(key).lower()) in MEANT_FOR_US:
                raise settings.Wrong(f"unknown plugin “{key}” {at}; this plugin is “{PLUGIN}”")
        if PLUGIN not in plugins:
            continue
        if level not in settings.KEYS:
            raise settings.Wrong(
                f"the block {at} is not read; it may stand at top level or in a database"
            )
        try:
            block = resolve_env_secrets(plugins[PLUGIN], environ)
        except OSError as error:
            raise settings.Wrong(
                f"{error.filename}, which is named {at}: {error.strerror}"
            ) from None
        try:
            settings.check(block, level)
        except settings.Wrong as wrong:
            raise settings.Wrong(f"plugins → {PLUGIN} {at}: {wrong}") from None


def _check_permissions(configuration: Mapping[str, Any]) -> None:
    """What the line of Datasette that has ``permissions`` of its own is told about ours."""
    for level, name, place in _places(configuration):
        granted = place.get("permissions")
        if not isinstance(granted, dict):
            continue
        at = _at(level, name)
        for key, value in granted.items():
            if settings.resembles(key, settings.PERMISSIONS):
                raise settings.Wrong(
                    f"unknown permission “{key}” in permissions {at}; it is “{settings.EDIT}”"
                )
            if key != settings.EDIT:
                continue
            if level not in settings.KEYS:
                raise settings.Wrong(
                    f"permissions → {key} {at} is not read; "
                    "it may stand at top level or in a database"
                )
            try:
                settings.allow(value)
            except settings.Wrong as wrong:
                raise settings.Wrong(f"permissions → {key} {at}: {wrong}") from None
            if not isinstance(value, (bool, dict)):
                raise settings.Wrong(
                    f"permissions → {key} {at} is Datasette's own, which takes no plain names; "
                    'write {"id": …} or use plugins → ' + PLUGIN
                )


def _notes(datasette: Datasette, configuration: Mapping[str, Any]) -> Iterator[str]:
    """What is allowed, but may not be what was meant."""
    for level, name, place in _places(configuration):
        block = (place.get("plugins") or {}).get(PLUGIN)
        if not block or level not in settings.KEYS:
            continue
        at = _at(level, name)
        if level == "database" and name not in datasette.databases:
            yield f"the block {at} has no effect: no database of this name is served"
        granted = (block.get("permissions") or {}).get(settings.EDIT)
        spoken = block.get(settings.LANGUAGE)
        if spoken and not interface.is_offered(spoken):
            known = ", ".join(interface.offered())
            yield f"{settings.LANGUAGE} “{spoken}” {at} has no effect; on offer: {known}"
        for key in settings.unusual(granted):
            yield (
                f"{settings.EDIT} {at} goes by “{key}”: "
                "only actors to whom a plugin gives such a thing match"
            )


def _places(configuration: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Where blocks may stand: (level, name, what is configured there)."""
    yield "top level", "", configuration
    for database, place in _objects(configuration, "databases"):
        yield "database", database, place
        for table, inner in _objects(place, "tables"):
            yield "table", f"{database}/{table}", inner
        for query, inner in _objects(place, "queries"):
            yield "query", f"{database}/{query}", inner


def _objects(place: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    inner = place.get(key)
    for name, value in inner.items() if isinstance(inner, dict) else ():
        if isinstance(value, dict):
            yield str(name), value


def _at(level: str, name: str) -> str:
    return f"of the {level} “{name}”" if name else f"at {level}"
