"""Every difference between Datasette 0.65 and the 1.0 line; nothing else asks for a version."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeVar

import click
from datasette import __version__
from datasette.utils import StartupError, actor_matches_allow, parse_metadata
from datasette.utils.asgi import Response
from datasette.views.database import DatabaseView
from jinja2.ext import Extension
from sqlite_utils import Database

from datasette_claims.store import changes, migrations
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import guarding, settings

try:
    from datasette.permissions import Action, PermissionSQL
    from datasette.resources import DatabaseResource, TableResource

    DATASETTE_1 = True
except ImportError:
    DATASETTE_1 = False

EDIT = settings.EDIT
PLUGIN = "datasette-claims"

T = TypeVar("T")


HEEDS_PERMISSIONS = DATASETTE_1
"""Whether Datasette itself reads blocks called permissions."""


class DoesNotStart(click.ClickException, StartupError):
    """Stops the server with one line: 0.65 knows only how to show the first of the two."""


def configuration(datasette) -> dict:
    """The whole configuration as it was written: what is read for plugins, databases and tables."""
    return (datasette.config if DATASETTE_1 else datasette.metadata()) or {}


def ignored(datasette) -> Iterator[str]:
    """One line for each file whose permissions this line of Datasette does not read."""
    instead = f"grant {EDIT} in plugins → {PLUGIN}, which every version reads"
    found = _permissions_in(datasette._metadata_local)
    if found:
        elsewhere = "move it to datasette.yaml, or " if DATASETTE_1 else ""
        yield (
            f"“permissions” {found} of the metadata has no meaning to Datasette {__version__}; "
            f"{elsewhere}{instead}"
        )
    if DATASETTE_1 or not datasette.config_dir:
        return
    for name in ("datasette.yaml", "datasette.yml", "datasette.json"):
        path = datasette.config_dir / name
        if path.is_file() and (found := _permissions_in(parse_metadata(path.read_text("utf-8")))):
            yield f"Datasette {__version__} does not read {name}, “permissions” {found}; {instead}"


def _permissions_in(configured) -> str:
    """Where blocks called permissions stand, in words; empty where there is none."""
    found = []

    def look(place, words):
        if not isinstance(place, dict):
            return
        if place.get("permissions"):
            found.append(words)
        for kind in ("database", "table", "query"):
            inner = place.get("queries" if kind == "query" else f"{kind}s")
            for name, value in inner.items() if isinstance(inner, dict) else ():
                look(value, f"of the {kind} “{name}”")

    look(configured, "at top level")
    return ", ".join(found)


def plugin_config(datasette, database=None):
    """The plugin's settings for a database, else the top-level ones (1.0 does not fall back)."""
    own = datasette.plugin_config(PLUGIN, database=database) if database else None
    found = own or datasette.plugin_config(PLUGIN)
    return found if isinstance(found, dict) else {}


def _granted(datasette, actor, database):
    """True, False or None (not configured): what the plugins block says about editing."""
    permissions = plugin_config(datasette, database).get("permissions")
    if not isinstance(permissions, dict) or EDIT not in permissions:
        return None
    try:
        allowed = settings.allow(permissions[EDIT])
    except settings.Wrong:  # told when the server started, and not a reason to let anybody in
        return None
    return actor_matches_allow(actor, allowed)


async def can_view(datasette, actor, database, table="claims"):
    if DATASETTE_1:
        return await datasette.allowed(
            action="view-table", resource=TableResource(database, table), actor=actor
        )
    visible, _ = await datasette.check_visibility(
        actor,
        permissions=[
            ("view-table", (database, table)),
            ("view-database", database),
            "view-instance",
        ],
    )
    return visible


async def can_view_database(datasette, actor, database):
    if DATASETTE_1:
        return await datasette.allowed(
            action="view-database", resource=DatabaseResource(database), actor=actor
        )
    visible, _ = await datasette.check_visibility(
        actor, permissions=[("view-database", database), "view-instance"]
    )
    return visible


async def demand_view_instance(datasette, actor):
    """Raises ``Forbidden`` for an actor to whom nothing here is shown."""
    if DATASETTE_1:
        await datasette.ensure_permission(action="view-instance", actor=actor)
    else:
        await datasette.ensure_permissions(actor, ["view-instance"])


async def can_edit(datasette, actor, database):
    """May this actor change claims there? Whether the file can be written is another question."""
    if DATASETTE_1:
        return await datasette.allowed(
            action=EDIT, resource=DatabaseResource(database), actor=actor
        )
    return await can_view_database(
        datasette, actor, database
    ) and await datasette.permission_allowed(actor, EDIT, resource=database, default=False)


