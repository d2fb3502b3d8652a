"""How the house is built: the folders of the extraction, what pages leave to others, templates."""

import ast
import importlib
import re
import sys
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from datasette_claims.extraction.languages import name_words, schema, word_classes
from datasette_claims.extraction.languages.detect import UNKNOWN, vocabulary
from datasette_claims.extraction.languages.files import COMMON, codes, tables
from datasette_claims.store import facets, filters
from datasette_claims.web import refining

ROOT = Path(__file__).parent.parent
PACKAGE = "datasette_claims.extraction"
EXTRACTION = ROOT / "datasette_claims" / "extraction"
BELOW = {
    "languages": set(),
    "text": {"languages"},
    "parts": {"languages", "text"},
    "patterns": {"languages", "text", "parts"},
    "speakers": {"languages", "text"},
}
"""The folders that each may import from, besides itself."""
MODULES = sorted(EXTRACTION.rglob("*.py"))
INNER = [path for path in MODULES if path.parent != EXTRACTION]


def imported(path):
    """The modules of the package that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            yield node.module.removeprefix(PACKAGE).lstrip(".")


def name_of(path):
    return path.relative_to(EXTRACTION).with_suffix("").as_posix()


@pytest.mark.parametrize("path", INNER, ids=name_of)
def test_imports_run_one_way(path):
    folder = path.parent.name
    used = {module.partition(".")[0] for module in imported(path)}
    assert used <= BELOW[folder] | {folder}


HOUSE = EXTRACTION.parent
GROUND = {"model", "weblink", "terminal", "wording"}
MIDDLE = {"reading", "fetching", "extraction", "store"}
STANDS_ON = {
    **dict.fromkeys(GROUND, frozenset()),
    "weblink": frozenset({"wording"}),
    **dict.fromkeys(MIDDLE, GROUND),
    "loading": GROUND | MIDDLE,
    "publishing": GROUND | MIDDLE,
    "demonstration": GROUND | MIDDLE | {"loading", "publishing"},
    "merge": GROUND | MIDDLE | {"publishing"},
    "web": GROUND | MIDDLE | {"loading", "publishing"},
    "cli": GROUND | MIDDLE | {"loading", "publishing", "demonstration", "merge", "web"},
    "__init__": GROUND | MIDDLE | {"loading", "publishing", "demonstration", "merge", "web", "cli"},
}
"""The rooms that each may import from, as docs/architecture.md tells it."""


def room_of(path):
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("room", sorted(STANDS_ON))
def test_rooms_stand_on_those_below(room):
    used = set()
    for path in HOUSE.rglob("*.py"):
        if room_of(path) == room:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == HOUSE.name:
                    used |= {name.name for name in node.names}
                elif isinstance(node, ast.ImportFrom):
                    package, _, inner = (node.module or "").partition(".")
                    used |= {inner} if package == HOUSE.name else set()
    if room == "reading":
        used -= {"store.sqlite"}  # a table of another database is read with the same sqlite3
    assert {name.partition(".")[0] for name in used} <= STANDS_ON[room] | {room}


def test_the_table_of_rooms_is_complete():
    """And in the page's words: every folder and module of the package has its row."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.partition("## Rooms")[2].partition("\n## ")[0]
    rows = "".join(re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE))
    named = {name.rstrip("/") for name in re.findall(r"`datasette_claims/([\w./]+)`", rows)}
    made = ("__pycache__", ".so")
    there = {path.name for path in HOUSE.iterdir() if not path.name.endswith(made)}
    assert named - {"extraction/lang"} == there - {"py.typed"}
    assert {room_of(HOUSE / name) for name in there if name.endswith(".py")} <= STANDS_ON.keys()


