"""How many copies of a story are found, that nothing else is joined, and what the search costs.

    python -m benchmarks.copies [--articles 10] [--times 30]

Plants copies of invented articles (``tests/gold``, the demonstration) as papers make them, and
copies in which one claim was changed in a figure, a name or by a negation. Prints for each kind the
copies of which claims were joined, the claims that stand in both and were joined, and the changed
claims that were; then the time of storing with and without the search.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from datasette_claims.extraction import analyse
from datasette_claims.model import Analysis, Article
from datasette_claims.store import copies, database, writing
from tests.gold.articles import articles
from tests.planting import CHANGES, COPIES

NOW = "2026-01-05T09:00:00Z"
Pair = tuple[Article, Analysis]


def read(text: str, language: str, place: str, day: str) -> Pair:
    """The article as a paper has it, with its claims."""
    article = Article(
        text, url=f"https://{place}.example/x", outlet=place, published=day, language=language
    )
    return article, analyse(text, language, published=day)


def plain(words: str) -> str:
    """Words as a reader compares them, told in another way than by the program."""
    return re.sub(r"\s+", " ", re.sub("[“”„\"'‘’\u00ad]", "", words)).casefold().strip()


def said(pair: Pair) -> Counter[tuple[str, str, str, str]]:
    """What an article says, by whom."""
    article, found = pair
    return Counter(
        (
            plain(" … ".join(article.text[slice(*span)] for span in claim.content)),
            claim.speaker or plain("".join(article.text[slice(*span)] for span in claim.source)),
            claim.kind,
            claim.modality,
        )
        for claim in found.claims
    )


def joined(pairs: list[Pair]) -> tuple[int, set[str]]:
    """How many claims of the last article are joined, and the words of all that are."""
    with database.opened(":memory:") as db:
        writing.store_batch(db, pairs, NOW)
        rows = db.execute(
            "SELECT text, outlet_id FROM claims WHERE group_id IS NOT NULL"
        ).fetchall()
    return sum(outlet == "second" for _, outlet in rows), {plain(text) for text, _ in rows}


def planted(count: int | None) -> None:
    print(f"{'copies':30} {'found':>9} {'claims in both':>16} {'joined':>8}")
    for kind, make in COPIES.items():
        counts = Counter[str]()
        for one in list(articles())[:count]:
            later = (date.fromisoformat(one.published) + timedelta(days=1)).isoformat()
            first = read(one.text, one.language, "first", one.published)
            second = read(make(one.text, one.language), one.language, "second", later)
            both = (said(first) & said(second)).total()
            found, _ = joined([first, second])
            counts.update(copies=bool(both), found=bool(found), both=both, joined=found)
        print(
            f"{kind:30} {counts['found']:>4}/{counts['copies']:<4} {counts['both']:>16}"
            f" {counts['joined']:>8}"
        )


def changed(count: int | None) -> None:
    print(f"\n{'one claim changed by':30} {'claims':>9} {'joined':>8}")
    for kind, make in CHANGES.items():
        tried = wrong = 0
        for one in list(articles())[:count]:
            for claim in one.claims:
                start, end = claim.content[0]
                other = make(one.text[start:end], one.language)
                if not other or other == one.text[start:end]:
                    continue
                text = one.text[:start] + other + one.text[end:]
                first = read(one.text, one.language, "first", one.published)
                _, words = joined([first, read(text, one.language, "second", one.published)])
                tried += 1
                wrong += plain(other) in words
        print(f"{kind:30} {tried:>9} {wrong:>8}")


@contextmanager
def without_search() -> Iterator[None]:
    """While it lasts, nobody looks for copies."""
    find = copies.find
    copies.find = lambda db, article_ids: None
    try:
        yield
    finally:
        copies.find = find


def cost(count: int | None, times: int) -> None:
    """Storing articles of which nobody has a copy, and articles of which three papers have each."""
    print(f"\n{'storing':24} {'articles':>8} {'seconds':>8} {'without search':>15} {'analysis':>9}")
    for kind, papers in (("no copies", 1), ("each in three papers", 3)):
        begun = time.process_time()
        pairs = [
            read(varied(one.text, n // papers), one.language, f"p{n}", one.published)
            for n in range(times)
            for one in list(articles())[:count]
        ]
        analysed = time.process_time() - begun
        search = stored(pairs)
        with without_search():
            plainly = stored(pairs)
        print(f"{kind:24} {len(pairs):>8} {search:>8.2f} {plainly:>15.2f} {analysed:>9.2f}")


def varied(text: str, number: int) -> str:
    """Another story of the same shape: a third of its words are other ones."""
    return re.sub(r"\b([a-z]*[aeiou][bdgklmnp]{2}[a-z]*|[a-z]{5})\b", rf"\g<1>{number}", text)


def stored(pairs: list[Pair]) -> float:
    """The CPU time of storing them in batches of fifty."""
    with database.opened(":memory:") as db:
        begun = time.process_time()
        for at in range(0, len(pairs), 50):
            writing.store_batch(db, pairs[at : at + 50], NOW)
        return time.process_time() - begun


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, help="so many of ours; all by default")
    parser.add_argument("--times", type=int, default=30, help="that our articles are stored")
    options = parser.parse_args()
    planted(options.articles)
    changed(options.articles)
    cost(options.articles, options.times)
