"""Words for people that are put in the reader's language later, where a page is made.

Who says something (the store, a thread, a check) knows no reader: it says it in English, and keeps
beside it the sentence and what was put into it. The command line, JSON and logs use the English as
it is; only a page asks for the sentence again, in its own language.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from markupsafe import Markup, escape

Lookup = Callable[[str, str | None, int], str]
"""A sentence, its plural or ``None`` and the number -> the sentence in another language."""
Field = Callable[[object, str], str]
"""A value and its format -> how it stands in the sentence."""

READER: ContextVar[Callable[[Said], str] | None] = ContextVar("reader", default=None)
"""How whoever asked for the page that is being made is told something; English where nobody did."""


class Said(str):
    """A sentence in English that knows its pattern and what was put into it.

    A template that shows it shows it in the language of the page: it needs no filter.

    >>> Said("Two", "Two").msgid
    'Two'
    """

    msgid: str
    plural: str | None
    n: int
    values: Mapping[str, object]

    def __new__(
        cls,
        text: str,
        msgid: str | None = None,
        values: Mapping[str, object] | None = None,
        plural: str | None = None,
        n: int = 1,
    ) -> Said:
        made = super().__new__(cls, text)
        made.msgid = text if msgid is None else msgid
        made.plural = plural
        made.n = n
        made.values = dict(values or {})
        return made

    def __str__(self) -> str:
        """Itself: ``str(error)`` of an exception that was given a ``Said`` is still one."""
        return self

    def __html__(self) -> Markup:
        told = READER.get()
        return escape(str.__add__(self, "") if told is None else str.__add__(told(self), ""))

    def __getnewargs__(self) -> tuple[Any, ...]:
        plain = str.__add__(self, "")
        return plain, self.msgid, self.values, self.plural, self.n

    def worded(self, lookup: Lookup, field: Field = format) -> str:
        """The sentence by other words; values that were said themselves are put in their words too.

        A sentence of a translator that asks for another value than there is does not break a page.

        >>> said("No {what}.", what=said("claim")).worded(lambda one, many, n: f"{one}!")
        'No claim!.!'
        """
        filler = _Filler(lookup, field)
        try:
            return filler.vformat(lookup(self.msgid, self.plural, self.n), (), self.values)
        except (KeyError, IndexError, ValueError):
            one_or_many = self.msgid if self.plural is None or self.n == 1 else self.plural
            return filler.vformat(one_or_many, (), self.values)


class _Filler(string.Formatter):
    def __init__(self, lookup: Lookup, field: Field) -> None:
        self._lookup = lookup
        self._field = field

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Said):
            return value.worded(self._lookup, self._field)
        return self._field(value, format_spec)


def said(msgid: str, /, **values: object) -> Said:
    """A sentence with its values, in English until a page puts it in another language.

    >>> said("The claim {key} is gone.", key="A1")
    'The claim A1 is gone.'
    """
    return Said(msgid.format(**values), msgid, values)


def said_n(one: str, many: str, number: int, /, **values: object) -> Said:
    """The same by number, which the sentence may name as ``{n}``.

    >>> said_n("{n} claim", "{n:,} claims", 1200)
    '1,200 claims'
    """
    values = {"n": number, **values}
    return Said((one if number == 1 else many).format(**values), one, values, many, number)


def together(parts: Iterable[str], between: str = " ") -> Said:
    """Several sentences or words as one, each put in its own words later.

    >>> together([said("One."), said("Two.")])
    'One. Two.'
    """
    values = {f"part{number}": part for number, part in enumerate(parts)}
    joint = between.replace("{", "{{").replace("}", "}}")
    return said(joint.join(f"{{{name}}}" for name in values), **values)


def told(text: str) -> str:
    """In the language of whoever asked, for what keeps no ``Said``: a cookie, another's template.

    >>> told(said("No {what}.", what="rule"))
    'No rule.'
    """
    return text.__html__().unescape() if isinstance(text, Said) else text


def for_reader(value: Any) -> Any:
    """The value with all that was said in it, at any depth, as the page's reader is told it.

    >>> for_reader({"ok": True, "errors": [said("No {what}.", what="claim")]})
    {'ok': True, 'errors': ['No claim.']}
    """
    told = READER.get()
    if told is None:
        return value
    if isinstance(value, Said):
        return str.__add__(told(value), "")
    if isinstance(value, dict):
        return {key: for_reader(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [for_reader(each) for each in value]
    return value


def N_(msgid: str) -> str:  # noqa: N802 - the name by which translators' tools find it
    """Marks a sentence that is put in other words elsewhere; gives it back as it is.

    >>> N_("True")
    'True'
    """
    return msgid
