"""Every benchmark runs as its first lines say, on a little, so that none rots; no time counts."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PARTS = {"operators", "warm"}
"""Modules that benchmarks are made of."""
TRIED = {"extraction": "test_floors.py", "mutants": "test_mutants.py"}
"""Those that have a test of their own."""


def run(name, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("benchmarks") / "few.db"
    # so many that each editor has judged the thousand claims of whom it is asked
    assert "judged" in run("million", path, 150, 5)
    return path


LITTLE = {
    "checkable": ([], "AUC"),
    "copies": (["--articles", 2, "--times", 1], "without search"),
    "memory": (["--sizes", 1, "--pages", 3, "--kills", 0], "peak"),
    "pages": (["--made", 4], "0 of them untrue"),
    "speed": (["--characters", 400], "articles/s"),
}


@pytest.mark.parametrize("name", LITTLE)
def test_a_benchmark_runs(name):
    arguments, told = LITTLE[name]
    assert told in run(name, *arguments)


def test_the_large_database_and_what_goes_through_it(small):
    assert "status=unreviewed&language=en" in run("next_claim", small)
    assert "jump to articles" in run("lists", small)


def test_all_benchmarks_are_tried():
    there = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__"}
    assert there == {*LITTLE, *TRIED, *PARTS, "million", "next_claim", "lists"}
    for path in (ROOT / "benchmarks").glob("*.py"):
        if path.stem not in PARTS:
            text = path.read_text("utf-8")
            assert f"python -m benchmarks.{path.stem}" in text or "make bench-" in text, path
