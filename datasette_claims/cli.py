"""The commands of ``datasette claims``: options, and one call each."""

import signal
import sys

import click

INTERRUPTED = 128 + signal.SIGINT


class Quiet(click.Group):
    """Commands that Ctrl-C ends without a traceback, whatever is done or imported just then."""

    def invoke(self, ctx: click.Context):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)


def tell_of_guards(database: str) -> None:
    """Say in one line where the triggers of a database are not what they should be."""
    from datasette_claims.store import guards

    if warning := guards.warning_of(database):
        click.echo(f"Warning: {warning}", err=True)


@click.group(cls=Quiet)
@click.version_option(package_name="datasette-claims", prog_name="datasette-claims")
def claims():
    """Find attributed claims in news articles, check them, export and publish them."""


@claims.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.argument("sources", metavar="SOURCE...", type=click.Path(), nargs=-1, required=True)
@click.option("--url", help="Address of the article (http or https).")
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
    **overrides: str | None,
) -> None:
    """Find the claims of articles and store them in DATABASE, which is made if it is not there.

    A SOURCE is a text file, a folder (all .txt, .md and .text files below it), or - for standard
    input. Loading again is safe: it brings claims up to date with the texts and the rules, and
    leaves what people did alone. The database may hold other tables, under other names.

    \b
    Examples:
      datasette claims load claims.db articles/
      datasette claims load claims.db a.txt --url https://example.org/a --published 2025-04-12
      pdftotext a.pdf - | datasette claims load claims.db - --title "Title of a"
      datasette claims load claims.db articles/ --dry-run

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

    Texts are UTF-8, or UTF-16 with a byte-order mark. A text in a language without rules is stored
    as und, without claims. Ends with 1 if a file failed, if two texts have one address, or if the
    database could not be written, after doing all that could be done; Ctrl-C ends it with 130.
    """
    from datasette_claims.loading import console

    told = {field: value for field, value in overrides.items() if value is not None}
    manner = console.Manner(json=as_json, quiet=quiet, dry_run=dry_run)
    tell_of_guards(database)
    raise SystemExit(console.load(database, sources, told, workers=workers, manner=manner))


@claims.command()
@click.option("--jsonl", is_flag=True, help="Read articles and write claims as JSON lines.")
@click.option(
    "--explain", "article", metavar="FILE", help="Show the claims of one article and why."
)
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
def extract(jsonl, article, scope, min_confidence, lang):
    """Find the claims of articles without storing them.

    An article line is a JSON object with "text" and, if known, "id", "lang", "published" (a date)
    and "title". FILE is a text file, or - for standard input.

    \b
    Examples:
      datasette claims extract --jsonl < articles.jsonl > claims.jsonl
      datasette claims extract --explain article.txt
    """
    from datasette_claims.extraction import codes
    from datasette_claims.extraction.jsonl import InputError, claims_of_lines, few_collections

    if jsonl == bool(article):
        raise click.UsageError("say either --jsonl or --explain FILE")
    if lang and lang not in codes():
        raise click.BadParameter(f"there is {', '.join(codes())}", param_hint="--lang")
    if article:
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


@claims.command()
@click.argument("source", metavar="DATABASE", type=click.Path())
@click.argument("target", metavar="PUBLIC", type=click.Path())
@click.option("--force", is_flag=True, help="Replace PUBLIC if it is an earlier public copy.")
@click.option(
    "--passages-only",
    is_flag=True,
    help="Of each article, copy only the sentences around its claims.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go in and what not; write nothing.")
def snapshot(source, target, force, passages_only, dry_run):
    """Make a read-only copy of DATABASE that can be put on the internet.

    PUBLIC is a new file that holds only what may be public: claims, their articles, and every
    verdict that was published with its reason and evidence. Names of reviewers, notes, drafts,
    removed evidence and extraction errors stay at home. The report says what was left out and why.

    \b
    Examples:
      datasette claims snapshot claims.db public.db
      datasette claims snapshot claims.db public.db --passages-only --force
      datasette -i public.db -m metadata.json --template-dir templates
    """
    from pathlib import Path

    from datasette_claims.publishing.snapshot import make
    from datasette_claims.store.errors import StoreError

    options = {"force": force, "passages_only": passages_only, "dry_run": dry_run}
    try:
        tell_of_guards(source)
        click.echo(make(Path(source), Path(target), **options))
    except StoreError as error:
        raise click.ClickException(str(error)) from error


@claims.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
def upgrade(database):
    """Bring DATABASE up to date with this version, and put back triggers that keep its history.

    Loading into a database does the first by itself. Copy the file before: an older version of the
    program cannot read it afterwards. Nothing that people did is changed.

    \b
    Example:
      datasette claims upgrade claims.db
    """
    from pathlib import Path

    from datasette_claims.store.database import upgraded
    from datasette_claims.store.errors import StoreError

    try:
        done = upgraded(Path(database))
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    for line in done or ["nothing had to be done"]:
        click.echo(f"{database}: {line}")


@claims.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
def metadata(names):
    """Print a metadata.json for databases called NAME: what tables and columns mean, facets, order.

    NAME is the file's name without .db; claims and public unless told otherwise.

    \b
    Example:
      datasette claims metadata pemilu pemilu-public > metadata.json
    """
    from datasette_claims.publishing.metadata import as_json

    click.echo(as_json(names or ("claims", "public")), nl=False)


@claims.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.option(
    "--format",
    type=click.Choice(["csv"]),
    default="csv",
    show_default=True,
    expose_value=False,  # there is one so far; the option is there for scripts that say it
    help="What to write.",
)
@click.option("--filter", "query", default="", help="Query string of a browse page.")
@click.option(
    "--spreadsheet",
    is_flag=True,
    help="For Excel and its like: marked as UTF-8, formulas made harmless.",
)
@click.option(
    "-o", "--output", type=click.Path(), help="File to write, instead of standard output."
)
def export(database, query, spreadsheet, output):
    """Write the claims of DATABASE, all or those of a filter, with names instead of keys.

    The filter is what stands behind the question mark in the address of a browse page; the file
    holds exactly the claims of that page. Their number goes to standard error.

    \b
    Examples:
      datasette claims export claims.db > claims.csv
      datasette claims export claims.db --filter "status=false&month=2025-04" -o false.csv
      datasette claims export claims.db --spreadsheet -o claims.csv
    """
    from pathlib import Path

    from datasette_claims.publishing.export import export as write
    from datasette_claims.store.errors import StoreError

    target = Path(output) if output and output != "-" else None
    try:
        tell_of_guards(database)
        rows = write(Path(database), query, target, spreadsheet=spreadsheet)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{rows:,} {'row' if rows == 1 else 'rows'}", err=True)
