"""Front matter: the block of YAML between two lines of dashes that may open a text file.

python-frontmatter finds the block and parses it. Its ``parse`` also strips the text and changes
its line ends, so only the two steps that leave the text alone are used.
"""

from __future__ import annotations

from collections.abc import Mapping

from datasette_claims.reading.outcomes import Refused

LARGEST = 64 * 1024
"""Characters of front matter that are parsed; a longer block is no description of a text."""


def split(text: str) -> tuple[Mapping[str, object], str]:
    """Give the fields of a text's front matter and the text after it; no fields if it has none.

    >>> split("---\\ntitle: Banjir\\n---\\nHujan turun.")
    ({'title': 'Banjir'}, 'Hujan turun.')

    Every value is text as written (``no`` is not a truth value, a date is not parsed), or a list or
    mapping of such. A rule of dashes above text that is no mapping is part of the text.
    """
    import yaml
    from frontmatter import YAMLHandler

    handler = YAMLHandler()
    above = text[: len(text) - len(text.lstrip())]
    opening = handler.FM_BOUNDARY.match(text, len(above))
    if not opening:
        return {}, text
    try:
        block, rest = handler.split(text[len(above) :])
    except ValueError:  # no second line of dashes
        return {}, text
    if len(block) > LARGEST:
        raise Refused(f"front matter is longer than {LARGEST:,} characters")
    try:
        fields = handler.load(block, Loader=_text_only())
    except yaml.YAMLError as error:
        line = text.count("\n", 0, opening.end())
        raise Refused(f"front matter is not valid YAML{_where(error, line)}") from None
    except RecursionError:
        raise Refused("front matter is nested too deeply") from None
    if fields is None:
        return {}, _after(rest)
    if not isinstance(fields, dict):
        return {}, text
    return fields, _after(rest)


def _after(rest: str) -> str:
    """The text without the end of the dashes' line and the blank lines that follow it."""
    body = rest.lstrip()
    start = rest.rfind("\n", 0, len(rest) - len(body)) + 1  # spaces that indent it are its own
    return rest[start:]


def _text_only() -> type:
    """A YAML loader that knows text, lists, mappings and null; any other tag is an error to it."""
    from yaml import SafeLoader

    resolvers = {
        first: [(tag, form) for tag, form in known if tag.endswith(":null")]
        for first, known in SafeLoader.yaml_implicit_resolvers.items()
    }
    constructors = {
        tag: make
        for tag, make in SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in {"null", "str", "seq", "map"}
    }
    return type(
        "TextOnly",
        (SafeLoader,),
        {"yaml_implicit_resolvers": resolvers, "yaml_constructors": constructors},
    )


def _where(error: Exception, above: int) -> str:
    """The line of a YAML error (``above`` lines precede the block), and what is wrong there."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or ""
    line = f" (line {above + mark.line + 1})" if mark else ""
    return f"{line}: {problem}" if problem else line
