"""A plugin of pytest that tries changes in a process where all tests are collected already.

Importing the program, Datasette and the tests takes seconds, most tests milliseconds. So one
process collects once and then answers requests: for each it forks, and the fork gives the changed
function its new code, runs the tests that are named, and stops at the first that fails. What ran
before the fork (a constant of a module, a table made at import) is as it is without the change:
`mutants.py` runs a process anew where a change could show only there.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TextIO

import pytest
from hypothesis import settings

SOCKET = "CLAIMS_MUTANTS_SOCKET"
CHOSEN = "CLAIMS_MUTANTS_TESTS"
TIMES = "CLAIMS_MUTANTS_TIMES"
OURS = ("datasette_claims", "tests")
MEMORY = 6 << 30
NOT_LOADED = "not loaded"
PASSED = "all passed"
READY = "ready\n"

Function = tuple[str, int]
"""The name of a function and the line on which it begins."""


def function_at(source: str, line: int) -> Function | None:
    """The outermost function whose body holds a line.

    >>> function_at("def f(x=1):\\n    return x", 2)
    ('f', 1)
    >>> function_at("def f(x=1):\\n    return x", 1)
    """
    parts: list[ast.stmt] = list(ast.parse(source).body)
    while parts:
        part = parts.pop()
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            if part.body[0].lineno <= line <= (part.end_lineno or 0):
                return part.name, min([part.lineno, *(d.lineno for d in part.decorator_list)])
        elif isinstance(part, ast.ClassDef | ast.If):
            parts += part.body
    return None


def code_of(code: CodeType, function: Function) -> CodeType | None:
    """The code of a function in that of its module."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if (inner.co_name, inner.co_firstlineno) == tuple(function):
                return inner
            found = code_of(inner, function)
            if found:
                return found
    return None


def exchange(path: str, function: Function, source: str) -> bool:
    """Give a function its code from another source; False if it is not loaded."""
    code = code_of(compile(source, path, "exec", dont_inherit=True), function)
    loaded = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType)
        and (one.__code__.co_filename, one.__code__.co_name) == (path, function[0])
        and one.__code__.co_firstlineno == function[1]
    ]
    for one in loaded:
        one.__code__ = code or one.__code__
    return bool(code and loaded)


def caches() -> Iterator[Any]:
    """What `functools.cache` keeps in our modules."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS:
            yield from (one for one in vars(module).values() if hasattr(one, "cache_clear"))


class Warm:
    """The part of a test run that covers, chooses or serves, as the environment says."""

    def __init__(self) -> None:
        self.filled: set[int] = set()
        self.times: dict[str, float] = {}
        self.limits: dict[str, float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests, in their order."""
        chosen = os.environ.get(CHOSEN)
        if chosen:
            self.limits = json.loads(Path(chosen).read_text("utf-8"))
            order = {test: n for n, test in enumerate(self.limits)}
            known = [item for item in items if item.nodeid in order]
            items[:] = sorted(known, key=lambda item: order[item.nodeid])

    def pytest_collection_finish(self) -> None:
        """Remember what was computed before any test: its lines are told as run at import."""
        self.filled = {id(one) for one in caches() if one.cache_info().currsize}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test that computes far longer than without a change, or waits, ends its process."""
        if nodeid in self.limits:
            limit = time_limit(self.limits[nodeid])
            signal.setitimer(signal.ITIMER_PROF, limit)
            signal.setitimer(signal.ITIMER_REAL, limit + 120)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """While covering, no test lives on what another computed."""
        if TIMES in os.environ:
            for one in caches():
                if id(one) not in self.filled:
                    one.cache_clear()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up how long a test takes, with what it sets up."""
        self.times[report.nodeid] = self.times.get(report.nodeid, 0) + report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the times where all reports arrive."""
        if TIMES in os.environ and not hasattr(session.config, "workerinput"):
            Path(os.environ[TIMES]).write_text(json.dumps(self.times), "utf-8")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Answer requests in place of running the tests."""
        if SOCKET not in os.environ:
            return None
        items = {item.nodeid: item for item in session.items}
        with socket.socket(fileno=int(os.environ[SOCKET])) as line, line.makefile("rw") as file:
            file.write(READY)
            file.flush()
            for request in file:
                file.write(json.dumps(self.forked(items, *json.loads(request))) + "\n")
                file.flush()
        return True

    def forked(
        self,
        items: Mapping[str, pytest.Item],
        path: str,
        function: Function,
        source: str,
        tests: dict[str, float],
    ) -> str:
        """The first test that fails in a fork with the change; empty if all pass."""
        with tempfile.TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as temporary:
            told = Path(temporary) / "ran"
            child = os.fork()
            if not child:
                try:
                    os.setpgid(0, 0)
                    os.environ["PYTEST_DEBUG_TEMPROOT"] = temporary
                    with told.open("w", 1, "utf-8") as ran:
                        print("the change itself", file=ran)
                        if not exchange(path, function, source):
                            print(NOT_LOADED, file=ran)
                        else:
                            self.limits = tests
                            run_until_one_fails([items[test] for test in tests], ran)
                finally:
                    os._exit(0)
            _, status = os.waitpid(child, 0)
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            last = told.read_text("utf-8").splitlines()[-1]
        hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM)
        return "" if last == PASSED else f"{last} (no end)" if hung else last


def time_limit(seconds: float) -> float:
    """How long a test may compute that took so long without a change."""
    return 10 + 10 * seconds


def run_until_one_fails(items: Sequence[pytest.Item], ran: TextIO) -> None:
    """Run tests; the last that is written down is the one that failed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for one in caches():
        one.cache_clear()
    reports = Failures()
    items[0].config.pluginmanager.register(reports)
    for item, following in zip(items, [*items[1:], None], strict=True):
        print(item.nodeid, file=ran)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if reports.failed:
            return
    print(PASSED, file=ran)


class Failures:
    """Hears whether a test failed."""

    failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failure in setup or teardown counts too."""
        self.failed = self.failed or report.failed


class Server:
    """A warm process of pytest over the tests of a copy of the tree."""

    def __init__(self, tree: Path, tests: Sequence[str], env: dict[str, str]) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.warm"]
        command += ["-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not packaging", *tests]
        self.process = subprocess.Popen(
            command,
            cwd=tree,
            env={**env, SOCKET: str(theirs.fileno())},
            pass_fds=[theirs.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        self.tree = tree
        self.line = ours
        self.file = ours.makefile("rw")
        if self.file.readline() != READY:
            raise RuntimeError("the tests could not be collected")

    def ask(self, path: str, function: Function, source: str, tests: Mapping[str, float]) -> str:
        """The first test that fails with another source of the function; empty if all pass."""
        self.file.write(json.dumps([path, function, source, tests]) + "\n")
        self.file.flush()
        return str(json.loads(self.file.readline()))

    def close(self) -> None:
        """Let the process end."""
        self.file.close()
        self.line.close()
        self.process.wait()


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin, and let Hypothesis draw the same for every change."""
    settings.register_profile(
        "mutants", max_examples=100, deadline=None, database=None, derandomize=True
    )
    settings.load_profile("mutants")
    if CHOSEN in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    config.pluginmanager.register(Warm(), "warm")
