"""Every reply in tests/replies gets its label; wrong scores and missed red flags are counted apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checkin.core.reading.lines import answer

FOLDER = Path(__file__).parent / "replies"
LEAST_ACCURACY = 0.99


@dataclass(frozen=True)
class Reply:
    """A line of a table of replies, and what it was read as."""

    place: str
    line: str
    wanted: str
    read: str

    @property
    def is_wrong(self) -> bool:
        return self.read != self.wanted

    @property
    def is_wrong_score(self) -> bool:
        return self.is_wrong and self.read.startswith(("score:", "correct:"))

    @property
    def is_missed_flag(self) -> bool:
        return self.is_wrong and self.wanted == "red_flag"

    @property
    def is_false_alarm(self) -> bool:
        return self.is_wrong and self.read == "red_flag"

    def __str__(self) -> str:
        return f"{self.place}: {self.line!r} should be {self.wanted}, is {self.read}"


def replies(path: Path) -> Iterator[Reply]:
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if row and not row.startswith("#"):
            line, _, wanted = row.rpartition("\t")
            yield Reply(f"{path.name}:{number}", line, wanted, answer(line))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_replies_are_read_as_they_were_meant(path: Path) -> None:
    found = list(replies(path))
    wrong = [reply for reply in found if reply.is_wrong]
    scores = [reply for reply in found if reply.is_wrong_score]
    missed = [reply for reply in found if reply.is_missed_flag]
    alarms = [reply for reply in found if reply.is_false_alarm]
    accuracy = 1 - len(wrong) / len(found)
    print(
        f"\n{path.stem}: {len(found)} replies, {accuracy:.1%} right,"
        f" {len(scores)} wrong scores, {len(missed)} missed and {len(alarms)} false red flags"
    )
    print(*wrong, sep="\n")
    assert not scores
    assert not missed
    assert accuracy >= LEAST_ACCURACY
