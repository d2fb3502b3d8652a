"""The documentation says what is: its commands, options, files, links, SQL, settings are real."""

import importlib.util
import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from datasette_claims.cli import claims
from datasette_claims.store.filters import CHOICES, PARAMETERS, SORTS
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import seam

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def read(name):
    return (ROOT / name).read_text("utf-8")


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def generated():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize(
    ("path", "text"), generated().items(), ids=lambda x: getattr(x, "name", "")
)
def test_what_the_program_tells_itself_is_current(path, text):
    assert path.read_text("utf-8") == text, f"{path.name} is out of date: run make generate"


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_options_exist(name):
    """Every ``datasette claims …`` line names a command, and options that it has."""
    for line in re.findall(r"^ *datasette claims (.+)$", read(name).replace("\\\n", " "), re.M):
        words = line.partition(" #")[0].split("|")[0].split()
        if not re.fullmatch(r"[a-z]+", words[0]):
            continue
        assert words[0] in claims.commands, line
        command = claims.commands[words[0]]
        if below := getattr(command, "commands", None):
            assert words[1] in below, line
            command = below[words[1]]
        known = {o for p in command.params for o in p.opts} | {"--help"}
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= known, line


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name):
    """Links within the repository; anchors are headings of the page they lead to."""
    for target in re.findall(r"\]\(([^)\s]+)\)", read(name)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        page = (ROOT / name).parent / path if path else ROOT / name
        assert page.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
            slugs = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
            assert anchor in slugs, target


@pytest.mark.parametrize("name", NAMES)
def test_files_named_are_there(name):
    """Paths in backquotes, from the root or from the package."""
    for path in re.findall(r"`([\w.-]+(?:/[\w.-]+)*/?)`", read(name)):
        if path.endswith("/") or re.search(r"/.*\.(py|sql|toml|md|html|css)$", path):
            there = [ROOT / path, ROOT / "datasette_claims" / path]
            assert any(place.exists() for place in there), path


def test_every_filter_and_order_is_told():
    told = read("docs/export.md").partition("## Filters")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", told, re.M))
    assert list(rows) == list(PARAMETERS)
    assert re.findall(r"`(\w+)`", rows["sort"]) == list(SORTS)
    for name, choices in CHOICES.items():
        assert set(re.findall(r"`([\w-]+)`", rows[name])) == set(choices)


@pytest.mark.parametrize("name", NAMES)
def test_make_targets_exist(name):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", read(name), re.M)) <= targets


@pytest.mark.parametrize("name", NAMES)
def test_names_no_place_of_this_machine(name):
    # What stands before a server names the one behind it.
    text = re.sub(r"^```nginx\n.*?^```$", "", read(name), flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"/(home|root|work|Users)/|localhost|127\.0\.0\.1", text)


def test_readme_is_two_screens():
    lines = read("README.md").splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 130
    opening = re.search(r"## Try it.*?```\n(.*?)```", read("README.md"), re.DOTALL)[1]
    assert [line.split()[:2] for line in opening.splitlines()] == [
        ["make", "demo"],
        ["make", "test"],
    ]


def queries():
    return [
        pytest.param(name, query, id=f"{name}-{number}")
        for name in NAMES
        for number, query in enumerate(blocks(read(name), "sql"))
    ]


@pytest.mark.parametrize(("name", "query"), queries())
def test_sql_runs_and_finds_something(seed_db, name, query):
    with closing(sqlite3.connect(seed_db)) as conn:
        cursor = conn.execute(query)
        assert cursor.rowcount == 1 if query.startswith("UPDATE") else cursor.fetchall()


def granting():
    return [
        pytest.param(json.loads(block), id=f"{name}-{number}")
        for name in NAMES
        for number, block in enumerate(blocks(read(name), "json"))
        if "edit-claims" in block
    ]


@pytest.mark.parametrize("config", granting())
async def test_permission_blocks_grant_what_they_say(seed_db, instance, config):
    ds = await instance(seed_db, metadata=config)
    assert await seam.can_edit(ds, {"id": "alice"}, "claims")
    assert not await seam.can_edit(ds, {"id": "mallory"}, "claims")
    assert not await seam.can_edit(ds, None, "claims")


def test_permission_blocks_are_there_to_be_tested():
    assert len(granting()) == 5
    assert len(queries()) >= 5
