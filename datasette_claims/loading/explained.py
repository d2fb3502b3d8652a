"""`extract --explain`: an article, read as a load reads it, with its claims marked."""

from __future__ import annotations

import click

from datasette_claims import reading
from datasette_claims.loading.languages import for_reading
from datasette_claims.reading import Failure, Place
from datasette_claims.reading.kinds import SPEECH
from datasette_claims.terminal import colour, one_line, several_lines

COLOURS = {"content": "green", "source": "blue", "cue": "magenta", "speaker": "blue"}


def explain_file(name: str, scope: str, min_confidence: float | None, language: str | None) -> None:
    """Print the article of a file with its claims and why; a failure is one line."""
    from datasette_claims.extraction import analyse
    from datasette_claims.extraction.explain import explain

    options = reading.Options(told=(("language", language),) if language else ())
    for article in reading.read(
        [Place(name)], options=options, note=_note, languages=for_reading()
    ):
        if isinstance(article, Failure):
            raise click.ClickException(one_line(f"{article.name}: {article.reason}"))
        found = analyse(
            article.text,
            article.language or None,
            article.published or None,
            scope=scope,
            min_confidence=min_confidence,
            record=article.kind in SPEECH,
        )
        for piece in explain(article.text, found):
            click.secho(
                several_lines(piece.text),
                nl=False,
                color=colour(),
                fg=COLOURS.get(piece.part),
                bold=piece.part == "speaker" or None,
                dim=piece.part == "rule" or None,
            )


def _note(name: str, message: str) -> None:
    click.echo(one_line(f"{name}: note: {message}"), err=True)
