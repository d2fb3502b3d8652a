"""What tests on both lines of Datasette share.

``seed_db``      path of a claims database loaded from ``seeds/``; each test has its own copy
``instance``     ``ds = await instance(path, ...)``: a started Datasette, closed after the test
``as_editor``    ``as_editor(ds, "alice")``: the cookies of somebody who is logged in
``post_form``    ``await post_form(ds, path, {...}, cookies)``: a form as a browser sends it
``post_json``    ``await post_json(ds, path, {...}, cookies)``: JSON, as a script of ours sends it

``instance`` lets ``alice`` and ``bob`` edit unless it is told otherwise (``editors=()``), serves
the file read-only with ``immutable=True``, and hands every other option on to ``Datasette``.

What takes long and comes out the same each time is made once: a new database is a copy of one that
the steps made (``made_by_steps`` has them walked again), and templates are compiled once for all.
"""

import os
import re
import shutil
import signal
import sys
from contextlib import closing
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from budget import settings
from datasette import __version__ as datasette_version
from datasette import app
from datasette.app import Datasette
from jinja2 import FileSystemBytecodeCache
from sqlite_utils import Database

from datasette_claims.store import migrations
from datasette_claims.store.sqlite import sqlite3

ROOT = Path(__file__).parent.parent
IS_1 = not datasette_version.startswith("0.")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "unit"))


def memory():
    """A folder in memory with room, in which programs may run, if there is one."""
    folder = Path("/dev/shm")
    if os.access(folder, os.W_OK):
        about = os.statvfs(folder)
        if about.f_bavail * about.f_frsize > 4 << 30 and not about.f_flag & os.ST_NOEXEC:
            return str(folder)
    return None


# The unit tests make three thousand databases, and a disk is waited for after each change to one.
if folder := memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


def pytest_addoption(parser):
    """Of tests/test_many_editors.py: 20 editors and 100 changes are what was promised."""
    parser.addoption("--editors", type=int, default=0, help="editors who work at once")
    parser.addoption("--changes", type=int, default=0, help="what each of them changes")


def pytest_report_header():
    python = ".".join(map(str, sys.version_info[:3]))
    return f"Datasette {datasette_version}, Python {python}, SQLite {sqlite3.sqlite_version}"


def pytest_configure(config):
    """Refuse to pass for a line of Datasette that is not the one that runs."""
    wanted = os.environ.get("DATASETTE_LINE")
    runs = {"stable": re.fullmatch(r"[\d.]+", datasette_version), "1.0": IS_1}
    if wanted and not runs[wanted]:
        pytest.exit(f"this is Datasette {datasette_version}, not {wanted}", returncode=3)
    for module in (ROOT / "datasette_claims").rglob("*.so"):
        name = module.name.partition(".")[0]
        source = module.with_name(f"{name}.py")
        if name.endswith("__mypyc"):
            continue  # what the compiled modules share
        if not source.exists() or source.stat().st_mtime > module.stat().st_mtime:
            pytest.exit(f"{module.name} is not made of its source: delete it", 3)
    if not IS_1:
        # 0.65 leaves connections open (it probes SQLite's version by one, for a start), and
        # Python 3.13 says so; connections that we leave open are caught on the 1.0 line.
        config.addinivalue_line("filterwarnings", "ignore:unclosed database:ResourceWarning")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell that runs the tests in its background has them ignore Ctrl-C, and every process
        # that they start would inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    """A test that starts a Datasette is an integration test, without saying so."""
    for item in items:
        if "instance" in item.fixturenames:
            item.add_marker("integration")


@pytest.fixture(scope="session", autouse=True)
def copied_not_made():
    """Have every new database be a copy of one that the steps made: a tenth of their time."""
    with (
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as made,
        pytest.MonkeyPatch.context() as patch,
    ):
        walk = migrations.apply
        walk(Database(made, execute_plugins=False))

        def apply(db):
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                made.backup(db.conn)
            walk(db)

        patch.setattr(migrations, "apply", apply)
        yield walk


@pytest.fixture
def made_by_steps(monkeypatch, copied_not_made):
    monkeypatch.setattr(migrations, "apply", copied_not_made)


CATALOG = [
    f"catalog_{name}"
    for name in ("databases", "tables", "views", "columns", "foreign_keys", "indexes")
]


