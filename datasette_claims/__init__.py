"""The Datasette hooks, nothing else: what each does lives in the room it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette import hookimpl

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from typing import Any

    import click
    from datasette.app import Datasette
    from datasette.permissions import Action, PermissionSQL
    from datasette.utils.asgi import Request
    from jinja2 import Environment
    from markupsafe import Markup
    from mcp.server.mcpserver import MCPServer

    from datasette_claims.store.sqlite import sqlite3
    from datasette_claims.web.asgi import Actor, App, Scope, View
    from datasette_claims.web.menus import Links
    from datasette_claims.web.renderers import Renderer
    from datasette_claims.web.tablecells import Row


@hookimpl
def register_commands(cli: click.Group) -> None:
    from datasette_claims.cli import claims

    cli.add_command(claims)


@hookimpl
def startup(datasette: Datasette) -> None:
    import os

    from datasette_claims.web import starting

    starting.start(datasette, os.environ)


# Another plugin's robots.txt or sitemap goes first.
@hookimpl(trylast=True)
def register_routes() -> list[tuple[str, View]]:
    from datasette_claims.web import routes

    return routes.routes


# Permissions: the first hook is asked by Datasette 0.65 only, the other three by 1.0 only.
@hookimpl
def permission_allowed(
    datasette: Datasette, actor: Actor | None, action: str, resource: str | None
) -> bool | None:
    from datasette_claims.web import seam

    return seam.allowed_in_0_65(datasette, actor, action, resource)


@hookimpl
def register_actions() -> list[Action]:
    from datasette_claims.web import seam

    return seam.actions_in_1()


@hookimpl
def permission_resources_sql(
    datasette: Datasette, actor: Actor | None, action: str
) -> Awaitable[list[PermissionSQL] | None]:
    from datasette_claims.web import seam

    return seam.rules_in_1(datasette, actor, action)


@hookimpl(optionalhook=True)
def register_events() -> list[type[Any]]:
    from datasette_claims.web import seam

    return list(seam.EVENTS.values())


@hookimpl(optionalhook=True)
def skip_csrf(datasette: Datasette, scope: Scope) -> bool:
    from datasette_claims.web import seam

    return seam.checks_token_itself(datasette, scope)


@hookimpl(optionalhook=True)
def write_wrapper(
    datasette: Datasette, database: str, request: Request | None, transaction: bool
) -> Callable[[sqlite3.Connection], Generator[None, None, None]] | None:
    from datasette_claims.web import seam

    return seam.around_write_in_1(datasette, database, request, transaction)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    from datasette_claims.store import presence

    presence.enforce_foreign_keys(conn)


@hookimpl
def render_cell(
    row: Row, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Awaitable[Markup | None] | None:
    from datasette_claims.web import tablecells

    return tablecells.render(row, value, column, table, database, datasette)


@hookimpl
def extra_css_urls(
    datasette: Datasette, database: str | None, table: str | None, view_name: str | None
) -> Callable[[], Awaitable[list[str]]] | list[str]:
    from datasette_claims.web import around

    return around.stylesheets(datasette, database, table, view_name)


@hookimpl
def register_output_renderer() -> list[Renderer]:
    from datasette_claims.web import renderers

    return renderers.renderers()


@hookimpl(optionalhook=True)
def register_mcp_tools(datasette: Datasette, mcp: MCPServer) -> None:
    from datasette_claims.web import mcptools

    mcptools.register(datasette, mcp)


@hookimpl
def menu_links(datasette: Datasette, actor: Actor | None) -> Links:
    from datasette_claims.web import menus

    return menus.everywhere(datasette, actor)


@hookimpl(optionalhook=True)
def jump_items_sql(
    datasette: Datasette, actor: Actor | None, request: Request
) -> Callable[[], Awaitable[Any]]:
    from datasette_claims.web import jumping

    return jumping.asked(datasette, actor, request)


@hookimpl
def database_actions(datasette: Datasette, actor: Actor | None, database: str) -> Links:
    from datasette_claims.web import menus

    return menus.of_database(datasette, actor, database)


@hookimpl
def table_actions(
    datasette: Datasette, actor: Actor | None, database: str, table: str
) -> Links | None:
    from datasette_claims.web import menus

    return menus.of_table(datasette, actor, database, table)


@hookimpl
def view_actions(
    datasette: Datasette, actor: Actor | None, database: str, view: str
) -> Links | None:
    from datasette_claims.web import menus

    return menus.of_table(datasette, actor, database, view)


@hookimpl
def extra_template_vars(
    datasette: Datasette,
    request: Request | None,
    database: str | None,
    table: str | None,
    view_name: str | None,
) -> Callable[[], Awaitable[dict[str, object]]]:
    from datasette_claims.web import around, site

    async def variables() -> dict[str, object]:
        return {
            **site.template_variables(datasette, request),
            **await around.template_variables(datasette, request, database, table, view_name),
        }

    return variables


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    from datasette_claims.web import around, interface

    env.add_extension(around.Within)
    interface.prepare(env)


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        from datasette_claims.web import caching, choosing, rescue

        inner = caching.wrapped(datasette, rescue.wrapped(datasette, app))
        return choosing.wrapped(datasette, inner)

    return wrap
