"""A few values to store."""

from datetime import UTC, date, datetime
from typing import Any

from checkin.core.facts import Fact, Kind
from checkin.core.model import Course, Decision, Phase, Profile, Runner, Talk

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)


def a_runner(name: str = "Sam", next_due: datetime | None = None, **course: Any) -> Runner:
    """A runner on day 1 of REST."""
    there = Course(DAY, DAY, DAY, DAY, DAY, **course)
    return Runner(Profile(name, "America/New_York"), there, there, talk=Talk(), next_due=next_due)


def a_fact(seq: int, score: int | None = None, **details: Any) -> Fact:
    """A morning's answer."""
    return Fact(seq, NOW, DAY, Kind.MORNING, score, **details)


def a_decision(rule: str = "run.severe", **details: Any) -> Decision:
    """A move from stage 2 to REST."""
    return Decision(NOW, DAY, rule, {"pain": 8, "usual": 2.5}, Phase.REST, 0, Phase.RETURN, 2, "1", **details)
