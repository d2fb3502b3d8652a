"""Find the spans of a claim again in a changed text: only where the very words still stand."""

from __future__ import annotations

Spans = frozenset[tuple[str, int, int]]


def moved(spans: Spans, old: str, new: str) -> Spans:
    """The spans in the new text, or none where it no longer has the content.

    The whole claim with all that stands between its parts is looked for first, then its content
    alone; source and cue that no longer stand as far from it as they did are left behind.
    """
    content = [span for span in spans if span[0] == "content"]
    if not content:
        return frozenset()
    for some in (list(spans), content):
        start, end = min(span[1] for span in some), max(span[2] for span in some)
        shift = _shift(old[start:end], start, len(new) - len(old), new)
        if shift is not None:
            return frozenset(
                (part, first + shift, last + shift)
                for part, first, last in spans
                if first + shift >= 0 and new.startswith(old[first:last], first + shift)
            )
    return frozenset()


def _shift(words: str, start: int, growth: int, new: str) -> int | None:
    """How far the words moved: not, by the growth of the text, or to the nearest place."""
    for shift in (0, growth):
        if start + shift >= 0 and new.startswith(words, start + shift):
            return shift
    places = {new.find(words, start), new.rfind(words, 0, start + len(words))} - {-1}
    return min((place - start for place in places), key=abs, default=None)
