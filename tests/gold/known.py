"""Errors that are known: a text file for each language, generated, read by eye, and kept in git.

en/court-arson-trial
  3 speaker: Olu
  invented: Pryce say the fire …
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.gold.articles import FOLDER, articles
from tests.gold.compare import compare, errors

KNOWN = FOLDER / "known"


def read(path: Path) -> dict[str, list[str]]:
    """The errors of a file by the name of the article; none if there is no file."""
    known: dict[str, list[str]] = {}
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    name = ""
    for line in lines:
        if line.startswith("  "):
            known[name].append(line[2:])
        elif line:
            name = line
            known[name] = []
    return known


def write(path: Path, known: dict[str, list[str]]) -> None:
    """The file of those errors; articles without one are left out."""
    blocks = ["\n  ".join([name, *lines]) + "\n" for name, lines in sorted(known.items()) if lines]
    path.write_text("\n".join(blocks), "utf-8")


def path_of(language: str) -> Path:
    """Where the known errors of a language stand."""
    return KNOWN / f"{language}.txt"


def renew(languages: Iterable[str]) -> None:
    """Write the errors of today."""
    for language in languages:
        found = {
            article.name: errors(compare(article))
            for article in articles()
            if article.language == language
        }
        write(path_of(language), found)
