"""A real server on a free port: what ``make demo`` starts and the browser tests visit."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
USUAL_PORT = 8001
LOGIN = re.compile(r"http://\S+/-/auth-token\?token=\S+")
READY = "Uvicorn running on"
LAST_WORDS = 30  # seconds in which a server that was told to end has said all that it prints
HURRIED = "vtable constructor failed"
"""What SQLite says instead of "interrupted" where the time of a count is up while an index opens;
Datasette 1.0 gives its counts of tables ten milliseconds, and prints that as an error."""


@dataclass(frozen=True)
class Site:
    """A running server: its address without a final slash, and the one-use address to log in."""

    address: str
    login: str
    process: subprocess.Popen
    log: list[str] = field(default_factory=list, repr=False)

    @property
    def errors(self):
        """What went wrong within the server, though the browser may not have noticed."""
        return [
            line
            for line in self.log
            if line.startswith(("Traceback", "ERROR")) and HURRIED not in line
        ]


@contextmanager
def serve(
    *arguments,
    python=sys.executable,
    start=None,
    port=None,
    base_url="/",
    folder=ROOT,
    said=lambda line: None,
):
    """A Datasette server as a process of its own, with ``--root``, until the block ends.

    ``said`` is called with each line that it prints once it is ready; ``start(arguments, folder)``
    starts it otherwise than by a new Python.
    """
    port = port or free_port()
    address = ["--host", HOST, "--port", str(port), "--setting", "base_url", base_url]
    start = start or partial(_start, python)
    process = start([*map(str, arguments), *address, "--root"], folder)
    try:
        login = _login_address(process)
        site = Site(f"http://{HOST}:{port}{base_url.rstrip('/')}", login, process)
        listener = threading.Thread(target=_listen, args=(process, site.log, said), daemon=True)
        listener.start()
        try:
            yield site
        finally:
            process.terminate()
            listener.join(LAST_WORDS)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def _start(python, arguments, folder):
    return subprocess.Popen(
        [python, "-m", "datasette", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _login_address(process):
    """The one-use address, as soon as the server is ready."""
    login, before = "", []
    for line in process.stdout:
        before.append(line)
        if found := LOGIN.search(line):
            login = found[0]
        if READY in line:
            return login
    raise ServerFailed("The server did not start:\n" + "".join(before))


class ServerFailed(Exception):
    pass


def _listen(process, log, said):
    for line in process.stdout:
        log.append(line)
        said(line)


def free_port(wanted=0):
    """The wanted port, or another one where that is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ServerFailed("No port is free.")


def demo(folder=ROOT):
    """Serve a folder and print two addresses: one to browse, one to log in as editor."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _interrupt)
    port = free_port(USUAL_PORT)
    if port != USUAL_PORT:
        print(f"Port {USUAL_PORT} is taken; this is port {port}.")
    try:
        with serve(folder, port=port, said=_warn) as site:
            print(f"\n  Browse the claims:  {site.address}/claims/-/claims")
            print(f"  Log in as editor:   {site.login}")
            print("\nThe second address works once. Ctrl-C stops the server.")
            print(
                "A larger example, 41 articles in three languages, some of them checked:\n"
                "  .venv/bin/datasette claims demo && .venv/bin/datasette demo.db --root --open",
                flush=True,
            )
            site.process.wait()
            sys.exit("The server has stopped.")
    except ServerFailed as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        print("\nStopped. Your work is in claims.db.")


def _interrupt(*_):
    raise KeyboardInterrupt


def _warn(line):
    if not line.startswith("INFO:"):
        print(line, end="", file=sys.stderr)


if __name__ == "__main__":
    demo(*sys.argv[1:])
