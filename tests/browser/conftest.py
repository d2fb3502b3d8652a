"""A real browser before a real server, on both lines of Datasette.

``site``       the seed article, served for the whole session: look, do not change
``own_site``   the same for one test alone: log in, change, try to break
``served``     ``with served("-i", path) as site``: any database, served so
``putin``      keys of a claim, its article and its speaker
``page``       fails its test on any error in the console, failed request or broken file; where an
               answer of 4xx is the point, mark the test ``@pytest.mark.answers(409)``
``axe``        ``axe(page)``: fails on any violation that axe-core finds; ``**options`` go to it
"""

import re
import shutil
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import chromium
import pytest
from axe_playwright_python.sync_playwright import Axe
from serving import ROOT, serve
from warm import started

from datasette_claims.store.sqlite import sqlite3

ALPHA = ROOT / ".venv-alpha" / "bin" / "python"
LINES = ["stable", "1.0"]


def pytest_addoption(parser):
    parser.addoption("--pictures", action="store_true", help="keep screenshots in test-results/")


def pytest_configure(config):
    config.addinivalue_line("markers", "answers(*statuses): answers of 4xx that the test is about")
    config.addinivalue_line("markers", "complains(*starts): what the browser may say")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.find()
    if not path:
        pytest.exit("no Chromium that starts: make chromium", returncode=3)
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session", params=LINES)
def line(request):
    if request.param == "1.0" and not ALPHA.exists():
        pytest.fail("no environment with the 1.0 line: make .venv-alpha/made-by")
    return request.param


@pytest.fixture(scope="session")
def served(line):
    """``with served(claims_db) as site``: the site as the repository describes it."""
    settings = ["-m", ROOT / "metadata.json"]

    @contextmanager
    def running(*files, **options):
        with serve(*files, *settings, start=start, **options) as site:
            yield site
        assert not site.errors

    with started(ALPHA if line == "1.0" else sys.executable) as start:
        yield running


@pytest.fixture(scope="session")
def site(served, seed_original, tmp_path_factory):
    path = shutil.copy(seed_original, tmp_path_factory.mktemp("site") / "claims.db")
    with served(path) as running:
        yield running


@pytest.fixture
def own_site(served, seed_db):
    with served(seed_db) as running:
        yield running


class Keys(NamedTuple):
    claim: str
    article: str
    speaker: str


@pytest.fixture(scope="session")
def putin(seed_original):
    """What Putin is quoted as saying first: the keys of the claim, its article and its speaker."""
    with closing(sqlite3.connect(seed_original)) as db:
        found = db.execute(
            "select claims.id, article_id, speaker_id from claims"
            " join speakers on speakers.id = speaker_id"
            " where speakers.name = 'Vladimir Putin' order by position"
        )
        return Keys(*found.fetchone())


@pytest.fixture
def watch(request):
    """``watch(tab)``: another tab of which the same is asked as of ``page``."""
    watched = []
    yield lambda page: watched.append(Watch(page))
    expected = {status for mark in request.node.iter_markers("answers") for status in mark.args}
    may = tuple(start for mark in request.node.iter_markers("complains") for start in mark.args)
    assert not [
        complaint
        for each in watched
        for complaint in each.complaints(expected)
        if not complaint.startswith(may)
    ]


@pytest.fixture
def page(page, watch):
    watch(page)
    return page


class Watch:
    """What went wrong in a page: in its console, its script and the files that it asks for."""

    def __init__(self, page):
        self.errors, self.answers = [], []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda answer: self.answers.append((answer.status, answer.url)))

    def _console(self, message):
        # Chromium reports an answer of 4xx here too, without its status: `answers` has those
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.errors.append(f"{message.type}: {message.text}")

    def _failed(self, request):
        # A download, or a page left before it was whole, ends as aborted
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"{request.failure}: {request.url}")

    def complaints(self, expected):
        bad = [(status, url) for status, url in self.answers if status >= 400]
        return self.errors + [f"{status} {url}" for status, url in bad if status not in expected]


@pytest.fixture(scope="session")
def axe():
    script = Axe()

    def check(page, **options):
        # The search of 1.0 keeps a list in a property that axe expects to be Element.matches
        page.evaluate(
            """async () => {
                for (const each of document.querySelectorAll('navigation-search')) {
                    await customElements.whenDefined('navigation-search');
                    each.matches = Element.prototype.matches;
                }
            }"""
        )
        if not page.evaluate("'axe' in window"):  # half a megabyte: once a page, whatever its looks
            page.evaluate(script.axe_script)
        found = page.evaluate(
            "options => axe.run(options).then(result => result.violations)",
            {"resultTypes": ["violations"], **options},
        )
        look = page.evaluate(
            "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light']"
        )
        assert not [
            f"{page.url} {look}: {each['id']} ({each['help']}): "
            + " | ".join(node["html"][:120] for node in each["nodes"][:3])
            for each in found
        ]

    return check


@pytest.fixture
def picture(request):
    """``picture(page, "browse")`` keeps a screenshot for people to look at, where they ask."""
    if not request.config.getoption("pictures"):
        return lambda page, name: None
    folder = Path(ROOT / "test-results" / "pages")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page, name):
        name = re.sub(r"[^\w.-]+", "-", name)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take
