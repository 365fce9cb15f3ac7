"""5,000 runners due in the same minute, each with 90 days behind them: asked in under 10 s, memory flat."""

import gc
import resource
import sys
import time
from pathlib import Path

import pytest

from checkin.config import offline
from checkin.core.model import Runner
from checkin.store import migrate, people, runners
from scheduler import jobs
from tests.service.cast import SAM, Clock, World

DAYS, DUE = 90, 5000


def with_history(world: World) -> Runner:
    """A runner who answered whatever was asked for weeks; the next thing due is a morning question."""
    sam = world.runner()
    for day in range(DAYS):
        world.at(days=day, hours=8)
        world.work()
        world.at(days=day, hours=8, minutes=10)
        world.says(SAM, str((3, 2, 4, 1, 2)[day % 5]))
        world.at(days=day, hours=19, minutes=10)
        world.work()
        course = world.state(sam).course
        asked = any(one.evening and one.day == course.day and not one.answered for one in course.asked)
        if course.gate or course.check or asked:
            world.says(SAM, "Y" if course.gate else "N" if course.check else "2")
    world.at(days=DAYS, hours=5)
    world.work()
    return world.state(sam)


@pytest.mark.bench
def test_five_thousand_due_at_once(tmp_path: Path):
    services = offline(f"sqlite:///{tmp_path / 'bench.db'}", Clock(), durable=True)
    migrate.fresh(services.store)
    with services.store.begin() as tx:
        team = people.add_team(tx, "Riverside", "RIVER", "America/New_York", services.clock())
    world = World(services, services.clock, team)  # type: ignore[arg-type]
    one = with_history(world)
    with services.store.begin() as tx:
        for last in range(DUE - 1):
            runners.add(tx, team.id, f"+1303{last:07}", one, world.clock.now)
    assert one.next_due is not None
    world.clock.now = one.next_due
    gc.collect()
    gc.freeze()  # as the scheduler does
    before, begun = peak(), time.perf_counter()
    assert jobs.ask(services, world.clock.now) == DUE
    asked, grown = time.perf_counter() - begun, peak() - before
    begun = time.perf_counter()
    assert jobs.deliver(services, world.clock.now) == DUE
    sent = time.perf_counter() - begun
    gc.unfreeze()
    services.store.close()
    print(f"\n{DUE} due at once: asked in {asked:.1f} s ({asked / DUE * 1000:.2f} ms each), ", end="")
    print(f"delivered to a local phone in {sent:.1f} s; memory grew by {grown:.0f} MiB")
    assert asked < 10
    assert grown < 64


def peak() -> float:
    """The most memory this process ever held, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / 1024 if sys.platform == "darwin" else most / 1024
