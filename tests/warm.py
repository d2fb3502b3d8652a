"""Servers that start in a fifth of the time: forks of a process that has imported Datasette.

    python warm.py FOLDER

reads a line of JSON for each server (``arguments`` of the command ``datasette``, the ``folder`` to
run in, the ``pipe`` for all that it prints) and answers with the number of its process. Templates
are compiled once for all, into FOLDER. ``started`` speaks to it.
"""

import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path


class Process:
    """As much of a ``Popen`` as a server is asked for, of a process that is nobody's child here."""

    def __init__(self, number, stdout):
        self.pid, self.stdout = number, stdout
        self._handle = None
        with suppress(ProcessLookupError):  # it may have ended already
            self._handle = os.pidfd_open(number)

    def poll(self):
        """None while it runs."""
        runs = self._handle is not None and not select.select([self._handle], [], [], 0)[0]
        return None if runs else 0

    def wait(self):
        if self._handle is not None:
            select.select([self._handle], [], [])

    def terminate(self):
        self._signal(signal.SIGTERM)

    def kill(self):
        self._signal(signal.SIGKILL)

    def _signal(self, number):
        if self.poll() is None:
            with suppress(ProcessLookupError):  # between the question and this
                signal.pidfd_send_signal(self._handle, number)

    def __del__(self):
        if self._handle is not None:
            os.close(self._handle)


@contextmanager
def started(python):
    """``start(arguments, folder)``, which makes a Process; all of them end with the block."""
    with tempfile.TemporaryDirectory() as folder:
        forking = subprocess.Popen(
            [python, __file__, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        number = 0

        def start(arguments, place):
            nonlocal number
            number += 1
            pipe = str(Path(folder, f"{number}.pipe"))
            os.mkfifo(pipe)
            order = {"arguments": arguments, "folder": str(place), "pipe": pipe}
            print(json.dumps(order), file=forking.stdin, flush=True)
            printed = open(pipe, encoding="utf-8", errors="replace")  # noqa: SIM115 (a Process has it)
            return Process(int(forking.stdout.readline()), printed)

        try:
            yield start
        finally:
            forking.stdin.close()
            forking.wait()
            forking.stdout.close()


def serve_forks(folder):
    import jinja2
    from datasette.cli import cli

    import datasette_claims

    for module in pkgutil.walk_packages(datasette_claims.__path__, "datasette_claims."):
        if module.name.startswith(("datasette_claims.web.", "datasette_claims.store.")):
            try:
                importlib.import_module(module.name)
            except ImportError:
                continue  # it needs a package that is not here
    make, compiled = jinja2.Environment.__init__, jinja2.FileSystemBytecodeCache(folder)

    def keep(self, *arguments, **options):
        make(self, *arguments, **{"bytecode_cache": compiled, **options})

    jinja2.Environment.__init__ = keep
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    for line in sys.stdin:
        order = json.loads(line)
        number = os.fork()
        if number:
            print(number, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        pipe, nothing = os.open(order["pipe"], os.O_WRONLY), os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(pipe, 1)
        os.dup2(pipe, 2)
        os.chdir(order["folder"])
        cli(order["arguments"])


if __name__ == "__main__":
    serve_forks(sys.argv[1])
