"""What tests on both lines of Datasette share.

``seed_db``      path of a claims database loaded from ``seeds/``; each test has its own copy
``instance``     ``ds = await instance(path, ...)``: a started Datasette, closed after the test
``as_editor``    ``as_editor(ds, "alice")``: the cookies of somebody who is logged in
``post_form``    ``await post_form(ds, path, {...}, cookies)``: a form as a browser sends it
``post_json``    ``await post_json(ds, path, {...}, cookies)``: JSON, as a script of ours sends it

``instance`` lets ``alice`` and ``bob`` edit unless it is told otherwise (``editors=()``), serves
the file read-only with ``immutable=True``, and hands every other option on to ``Datasette``.
"""

import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest
from datasette import __version__ as datasette_version
from datasette.app import Datasette

from datasette_claims.store.sqlite import sqlite3

ROOT = Path(__file__).parent.parent
IS_1 = not datasette_version.startswith("0.")


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


@pytest.fixture
def instance():
    running = []

    async def start(path, *, immutable=False, editors=("alice", "bob"), metadata=None, **options):
        plugins = {"datasette-claims": {"permissions": {"edit-claims": {"id": list(editors)}}}}
        ds = Datasette(
            [] if immutable else [str(path)],
            immutables=[str(path)] if immutable else [],
            metadata={"plugins": plugins, **(metadata or {})},
            **options,
        )
        running.append(ds)
        await ds.invoke_startup()
        return ds

    yield start
    for ds in running:
        _close(ds)


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


async def _with_token(ds, cookies):
    """A token and the cookies that it belongs to: any page with a form gives one; 1.0 has none."""
    cookies = dict(cookies or {})
    if IS_1:
        return "", cookies
    page = await ds.client.get("/-/messages", cookies=cookies)
    token = page.cookies["ds_csrftoken"]
    return token, {**cookies, "ds_csrftoken": token}
