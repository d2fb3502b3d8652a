"""A database with one story in four papers, each with a headline of its own."""

from datasette_claims.extraction import analyse
from datasette_claims.model import Article
from datasette_claims.store import database
from datasette_claims.store.writing import store_batch

STORY = """The harbour of Marfield will close, the town council said on Monday.

“Nobody asked the fishermen,” said Hanna Lindqvist, who speaks for forty of them.

The mayor, Tom Reed, said the harbour would lose 4 million pounds this year.

Lindqvist said that the figures were well-known and that the first of them was wrong.

The ferry carried sixty thousand passengers in its last summer, most of them to the islands.
"""

PAPERS = {
    "Marfield Times": ("The harbour closes for the winter", "2026-05-04"),
    "Coast Herald": ("“Nobody asked us”", "2026-05-05"),
    "The Islander": ("Marfield gives up its harbour", "2026-05-05"),
    "Holm Gazette": ("No ferry, no harbour", "2026-05-06"),
}


def four_papers(path):
    """The path, of the database with the claims of all four."""
    with database.opened(path) as db:
        batch = [
            (
                Article(
                    STORY,
                    title=title,
                    outlet=outlet,
                    published=published,
                    language="en",
                    url=f"https://{outlet.lower().replace(' ', '-')}.example/harbour",
                ),
                analyse(STORY, "en", published),
            )
            for outlet, (title, published) in PAPERS.items()
        ]
        store_batch(db, batch, "2026-05-07T09:00:00Z")
        database.tidy(db)
    return path