@pytest.mark.parametrize("room", sorted(STANDS_ON))
def test_a_module_can_be_read_in_one_sitting(room):
    """Three hundred lines are meant, and four hundred are the end."""
    lengths = {
        str(path.relative_to(HOUSE)): len(path.read_text("utf-8").splitlines())
        for path in HOUSE.rglob("*.py")
        if room_of(path) == room
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_no_circle():
    """Within a folder too, no module is imported by what it imports itself."""
    arrows = {
        name_of(path): {module.replace(".", "/") for module in imported(path)} for path in MODULES
    }
    while arrows:
        ground = {name for name, used in arrows.items() if arrows.keys().isdisjoint(used)}
        assert ground, f"these import each other: {sorted(arrows)}"
        arrows = {name: used for name, used in arrows.items() if name not in ground}


def test_the_table_of_steps_is_complete():
    page = (ROOT / "docs" / "extraction.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([\w/]+)`", row)]
    assert sorted(named) == sorted(name_of(p) for p in MODULES if p.stem != "__init__")


def test_the_flow_of_a_sentence_names_modules_that_are_there():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    flow = page.partition("## One sentence, all the way")[2].partition("\n## ")[0]
    named = set(re.findall(r"`((?:languages|text|parts|patterns|speakers)/\w+)`", flow))
    assert len(named) > 15
    assert named <= {name_of(path) for path in MODULES}


def test_no_two_functions_have_one_name():
    """Who reads a call knows which function it is, and who looks for one finds it."""
    outer = (ast.FunctionDef, ast.ClassDef)
    trees = {name_of(path): ast.parse(path.read_text("utf-8")).body for path in MODULES}
    methods = {
        f"{name}.{node.name}": node.body
        for name, body in trees.items()
        for node in body
        if isinstance(node, ast.ClassDef)
    }
    places = sorted(
        (node.name, name)
        for name, body in {**trees, **methods}.items()
        for node in body
        if isinstance(node, outer)
    )
    assert [one for one, other in pairwise(places) if one[0] == other[0]] == []


def test_two_sets_of_bits_share_none():
    """A class of names taken for a class of words would match without a word."""
    names = set(name_words.CLASSES.values())
    assert names.isdisjoint(word_classes.WORD_CLASSES.values())
    assert sorted(names) == [1 << n for n in range(24, 30)]


def test_each_class_of_words_has_one_bit_of_its_own():
    bits = sorted(word_classes.WORD_CLASSES.values())
    assert bits == [1 << n for n in range(len(bits))]


FOR_PEOPLE = {"explain", "jsonl", "languages/schema", "measure"}
"""Modules whose words are for who runs the command or writes a language file."""
TOLD = {"check", "LanguageError", "Key", "ValueError", "files", "joinpath", "read", "read_text"}
"""Functions that take a message, an explanation or the name of a file."""
NO_WORDS = {
    "month": "two groups of the expression that reads dates, month1 and month2",
    "others": "the table of languages that have no file of their own",
    "of": "between the parts of a message in languages/merging",
    "with": "between the names of two files in languages/language",
}
"""Words of some language that stand in code for something else, each with what for."""
NO_LETTERS = re.compile(r"\\\w|\[(?:\\.|[^\]])*\]|\(\?P<[^>]*>")
"""What has letters in a regular expression and stands for others: escapes, sets, names."""
GROUP = re.compile(r"\(\?P<(\w+)>")
"""The names of the groups of an expression, by which a match is asked for them."""


def literals(node, told=False):
    """The strings of a tree but for docstrings and messages, each with its line."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and not told:
        yield node.lineno, node.value
    called = node.func if isinstance(node, ast.Call) else None
    name = getattr(called, "id", None) or getattr(called, "attr", None)
    told = told or name in TOLD
    for child in ast.iter_child_nodes(node):
        yield from literals(child, told)


def members(tree):
    """The strings that a module lists in its Literal types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            yield from (text for _, text in literals(node.slice))


def words_of(value):
    """All words of a language, wherever its tables list them."""
    if isinstance(value, str):
        yield from re.findall(r"[^\W\d_]+", value.lower())
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from words_of(key)
            yield from words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner)


