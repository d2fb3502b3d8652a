"""What do the tests notice? Small changes to the program, drawn by a seed: `make mutants`.

    python benchmarks/mutants.py                     100 changes to each package
    python benchmarks/mutants.py extraction -n 20 --seed 7

In a temporary copy of the tree the unit tests run once, with the lines told that each test covers.
Then each change is made alone, and the tests that cover its line run until one fails. A change that
they let pass is tried on the other tests of the package in the same files, since what is
cached (a language, a loaded database) runs under one test and serves many. A change is noticed if a
test fails, crashes or hangs. `equivalent-mutants.toml` lists those that change nothing, with
their reasons: they are drawn, counted, and not run.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from benchmarks.operators import OPERATORS, Change, apply, changes  # noqa: E402

PROGRAM = "datasette_claims"
PACKAGES = ("extraction", "store", "web", "publishing")
FLOORS = {"extraction": 85, "store": 90, "publishing": 90}
"""Of 100 changes that are not equivalent, so many at least are noticed."""

EQUIVALENT = Path(__file__).with_name("equivalent-mutants.toml")
NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "test-results", "build"),
    *("*.so", "*.db", "*.db-*", "*.egg-info", "node_modules"),
)
MEMORY = 6 << 30
CHOSEN = "CLAIMS_MUTANTS_TESTS"

Key = tuple[str, str, int, str]
Covering = Mapping[str, Mapping[int, Sequence[str]]]
"""Module to line to the tests that run it; those that run least come first."""


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
class Outcome:
    """What became of a mutant: noticed, survived, equivalent or uncovered."""

    mutant: Mutant
    verdict: str
    by: str = ""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Where this file is loaded as a plugin of pytest: keep the chosen tests, in their order."""
    chosen = os.environ.get(CHOSEN)
    if chosen:
        order = {name: n for n, name in enumerate(json.loads(Path(chosen).read_text("utf-8")))}
        items[:] = sorted(
            (item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid]
        )


def copy_tree(folder: Path) -> Path:
    """A copy of the tree as it stands, without what is built or cached."""
    return Path(shutil.copytree(ROOT, folder, ignore=NOT_COPIED))


def environment(tree: Path, **more: str) -> dict[str, str]:
    """The variables under which the tests of a copy run: its own modules and nothing around it."""
    kept = {name: value for name, value in os.environ.items() if name != "CLAIMS_EVAL"}
    return {**kept, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0", **more}


def limit_memory() -> None:
    """A change may make a loop endless that fills a list."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def cover(
    tree: Path, packages: Sequence[str], tests: Sequence[str], jobs: int
) -> tuple[Covering, set[str]]:
    """Run the tests once: which of them run which lines, and which fail by themselves."""
    from coverage import CoverageData

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfE"]
    command += ["-n", str(jobs), "--cov-context=test", "--cov-report=", "--no-cov-on-fail"]
    command += [*(f"--cov={PROGRAM}/{package}" for package in packages), *tests]
    done = subprocess.run(
        command, cwd=tree, env=environment(tree), capture_output=True, text=True, check=False
    )
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
    weight: Counter[str] = Counter()
    for file in data.measured_files():
        module = Path(file).relative_to(tree / PROGRAM).as_posix()
        by_line = {
            line: sorted({context.rpartition("|")[0] for context in contexts} - {""} - failing)
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        covering[module] = by_line
        for tests in by_line.values():
            weight.update(tests)
    for by_line in covering.values():
        for tests in by_line.values():
            tests.sort(key=lambda test: (weight[test], test))
    return covering, failing


def all_mutants(package: str) -> Iterator[Mutant]:
    """Every change to every module of a package, found by walking."""
    folder = ROOT / PROGRAM
    for path in sorted((folder / package).rglob("*.py")):
        for change in changes(path.read_text("utf-8")):
            yield Mutant(path.relative_to(folder).as_posix(), change)


def first_tests(mutant: Mutant, covering: Covering) -> list[str]:
    """The tests that run the lines of the change."""
    by_line = covering.get(mutant.module, {})
    lines = range(mutant.change.line, mutant.change.line + mutant.change.was.count("\n") + 1)
    return unique(test for line in lines for test in by_line.get(line, ()))


def other_tests(mutant: Mutant, covering: Covering, known: Iterable[str]) -> list[str]:
    """Other tests of the package, in files that run the module too."""
    module = covering.get(mutant.module, {})
    files = {test.partition("::")[0] for tests in module.values() for test in tests}
    package = mutant.module.partition("/")[0]
    every = unique(
        test
        for name, by_line in covering.items()
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


def failing_test(tree: Path, tests: Sequence[str], timeout: float) -> str:
    """The first of the tests that fails in a copy, or why they did not end; empty if all pass."""
    if not tests:
        return ""
    chosen = tree / "chosen-tests.json"
    chosen.write_text(json.dumps(tests), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=no", "-rfE"]
    command += ["-p", "benchmarks.mutants", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += ["--hypothesis-seed=0", *sorted({test.partition("::")[0] for test in tests})]
    try:
        done = subprocess.run(
            command,
            cwd=tree,
            env=environment(tree, **{CHOSEN: str(chosen)}),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            preexec_fn=limit_memory,
        )
    except subprocess.TimeoutExpired:
        return "no end"
    if done.returncode == 0:
        return ""
    told = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return told[0].split(" - ")[0] if told else f"exit code {done.returncode}"


def judge(mutant: Mutant, tree: Path, covering: Covering, timeout: float) -> Outcome:
    """Make the change in a copy, run tests until one notices, and take the change back."""
    first = first_tests(mutant, covering)
    path = tree / PROGRAM / mutant.module
    source = path.read_text("utf-8")
    try:
        write_module(path, apply(source, mutant.change))
        by = failing_test(tree, first, timeout)
        by = by or failing_test(tree, other_tests(mutant, covering, first), timeout)
    finally:
        write_module(path, source)
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


def run(
    mutants: Sequence[Mutant], covering: Covering, trees: Sequence[Path], timeout: float
) -> Iterator[Outcome]:
    """The outcomes in the order of the mutants, one copy of the tree a worker."""
    equivalent = read_equivalent()
    free: queue.Queue[Path] = queue.Queue()
    for tree in trees:
        free.put(tree)

    def one(mutant: Mutant) -> Outcome:
        if mutant.key in equivalent:
            return Outcome(mutant, "equivalent", equivalent[mutant.key])
        tree = free.get()
        try:
            return judge(mutant, tree, covering, timeout)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as workers:
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
    parser.add_argument("--timeout", type=float, default=300, help="seconds until tests hang")
    args = parser.parse_args()
    packages = args.packages or PACKAGES
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        trees = [copy_tree(Path(temporary) / f"{n}" / "tree") for n in range(args.jobs)]
        print("Running the tests once, to see what they cover ...", flush=True)
        covering, failing = cover(trees[0], packages, args.tests, args.jobs)
        if failing:
            print(f"Left out, since they fail without any change: {', '.join(sorted(failing))}")
        for package in packages:
            every = list(all_mutants(package))
            drawn = random.Random(args.seed).sample(every, min(args.number, len(every)))
            outcomes = []
            for outcome in run(drawn, covering, trees, args.timeout):
                outcomes.append(outcome)
                if args.verbose or outcome.verdict in ("survived", "uncovered"):
                    by = f"\n    {outcome.by}" if outcome.by else ""
                    print(f"{outcome.verdict}: {outcome.mutant}{by}", flush=True)
            print(report(package, outcomes, len(every)), flush=True)
            good = good and enough(package, outcomes)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
