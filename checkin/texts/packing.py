"""Puts the sentences of a direct reply into at most two texts."""

from collections.abc import Sequence

from checkin.core.events import Part
from checkin.texts.gsm import segments


def pack(parts: Sequence[tuple[Part, str]]) -> list[str]:
    """Danger, decision, echo, plan, tip: in this order, each whole, one segment a text where that can be.

    Only tips are ever left out, the last first; everything else is sent even where it needs longer texts.
    """
    ordered = sorted(parts, key=lambda part: part[0].value)
    while True:
        texts = _split(ordered)
        if all(segments(text) == 1 for text in texts) or not ordered or ordered[-1][0] is not Part.TIP:
            return texts
        ordered.pop()


def _split(ordered: list[tuple[Part, str]]) -> list[str]:
    """The cheapest division at one point, the first text as full as it can be. Danger is never put off."""
    sentences = [text for _, text in ordered if text]
    first = max(1, sum(part is Part.DANGER for part, text in ordered if text))
    candidates = [
        [text for text in (" ".join(sentences[:cut]), " ".join(sentences[cut:])) if text]
        for cut in range(len(sentences), first - 1, -1)
    ]
    return min(candidates, key=_cost, default=[])


def _cost(texts: list[str]) -> tuple[int, int, int]:
    lengths = [segments(text) for text in texts]
    return sum(lengths), max(lengths, default=0), len(texts)
