"""The folders of the extraction: imports run one way, and the docs name every module."""

import ast
import re
from pathlib import Path

import pytest

from datasette_claims.extraction.languages import name_words, word_classes

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


def test_two_sets_of_bits_share_none():
    """A class of names taken for a class of words would match without a word."""
    names = set(name_words.CLASSES.values())
    assert names.isdisjoint(word_classes.WORD_CLASSES.values())
    assert len(names) == 5
