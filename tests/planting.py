"""Copies of an article as papers make them, and changes of a claim that make another of it."""

import re
import textwrap

from datasette_claims.reading.wrapped import unfolded

FRAMES = {
    "en": "Sign up for our morning letter. Follow us for more news from the region and beyond.",
    "id": "Ikuti kami untuk kabar lain dari daerah. Daftar sekarang dan dapatkan surat pagi.",
    "ms": "Ikuti kami untuk berita lain dari daerah. Daftar sekarang dan dapatkan surat pagi.",
}


def paragraphs(text):
    return text.split("\n\n")


def dateline(text, language="en"):
    """The paper has its own place before the story, with or without one of the agency's."""
    head, *rest = paragraphs(text)
    head = re.sub(r"^[A-Z][A-Z ]+,? .{0,24}?(?:—|--|–) ", "", head)
    place = {"en": "HOLMFIRTH", "id": "KOTA BARAT, KABAR.EXAMPLE", "ms": "BANDAR BARAT"}[language]
    return "\n\n".join([f"{place} - {head}", *rest])


def headline(text, language="en"):
    """Another headline, in place of that of the agency where it has one."""
    head, *rest = paragraphs(text)
    new = {"en": "What we know so far", "id": "Yang perlu diketahui", "ms": "Apa yang diketahui"}
    kept = [] if not head.rstrip("”\"'’").endswith((".", "?", "!", ":")) else [head]
    return "\n\n".join([new[language], *kept, *rest])


def dropped(text, language="en", at=None):
    """One paragraph left out, the last but one unless told."""
    some = paragraphs(text)
    del some[len(some) - 2 if at is None else at]
    return "\n\n".join(some)


def wrapped(text, language="en"):
    """Lines of 60 letters, as an agency's wire has them, read as a file of such is read."""
    lines = (
        one
        if "\n" in one
        else textwrap.fill(one, 60, break_on_hyphens=False, break_long_words=False)
        for one in paragraphs(text)
    )
    return unfolded("\n\n".join(lines))


def straight(text, language="en"):
    """Typewriter's quotation marks instead of the typographic ones."""
    return re.sub("[“”„]", '"', re.sub("[‘’]", "'", text))


def curly(text, language="en"):
    """Typographic quotation marks instead of a typewriter's."""
    return "\n\n".join(
        re.sub(r'"([^"]*)("|$)', lambda m: f"“{m[1]}{'”' if m[2] else ''}", one)
        for one in paragraphs(text)
    )


def framed(text, language="en"):
    """With what a page has around a story."""
    return f"{FRAMES[language]}\n\n{text}\n\n{FRAMES[language]}"


def edited(text, language="en"):
    """A word changed here and there between the quotations, by a sub-editor."""
    words = {
        "en": [("also", "too,"), ("about", "some"), ("began", "started"), ("more than", "over")],
        "id": [("juga", "pula"), ("sekitar", "kira-kira"), ("tersebut", "itu"), ("saat", "ketika")],
        "ms": [("juga", "turut"), ("sekitar", "kira-kira"), ("tersebut", "itu")],
    }
    for old, new in words[language]:
        text = re.sub(rf"\b{old}\b", new, text)
    return text


COPIES = {
    "same": lambda text, language: text,
    "dateline": dateline,
    "headline": headline,
    "one paragraph dropped": dropped,
    "hard wrap": wrapped,
    "straight quotation marks": straight,
    "typographic quotation marks": curly,
    "frames of a page": framed,
    "light editing": edited,
    "dateline, headline, dropped": lambda text, language: headline(
        dropped(dateline(text, language)), language
    ),
}


def other_figure(words):
    """The words with one figure changed; None where they have none."""
    found = list(re.finditer(r"\d", words))
    if not found:
        return None
    at = found[len(found) // 2].start()
    return f"{words[:at]}{(int(words[at]) + 1) % 10}{words[at + 1 :]}"


def other_name(words):
    """The words with one name (a capital within) changed; None where they have none."""
    found = re.search(r"(?<=[a-z,] )[A-Z][a-z]{3,}", words)
    return found and f"{words[: found.start()]}Tarvik{words[found.end() :]}"


def negated(words, language="en"):
    """The words with a word that says the contrary."""
    first, *rest = words.split(" ")
    no = {"en": "never", "id": "tidak", "ms": "tidak"}[language]
    return " ".join([first, no, *rest])


CHANGES = {
    "another figure": lambda words, language: other_figure(words),
    "another name": lambda words, language: other_name(words),
    "a negation": negated,
}
