"""Bring the catalogues up to date with the code: ``make messages``. A test says when it is due.

``messages.pot`` has every sentence of the interface; each language keeps what it has, gets what is
new with nothing beside it, and loses what is said no more.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from datasette_claims.store.vocabulary import statuses

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "datasette_claims"
FOLDER = PACKAGE / "locale"
TEMPLATE = FOLDER / "messages.pot"

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "said", "N_")),
    **dict.fromkeys(("ngettext", "said_n"), (1, 2)),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SAY = ("datasette_claims.wording import", "datasette_claims.web import", "    interface,")
"""What stands in code that says something to people; elsewhere words like ``said`` are its own."""


def found() -> Catalog:
    """Every sentence of the code; in which file it stands says nothing to translators."""
    catalog = Catalog(project="datasette-claims", charset="utf-8")
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        code = path.read_text("utf-8")
        if path.suffix == ".py" and not any(words in code for words in SAY):
            continue
        method = "jinja2" if path.suffix == ".html" else "python"
        for _, message, _, context in extract_from_file(
            method, path, KEYWORDS, options={"trimmed": "true", "silent": "false"}
        ):
            catalog.add(message, context=context)
    for status in statuses().values():
        catalog.add(status["label_en"])
        catalog.add(status["definition"])
    return catalog


def text(catalog: Catalog, header: str) -> str:
    """A catalogue as its file has it: no places and no dates, which change without any word."""
    file = BytesIO()
    write_po(file, catalog, width=100, no_location=True, omit_header=True, sort_output=True)
    return f"{header}\n{file.getvalue().decode().strip()}\n"


def header(path: Path) -> str:
    """What stands at the top of a file, which is its translators' own."""
    if path == TEMPLATE:
        return 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return path.read_text("utf-8").partition("\n\n")[0] + "\n"


def files() -> dict[Path, str]:
    """Each catalogue with the text that it should have."""
    wanted = found()
    made = {TEMPLATE: text(wanted, header(TEMPLATE))}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            read = read_po(file)
        has = {(each.context, each.id): each for each in read if each.id}
        kept = Catalog(charset="utf-8")
        kept.mime_headers = read.mime_headers  # how many forms a plural has
        for message in wanted:
            if not message.id:
                continue
            before = has.get((message.context, message.id))
            none = ("",) * read.num_plurals if isinstance(message.id, tuple) else ""
            words = before.string if before and all(before.string) else none
            kept.add(message.id, words, context=message.context)
        made[path] = text(kept, header(path))
    return made


if __name__ == "__main__":
    for path, content in files().items():
        path.write_text(content, "utf-8")
        empty = content.count('msgstr ""\n\n') + content.count('msgstr[0] ""\n\n')
        print(f"{path.name}: {content.count('msgid ') - 1} sentences, {empty} without words")
