"""``datasette claims extract``: the claims of articles, without a database."""

from __future__ import annotations

import sys
from typing import Literal

import click


@click.command()
@click.option("--jsonl", is_flag=True, help="Read articles and write claims as JSON lines.")
@click.option(
    "--explain", "article", metavar="FILE", help="Show the claims of one article and why."
)
@click.option("--score", metavar="FILE", help="Measure the rules by claims that people have told.")
@click.option(
    "--scope",
    type=click.Choice(["default", "wide"]),
    default="default",
    help="wide also counts beliefs, support and bare criticism.",
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), help="Leave out less certain claims."
)
@click.option("--lang", help="Language of the articles, if not to be told from their text.")
def extract(
    jsonl: bool,
    article: str | None,
    score: str | None,
    scope: Literal["default", "wide"],
    min_confidence: float | None,
    lang: str | None,
) -> None:
    """Find the claims of articles without storing them.

    An article line is a JSON object with "text" and, if known, "id", "lang", "published" (a date)
    and "title". FILE is a text file, or - for standard input.

    For --score, FILE has the articles with their "claims", as `datasette claims export
    --corrections` writes them. Printed is how many of the claims the rules find, and how many of
    what they find is right; what they find where nobody has looked does not count.

    \b
    Examples:
      datasette claims extract --jsonl < articles.jsonl > claims.jsonl
      datasette claims extract --explain article.txt
      datasette claims extract --score corrections.jsonl
    """
    from datasette_claims.extraction import codes
    from datasette_claims.extraction.jsonl import InputError, claims_of_lines, few_collections

    if (jsonl, article is not None, score is not None).count(True) != 1:
        raise click.UsageError("say one of --jsonl, --explain FILE and --score FILE")
    if lang and lang not in codes():
        raise click.BadParameter(f"there is {', '.join(codes())}", param_hint="--lang")
    if score is not None:
        _score(score, lang, scope, min_confidence)
        return
    if article is not None:
        from datasette_claims.loading.explained import explain_file

        explain_file(article, scope, min_confidence, lang)
        return
    if sys.stdin is None:
        raise click.ClickException("standard input is closed")
    lines = (line.decode("utf-8-sig") for line in sys.stdin.buffer)
    try:
        with few_collections():
            for line in claims_of_lines(lines, lang, scope, min_confidence):
                sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass") + b"\n")
    except InputError as error:
        raise click.ClickException(str(error)) from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"standard input is not UTF-8: {error.reason}") from error


def _score(path: str, lang: str | None, scope: str, min_confidence: float | None) -> None:
    from datasette_claims.extraction import measure
    from datasette_claims.extraction.jsonl import InputError, few_collections
    from datasette_claims.terminal import one_line

    name = one_line(path)
    try:
        with click.open_file(path, encoding="utf-8-sig") as lines, few_collections():
            found = measure.score(lines, lang, scope, min_confidence)
    except OSError as error:
        raise click.ClickException(f"{name} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{name} is not UTF-8: {error.reason}") from error
    except InputError as error:
        raise click.ClickException(f"{name}: {one_line(str(error))}") from error
    click.echo(measure.table(found))
