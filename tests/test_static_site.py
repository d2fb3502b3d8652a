"""A public copy as files: a plain web server serves it, and no link in it leads nowhere."""

import json
import re
import threading
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from test_public_edition import NAMED
from test_snapshot import fresh_original, plant, source, target  # noqa: F401 (fixtures)

from datasette_claims.cli import claims as program
from datasette_claims.publishing import snapshot
from datasette_claims.web.staticsite import belongs, file_of

pytestmark = pytest.mark.integration


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def plain_server(folder):
    """The folder on a server that knows nothing but files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def build(source, tmp_path):  # noqa: F811
    """``build(*options)``: the folder of a site of which some results are published."""
    words = plant(source)
    for key in ("s1", "s2", "s3"):
        source.add(key)
        source.cite(key)
    source.review("s1", "false", "published", "It is shut.")
    copy, config = tmp_path / "public.db", tmp_path / "metadata.json"
    snapshot.make(source.path, copy)
    config.write_text(json.dumps(NAMED))

    def run(*options, folder="www"):
        command = ["site", str(copy), str(tmp_path / folder), "-m", str(config), *options]
        return CliRunner().invoke(program, command), tmp_path / folder

    return run, words


def walk(start):
    """Every page and file that is reached by links: ``{address: bytes}``, and what is not there."""
    found, missing, waiting = {}, [], [(start, "")]
    host = re.match("https?://[^/]+", start)[0]
    while waiting:
        address, behind = waiting.pop()
        if address in found:
            continue
        try:
            with urlopen(address) as answer:
                found[address] = body = answer.read()
                html, address = "html" in answer.headers["content-type"], answer.url
        except HTTPError as error:
            with error:
                missing.append((behind, address))
            found[address] = b""
            continue
        if html:
            for link in re.findall(
                r'<(?:a|link|img)\b[^>]*\s(?:href|src)="([^"]+)"', body.decode()
            ):
                to = urldefrag(urljoin(address, unescape(link))).url
                if to.startswith(f"{host}/"):
                    waiting.append((to, address))
    return found, missing


@pytest.mark.parametrize(("base", "folder"), [("", "www"), ("/facts/", "served/facts")])
def test_a_plain_server_serves_it_whole(build, tmp_path, base, folder):
    run, words = build
    result, place = run(*(["--base", base] if base else []), folder=folder)
    assert result.exit_code == 0, result.output
    with plain_server(place.parent if base else place) as address:
        found, missing = walk(f"{address}{base or '/'}")
        with urlopen(f"{address}{base or '/'}public/-/claims/s1.json") as answer:
            assert json.load(answer)["claim"]["id"] == "s1"
    assert missing == []
    assert [one for one in found if "?" in one] == []
    paths = {one.removeprefix(address).removeprefix(base.rstrip("/")) for one in found}
    for path in ("/public/-/claims/s1/", "/public/-/claims.csv",
                 "/public/-/coverage/", "/public/-/edition/", "/public/-/corrections/", "/about/",
                 "/public/-/claims.atom"):  # fmt: skip
        assert path in paths, path
    assert any("/public/-/claims/_narrowed/outlet-" in path for path in paths)
    written = {file: file.read_bytes() for file in place.rglob("*") if file.is_file()}
    for file, body in written.items():
        assert not [word for word in words if word.encode() in body], file
        assert b"SECRET" not in body, file
        assert b"http://localhost" not in body, file
        if file.suffix == ".html":
            assert b"<form" not in body, file
            assert not re.search(rb"<script(?! type=\"application/ld)", body), file
    page = (place / "public/-/claims/s1/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://claims.example/public/-/claims/s1">' in page
    assert "It is shut." in page


def test_pages_of_a_list_follow_each_other(build, source, tmp_path):  # noqa: F811
    run, _ = build
    for n in range(90):
        source.add(f"m{n:02}")
    copy = tmp_path / "public.db"
    snapshot.make(source.path, copy, force=True)
    result, place = run()
    assert result.exit_code == 0, result.output
    with plain_server(place) as address:
        found, _ = walk(f"{address}/")
    shown = set(re.findall(rb'id="claim-(m\d\d)"', b"".join(found.values())))
    assert len(shown) == 90


@pytest.mark.parametrize(
    "what", ["a working database", "a folder with something in it", "no address"]
)
def test_what_would_be_no_site_is_refused(build, source, tmp_path, what):  # noqa: F811
    run, _ = build
    if what == "a folder with something in it":
        (tmp_path / "www").mkdir()
        (tmp_path / "www" / "x").write_text("x")
        result, _ = run()
        says = "is not empty"
    elif what == "no address":
        result = CliRunner().invoke(
            program, ["site", str(tmp_path / "public.db"), str(tmp_path / "www")]
        )
        says = "has no address"
    else:
        options = ["--address", "https://claims.example"]
        result = CliRunner().invoke(
            program, ["site", str(source.path), str(tmp_path / "www"), *options]
        )
        says = "is no public copy"
    assert result.exit_code == 1
    assert says in result.output
    assert not (tmp_path / "www" / "index.html").exists()


@pytest.mark.parametrize(("to", "there"), [
    ("/", True), ("/public/-/claims?q=dam", False), ("/public/-/claims?status=false", True),
    ("/public/-/claims?status=false&after=x", True), ("/public/-/claims?status=a&outlet=b", False),
    ("/public/-/claims.csv", True), ("/public/-/claims.csv?_spreadsheet=1", False),
    ("/public/-/claims.json", False), ("/public/-/coverage.csv?by=month", True),
    ("/public/-/claims/values.json", False), ("/public/-/claims/login", False),
    ("/public/-/speakers/ana/login", False), ("/public/claims", False), ("/public.db", True),
    ("/-/static/app.css?1", True), ("/public", False), ("/-/plugins", False),
    ("/public/-/searches", False),
])  # fmt: skip
def test_what_belongs_to_the_site(to, there):
    assert belongs(to) == there


def test_no_two_addresses_are_one_file():
    places = [
        "/public/-/claims", "/public/-/claims?after=a", "/public/-/claims?after=A",
        "/public/-/claims?after=b&status=c", "/public/-/claims.csv", "/public/-/coverage.csv",
        "/public/-/coverage.csv?by=month", "/public/-/claims/a", "/public/-/claims/a.json",
    ]  # fmt: skip
    assert len({file_of(place) for place in places}) == len(places)
