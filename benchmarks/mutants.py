"""What do the tests notice? Small changes to the program, drawn by a seed: `make mutants`.

    python -m benchmarks.mutants                     100 changes to each package
    python -m benchmarks.mutants extraction -n 20 --seed 7
    python -m benchmarks.mutants extraction/dates.py extraction/text --tests tests/test_dates.py

In a temporary copy of the tree the unit tests run once, with the lines told that each covers. Then
each change is made alone, and the tests that cover its line run until one fails, in a fork of a
process that has collected them all (`warm.py`). What runs in an import or a fixture too is also
tried on the other tests of the package, in a process anew. A change is noticed if a test
fails, crashes or hangs. `equivalent-mutants.toml` lists those that change nothing, with
their reasons: they are drawn, counted, and not run.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.operators import OPERATORS, Change, apply, changes
from benchmarks.warm import (
    CHOSEN,
    NOT_LOADED,
    TIMES,
    Server,
    function_at,
    time_limit,
)

ROOT = Path(__file__).parent.parent
PROGRAM = "datasette_claims"
PACKAGES = ("extraction", "store", "web", "publishing")
FLOORS = {"extraction": 85, "store": 90, "publishing": 90}
"""Of 100 changes that are not equivalent, so many at least are noticed."""

EQUIVALENT = Path(__file__).with_name("equivalent-mutants.toml")
NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "test-results", "build"),
    *("*.so", "*.db", "*.db-*", "*.egg-info", "node_modules"),
)

Key = tuple[str, str, int, str]
Covering = Mapping[str, Mapping[int, Sequence[str]]]
"""Module to line to the tests that run it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change to one module of the program."""

    module: str
    change: Change

    @property
    def key(self) -> Key:
        """What tells it also after lines have moved."""
        return self.module, self.change.text, self.change.column, self.change.now

    def __str__(self) -> str:
        one = self.change
        where = f"{self.module}:{one.line} {one.operator}, column {one.column}"
        return f"{where}\n    {one.text}\n    {one.was}  →  {one.now}"


@dataclass(frozen=True, slots=True)
class Cover:
    """What a run of the tests told: which run which lines, and which lines run before them.

    `early` are the lines that run in an import or a fixture: what they make may serve a test that
    does not run them. `times` are seconds, `failing` the tests that fail without any change.
    """

    tests: Covering
    early: Mapping[str, set[int]]
    times: Mapping[str, float]
    failing: set[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: noticed, survived, equivalent or uncovered."""

    mutant: Mutant
    verdict: str
    by: str = ""


def copy_tree(folder: Path) -> Path:
    """A copy of the tree as it stands, without what is built or cached."""
    return Path(shutil.copytree(ROOT, folder, ignore=NOT_COPIED))


