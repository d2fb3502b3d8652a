"""What a public copy holds and what stayed at home, as numbers and as a table to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from datasette_claims.publishing.withholding import Withheld
from datasette_claims.store.sqlite import sqlite3


class Line(NamedTuple):
    """One row of the table: how many of what, and what to know about it."""

    number: int
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a snapshot; ``size`` in bytes is 0 for a dry run."""

    source: str
    target: str
    copied: tuple[Line, ...]
    left_out: tuple[Line, ...]
    passages_only: bool
    size: int = 0
    edition: str = ""

    def __str__(self) -> str:
        """The report as the command prints it."""
        if self.size:
            heading = (
                f"{self.target}: public copy of {self.source}, {self.size:,} bytes\n"
                f"Edition {self.edition}"
            )
            went = "Went in"
        else:
            heading = f"{self.source} was read; nothing was written (dry run)"
            went = "Would go in"
        text = (
            "Articles hold only the sentences around their claims (--passages-only)."
            if self.passages_only
            else "Articles hold their full text: publish it only where their licences allow that;\n"
            "--passages-only copies no more than the sentences around claims."
        )
        return "\n".join(
            [
                heading,
                f"\n{went}",
                *_table(self.copied),
                "\nLeft out",
                *_table(self.left_out),
                f"\n{text}",
            ]
        )


def _table(lines: tuple[Line, ...]) -> list[str]:
    shown = [line for line in lines if line.number]
    if not shown:
        return ["  nothing"]
    digits = max(len(f"{line.number:,}") for line in shown)
    width = max(len(line.what) for line in shown)
    return [
        f"  {line.number:>{digits},}  {line.what:<{width}}  {line.why}".rstrip() for line in shown
    ]


COPIED = (
    ("articles", "SELECT count(*) FROM leaving_articles"),
    ("claims", "SELECT count(*) FROM leaving"),
    (
        "claims with a published status",
        "SELECT count(*) FROM leaving WHERE standing = 'published'",
    ),
    ("speakers", "SELECT count(*) FROM leaving_speakers"),
    ("evidence links", "SELECT count(*) FROM leaving_evidence"),
    ("rows of status history, without names", "SELECT count(*) FROM leaving_history"),
)

NOW = "leave as “Not reviewed”; "

LEFT_OUT = (
    (
        "draft statuses",
        NOW + "to publish one, choose “Published” on its claim page",
        "SELECT count(*) FROM leaving WHERE standing = 'draft'",
    ),
    (
        "statuses that were public once and are drafts now",
        NOW + "publish their new state, so that readers learn what changed",
        "SELECT count(*) FROM leaving WHERE standing = 'reopened'",
    ),
    (
        "published statuses without a result, reason or evidence",
        NOW + "add what is missing",
        "SELECT count(*) FROM leaving WHERE standing = 'incomplete'",
    ),
    (
        "withdrawn verdicts",
        "leave as “Not reviewed” with date and reason of the withdrawal",
        "SELECT count(*) FROM leaving WHERE standing = 'withdrawn'",
    ),
    (
        "claims that never leave",
        "their status says so (published = 0 in the table statuses), as for extraction errors",
        "SELECT count(*) FROM standing WHERE standing = 'never'",
    ),
    (
        "claims that nobody has checked",
        "only what was checked leaves (--reviewed-only)",
        "SELECT count(*) FROM standing WHERE standing = 'unchecked'",
    ),
    (
        "articles",
        "no claim in the copy is theirs (--reviewed-only)",
        "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM leaving_articles)",
    ),
    (
        "claims entered or corrected by hand",
        "their words are a draft until a result on them is published",
        "SELECT count(*) FROM standing WHERE standing = 'by hand'",
    ),
    (
        "flagged claims",
        "their article, or newer rules, no longer have them, and no verdict on them is published",
        "SELECT count(*) FROM standing WHERE standing = 'flagged'",
    ),
    (
        "speakers",
        "no claim in the copy names them",
        "SELECT count(*) FROM speakers WHERE id NOT IN (SELECT id FROM leaving_speakers)",
    ),
    (
        "evidence links",
        "removed, or of a status that is not published",
        "SELECT (SELECT count(*) FROM evidence) - (SELECT count(*) FROM leaving_evidence)",
    ),
    (
        "rows of status history",
        "drafts, and what was withdrawn",
        "SELECT (SELECT count(*) FROM status_history) - (SELECT count(*) FROM leaving_history)",
    ),
    (
        "addresses with a password, key or token in them",
        "left without it, or not at all",
        "SELECT (SELECT count(*) FROM articles WHERE url <> public_address(url))"
        " + (SELECT count(DISTINCT address) FROM article_addresses"
        "    WHERE address <> public_address(address))"
        " + (SELECT count(*) FROM article_links WHERE url <> public_address(url))"
        " + (SELECT count(*) FROM evidence JOIN leaving_evidence USING (id)"
        "    WHERE url <> public_address(url) OR archive_url <> public_address(archive_url))",
    ),
    ("review notes", "private", "SELECT count(*) FROM review_notes"),
    (
        "people’s names",
        "who set a status, added or removed evidence, wrote a note",
        "SELECT count(*) FROM (SELECT actor FROM status_history "
        "UNION SELECT added_by FROM evidence UNION SELECT removed_by FROM evidence "
        "UNION SELECT actor FROM review_notes) WHERE actor NOT IN ('unknown', 'not published')",
    ),
    (
        "earlier texts of articles",
        "what a page said before it changed",
        "SELECT count(*) FROM article_versions",
    ),
    (
        "paths",
        "where articles were loaded from",
        "SELECT count(DISTINCT loaded_from) FROM articles",
    ),
)


def report(
    conn: sqlite3.Connection,
    source: Path,
    target: Path,
    strangers: tuple[str, ...],
    passages_only: bool,
    held: Withheld,
) -> Report:
    """What the selection in ``conn`` copies and leaves out. ``strangers`` are tables not ours."""

    def count(query: str) -> int:
        return int(conn.execute(query).fetchone()[0])

    return Report(
        source=str(source),
        target=str(target),
        copied=tuple(Line(count(query), what) for what, query in COPIED),
        left_out=(
            *(Line(count(query), what, why) for what, why, query in LEFT_OUT),
            Line(
                held.listed, "speakers and outlets", "go without their name, which is in --redact"
            ),
            Line(held.persons, "private persons", "go without their name (--private-persons)"),
            Line(
                held.claims,
                "claims over whose edge such a name reaches",
                "their words could not be shown without a part of it",
            ),
            Line(
                len(strangers),
                "tables and columns that are not ours",
                f"nobody has allowed them: {', '.join(strangers)}",
            ),
        ),
        passages_only=passages_only,
    )
