"""Where the time goes, and that it grows with the text and no faster: `make bench-speed`.

    python -m benchmarks.speed [ARTICLES.jsonl] [--characters 100000]

Prints the CPU time of each step for an article (those of the file, or of `seeds/`), then for texts
that would trap a careless step how long one takes, and one twice as long: a ratio about 2 is
linear, one about 4 is quadratic.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import process_time

from datasette_claims.extraction import analyse
from datasette_claims.extraction.claims import find_claims
from datasette_claims.extraction.languages.detect import detect
from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.occasions import with_dates
from datasette_claims.extraction.patterns.attribution import find_candidates
from datasette_claims.extraction.speakers.survey import read_register
from datasette_claims.extraction.text.frame import read_frame
from datasette_claims.extraction.text.tokens import tokenise

SEEDS = Path(__file__).parent.parent / "seeds"
ROUNDS = 3
"""Each time is the best of so many: what else the machine does only makes it longer."""

SENTENCE = "Mayor Ana Lee of Oslo said on Monday that the bridge, which is old, will be closed. "
HOSTILE: Mapping[str, Callable[[int], str]] = {
    "an article, again and again": lambda n: (SENTENCE * 9 + "\n\n") * (n // 750),
    "one line": lambda n: SENTENCE * (n // 83),
    "one sentence without a stop": lambda n: "Ana said that the bridge and the road " * (n // 38),
    "no space": lambda n: "x" * n,
    "no space, with hyphens": lambda n: "ab-" * (n // 3),
    "opening quotation marks": lambda n: " “" * (n // 2),
    "straight quotation marks": lambda n: '"a ' * (n // 3),
    "nothing but said": lambda n: "said " * (n // 5),
    "quoted, he said": lambda n: "“A,” he said. " * (n // 14),
    "names that differ": lambda n: "".join(f"Ana Xa{k:x}y said so. " for k in range(n // 21)),
    "one name after another": lambda n: "".join(f"Na{k:x}y " for k in range(n // 8)),
    "nouns that differ": lambda n: "".join(
        f"A xa{k:x}y left. The xa{k:x}y said so. " for k in range(n // 36)
    ),
    "short paragraphs": lambda n: "Ana said so.\n\n" * (n // 14),
    "nested brackets": lambda n: "(a " * (n // 6) + ") " * (n // 6),
    "commas": lambda n: "a, " * (n // 3),
    "according to": lambda n: "according to " * (n // 13),
    "related links": lambda n: "Baca juga: Judul\n" * (n // 17),
    "dates": lambda n: "On Monday, Sept. 11, Ana said so. " * (n // 34),
    "blank lines": lambda n: "\n" * n,
    "initials": lambda n: "A. " * (n // 3),
}


def best(call: Callable[[], object]) -> float:
    """The least CPU time of some calls, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        call()
        times.append(process_time() - start)
    return min(times)


def articles(file: Path | None) -> list[tuple[str, str]]:
    """Texts with their languages."""
    if file:
        rows = map(json.loads, file.read_text("utf-8").splitlines())
        pairs = [(row["text"], row.get("lang") or "") for row in rows]
    else:
        pairs = [(path.read_text("utf-8"), "") for path in sorted(SEEDS.glob("*.txt"))]
    return [(text, language or detect(text)) for text, language in pairs]


def steps(texts: list[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    """The steps with their seconds, told by doing each for all texts; later ones hold no earlier.

    Names and speakers are what is left of the claims without their candidates and records.
    """
    rules = [load(language) for _, language in texts]
    frames = [read_frame(text, one) for (text, _), one in zip(texts, rules, strict=True)]
    sources = list(zip(texts, rules, frames, strict=True))
    documents = [tokenise(text, one, frame.skipped) for (text, _), one, frame in sources]
    claims = [find_claims(document, True, None) for document in documents]
    dated = list(zip(documents, claims, strict=True))
    yield "detect the language", best(lambda: [detect(text) for text, _ in texts])
    yield "frame", best(lambda: [read_frame(text, one) for (text, _), one, _ in sources])
    yield (
        "tokens, sentences, quotations",
        best(lambda: [tokenise(text, one, frame.skipped) for (text, _), one, frame in sources]),
    )
    candidates = best(lambda: [find_candidates(document, True, -0.85) for document in documents])
    yield "cues, shapes, scores", candidates
    names = best(
        lambda: [
            read_register(document, document.language.names, frozenset()) for document in documents
        ]
    )
    yield "table of names", names
    whole = best(lambda: [find_claims(document, True, None) for document in documents])
    yield "speakers, records", max(0.0, whole - candidates - names)
    yield "dates", best(lambda: [with_dates(document, found, "") for document, found in dated])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("articles", nargs="?", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("--characters", type=int, default=100_000, help="of the shorter texts")
    options = parser.parse_args()
    texts = articles(options.articles)
    for text, language in texts:
        analyse(text, language, scope="wide")
    rows = list(steps(texts))
    total = sum(seconds for _, seconds in rows)
    characters = sum(len(text) for text, _ in texts) // len(texts)
    print(f"{len(texts)} articles of {characters:,} characters, wide scope\n")
    for name, seconds in rows:
        print(f"  {name:<32}{1000 * seconds / len(texts):7.3f} ms{100 * seconds / total:6.1f} %")
    print(f"  {'all':<32}{1000 * total / len(texts):7.3f} ms{len(texts) / total:8.0f} articles/s\n")
    print(
        f"  {f'{options.characters:,} characters of':<32}{'ms':>9}{'twice as many':>16}{'ratio':>8}"
    )
    for name, make in HOSTILE.items():
        short, long = make(options.characters), make(2 * options.characters)
        one = best(lambda text=short: analyse(text, "en", "2025-04-12", scope="wide"))
        two = best(lambda text=long: analyse(text, "en", "2025-04-12", scope="wide"))
        print(f"  {name:<32}{1000 * one:9.1f}{1000 * two:16.1f}{two / one:8.1f}", flush=True)


if __name__ == "__main__":
    main()