def allowed_in_0_65(datasette, actor, action, resource):
    """The answer to the hook permission_allowed: root may edit, others as configured."""
    if action != EDIT:
        return None
    if actor and actor.get("id") == "root":
        return True
    return _granted(datasette, actor, resource)


def actions_in_1():
    """What the hook register_actions tells 1.0; there root needs no word from us."""
    return [
        Action(
            name=EDIT,
            description="Edit claims",
            resource_class=DatabaseResource,
            also_requires="view-database",
        )
    ]


async def rules_in_1(datasette, actor, action):
    """Who may edit, and what nobody may do to our tables.

    For editing, rows that allow and never rows that deny: a denial would beat root, and silence is
    denial. For Datasette's own writing the other way round: root gets no further than others.
    """
    if action == EDIT:
        return [
            PermissionSQL(
                sql=f"SELECT :claims_db_{number} AS parent, NULL AS child, 1 AS allow, "
                "'datasette-claims configuration' AS reason",
                params={f"claims_db_{number}": name},
            )
            for number, name in enumerate(datasette.databases)
            if _granted(datasette, actor, name)
        ]
    if action in guarding.ACTIONS:
        return [
            PermissionSQL(
                sql=f"SELECT :claims_kept_{number} AS parent, value AS child, 0 AS allow, "  # noqa: S608
                "'datasette-claims keeps this table' AS reason "
                f"FROM json_each(:claims_tables_{number})",
                params={
                    f"claims_kept_{number}": name,
                    f"claims_tables_{number}": json.dumps(guarding.refused(action)),
                },
            )
            for number, (name, db) in enumerate(datasette.databases.items())
            if db.is_mutable and await _holds_claims(db)
        ]
    return None


async def _holds_claims(db):
    """Where the file cannot be read just now, nothing in it is let be written either."""
    try:
        return await db.execute_fn(guarding.holds_claims)
    except sqlite3.Error:
        return True


def around_write_in_1(database, request, transaction):
    """What Datasette 1.0 wraps around a write that a request asked for.

    Of our tables it reaches the columns that a person may edit, and it stands under the name of the
    actor. Ours come without the request, through ``write``.
    """
    if request is None:
        return None
    actor = (request.actor or {}).get("id")

    def wrapper(conn):
        with ExitStack() as held:
            if guarding.holds_claims(conn):
                if actor and transaction and migrations.standing(conn) == "current":
                    held.enter_context(changes.named(conn, str(actor), "person", form=False))
                held.enter_context(guarding.columns_kept(conn))
            yield

    return wrapper


async def write(db, work: Callable[[Database], T]) -> T:
    """The result of ``work`` done in one transaction; an exception undoes all of it.

    0.65 neither begins nor ends one: a half-done write there would be committed by the next.
    """

    def run(conn):
        # Extensions and pragmas of sqlite-utils have no place on a connection that others share.
        database = Database(conn, recursive_triggers=False, execute_plugins=False)
        if DATASETTE_1:
            return work(database)
        with conn:
            if not conn.in_transaction:
                conn.execute("BEGIN IMMEDIATE")
            return work(database)

    return await db.execute_write_fn(run)


async def actors(datasette, ids: list[str]) -> dict:
    """What is known of these people: {id: actor}. 0.65 has no such list, and knows nobody."""
    if not DATASETTE_1:
        return {}
    try:
        found = await datasette.actors_from_ids(ids)
    except Exception:  # another plugin's code, and its database or network: names are a comfort
        return {}
    # A plugin may have numbers for ids; the record has text.
    return {str(key): actor for key, actor in found.items()} if isinstance(found, dict) else {}


def error(message, status, **more) -> Response:
    """A JSON error in the one form that callers of either version can read."""
    return Response.json({"ok": False, "error": message, "status": status, **more}, status=status)


class SaysItsLanguage(Extension):
    """The frame of 0.65 does not say which language it is in; screen readers must know."""

    def preprocess(self, source, name, filename=None):
        if name and name.rpartition(":")[2] == "base.html":
            return source.replace("<html>", '<html lang="en">', 1)
        return source


async def database_page(datasette, request) -> Response:
    """Datasette's own page of a database."""
    if DATASETTE_1:
        return await DatabaseView()(request, datasette)
    return await DatabaseView(datasette).dispatch_request(request)


async def site_metadata(datasette) -> dict:
    """Title, description and so on of the whole site."""
    return (await datasette.get_instance_metadata() if DATASETTE_1 else datasette.metadata()) or {}


def templates(datasette, request):
    """The environment that templates are found in."""
    return datasette.get_jinja_environment(request) if DATASETTE_1 else datasette.jinja_env


def complete_frame(env):
    """Mend what a page of ours needs from the frame around it."""
    if not DATASETTE_1:
        env.add_extension(SaysItsLanguage)
