"""What a list of addresses comes to: the addresses, or the texts that it holds itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urljoin

from datasette_claims.reading.documents import Document, Item, Listed, Options
from datasette_claims.reading.outcomes import Refused, Remark

HOW = "datasette claims load --fetch asks for their pages"
"""What is said in the browser too, which does not ask for them."""


def given(
    entries: Collection[Listed], document: Document, options: Options
) -> Iterator[Listed | Item | Remark]:
    """Give the entries of a list where they are fetched, else the articles that stand in it.

    Raises ``Refused`` where no article stands in it.
    """
    if options.fetch:
        yield from entries
        return
    found = 0
    for entry in entries:
        if entry.item is not None:
            found += 1
            yield entry.item
    if entries and not found:
        raise Refused(f"lists {addresses(len(entries))}, and holds no whole text; {HOW}")
    if left := len(entries) - found:
        yield Remark(document.name, f"{addresses(left)} left out, without a whole text; {HOW}")


def whole(link: str, base: str = "") -> str:
    """Give the address that a link leads to, written as a browser would.

    >>> whole(" a b\\n", "https://example.org/news/feed.xml")
    'https://example.org/news/a%20b'
    """
    plain = "".join(link.strip().splitlines()).replace("\t", "").replace(" ", "%20")
    try:
        return urljoin(base, plain) if plain else ""
    except ValueError:  # what is no address is told so where it is looked at
        return plain


def addresses(count: int) -> str:
    """So many addresses, in words.

    >>> addresses(1), addresses(1200)
    ('1 address', '1,200 addresses')
    """
    return "1 address" if count == 1 else f"{count:,} addresses"
