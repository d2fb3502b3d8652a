"""Every difference between Datasette 0.65 and the 1.0 line; nothing else asks for a version."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

import click
from datasette import __version__
from datasette.app import DEFAULT_SETTINGS, Datasette
from datasette.database import Database
from datasette.utils import StartupError, actor_matches_allow, parse_metadata
from datasette.utils.asgi import Request, Response
from datasette.views.database import DatabaseView
from jinja2 import Environment
from sqlite_utils import Database as Store

from datasette_claims.store import changes, log, migrations, presence, rowedits
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import events, guarding, settings, tokens
from datasette_claims.web.asgi import Actor, Scope
from datasette_claims.wording import for_reader

try:
    from datasette.events import Event
    from datasette.jump import JumpSQL
    from datasette.permissions import Action, PermissionSQL
    from datasette.resources import DatabaseResource, TableResource

    DATASETTE_1 = True
    EVENTS = events.classes(Event)
except ImportError:
    DATASETTE_1 = False
    EVENTS = {}

EDIT = settings.EDIT
PLUGIN = "datasette-claims"
SETTINGS = frozenset(DEFAULT_SETTINGS)

T = TypeVar("T")


HEEDS_PERMISSIONS = DATASETTE_1
"""Whether Datasette itself reads blocks called permissions."""


class DoesNotStart(click.ClickException, StartupError):
    """Stops the server with one line: 0.65 knows only how to show the first of the two."""


def configuration(datasette: Datasette) -> dict[str, Any]:
    """The whole configuration as it was written: what is read for plugins, databases and tables."""
    return (datasette.config if DATASETTE_1 else datasette.metadata()) or {}


def ignored(datasette: Datasette) -> Iterator[str]:
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


def _permissions_in(configured: object) -> str:
    """Where blocks called permissions stand, in words; empty where there is none."""
    found = []

    def look(place: object, words: str) -> None:
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


def plugin_config(datasette: Datasette, database: str | None = None) -> dict[str, Any]:
    """The plugin's settings for a database, else the top-level ones (1.0 does not fall back)."""
    own = datasette.plugin_config(PLUGIN, database=database) if database else None
    found = own or datasette.plugin_config(PLUGIN)
    return found if isinstance(found, dict) else {}


def confirms(datasette: Datasette, database: str) -> bool:
    """Does publishing wait for a second reader there? The database's own word goes first."""
    for block in (
        datasette.plugin_config(PLUGIN, database=database),
        datasette.plugin_config(PLUGIN),
    ):
        if isinstance(block, dict) and "second_reader" in block:
            return block["second_reader"] is True
    return False


def _granted(datasette: Datasette, actor: Actor | None, database: str | None) -> bool | None:
    """True, False or None (not configured): what the plugins block says about editing."""
    permissions = plugin_config(datasette, database).get("permissions")
    if not isinstance(permissions, dict) or EDIT not in permissions:
        return None
    try:
        allowed = settings.allow(permissions[EDIT])
    except settings.Wrong:  # told when the server started, and not a reason to let anybody in
        return None
    return actor_matches_allow(actor, allowed)


async def can_view(
    datasette: Datasette, actor: Actor | None, database: str, table: str = "claims"
) -> bool:
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


async def can_view_database(
    datasette: Datasette, actor: Actor | None, database: str, action: str = "view-database"
) -> bool:
    if DATASETTE_1:
        return await datasette.allowed(
            action=action, resource=DatabaseResource(database), actor=actor
        )
    visible, _ = await datasette.check_visibility(
        actor, permissions=[(action, database), ("view-database", database), "view-instance"]
    )
    return visible


def close(datasette: Datasette) -> None:
    """Close all that an instance has open, which a command made for itself."""
    if DATASETTE_1:
        datasette.close()
        return
    datasette.executor.shutdown()
    for db in datasette.databases.values():
        db.close()


async def demand_view_instance(datasette: Datasette, actor: Actor | None) -> None:
    """Raises ``Forbidden`` for an actor to whom nothing here is shown."""
    if DATASETTE_1:
        await datasette.ensure_permission(action="view-instance", actor=actor)
    else:
        await datasette.ensure_permissions(actor, ["view-instance"])


async def can_edit(datasette: Datasette, actor: Actor | None, database: str) -> bool:
    """May this actor change claims there? Whether the file can be written is another question."""
    if DATASETTE_1:
        return await datasette.allowed(
            action=EDIT, resource=DatabaseResource(database), actor=actor
        )
    return await can_view_database(
        datasette, actor, database
    ) and await datasette.permission_allowed(actor, EDIT, resource=database, default=False)


async def can_add(datasette: Datasette, actor: Actor | None, db: Database) -> bool:
    """May this actor add articles there, and see what becomes of them?"""
    return (
        db.is_mutable
        and await can_view(datasette, actor, db.name, "claims")
        and await can_view(datasette, actor, db.name, "articles")
        and await can_edit(datasette, actor, db.name)
    )


def allowed_in_0_65(
    datasette: Datasette, actor: Actor | None, action: str, resource: str | None
) -> bool | None:
    """The answer to the hook permission_allowed: root may edit, others as configured.

    1.0 itself heeds what an actor's token is restricted to; 0.65 does not know such tokens, but a
    plugin may bring them.
    """
    if action != EDIT:
        return None
    if not tokens.let_edit(actor, resource):
        return False
    if actor and actor.get("id") == "root":
        return True
    return _granted(datasette, actor, resource)


