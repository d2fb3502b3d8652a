"""``datasette claims load``: articles into a database."""

from __future__ import annotations

from datetime import datetime

import click

from datasette_claims.cli.group import tell_of_guards


@click.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.argument("sources", metavar="SOURCE...", type=click.Path(), nargs=-1)
@click.option(
    "--from-table",
    "tables",
    metavar="FILE TABLE",
    nargs=2,
    type=(click.Path(), str),
    multiple=True,
    help="Read a table or view of another SQLite file.",
)
@click.option("--sheet", default="", help="Read this sheet of a workbook, instead of all.")
@click.option(
    "--allow-private",
    is_flag=True,
    help="Also ask machines of this house (private and local addresses) for pages.",
)
@click.option(
    "--keep-stubs",
    is_flag=True,
    help="Store pages without an article (a wall before it, a list of others) all the same.",
)
@click.option("--fetch", is_flag=True, help="Ask for the pages whose addresses stand in a file.")
@click.option(
    "--since",
    metavar="DAY",
    help="Of feeds and other lists, take what is of that day or later: 2025-04-12, 3 days ago.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=1_000,
    show_default=True,
    help="Pages of feeds and other lists that one run asks for; the next run goes on.",
)
@click.option("--text", metavar="COLUMN", help="Of a table: the column that holds the articles.")
@click.option("--url", help="Address of the article (http or https); of a table, its column.")
@click.option("--title", help="Its headline.")
@click.option("--outlet", help="Who published it, if the text does not say so.")
@click.option("--byline", help="Its author line.")
@click.option("--published", help="Its date: 2025-04-12, or in words of its language.")
@click.option("--language", help="Its language, as a code (id), if not to be told from the text.")
@click.option(
    "--dry-run", is_flag=True, help="Say what would happen to each article; write nothing."
)
@click.option("--quiet", is_flag=True, help="Print nothing but what failed.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that look for claims; worth it from some thousand articles on.",
)
def load(
    database: str,
    sources: tuple[str, ...],
    dry_run: bool,
    quiet: bool,
    as_json: bool,
    workers: int,
    tables: tuple[tuple[str, str], ...],
    sheet: str,
    keep_stubs: bool,
    allow_private: bool,
    fetch: bool,
    since: str | None,
    limit: int,
    **overrides: str | None,
) -> None:
    """Find the claims of articles and store them in DATABASE, which is made if it is not there.

    A SOURCE is an HTML page, a text file, a document (PDF, Word, an e-mail …), a table of articles
    (CSV, TSV, Excel, JSON, Parquet), an archive of such (ZIP, WARC), a folder with them, the
    address of any of these, of a feed or of a sitemap, or - for standard input. Loading again is
    safe: it brings claims up to date with the texts and the rules, and leaves what people did
    alone. The database may hold other tables, under other names.

    \b
    Examples:
      datasette claims load claims.db articles/
      datasette claims load claims.db saved-pages/ --keep-stubs
      datasette claims load claims.db a.txt --url https://example.org/a --published 2025-04-12
      pdftotext a.pdf - | datasette claims load claims.db - --title "Title of a"
      datasette claims load claims.db https://example.org/a https://example.org/b
      datasette claims load claims.db https://example.org/feed.xml --since "3 days ago"
      datasette claims load claims.db https://example.org/sitemap.xml --limit 200 --dry-run
      datasette claims load claims.db links.csv --fetch
      datasette claims load claims.db articles/ --dry-run
      datasette claims load claims.db export.csv --dry-run
      datasette claims load claims.db export.csv --text body --url link --language id
      datasette claims load claims.db --from-table news.db articles

    Addresses are asked for one after the other, a second apart on each site, as its robots.txt
    allows; the next time only what has changed since is sent. A page that is gone keeps its copy.

    Of a feed (RSS, Atom, JSON Feed) and of a sitemap every page is asked for that is new since the
    run before; --dry-run lists them. What a file lists (a saved feed, a table or a text of
    addresses) is asked for with --fetch only; a table's other columns tell what its pages do not.

    Which column of a table holds what is guessed from its name and shown; --dry-run stops there.
    For a table, --text, --url, --title and so on name columns (--text lead+body joins two); of
    --outlet, --byline and --language, a value that is no column counts for every row.

    A text file may begin with front matter; options go before it:

    \b
      ---
      url: https://example.org/a
      title: Title of the article
      outlet: Name of the outlet
      byline: Name of the author
      published: 2025-04-12
      language: id
      ---

    It is read as it is typed: a colon or # in a title needs no quotation marks. author, source,
    date and link do as well, and so does TOML between lines of +++.

    Texts are UTF-8; another encoding is read where it can be told, with a note. A page without an
    article (a wall before it, a list of others) is told and not stored. A text in a language
    without rules is stored as und, without claims. Ends with 1 if a file failed, if two texts have
    one address, or if the database could not be written, after doing all that could be done; Ctrl-C
    ends it with 130.
    """
    from datasette_claims.loading import console, languages
    from datasette_claims.reading import Options, Refused
    from datasette_claims.reading.since import day

    told = {field: value for field, value in overrides.items() if value is not None}
    manner = console.Manner(json=as_json, quiet=quiet, dry_run=dry_run)
    if not sources and not tables:
        raise click.UsageError("say what to load: files, folders, -, or --from-table FILE TABLE")
    try:
        since = since and day(since, languages.for_reading(), datetime.now())
    except Refused as reason:
        raise click.BadParameter(str(reason), param_hint="--since") from None
    tell_of_guards(database)
    raise SystemExit(
        console.load(
            database,
            sources,
            told,
            tables=tables,
            options=Options(
                sheet=sheet,
                keep_stubs=keep_stubs,
                allow_private=allow_private,
                fetch=fetch,
                since=since or "",
                limit=limit,
            ),
            workers=workers,
            manner=manner,
        )
    )