def test_python_knows_no_language():
    """A word that is looked for in texts stands in a language file, not in code.

    A new language may list a word that stands in code for something else: see NO_WORDS.
    """
    trees = {name_of(path): ast.parse(path.read_text("utf-8")) for path in MODULES}
    model = ast.parse((ROOT / "datasette_claims" / "model.py").read_text("utf-8"))
    spoken = [tables(code) for code in codes()]
    names = {name for tree in [*trees.values(), model] for name in members(tree)}
    names |= {UNKNOWN, COMMON}
    groups = set(GROUP.findall("".join(path.read_text("utf-8") for path in MODULES)))
    for known in (schema.TABLES, schema.ROWS):
        names |= known.keys() | {key for table in known.values() for key in table}
    names |= {group["kind"] for language in spoken for group in language["cues"]}
    lists = ("text", "syntax", "words", "frame", "names", "dates", "detect")
    listed = {
        word
        for language in spoken
        for table in lists
        for value in language.get(table, {}).values()
        if isinstance(value, (list, dict))
        for word in words_of(value)
    }
    listed |= {word for words in vocabulary().values() for word in words}
    found = [
        f"{name}:{line}: {text!r} has {word!r}"
        for name, tree in trees.items()
        if name not in FOR_PEOPLE
        for line, text in literals(tree)
        if text not in names and text not in groups
        for word in re.findall(r"[^\W\d_]+", NO_LETTERS.sub(" ", text).lower())
        if word in listed and word not in NO_WORDS
    ]
    advice = "These belong in a language file; what is no word there, in NO_WORDS of this test."
    assert found == [], "\n".join([advice, *found])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('x = name.removeprefix("the ")', ["the"]),
        ('x = before == "s"', ["s"]),
        ('x = re.compile(r"\\d{1,3}-\\w+-old")', ["old"]),
        ('def f():\n    """The old one."""', []),
        ('check(True, file, "the file has the word too")', []),
        ('x = folder.joinpath("lang")', []),
        ('x = folder.replace("lang", "")', ["lang"]),
        ('Kind = Literal["person"]', ["person"]),
    ],
)
def test_words_in_code_are_seen(code, words):
    found = [
        word
        for _, text in literals(ast.parse(code))
        for word in re.findall(r"[^\W\d_]+", NO_LETTERS.sub(" ", text))
    ]
    assert found == words


WEB = sorted((ROOT / "datasette_claims" / "web").glob("*.py"))
SQL = re.compile(
    r"\b(select\s.*\sfrom\s|select\s+[:\d(]|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s"
    r"|delete\s+from\s|pragma\s+\w|begin\s+(immediate|exclusive)|order\s+by\s|group\s+by\s)",
    re.IGNORECASE | re.DOTALL,
)


def walked(tree):
    """All of a module but docstrings, and the rules that 1.0 takes as SQL for its permissions."""
    if isinstance(tree, ast.Call) and getattr(tree.func, "id", "") == "PermissionSQL":
        return
    yield tree
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from walked(child)


def text_of(node):
    """The text of a string, with one word in the place of each value; empty for all else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "some" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def sql_in(source):
    for node in walked(ast.parse(source)):
        if SQL.search(text_of(node)):
            yield text_of(node)
        if isinstance(node, ast.Attribute) and re.fullmatch(
            "execute(many|script|_write)?", node.attr
        ):
            yield node.attr


def test_sql_would_be_found():
    for line in (
        "db.execute(words)",
        "x = 'SELECT a FROM b'",
        "x = f'select 1 from {table} where id = ?'",
        "x = f'update {table} set a = 1'",
        "x = 'PRAGMA busy_timeout'",
    ):
        assert list(sql_in(line)), line
    for line in ("db.execute_fn(records.claim)", "x = 'Select one of these'", '"""Select 1."""'):
        assert not list(sql_in(line)), line


@pytest.mark.parametrize("path", WEB, ids=lambda path: path.stem)
def test_pages_ask_the_store_and_hold_no_sql(path):
    assert not list(sql_in(path.read_text("utf-8")))


@pytest.mark.parametrize("path", WEB, ids=lambda path: path.stem)
def test_nothing_is_hung_on_the_objects_of_others(path):
    """An attribute is set on one's own ``self`` alone: Datasette's objects are Datasette's."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            assert getattr(node.value, "id", "") == "self", f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Call):
            assert getattr(node.func, "id", "") not in ("setattr", "delattr")


