"""The commands of ``datasette claims``: options, and one call each."""

import click


@click.group()
def claims():
    """Find attributed claims in news articles, check them, export and publish them."""


@claims.command()
@click.option("--jsonl", is_flag=True, help="Read and write JSON lines.")
def extract(jsonl):
    """Find the claims of articles without storing them."""
    from datasette_claims.extraction import jsonl as lines

    lines.run(click.get_text_stream("stdin"), click.get_text_stream("stdout"))
