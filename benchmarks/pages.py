"""How pages are read: against other programs, in time, and whether all spans of them are true.

    python -m benchmarks.pages FOLDER             # saved pages: text, time, spans
    python -m benchmarks.pages --made 200         # the same, of pages made of invented articles
    python -m benchmarks.pages FOLDER --outlets --half unseen
    python -m benchmarks.pages FOLDER --stubs --half unseen

Text is compared with trafilatura's own by the tokens that the field counts: runs of letters and
digits (``\\w+``), without case, as a bag. Times are those of the processor. With ``--outlets``, the
outlet of each page is compared with what it states of it (``og:site_name``, the publisher or the
site in JSON-LD) as extruct reads that: ``pip install extruct`` first. ``--stubs`` lists the pages
that are told to be no articles, with the reason, to be judged by eye. A hash of its bytes puts each
page into one half or the other: one to be looked at, one that tells how good it is.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura

from datasette_claims import loading
from datasette_claims.loading.languages import for_reading
from datasette_claims.reading import Failure, Options, find, htmlpage, read
from datasette_claims.store import database
from tests.gold.articles import articles
from tests.stories import untrue_spans

INSIDE = {"seconds": 0.0}
KEEP = Options(keep_stubs=True)


def timed(function):
    """The function, with its time counted."""

    def call(*args, **options):
        begun = time.process_time()
        try:
            return function(*args, **options)
        finally:
            INSIDE["seconds"] += time.process_time() - begun

    return call


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(ours: str, theirs: str) -> float:
    a, b = tokens(ours), tokens(theirs)
    both = (a & b).total()
    return 2 * both / (a.total() + b.total()) if a or b else 1.0


def made(folder: Path, count: int) -> None:
    """Pages as news sites have them: the text of an invented article among menus and teasers."""
    texts = [article.text for article in articles()]
    for number in range(count):
        shuffle = random.Random(number)
        text = texts[number % len(texts)]
        body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
        teasers = "".join(
            f'<li><a href="/{n}"><h3>{shuffle.choice(texts)[:60]}</h3></a></li>' for n in range(30)
        )
        menu = "".join(f'<a href="/kanal/{n}">Kanal {n}</a>' for n in range(60))
        (folder / f"{number}.html").write_text(
            "<!doctype html><html><head><meta charset=utf-8><title>Judul | Kabar</title>"
            f"<link rel=canonical href='https://kabar.example/{number}'>"
            "<meta property='og:type' content='article'><meta property='og:site_name' content='K'>"
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Judul",'
            '"datePublished":"2025-04-12T10:05:00+07:00","author":{"name":"Ana"}}</script>'
            f"<script>{'var x = 1;' * 2000}</script><style>{'p { color: red }' * 500}</style>"
            f"</head><body><nav>{menu}</nav><main><article><h1>Judul {number}</h1>{body}</article>"
            f"<aside><ul>{teasers}</ul></aside></main><footer>{menu}</footer></body></html>"
        )


def text_and_time(paths: list[str]) -> None:
    """The words against trafilatura's, and the share of time that is not its."""
    texts = {
        path: trafilatura.extract(Path(path).read_bytes(), include_comments=False) or ""
        for path in paths
    }
    htmlpage.bare_extraction = timed(htmlpage.bare_extraction)
    htmlpage.load_html = timed(htmlpage.load_html)
    list(read(find(paths[:1]), options=KEEP, languages=for_reading()))  # reads the word lists
    INSIDE["seconds"] = 0.0
    begun = time.process_time()
    outcomes = list(read(find(paths), options=KEEP, languages=for_reading()))
    took = time.process_time() - begun
    failed = [one for one in outcomes if isinstance(one, Failure)]
    read_of = {one.origin: one.text for one in outcomes if not isinstance(one, Failure)}
    scores = [f1(text, texts[path]) for path, text in read_of.items() if path in texts]
    print(f"{len(paths)} pages, {len(failed)} without a text")
    print(f"F1 against trafilatura's own: {100 * sum(scores) / max(1, len(scores)):.2f}")
    print(f"reading: {took:.1f} s, outside trafilatura {1 - INSIDE['seconds'] / took:.0%}")
    INSIDE["seconds"] = 0.0
    with tempfile.TemporaryDirectory() as out:
        begun = time.process_time()
        report = loading.load(Path(out) / "claims.db", paths, options=KEEP)
        took = time.process_time() - begun
        print(f"load: {took:.1f} s, outside trafilatura {1 - INSIDE['seconds'] / took:.0%}")
        with database.opened(str(Path(out) / "claims.db")) as db:
            claims = db.execute("SELECT count(*) FROM claims").fetchone()[0]
            spans = db.execute("SELECT count(*) FROM claim_spans").fetchone()[0]
            print(f"{report.articles.total()} articles, {claims} claims, {spans} spans,", end=" ")
            print(f"{len(untrue_spans(db))} of them untrue")


