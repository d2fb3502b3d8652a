"""The changes of the mutation run: each where it should be, none where it says nothing."""

from __future__ import annotations

import ast
import os

import pytest

from benchmarks.mutants import (
    EQUIVALENT,
    ROOT,
    Cover,
    Mutant,
    Outcome,
    all_mutants,
    enough,
    first_tests,
    other_tests,
    read_equivalent,
    report,
)
from benchmarks.operators import OPERATORS, apply, changes
from benchmarks.warm import NOT_LOADED, Server, function_at

pytestmark = pytest.mark.integration

PROGRAM = ROOT / "datasette_claims"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ["a <= b"]),
        ("x = a == b is not c", ["a != b is not c", "a == b is c"]),
        ("x = a in b", ["a not in b"]),
        ("x = a and b or c", ["(a and b) and c", "a or b"]),
        ("x = not a", ["a"]),
        ("x = True", ["False"]),
        ("x = 5", ["6", "4"]),
        ("x = a + b", ["a - b"]),
        ("x = a & ~b", ["a | ~b"]),
        ("def f():\n    x += y", ["x -= y", "pass"]),
        ("def f():\n    return x", ["pass"]),
        ("def f():\n    for x in y:\n        continue", ["pass"]),
        ("def f():\n    g()", ["pass"]),
        ("x: Literal[1] = y", []),
        ("def f(x: int | None) -> int | None: ...", []),
        ("@lru_cache(maxsize=1)\ndef f(): ...", []),
        ("if TYPE_CHECKING:\n    x = 1", []),
        ("def f():\n    'What comes out.'", []),
        ("assert x > 1", []),
        ("x = f'{a + 1}'", []),
        ("x = '%s' % a", []),
        ("x = y", []),
    ],
)
def test_what_is_changed(source, expected):
    found = changes(source)
    assert sorted(change.now for change in found) == sorted(expected)
    for change in found:
        ast.parse(apply(source, change))
        assert change.operator in OPERATORS


def test_a_change_leaves_all_else_as_it_is():
    source = "é = 'ü'  # ö\nx = (a +\n     b) * 2  # two\n"
    made = {change.now: apply(source, change) for change in changes(source)}
    assert made["3"] == "é = 'ü'  # ö\nx = (a +\n     b) * (3)  # two\n"
    assert made["a - b"] == "é = 'ü'  # ö\nx = ((a - b)) * 2  # two\n"


def test_a_package_is_walked_to_its_last_module():
    modules = {mutant.module for mutant in all_mutants("publishing")}
    assert "publishing/snapshot.py" in modules
    assert all(module.startswith("publishing/") for module in modules)


def test_what_is_set_aside_has_a_reason_and_still_stands_there():
    for (module, line, column, now), reason in read_equivalent().items():
        found = changes((PROGRAM / module).read_text("utf-8"))
        there = {(one.text, one.column, one.now) for one in found}
        assert (line, column, now) in there, f"take it out of {EQUIVALENT.name}: {module}: {line}"
        assert len(reason) > 20


COVERING = {
    "store/a.py": {1: ["tests/t.py::one"], 2: ["tests/t.py::two", "tests/t.py::one"]},
    "store/b.py": {1: ["tests/t.py::three", "tests/u.py::four"]},
    "web/c.py": {1: ["tests/t.py::five"]},
}


def cover_of(covering):
    return Cover(covering, {}, {}, set())


def mutant_of(source):
    return Mutant("store/a.py", changes(source)[0])


def test_tests_of_the_line_come_first_then_those_of_the_package_in_the_same_files():
    mutant = mutant_of("x = y\nz = a < b")
    first = first_tests(mutant, COVERING)
    assert first == ["tests/t.py::two", "tests/t.py::one"]
    assert other_tests(mutant, cover_of(COVERING), first) == ["tests/t.py::three"]


def test_the_report_counts_what_was_noticed_of_what_is_not_equivalent():
    verdicts = ["noticed"] * 6 + ["survived", "uncovered", "equivalent", "equivalent"]
    outcomes = [Outcome(mutant_of("x = a < b"), verdict) for verdict in verdicts]
    told = report("store", outcomes, 40)
    assert told.startswith("store: 10 of 40 changes drawn, 6 noticed, 1 survived, 1 on lines")
    assert "2 equivalent: 75 of 100 noticed" in told
    assert not enough("store", outcomes)
    assert enough("web", outcomes)


SMALL = "TWO = 2\n\n\ndef double(x):\n    return x * TWO\n\n\ndef loop():\n    return 0\n"
SMALL_TESTS = """from small import double, loop


def test_nothing():
    assert True


def test_double():
    assert double(3) == 6


def test_loop():
    assert loop() == 0
"""


def test_a_warm_process_tries_each_change_in_a_fork_of_its_own(tmp_path):
    (tmp_path / "small.py").write_text(SMALL, "utf-8")
    (tmp_path / "test_small.py").write_text(SMALL_TESTS, "utf-8")
    names = {f"test_small.py::test_{name}": -0.95 for name in ("nothing", "double", "loop")}
    path = str(tmp_path / "small.py")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    server = Server(tmp_path, ["test_small.py"], env)

    def ask(was, now):
        line = SMALL[: SMALL.index(was)].count("\n") + 1
        return server.ask(path, function_at(SMALL, line), SMALL.replace(was, now), names)

    try:
        assert ask("x * TWO", "x * TWO") == ""
        assert ask("x * TWO", "x + TWO") == "test_small.py::test_double"
        assert ask("return 0", "while True: pass") == "test_small.py::test_loop (no end)"
        assert ask("x * TWO", "TWO * x") == ""
        assert server.ask(path, ("triple", 1), SMALL, names) == NOT_LOADED
    finally:
        server.close()


@pytest.mark.parametrize(
    ("line", "function"),
    [(1, None), (4, None), (5, ("double", 4)), (9, ("loop", 8))],
)
def test_a_line_of_a_function_tells_which(line, function):
    assert function_at(SMALL, line) == function
