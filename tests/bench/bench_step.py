"""What a step costs after 90 days of history, in microseconds, beside the least a check-in could do."""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from checkin.core.engine import step
from checkin.core.events import Event, TextReceived, TimeArrived
from checkin.core.model import Runner
from tests.core.builders import World, a_runner, days, on

DAYS, ROUNDS, EACH = 90, 7, 300


def a_history() -> World:
    """A runner who answered for 90 days, at the time of a morning question."""
    world = World(a_runner("3 3 3 3 3", stage=1, runs="5:2:ok", entered=10))
    for number in range(1, DAYS + 1):
        world.at("08:05", days(number))
        world.text(str((3, 2, 4, 1, 2)[number % 5]))
        if world.course.gate or world.course.check:
            world.text("Y" if world.course.gate else "N")
        world.at("19:05")
        if any(one.evening and one.day == world.day for one in world.course.asked):
            world.text("ran 5k, pain 2")
        if number == DAYS:
            world.next_day("07:59")
    return world


def least(scores: list[int], body: str) -> tuple[list[int], float]:
    """A number kept and the median of a week: no dates, no rules, no words."""
    kept = [*scores[-89:], int(body)]
    return kept, median(kept[-7:])


def microseconds(act: Callable[[], object]) -> float:
    """The best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _ in range(EACH):
            act()
        best = min(best, time.perf_counter() - begun)
    return best / EACH * 1e6


def main() -> dict[str, float]:
    """Print the figures, and return them."""
    world = a_history()
    p, day = world.protocol, world.day
    waiting: Runner = world.runner
    eight = on(day, "08:00")
    asked = step(waiting, TimeArrived(eight), p).runner
    told = step(asked, TextReceived(eight, "3"), p).runner
    scores = [3, 2, 4, 1, 2] * 18
    events: list[tuple[str, Runner, Event]] = [
        ("time, nothing due", waiting, TimeArrived(eight - timedelta(minutes=1))),
        ("time, the morning question", waiting, TimeArrived(eight)),
        ('text "3"', asked, TextReceived(eight, "3")),
        (
            'text "ran 5k easy, pain 2, bit stiff"',
            told,
            TextReceived(eight, "ran 5k easy, pain 2, bit stiff"),
        ),
        ('text "yesterday 4", folded again', told, TextReceived(eight, "yesterday morning 4")),
        ('text "oops 4", a correction', told, TextReceived(eight, "oops 4")),
    ]
    base = microseconds(lambda: least(scores, "3"))
    print(f"\nstep, {DAYS} days of history, {len(waiting.journal)} journal lines")
    print(f"  {'the least a check-in could do':40} {base:8.1f} us      1.0 x")
    figures = {}
    for name, runner, event in events:
        figures[name] = microseconds(lambda runner=runner, event=event: step(runner, event, p))
        print(f"  {name:40} {figures[name]:8.1f} us {figures[name] / base:8.1f} x")
    return figures


if __name__ == "__main__":
    main()
