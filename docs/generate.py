"""Write what is made from the program itself: ``make generate``. A test says when it is due."""

from pathlib import Path

import click

from datasette_claims.cli import claims
from datasette_claims.extraction.languages import schema
from datasette_claims.publishing.metadata import as_json
from datasette_claims.store.schema import descriptions
from datasette_claims.web import writes

ROOT = Path(__file__).parent.parent
NAMES = ("claims", "public")
BEGIN, END = "<!-- made by make generate -->\n", "<!-- end -->\n"


def pages() -> dict[Path, str]:
    """Each file that is made, wholly or between its marks, with the text it should have."""
    model, languages = ROOT / "docs" / "data-model.md", ROOT / "docs" / "languages.md"
    permissions = ROOT / "docs" / "permissions.md"
    return {
        ROOT / "metadata.json": as_json(NAMES),
        ROOT / "docs" / "commands.md": commands(),
        model: between(model.read_text("utf-8"), tables()),
        languages: between(languages.read_text("utf-8"), keys()),
        permissions: between(permissions.read_text("utf-8"), takers()),
    }


def commands() -> str:
    """The help of every command, as the terminal shows it."""
    parts = ["# Commands\n\nMade from `--help` by `make generate`.\n"]
    with click.Context(claims, info_name="datasette claims") as group:
        parts.append(_help(claims, group))
        for name in sorted(claims.commands):
            command = claims.commands[name]
            with click.Context(command, info_name=name, parent=group) as context:
                parts.append(f"## datasette claims {name}\n\n{_help(command, context)}")
                for below, one in sorted(getattr(command, "commands", {}).items()):
                    with click.Context(one, info_name=below, parent=context) as inner:
                        title = f"## datasette claims {name} {below}"
                        parts.append(f"{title}\n\n{_help(one, inner)}")
    return "\n".join(parts)


def _help(command: click.Command, context: click.Context) -> str:
    formatter = click.HelpFormatter(width=80)
    command.format_help(context, formatter)
    return f"```\n{formatter.getvalue().rstrip()}\n```\n"


def tables() -> str:
    """The tables and views with their columns, in the words of the schema."""
    parts = []
    for table, (words, columns) in descriptions().items():
        if columns and not table.startswith("_"):
            rows = "\n".join(f"| `{name}` | {text} |" for name, text in columns.items())
            parts.append(f"### {table}\n\n{words}.\n\n| column | holds |\n|---|---|\n{rows}\n")
    return "\n" + "\n".join(parts) + "\n"


def keys() -> str:
    """The tables and keys of a language file, in the words of its schema."""
    parts = []
    for brackets, tables in (("[{}]", schema.TABLES), ("[[{}]]", schema.ROWS)):
        for table, its_keys in tables.items():
            rows = "\n".join(f"| `{n}` | {k.type} | {k.meaning} |" for n, k in its_keys.items())
            title = brackets.format(table)
            parts.append(f"### `{title}`\n\n| key | type | holds |\n|---|---|---|\n{rows}\n")
    return "\n" + "\n".join(parts) + "\n"


def takers() -> str:
    """The addresses that take changes, and from whom."""

    def said(actor: writes.Actor, origin: writes.Origin, *, mutable: bool = True) -> str:
        lines = [
            writes.taken(actor, mutable=mutable, origin=origin, asks_token=asks)
            for asks in (True, False)
        ]
        return ("no", "on 1.0", "yes")[sum(lines)]

    addresses = "\n".join(
        f"| `{writes.words(at)}` | {does} |" for at, does in writes.TAKING.items()
    )
    rows = "\n".join(
        f"| {words} | {' | '.join(said(who, origin) for origin in writes.ORIGINS)} "
        f"| {said(who, 'same', mutable=False)} |"
        for who, words in writes.ACTORS.items()
    )
    origins = " | ".join(f"from {words}" for words in writes.ORIGINS.values())
    return (
        f"\n| POST to | what it does |\n|---|---|\n{addresses}\n\n"
        "Whose changes each of them takes; a token comes without a cookie:\n\n"
        f"| who | {origins} | file served read-only |\n|---|---|---|---|---|\n{rows}\n\n"
    )


def between(text: str, made: str) -> str:
    """``text`` with ``made`` between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + made + END + rest.partition(END)[2]


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")
        print(path.relative_to(ROOT))
