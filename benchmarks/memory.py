"""A web archive of any size takes the memory of its largest page, and a kill costs nothing.

    python -m benchmarks.memory                   # 100 MB and 2,000 MB of records
    python -m benchmarks.memory --sizes 100 8000 --pages 100

Makes WARC files in a temporary folder, each record a member of its own as crawlers write them:
pages of invented articles with much script around little text, and pictures (noise that does not
pack) up to the size. Loads each with the command of the shell and prints the peak of its memory and
its times. Then the largest is loaded again and killed (SIGKILL) at random moments, until a run ends
by itself: what is stored then is compared with what the unbroken run stored.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from datasette_claims.store.sqlite import sqlite3
from tests.gold.articles import articles

PICTURE = 1024 * 1024
PAGE = 400 * 1024
"""Bytes of a page, which are script for the most part."""

STORED = (
    "SELECT url, text_hash FROM articles ORDER BY 1",
    "SELECT id, text, status, flag FROM claims ORDER BY 1",
    "SELECT * FROM claim_spans ORDER BY 1, 2, 3",
)


def record(url: str, kind: str, body: bytes, name: int) -> bytes:
    """One record, packed by itself."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{name:012}>\r\n"
        f"WARC-Date: 2026-01-05T09:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n", compresslevel=1)


def records(megabytes: int, pages: int) -> Iterator[bytes]:
    """The pages, spread evenly among pictures."""
    texts = [article.text for article in articles()]
    noise = random.Random(megabytes).randbytes(PICTURE)
    pictures = max(0, megabytes - pages * PAGE // PICTURE)
    made = 0
    for number in range(pages):
        body = "".join(f"<p>{p}</p>" for p in texts[number % len(texts)].split("\n") if p.strip())
        body = body.replace(" a ", f" a{number} ").replace(" di ", f" di{number} ")
        script = f"<script>{'var x = 1;' * (PAGE // 10)}</script>"
        page = (
            f"<!doctype html><html><head><title>Article {number}</title>{script}</head>"
            f"<body><article><h1>Article {number}</h1>{body}</article></body></html>"
        )
        url = f"https://paper.example/{number}"
        yield record(url, "text/html; charset=utf-8", page.encode(), number)
        while made < pictures * (number + 1) // pages:
            made += 1
            turn = made % PICTURE
            picture = noise[turn:] + noise[:turn]
            yield record(f"https://paper.example/{made}.jpg", "image/jpeg", picture, pages + made)


def load(source: Path, out: Path, *, kill_after: float = 0) -> tuple[int, float, float]:
    """Exit code, peak of the memory in MB and seconds of the processor of one load."""
    command = [
        sys.executable,
        "-m",
        "datasette",
        "claims",
        "load",
        str(out),
        str(source),
        "--quiet",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    if kill_after:
        time.sleep(kill_after)
        os.kill(process.pid, signal.SIGKILL)  # Popen would look first, and reap what has ended
    _, status, used = os.wait4(process.pid, 0)
    peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return os.waitstatus_to_exitcode(status), peak, used.ru_utime + used.ru_stime


def stored(path: Path) -> list[list[tuple]]:
    conn = sqlite3.connect(path)
    try:
        return [conn.execute(sql).fetchall() for sql in STORED]
    finally:
        conn.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 2000], metavar="MB")
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--kills", type=int, default=4)
    asked = options.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as made_in:
        folder = Path(made_in)
        for size in asked.sizes:
            source = folder / f"{size}.warc.gz"
            with source.open("wb") as file:
                file.writelines(records(size, asked.pages))
            begun = time.monotonic()
            code, peak, cpu = load(source, folder / f"{size}.db")
            took = time.monotonic() - begun
            found = stored(folder / f"{size}.db")
            print(
                f"{size} MB ({source.stat().st_size // 1024**2} packed): exit {code},"
                f" {len(found[0])} articles, {len(found[1])} claims,"
                f" peak {peak:.0f} MB, {cpu:.1f} s of the processor, {took:.0f} s"
            )
        broken, chance, kills = folder / "broken.db", random.Random(1), 0
        code = -9
        while code:
            wait = chance.uniform(0.2, 1) * took if kills < asked.kills else 0
            code, _, _ = load(source, broken, kill_after=wait)
            kills += code == -9
            if code not in (0, -9):
                raise SystemExit(f"a run that was not killed ended with {code}")
        print(f"killed {kills} times; the same is stored: {stored(broken) == found}")


if __name__ == "__main__":
    main()