def outlets(paths: list[str]) -> None:
    """The outlets against what the pages state of them, those that differ one by one."""
    outcomes = {
        one.origin: one
        for one in read(find(paths), options=KEEP, languages=for_reading())
        if not isinstance(one, Failure)
    }
    right = wrong = 0
    for path in paths:
        names = set(stated(Path(path).read_bytes()))
        if not names or path not in outcomes:
            continue
        ours = outcomes[path].outlet
        if folded(ours) in {folded(name) for name in names}:
            right += 1
        else:
            wrong += 1
            print(f"  {ours!r} for {sorted(names)}  {path}")
    print(f"{right + wrong} pages state their outlet, {right} were read so")


def folded(name: str) -> str:
    """A name as it is compared: its words without case and marks, without an article."""
    words = re.findall(r"\w+", name.casefold())
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def stated(page: bytes) -> Iterator[str]:
    """The names that a page gives to its site or its publisher, as extruct reads them."""
    import extruct

    found = extruct.extract(page, syntaxes=["opengraph", "json-ld"], errors="ignore", uniform=False)
    for graph in found.get("opengraph", []):
        for name, value in graph.get("properties", []):
            if name == "og:site_name" and value.strip():
                yield value
    yield from _publishers(found.get("json-ld", []))


def _publishers(node: Any) -> Iterator[str]:
    """The names of publishers anywhere in JSON-LD."""
    if isinstance(node, list):
        for one in node:
            yield from _publishers(one)
    elif isinstance(node, dict):
        publisher = node.get("publisher")
        for one in publisher if isinstance(publisher, list) else [publisher]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str) and name.strip() and not name.startswith("http"):
                yield name
        for one in node.values():
            yield from _publishers(one)


def stubs(paths: list[str]) -> None:
    """Pages that are told to be no articles, one by one."""
    outcomes = list(read(find(paths), options=Options(), languages=for_reading()))
    told = [one for one in outcomes if isinstance(one, Failure)]
    for one in told:
        print(f"  {one.reason.partition(';')[0]}  {one.name}")
    print(f"{len(paths)} pages, {len(told)} told to be no articles")


def in_half(path: Path, half: str) -> bool:
    """Each page is in one of two halves by a hash of its bytes."""
    first = hashlib.sha256(path.read_bytes()).digest()[0] % 2
    return half == "all" or ("seen", "unseen")[first] == half


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--made", type=int, default=0)
    options.add_argument("--most", type=int, default=1000)
    options.add_argument("--half", choices=["all", "seen", "unseen"], default="all")
    options.add_argument("--outlets", action="store_true")
    options.add_argument("--stubs", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as made_in:
        folder = asked.folder or Path(made_in)
        if asked.made:
            made(folder, asked.made)
        pages = [path for path in sorted(folder.rglob("*.htm*")) if in_half(path, asked.half)]
        paths = [str(path) for path in pages][: asked.most]
        if asked.outlets:
            outlets(paths)
        elif asked.stubs:
            stubs(paths)
        else:
            text_and_time(paths)


if __name__ == "__main__":
    main()