@pytest.fixture(scope="session", autouse=True)
def catalog_copied():
    """Have Datasette 1.0's own database be a copy too, and what it says of the tables of ours: they
    are most of what an instance takes to start."""
    if not IS_1:
        yield
        return
    make, fill, known = app.init_internal_db, app.populate_schema_tables, {}
    with (
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as made,
        pytest.MonkeyPatch.context() as patch,
    ):

        async def begin(db):
            """A file that was there before is left to Datasette, as is the first one."""
            if not db.is_temp_disk or not made.execute("SELECT 1 FROM sqlite_master").fetchone():
                await make(db)
                if db.is_temp_disk:
                    await db.execute_write_fn(lambda conn: conn.backup(made), transaction=False)
            else:
                await db.execute_write_fn(made.backup, transaction=False)

        async def tell(internal, db, version):
            schema = await db.execute("SELECT group_concat(rootpage || sql) FROM sqlite_master")
            key = db.name, version, schema.single_value()
            if key not in known:
                await fill(internal, db, version)
                known[key] = await internal.execute_fn(lambda conn: kept(conn, db.name))
                return

            def write(conn):
                catalog = Database(conn, execute_plugins=False)
                for name in reversed(CATALOG):
                    catalog[name].delete_where("database_name = ?", [db.name])
                for name, rows in known[key].items():
                    catalog[name].insert_all(rows)
                catalog["catalog_databases"].update(db.name, {"path": db.path and str(db.path)})

            await internal.execute_write_fn(write)

        def kept(conn, database):
            catalog = Database(conn, execute_plugins=False)
            return {
                name: list(catalog[name].rows_where("database_name = ?", [database]))
                for name in CATALOG
            }

        patch.setattr(app, "init_internal_db", begin)
        patch.setattr(app, "populate_schema_tables", tell)
        yield


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory):
    """Where templates are kept compiled: it takes longer than all else an instance does."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def seed_original(tmp_path_factory):
    """A database loaded from ``seeds/`` by the loader, once a session: never write to it."""
    from datasette_claims import loading

    path = tmp_path_factory.mktemp("seed") / "claims.db"
    report = loading.load(path, [ROOT / "seeds"])
    assert not report.failures
    return path


@pytest.fixture
def seed_db(seed_original, tmp_path):
    return Path(shutil.copy(seed_original, tmp_path / "claims.db"))


# Datasette looks up a table within this time before it says who may see it, and a machine that is
# busy with other tests takes longer than the second that is usual.
UNHURRIED = {"sql_time_limit_ms": 20_000}


@pytest.fixture
def instance(compiled_templates):
    running = []

    async def start(
        *paths, immutable=False, editors=("alice", "bob"), metadata=None, settings=(), **options
    ):
        plugins = {"datasette-claims": {"permissions": {"edit-claims": {"id": list(editors)}}}}
        ds = Datasette(
            [] if immutable else [str(path) for path in paths],
            immutables=[str(path) for path in paths] if immutable else [],
            metadata={"plugins": plugins, **(metadata or {})},
            settings={**UNHURRIED, **dict(settings)},
            **options,
        )
        running.append(ds)
        (ds._jinja_env if IS_1 else ds.jinja_env).bytecode_cache = compiled_templates
        await ds.invoke_startup()
        return ds

    yield start
    for ds in running:
        _close(ds)


async def impatient(ds, name):
    """Have a database's connections wait a moment for a lock, instead of SQLite's five seconds.

    Those that read are one a thread, so the instance has the setting ``num_sql_threads`` = 1.
    """

    def hurry(conn):
        conn.execute("PRAGMA busy_timeout = 50").fetchall()

    assert ds.setting("num_sql_threads") == 1
    await ds.get_database(name).execute_fn(hurry)
    await ds.get_database(name).execute_write_fn(hurry)


ONE_THREAD = {"num_sql_threads": 1}


def _close(ds):
    if IS_1:
        ds.close()
        return
    ds.executor.shutdown()
    for db in ds.databases.values():
        db.close()


@pytest.fixture(scope="session")
def as_editor():
    def cookies(ds, actor="alice"):
        return {"ds_actor": ds.sign({"a": {"id": actor}}, "actor")}

    return cookies


@pytest.fixture(scope="session")
def post_form():
    """Post a form with the token that 0.65 asks for. ``cookies=None`` posts as a visitor."""

    async def post(ds, path, fields, cookies=None, **options):
        token, cookies = await _with_token(ds, cookies)
        return await ds.client.post(
            path, data={**fields, "csrftoken": token}, cookies=cookies, **options
        )

    return post


@pytest.fixture(scope="session")
def post_json():
    """Post JSON with the token that 0.65 asks for. ``cookies=None`` posts as a visitor."""

    async def post(ds, path, body, cookies=None, **options):
        token, cookies = await _with_token(ds, cookies)
        headers = {"x-csrftoken": token, **options.pop("headers", {})}
        return await ds.client.post(path, json=body, cookies=cookies, headers=headers, **options)

    return post


TOKENS = WeakKeyDictionary()


async def _with_token(ds, cookies):
    """A token and the cookies that it belongs to: any page with a form gives one; 1.0 has none."""
    cookies = dict(cookies or {})
    if IS_1:
        return "", cookies
    if ds not in TOKENS:
        page = await ds.client.get("/-/messages")
        TOKENS[ds] = page.cookies["ds_csrftoken"]
    return TOKENS[ds], {**cookies, "ds_csrftoken": TOKENS[ds]}