def actions_in_1() -> list[Action]:
    """What the hook register_actions tells 1.0; there root needs no word from us."""
    return [
        Action(
            name=EDIT,
            description="Edit claims",
            resource_class=DatabaseResource,
            also_requires="view-database",
        )
    ]


async def rules_in_1(
    datasette: Datasette, actor: Actor | None, action: str
) -> list[PermissionSQL] | None:
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


async def _holds_claims(db: Database) -> bool:
    """Where the file cannot be read just now, nothing in it is let be written either."""
    try:
        return await db.execute_fn(presence.holds_claims)
    except sqlite3.Error:
        return True


def around_write_in_1(
    datasette: Datasette, database: str, request: Request | None, transaction: bool
) -> Callable[[sqlite3.Connection], Generator[None, None, None]] | None:
    """What Datasette 1.0 wraps around a write that a request asked for.

    Of our tables it reaches the columns that a person may edit, and it stands under the name of the
    actor. Ours come without the request, through ``write``.
    """
    if request is None:
        return None
    actor = (request.actor or {}).get("id")

    def wrapper(conn: sqlite3.Connection) -> Generator[None, None, None]:
        if not presence.holds_claims(conn):
            yield
            return
        with ExitStack() as held:
            known = actor and transaction and migrations.standing(conn) == "current"
            if known:
                must = confirms(datasette, database)
                held.enter_context(
                    changes.named(conn, str(actor), "person", form=False, confirms=must)
                )
                before = log.newest(conn)
            with guarding.columns_kept(conn):
                yield
            if known:
                rowedits.follow(_store(conn), before, str(actor))

    return wrapper


def jump_sql(sql: str, params: dict[str, str]) -> JumpSQL:
    """What the hook jump_items_sql tells 1.0."""
    return JumpSQL(sql=sql, params=params)


def checks_token_itself(datasette: Datasette, scope: Scope) -> bool:
    """The answer to the hook skip_csrf: whether a view of ours looks at the token of a form.

    0.65 looks for it in forms with files by a parser that newer releases of python-multipart do not
    have any more. So the view that takes one does it (``is_own_form``).
    """
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    base = datasette.setting("base_url").rstrip("/")
    return bool(
        kinds
        and kinds[0].lower().startswith(b"multipart/form-data")
        and re.fullmatch(rf"{re.escape(base)}/[^/]+/-/claims/add", Request(scope, None).path)
    )


def is_own_form(request: Request, token: str | None) -> bool:
    """Did the form come from a page of this server? 1.0 has asked that already, by headers.

    By 0.65's own rules: whoever sends no cookie has nothing that could be abused.
    """
    if DATASETTE_1 or not request.headers.get("cookie"):
        return True
    if request.headers.get("authorization", "").startswith("Bearer "):
        return True
    known = request.scope["csrftoken"]()
    sent = (token, request.headers.get("x-csrftoken"))
    return any(one and secrets.compare_digest(one.encode(), known.encode()) for one in sent)


async def write(db: Database, work: Callable[[Store], T]) -> T:
    """The result of ``work`` done in one transaction; an exception undoes all of it.

    1.0 has begun one, and ends it; 0.65 does neither, and a half-done write would be committed
    there by the next.
    """

    def run(conn: sqlite3.Connection) -> tuple[T, list[log.Row]] | changes.Refusal:
        store = _store(conn)

        def told() -> tuple[T, list[log.Row]]:
            before = log.newest(conn) if DATASETTE_1 else 0
            return work(store), log.behind(conn, before) if DATASETTE_1 else []

        return changes.tried(store, told)

    outcome = await db.execute_write_fn(run)
    if isinstance(outcome, changes.Refusal):
        raise outcome.problem
    result, acts = outcome
    for name, actor, told in events.of_acts(db.name, acts):
        with events.no_harm():
            await db.ds.track_event(EVENTS[name](actor={"id": actor}, **events.fields(told)))
    return result


def _store(conn: sqlite3.Connection) -> Store:
    # Extensions and pragmas of sqlite-utils have no place on a connection that others share.
    return Store(conn, recursive_triggers=False, execute_plugins=False)


def error(message: str, status: int, **more: object) -> Response:
    """A JSON error in the form of this line; ``error`` and ``status`` are in that of either.

    1.0 lists all that stands against a request; 0.65 has a title, mostly of nothing.
    """
    problems = more.get("problems")
    each = list(problems.values()) if isinstance(problems, dict) else [message]
    of_line = {"errors": each} if DATASETTE_1 else {"title": None}
    told = {"ok": False, "error": message, **of_line, "status": status, **more}
    return Response.json(for_reader(told), status=status)


async def database_page(datasette: Datasette, request: Request) -> Response:
    """Datasette's own page of a database."""
    if DATASETTE_1:
        return await DatabaseView()(request, datasette)
    return await DatabaseView(datasette).dispatch_request(request)


async def site_metadata(datasette: Datasette) -> dict[str, Any]:
    """Title, description and so on of the whole site."""
    return (await datasette.get_instance_metadata() if DATASETTE_1 else datasette.metadata()) or {}


def templates(datasette: Datasette, request: Request | None = None) -> Environment:
    """The environment that templates are found in."""
    return datasette.get_jinja_environment(request) if DATASETTE_1 else datasette.jinja_env


def below_base(datasette: Datasette, path: str) -> str:
    """A path of this server without the ``base_url`` before it; one that has it not stays."""
    base = datasette.setting("base_url")
    return f"/{str(path)[len(base) :]}" if str(path).startswith(base) else str(path)
