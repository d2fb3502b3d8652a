"""Figures of the extractor on our own gold, by language and desk: `make score-gold`.

python -m tests.gold.score           print the figures
python -m tests.gold.score --write   also write the known errors anew (then read the diff)
"""

from __future__ import annotations

import argparse
from collections import defaultdict

from tests.gold import known
from tests.gold.articles import LANGUAGES, articles
from tests.gold.compare import Figures, compare, figures

HEAD = "{:<24}{:>9}{:>8}{:>12}{:>8}{:>14}{:>11}{:>9}"


def table() -> str:
    """F1 in percent of attributed and clean claims; wrong mouths and inventions of all found."""
    by_desk: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for article in articles():
        one = figures(compare(article))
        for desk in (article.desk, ""):
            by_desk[article.language, desk].append(one)
    lines = [
        HEAD.format(
            "", "articles", "claims", "attributed", "clean", "wrong mouth", "invented", "errors"
        )
    ]
    for language, desk in sorted(by_desk):
        all_of = by_desk[language, desk]
        total = sum(all_of, Figures())
        lines.append(
            HEAD.format(
                f"  {desk}" if desk else language,
                len(all_of),
                total.gold,
                f"{total.f1(total.attributed):.1f}",
                f"{total.f1(total.clean):.1f}",
                f"{total.share(total.wrong_mouth):.1f}",
                f"{total.share(total.invented):.1f}",
                total.errors,
            )
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Score the extractor on tests/gold.")
    parser.add_argument("--write", action="store_true", help="write the known errors anew")
    if parser.parse_args().write:
        known.renew(LANGUAGES)
    print(table())


if __name__ == "__main__":
    main()
