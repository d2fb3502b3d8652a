"""XML of unknown files: no entity is resolved, nothing is fetched, depth is limited."""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from datasette_claims.reading.outcomes import Refused

DEEPEST = 500
"""Elements in elements."""

ENTITIES = "XML that declares entities: not opened"
"""The reason of what may grow without end."""


def parse(data: bytes) -> Element:
    """Give the root of a document, names as ``{namespace}name``; ``Refused`` if it is none."""
    builder = TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refused(f"XML that is more than {DEEPEST} elements deep")
        builder.start(_name(name), {_name(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(name))

    def entity(*_: object) -> NoReturn:
        raise Refused(ENTITIES)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = entity
    parser.ExternalEntityRefHandler = entity
    try:
        parser.Parse(data, True)
        return builder.close()
    except expat.ExpatError as error:
        raise Refused(f"damaged XML ({error})") from None
    except (AssertionError, LookupError, ValueError) as error:
        raise Refused(f"damaged XML ({type(error).__name__})") from None


def _name(name: str) -> str:
    return "{" + name if "}" in name else name
