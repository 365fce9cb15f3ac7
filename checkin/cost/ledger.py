"""What is counted: texts and segments each way, and what each template takes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from checkin.core.events import Sort
from checkin.core.protocol.values import Cost
from checkin.texts import segments

JOINING, REPLIES, COACHES = "joining", "replies", "to coaches"
JOINED, ANSWERS, TAKEN = "joining answers", "answers and questions", "from coaches"
NOTICES, REMINDERS = "notices", "reminders"
SORTS = {
    Sort.MORNING: "morning questions",
    Sort.EVENING: "evening questions",
    Sort.NUDGE: "nudges",
    Sort.FRIENDLY: "after silence",
    Sort.REMINDER: REMINDERS,
    Sort.ICE: "second ice",
    Sort.COMPRESS: REMINDERS,
    Sort.FOLLOW_UP: NOTICES,
    Sort.NOTICE: NOTICES,
    Sort.REPLY: NOTICES,  # a reply to nobody's text is one that we start
    Sort.URGENT: "urgent texts",
}
OUT = (JOINING, REPLIES, *dict.fromkeys(SORTS.values()), COACHES)
IN = (JOINED, ANSWERS, TAKEN)


@dataclass
class Line:
    """Texts of one kind."""

    texts: int = 0
    segments: int = 0


@dataclass
class Template:
    """How often a template was sent, and what of the segments that carried it was its own."""

    texts: int = 0
    segments: float = 0.0


@dataclass
class Ledger:
    """The texts of some runners over the days on which they took part."""

    days: float = 0.0
    lines: dict[str, Line] = field(default_factory=lambda: {kind: Line() for kind in (*OUT, *IN)})
    templates: dict[str, Template] = field(default_factory=dict)

    def sent(self, kind: str, text: str, said: Sequence[tuple[str, str]]) -> None:
        """A text that went out; `said`: the keys and the words of what it consists of."""
        count = self._count(kind, text)
        length = sum(len(words) for _, words in said)
        for key, words in said:
            template = self.templates.setdefault(key, Template())
            template.texts += 1
            template.segments += count * len(words) / max(length, 1)

    def received(self, kind: str, text: str) -> None:
        """A text that came in."""
        self._count(kind, text)

    def _count(self, kind: str, text: str) -> int:
        count = segments(text)
        self.lines[kind].texts += 1
        self.lines[kind].segments += count
        return count

    def add(self, other: "Ledger") -> None:
        """Count another's texts and days as well."""
        self.days += other.days
        for kind, line in other.lines.items():
            self.lines[kind].texts += line.texts
            self.lines[kind].segments += line.segments
        for key, template in other.templates.items():
            mine = self.templates.setdefault(key, Template())
            mine.texts += template.texts
            mine.segments += template.segments


def price(kind: str, cost: Cost) -> int:
    """Millicents of a segment of one kind of text."""
    if kind in OUT:
        return cost.out_millicents + cost.out_fee_millicents
    return cost.in_millicents + cost.in_fee_millicents


def millicents(ledger: Ledger, cost: Cost) -> int:
    """What all texts of a ledger cost."""
    return sum(line.segments * price(kind, cost) for kind, line in ledger.lines.items())
