"""Find the spans of claims again in a changed text: only where the very words still stand."""

from __future__ import annotations

Spans = frozenset[tuple[str, int, int]]


class Move:
    """From an ``old`` text to a ``new`` one. Claims are best asked for in text order.

    What stands between two changes moved by the same distance, so the distance of the claim before
    is tried first; that keeps a long text with many claims linear.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._last = 0

    def __call__(self, spans: Spans) -> Spans:
        """The spans in the new text, or none where it no longer has the content.

        The whole claim with all that stands between its parts is looked for first, then its content
        alone; source and cue that no longer stand as far from it as they did are left behind.
        """
        content = [span for span in spans if span[0] == "content"]
        if not content:
            return frozenset()
        for some in (list(spans), content):
            start, end = min(span[1] for span in some), max(span[2] for span in some)
            shift = self._shift(start, end)
            if shift is not None:
                self._last = shift
                return frozenset(
                    (part, first + shift, last + shift)
                    for part, first, last in spans
                    if self._stands(first, last, shift)
                )
        return frozenset()

    def _stands(self, start: int, end: int, shift: int) -> bool:
        return start + shift >= 0 and self.new.startswith(self.old[start:end], start + shift)

    def _shift(self, start: int, end: int) -> int | None:
        """How far the stretch moved: as the one before, not, by the growth, or to the nearest."""
        for shift in (self._last, 0, len(self.new) - len(self.old)):
            if self._stands(start, end, shift):
                return shift
        words = self.old[start:end]
        places = {self.new.find(words, start), self.new.rfind(words, 0, start + len(words))} - {-1}
        return min((place - start for place in places), key=abs, default=None)
