"""The configurations of docs/deploy.md do what they are for: nginx in front of two replicas."""

import gzip
import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from serving import ROOT, free_port, serve
from test_docs import blocks, read
from test_snapshot import fresh_original, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import snapshot

pytestmark = pytest.mark.integration

PLACES = f"{os.environ['PATH']}:/usr/sbin"
NGINX = shutil.which(os.environ.get("CLAIMS_NGINX", "nginx"), path=PLACES)
WITHOUT = "nginx is not installed (apt install nginx-light), so its configuration was not run"
AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/errors;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/claims.conf;
}}
"""


def configured(folder, replicas):
    """The text of the docs, with a folder and ports of this test, and the address it listens at."""
    (told,) = blocks(read("docs/deploy.md"), "nginx")
    port = free_port()
    others = {
        "/var/cache/nginx/claims": f"{folder}/cache",
        "listen 80;": f"listen 127.0.0.1:{port};",
        **{
            f"server 127.0.0.1:{usual};": f"server {site.address.split('/')[2]};"
            for usual, site in zip((8001, 8002), replicas, strict=True)
        },
    }
    for usual, other in others.items():
        assert told.count(usual) == 1
        told = told.replace(usual, other)
    (folder / "claims.conf").write_text(told)
    # Started by root, its workers would be nobody, who may not enter a folder of the tests.
    user = "user root root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    return f"http://127.0.0.1:{port}"


@contextmanager
def front(folder, replicas):
    address = configured(folder, replicas)
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/first"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            for _ in range(100):
                try:
                    get(f"{address}/")
                    break
                except OSError:
                    assert process.poll() is None, process.stderr.read()
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def get(address, **headers):
    """Status, headers and body of an answer."""
    asked = Request(address, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urlopen(asked) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def asked(replicas):
    """Requests that came as far as a replica."""
    time.sleep(0.3)  # what they print comes through a pipe
    return sum('"GET ' in line or '"HEAD ' in line for site in replicas for line in site.log)


@pytest.fixture
def public(source, tmp_path):  # noqa: F811
    source.add("c1")
    source.cite("c1")
    source.review("c1", "false", "published", "It is shut.")
    snapshot.make(source.path, tmp_path / "public.db")
    return tmp_path / "public.db"


def options():
    """The settings with which the unit of systemd starts a replica."""
    (unit,) = blocks(read("docs/deploy.md"), "ini")
    return [
        word
        for name, value in re.findall(r"--setting (\w+) (\S+)", unit)
        if name != "base_url"
        for word in ("--setting", name, value)
    ]


@pytest.mark.skipif(NGINX is None, reason=WITHOUT)
def test_nginx_in_front_of_two_replicas(public, tmp_path):
    told = ["-i", public, "-m", ROOT / "metadata.json", *options()]
    with (
        serve(*told, base_url="/facts/") as one,
        serve(*told, base_url="/facts/") as two,
        front(tmp_path, (one, two)) as address,
    ):
        replicas = (one, two)
        page = f"{address}/facts/public/-/claims/c1"
        status, headers, body = get(page)
        assert (status, headers["x-cache"]) == (200, "MISS")
        assert b"It is shut." in body
        assert b'href="/facts/public/-/speakers/ana"' in body
        assert headers["cache-control"] == "max-age=300"
        mark = headers["etag"]
        assert mark

        before = asked(replicas)
        for cookie in ("", "ds_claims_lang=id", "somebody=else"):
            status, headers, same = get(page, Cookie=cookie)
            assert (status, headers["x-cache"], same) == (200, "HIT", body)
        assert get(page, If_None_Match=mark)[0] == 304
        status, headers, packed = get(page, Accept_Encoding="gzip")
        assert (headers["content-encoding"], gzip.decompress(packed)) == ("gzip", body)
        assert "accept-encoding" in headers["vary"].lower()
        assert asked(replicas) == before  # a page that is kept costs them nothing

        for path in ("/facts/", "/facts/about", "/facts/public/-/claims.csv",
                     "/facts/public/-/coverage", "/facts/-/static-plugins/datasette_claims/claims.css"):  # fmt: skip  # noqa: E501
            assert get(f"{address}{path}")[0] == 200, path
        marks = {get(f"{site.address}/public/-/claims/c1", Host="127.0.0.1")[1]["etag"]
                 for site in replicas}  # fmt: skip
        assert len(marks) == 1
        assert all(any('"GET ' in line for line in site.log) for site in replicas)

        one.process.terminate()
        one.process.wait()
        assert get(f"{address}/facts/public/-/edition")[0] == 200
        two.process.terminate()
        two.process.wait()
        assert get(page)[2] == body
        assert get(f"{address}/facts/public/-/speakers")[0] in (502, 504)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_the_unit_is_one_that_systemd_takes(tmp_path):
    (unit,) = blocks(read("docs/deploy.md"), "ini")
    program = "/opt/claims/venv/bin/datasette"
    assert unit.count(program) == 1
    path = tmp_path / "claims@8001.service"
    path.write_text(unit.replace(program, shutil.which("true")))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)],
        capture_output=True,
        text=True,
    )
    of_ours = [line for line in checked.stderr.splitlines() if "claims@" in line]
    assert of_ours == []