PACKAGE_FOLDER = ROOT / "datasette_claims"
PAGES = PACKAGE_FOLDER / "templates"
TEMPLATES = {path.name: path.read_text("utf-8") for path in PAGES.rglob("*.html")}


AROUND = {"claims_page.html", "index.html", "claims_embed.html"}
"""The frame, what chooses whose home page is shown, and what other sites show in theirs."""


def test_every_page_stands_in_the_one_frame():
    pages = {name for name in TEMPLATES if not name.startswith("_")} - AROUND
    assert len(pages) > 8
    frames = ("claims_page.html", "claims_list.html")  # the second stands in the first
    for name in sorted(pages):
        found = re.search(r'^{% extends "([^"]+)" %}', TEMPLATES[name], re.MULTILINE)
        assert found, name
        assert found[1] in frames, name
    assert '{% extends "base.html" %}' in TEMPLATES["claims_page.html"]


def test_there_is_one_badge():
    code = {path.name: path.read_text("utf-8") for path in WEB}
    badges = [name for name, text in (TEMPLATES | code).items() if 'class="status status-' in text]
    assert badges == ["_claims_macros.html"]


STUBS = sorted((ROOT / "stubs" / "datasette").rglob("*.pyi"))


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.parent.name + "-" + path.stem)
def test_what_is_told_of_datasette_is_there(path):
    """Each name in ``stubs/`` is Datasette's; a method that one line lacks is the seam's to ask."""
    name = ".".join(path.relative_to(ROOT / "stubs").with_suffix("").parts)
    seam = (ROOT / "datasette_claims" / "web" / "seam.py").read_text("utf-8")
    try:
        module = importlib.import_module(name.removesuffix(".__init__"))
    except ImportError:
        assert f"from {name} import" in seam
        return
    for node in ast.parse(path.read_text("utf-8")).body:
        told = getattr(node, "name", "")
        if not told or told.startswith("_"):
            continue
        there = getattr(module, told)
        for member in getattr(node, "body", ()):
            method = getattr(member, "name", "__init__")
            assert hasattr(there, method) or f".{method}(" in seam, f"{told}.{method}"


def test_a_filter_is_known_wherever_filters_are():
    several = {field.name for field in fields(filters.Filters) if field.default == ()}
    assert set(filters.COLUMNS) == several
    assert set(facets.FIELDS) <= several
    assert {*refining.TITLES, "sort"} == set(filters.PARAMETERS)
    assert set(refining.LABELS) <= set(refining.TITLES)
    assert filters.CHOICES.keys() <= several


def test_where_a_change_belongs_is_there():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.partition("## Where a change belongs")[2]
    paths = re.findall(r"`([\w./]*(?:/|\.\w+))`", table)
    assert len(paths) > 25
    for path in paths:
        places = [
            ROOT / path,
            *(ROOT / "datasette_claims" / part / path for part in ("", "templates")),
        ]
        assert any(place.exists() for place in places) or path == "queries.cards", path
    for path, name in re.findall(r"`([A-Z]\w+)`[^|`]* in `([\w/]+\.py)`", table):
        text = (ROOT / "datasette_claims" / name).read_text("utf-8")
        assert re.search(rf"^(class )?{path}\b", text, re.MULTILINE), (path, name)


@pytest.mark.parametrize("folder", ["benchmarks", "tests"])
def test_no_script_hides_a_module_of_python(folder):
    """A script's own folder is searched first: ``benchmarks/queue.py`` broke all beside it."""
    names = {path.stem for path in (ROOT / folder).rglob("*.py")}
    assert not names & (sys.stdlib_module_names - {"__init__"})