def environment(tree: Path, **more: str) -> dict[str, str]:
    """The variables under which the tests of a copy run: its own modules and nothing around it."""
    kept = {name: value for name, value in os.environ.items() if name != "CLAIMS_EVAL"}
    return {**kept, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0", **more}


def cover(tree: Path, packages: Sequence[str], tests: Sequence[str], jobs: int) -> Cover:
    """Run the tests once: which of them run which lines, how long, and which fail by themselves."""
    from coverage import CoverageData

    times = tree / "times.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfE"]
    command += ["-p", "benchmarks.warm", "-m", "not packaging", "-n", str(jobs)]
    command += ["--cov-context=test", "--cov-report=", "--no-cov-on-fail"]
    covered = {f"--cov={PROGRAM}/{package.partition('/')[0]}" for package in packages}
    command += [*sorted(covered), *tests]
    env = environment(tree, **{TIMES: str(times)})
    done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)
    failing = {
        line.split(" ")[1]
        for line in done.stdout.splitlines()
        if line.startswith(("FAILED ", "ERROR "))
    }
    data = CoverageData(basename=str(tree / ".coverage"))
    data.read()
    if not data.measured_files():
        sys.exit(f"The tests did not run:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    covering: dict[str, dict[int, list[str]]] = {}
    early: dict[str, set[int]] = {}
    for file in data.measured_files():
        module = Path(file).relative_to(tree / PROGRAM).as_posix()
        covering[module], early[module] = {}, set()
        for line, contexts in data.contexts_by_lineno(file).items():
            tests_of_line = {context.rpartition("|")[0] for context in contexts} - {""} - failing
            covering[module][line] = sorted(tests_of_line)
            if any(context.endswith("|setup") or not context for context in contexts):
                early[module].add(line)
    return Cover(covering, early, json.loads(times.read_text("utf-8")), failing)


def all_mutants(package: str, folder: Path = ROOT / PROGRAM) -> Iterator[Mutant]:
    """Every change to every module of a package, or to one module, found by walking."""
    whole = folder / package
    for path in [whole] if whole.is_file() else sorted(whole.rglob("*.py")):
        for change in changes(path.read_text("utf-8")):
            yield Mutant(path.relative_to(folder).as_posix(), change)


def lines_of(mutant: Mutant) -> range:
    """The lines of the change."""
    return range(mutant.change.line, mutant.change.line + mutant.change.was.count("\n") + 1)


def first_tests(mutant: Mutant, covering: Covering) -> list[str]:
    """The tests that run the lines of the change."""
    by_line = covering.get(mutant.module, {})
    return unique(test for line in lines_of(mutant) for test in by_line.get(line, ()))


def other_tests(mutant: Mutant, cover: Cover, known: Iterable[str]) -> list[str]:
    """Other tests of the package, in files that run the module too."""
    module = cover.tests.get(mutant.module, {})
    files = {test.partition("::")[0] for tests in module.values() for test in tests}
    package = mutant.module.partition("/")[0]
    every = unique(
        test
        for name, by_line in cover.tests.items()
        if name.partition("/")[0] == package
        for tests in by_line.values()
        for test in tests
        if test.partition("::")[0] in files
    )
    seen = set(known)
    return [test for test in every if test not in seen]


def unique(tests: Iterable[str]) -> list[str]:
    """Each test once, in the order of first appearance."""
    return list(dict.fromkeys(tests))


def failing_test(tree: Path, tests: Mapping[str, float]) -> str:
    """The first of the tests that fails in a process of its own; empty if all pass."""
    chosen = tree / "chosen-tests.json"
    chosen.write_text(json.dumps(tests), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=no", "-rfE"]
    command += ["-p", "benchmarks.warm", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += sorted({test.partition("::")[0] for test in tests})
    env = environment(tree, **{CHOSEN: str(chosen)})
    limit = sum(map(time_limit, tests.values())) + 120
    try:
        done = subprocess.run(
            command, cwd=tree, env=env, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return "no end"
    if done.returncode == 0:
        return ""
    told = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return told[0].split(" - ")[0].partition(" ")[2] if told else f"exit code {done.returncode}"


class Judge:
    """Makes changes in copies of the tree, and keeps in mind which tests have noticed some."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.noticed: Counter[str] = Counter()

    def in_order(self, tests: Iterable[str]) -> list[str]:
        """The quickest first; one that has noticed changes before counts as quicker."""
        times = self.cover.times
        cost = lambda test: times.get(test, 1) / (1 + self.noticed[test])  # noqa: E731
        return sorted(tests, key=lambda test: (cost(test), test))

    def __call__(self, mutant: Mutant, server: Server) -> Outcome:
        """Run tests with the change made until one notices.

        What only tests run is tried in the warm process. What runs before them too (in an import,
        in a fixture that many share) may be noticed by a test that does not run the line, and is
        tried in a process of its own; on all tests, where it stands outside of functions.
        """
        first = self.in_order(first_tests(mutant, self.cover.tests))
        path = server.tree / PROGRAM / mutant.module
        source = path.read_text("utf-8")
        changed = apply(source, mutant.change)
        function = function_at(source, mutant.change.line)
        others = self.in_order(
            other_tests(mutant, self.cover, first)
            if function
            else self.cover.times.keys() - self.cover.failing - set(first)
        )
        early = not self.cover.early.get(mutant.module, set()).isdisjoint(lines_of(mutant))
        every = [*first, *others] if early or not first else first
        tests = {test: self.cover.times.get(test, 1) for test in every}
        by = NOT_LOADED
        if function and first:
            by = server.ask(str(path), function, changed, tests)
        if by == NOT_LOADED or (not by and early):
            try:
                write_module(path, changed)
                by = failing_test(server.tree, tests) if tests else ""
            finally:
                write_module(path, source)
        self.noticed[by] += 1
        return Outcome(mutant, "noticed" if by else "survived" if first else "uncovered", by)


def write_module(path: Path, source: str) -> None:
    """Write a module; what was compiled of it within the same second would hide the change."""
    path.write_text(source, "utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()


def read_equivalent(path: Path = EQUIVALENT) -> dict[Key, str]:
    """The changes that are set aside, with their reasons."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    rows = tomllib.loads(path.read_text("utf-8")).get("equivalent", [])
    return {(row["module"], row["line"], row["column"], row["now"]): row["reason"] for row in rows}


def run(mutants: Sequence[Mutant], judge: Judge, servers: Sequence[Server]) -> Iterator[Outcome]:
    """The outcomes in the order of the mutants, one warm process a worker."""
    equivalent = read_equivalent()
    free: queue.Queue[Server] = queue.Queue()
    for server in servers:
        free.put(server)

    def one(mutant: Mutant) -> Outcome:
        if mutant.key in equivalent:
            return Outcome(mutant, "equivalent", equivalent[mutant.key])
        server = free.get()
        try:
            return judge(mutant, server)
        finally:
            free.put(server)

    with ThreadPoolExecutor(len(servers)) as workers:
        yield from workers.map(one, mutants)


def report(package: str, outcomes: Sequence[Outcome], possible: int) -> str:
    """The figures of a package, by operator too."""
    count = Counter(outcome.verdict for outcome in outcomes)
    tried = len(outcomes) - count["equivalent"]
    share = 100 * count["noticed"] / tried if tried else 100.0
    lines = [
        f"{package}: {len(outcomes)} of {possible} changes drawn, {count['noticed']} noticed, "
        f"{count['survived']} survived, {count['uncovered']} on lines that no test runs, "
        f"{count['equivalent']} equivalent: {share:.0f} of 100 noticed"
    ]
    by_operator: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        by_operator[outcome.mutant.change.operator][outcome.verdict] += 1
    for operator in OPERATORS:
        one = by_operator[operator]
        lines.append(f"    {operator:<12}{one['noticed']:>4} of {sum(one.values()):>3}")
    return "\n".join(lines)


def enough(package: str, outcomes: Sequence[Outcome]) -> bool:
    """Are as many noticed as the floor of the package asks?"""
    tried = [outcome for outcome in outcomes if outcome.verdict != "equivalent"]
    noticed = sum(outcome.verdict == "noticed" for outcome in tried)
    return 100 * noticed >= FLOORS.get(package, 0) * len(tried)


def main() -> int:
    """Print the figures and what was not noticed; 1 if a package is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help=", ".join(PACKAGES))
    parser.add_argument("-n", "--number", type=int, default=100, help="changes to each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="+", default=["tests"], metavar="FILE")
    parser.add_argument("-v", "--verbose", action="store_true", help="also tell what is noticed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    packages = args.packages or PACKAGES
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        trees = [copy_tree(Path(temporary) / f"{n}" / "tree") for n in range(args.jobs)]
        print("Running the tests once, to see what they cover ...", flush=True)
        covered = cover(trees[0], packages, args.tests, args.jobs)
        if covered.failing:
            told = ", ".join(sorted(covered.failing))
            print(f"Left out, since they fail without any change: {told}")
        judge = Judge(covered)
        servers = [Server(tree, args.tests, environment(tree)) for tree in trees]
        for package in packages:
            every = list(all_mutants(package, trees[0] / PROGRAM))
            drawn = random.Random(args.seed).sample(every, min(args.number, len(every)))
            outcomes = []
            for outcome in run(drawn, judge, servers):
                outcomes.append(outcome)
                if args.verbose or outcome.verdict in ("survived", "uncovered"):
                    by = f"\n    {outcome.by}" if outcome.by else ""
                    print(f"{outcome.verdict}: {outcome.mutant}{by}", flush=True)
            print(report(package, outcomes, len(every)), flush=True)
            good = good and enough(package, outcomes)
        for server in servers:
            server.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
