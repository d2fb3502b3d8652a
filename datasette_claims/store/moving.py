"""Find the spans of a claim again in a changed text: only where the very words still stand."""

from __future__ import annotations

Spans = frozenset[tuple[str, int, int]]


def moved(spans: Spans, old: str, new: str) -> Spans:
    """The spans in the new text, or none where it no longer has all of the content.

    Source and cue travel with the content; where they no longer stand as far from it, they go.
    """
    content = sorted((start, end) for part, start, end in spans if part == "content")
    if not content:
        return frozenset()
    start, end = content[0]
    shift = _shift(old[start:end], start, len(new) - len(old), new)
    if shift is None:
        return frozenset()

    def stands(start: int, end: int) -> bool:
        return start + shift >= 0 and new[start + shift : end + shift] == old[start:end]

    if not all(stands(*stretch) for stretch in content):
        return frozenset()
    return frozenset(
        (part, start + shift, end + shift) for part, start, end in spans if stands(start, end)
    )


def _shift(words: str, start: int, growth: int, new: str) -> int | None:
    """How far the words moved: not at all, by the growth of the text, else to the nearest place."""
    for shift in (0, growth):
        if start + shift >= 0 and new.startswith(words, start + shift):
            return shift
    after = new.find(words, start)
    before = new.rfind(words, 0, start + len(words))
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start)) - start if places else None
