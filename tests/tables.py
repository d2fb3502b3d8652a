"""What comes of a table: its articles, what failed, and what is told of it."""

from dataclasses import dataclass, field

from datasette_claims.reading import Options, Place, kinds, places
from datasette_claims.reading.documents import Document
from datasette_claims.reading.outcomes import Failure, Remark


@dataclass
class Came:
    texts: list[str] = field(default_factory=list)
    items: list = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def fields(self, number=0):
        return {told.field: told.value for told in self.items[number].fields}


def came(source, name="list", told=(), **options):
    """Everything that comes of bytes, a text, a path or a document."""
    if isinstance(source, str):
        source = source.encode()
    document = source
    if isinstance(source, bytes):
        document = Document.of(source, name, f"/{name}")
    elif not isinstance(source, Document):
        document = places.document(Place(str(source)))
    result = Came()
    for outcome in kinds.items(document, Options(told=tuple(told), **options)):
        if isinstance(outcome, Failure):
            result.failures.append(f"{outcome.name}: {outcome.reason}")
        elif isinstance(outcome, Remark):
            result.remarks.append(f"{outcome.name}: {outcome.message}")
        else:
            result.items.append(outcome[1])
            result.texts.append(outcome[1].text)
    return result
