"""The Datasette hooks, nothing else: what each does lives in the room it names."""

from datasette import hookimpl


@hookimpl
def register_commands(cli):
    from datasette_claims.cli import claims

    cli.add_command(claims)


@hookimpl
def startup(datasette):
    import os

    from datasette_claims.web import starting

    starting.start(datasette, os.environ)


@hookimpl
def register_routes():
    from datasette_claims.web import routes

    return routes.routes


# Permissions: the first hook is asked by Datasette 0.65 only, the other three by 1.0 only.
@hookimpl
def permission_allowed(datasette, actor, action, resource):
    from datasette_claims.web import seam

    return seam.allowed_in_0_65(datasette, actor, action, resource)


@hookimpl
def register_actions():
    from datasette_claims.web import seam

    return seam.actions_in_1()


@hookimpl
def permission_resources_sql(datasette, actor, action):
    from datasette_claims.web import seam

    return seam.rules_in_1(datasette, actor, action)


@hookimpl(optionalhook=True)
def write_wrapper(database, request, transaction):
    from datasette_claims.web import seam

    return seam.around_write_in_1(database, request, transaction)


@hookimpl
def prepare_connection(conn):
    from datasette_claims.web import cells

    cells.enforce_foreign_keys(conn)


@hookimpl
def render_cell(row, value, column, table, database, datasette):
    from datasette_claims.web import cells

    return cells.render(row, value, column, table, database, datasette)


@hookimpl
def extra_css_urls(datasette, database, table):
    from datasette_claims.web import cells

    return cells.stylesheets(datasette, database, table)


@hookimpl
def menu_links(datasette, actor):
    from datasette_claims.web import menus

    return menus.everywhere(datasette, actor)


@hookimpl
def database_actions(datasette, actor, database):
    from datasette_claims.web import menus

    return menus.of_database(datasette, actor, database)


@hookimpl
def table_actions(datasette, actor, database, table):
    from datasette_claims.web import menus

    return menus.of_table(datasette, actor, database, table)


@hookimpl
def view_actions(datasette, actor, database, view):
    from datasette_claims.web import menus

    return menus.of_table(datasette, actor, database, view)


@hookimpl
def extra_template_vars(datasette, request):
    from datasette_claims.web import site

    return site.template_variables(datasette, request)


@hookimpl
def prepare_jinja2_environment(env):
    from datasette_claims.web import seam

    seam.complete_frame(env)


@hookimpl
def asgi_wrapper(datasette):
    def wrap(app):
        from datasette_claims.web import around, caching

        return caching.wrapped(datasette, around.wrapped(datasette, app))

    return wrap
