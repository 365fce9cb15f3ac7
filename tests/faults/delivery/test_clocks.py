"""Clocks that are set, stand still or change in the night: one question a day, in time, our misses ours."""

import shutil
import threading
import time as machine
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import delete, select, update

from checkin.config import Services, offline, use_pinned_zones, wall_clock
from checkin.core.events import Enrolled
from checkin.core.facts import Kind
from checkin.core.protocol import Protocol
from checkin.service import add_runner, enrol
from checkin.sms import Accepted, Found, Outgoing, Received
from checkin.store import outgoing, people, runners, wake
from checkin.store.outgoing import Draft
from checkin.store.tables import journal, outbox, runner
from scheduler import clock, jobs
from scheduler.clock import SETTLING, Pulse
from tests.faults.delivery.conftest import Force
from tests.faults.delivery.crew import wait_until
from tests.service.cast import OURS, SAM, Clock, PickyDoor, World

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ZONES = (
    "America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo",
    "Asia/Beirut", "America/Nuuk", "Pacific/Auckland", "America/Havana", "Atlantic/Azores",
    "Africa/Casablanca", "Pacific/Chatham",
)  # fmt: skip
QUESTIONS = ("morning", "evening")


# A world whose clock is set, and every text that left it.


class DatedDoor(PickyDoor):
    """Remembers when each text left, by the service's own clock."""

    def __init__(self, now: Clock) -> None:
        super().__init__()
        self.now = now
        self.left: list[tuple[datetime, Outgoing]] = []

    def send(self, text: Outgoing) -> Accepted:
        self.left.append((self.now(), text))
        return super().send(text)

    def fetch(self, sid: str) -> Found:
        return Found(sid, "delivered")


@dataclass
class Town:
    """A team in one zone, its runners, and what they answer to what they are asked."""

    world: World
    door: DatedDoor
    numbers: "count[int]" = field(default_factory=count)
    read: int = 0
    silent: bool = False  # nobody answers

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def set_to(self, at: datetime) -> None:
        self.world.clock.now = at

    def runner(self, zone: str, *, stage: int = 0, **clocks: time) -> int:
        services, number = self.world.services, f"+1202555{next(self.numbers) + 1000:04}"
        runner_id = add_runner(services, self.world.team, "Sam", number, zone=zone, **clocks)
        enrol(services, runner_id, Enrolled(self.now, stage=stage or None))
        return runner_id

    def work(self) -> None:
        """All jobs; whoever was asked something answers at once."""
        self.world.work()
        asked = [text for _, text in self.door.left[self.read :]]
        self.read = len(self.door.left)
        kinds = {} if self.silent or not asked else dict(self.world.outbox("id", "kind"))
        for text in asked:
            if kinds.get(text.id) in QUESTIONS:
                self.world.says(text.to, "2" if kinds[text.id] == "morning" else "no run")

    def pass_to(self, until: datetime, stride: timedelta = 4 * HOUR) -> None:
        """Time goes by, from one thing that falls due to the next."""
        while self.now < until:
            with self.world.services.store.read() as tx:
                due = wake.next_at(tx, self.now) or until
            self.set_to(min(max(due, self.now + MINUTE), self.now + stride, until))
            self.work()

    def close(self) -> None:
        self.world.services.store.close()


def a_town(url: str, now: datetime) -> Town:
    at = Clock(now)
    door = DatedDoor(at)
    services = offline(url, at, door=door)
    with services.store.begin() as tx:
        team = people.add_team(tx, "Riverside", "RIVER", "America/New_York", now)
    return Town(World(services, at, team), door)


# The judge: what left when, against the days and clocks of each runner, read off their zone minute by minute.


@lru_cache(maxsize=4096)
def readings(day: date, zone: str) -> tuple[tuple[datetime, time], ...]:
    """Every minute of a local day, and what a clock there shows."""
    begin = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=16)
    there = ((at, at.astimezone(ZoneInfo(zone))) for at in (begin + MINUTE * n for n in range(54 * 60)))
    return tuple((at, local.time()) for at, local in there if local.date() == day)


def window(day: date, own: time, zone: str, protocol: Protocol) -> tuple[datetime, datetime]:
    """Between which instants a question may leave that is put at `own` time: from the first minute at which a
    clock shows it, or has passed over it, for as long as the protocol says."""
    minutes = readings(day, zone)
    wide = timedelta(minutes=protocol.ask.window_minutes)
    passed = [at for at, shown in minutes if shown >= own]
    if not passed:  # the skipped hour is the day's last
        return minutes[-1][0] - HOUR, minutes[-1][0] + wide
    skipped = own not in {shown for _, shown in minutes}
    return passed[0], passed[0] + wide + (HOUR if skipped else timedelta())


def is_quiet(shown: time, protocol: Protocol) -> bool:
    return shown >= protocol.quiet.start or shown < protocol.quiet.end


@dataclass(frozen=True)
class Put:
    """A text that left: for which day it is, and when it left."""

    runner_id: int
    kind: str
    day: date
    at: datetime


def puts(town: Town) -> list[Put]:
    """Every text that we started, in the order they left."""
    columns = ("id", "runner_id", "kind", "local_date")
    rows = {row[0]: row[1:] for row in town.world.outbox(*columns)}
    return [
        Put(*rows[text.id], at)  # type: ignore[arg-type]
        for at, text in town.door.left
        if rows[text.id][1] != "reply"
    ]


def wrong(town: Town, moved: dict[int, tuple[datetime, str]] | None = None) -> list[str]:
    """What left that should not have: twice for a day, or outside its window. `moved`: since when a runner is
    in another zone."""
    found = [
        f"{kind} of {day} was put to {runner_id} {times} times"
        for (runner_id, kind, day), times in Counter(
            (one.runner_id, one.kind, one.day) for one in puts(town) if one.kind in QUESTIONS
        ).items()
        if times > 1
    ]
    for one in puts(town):
        profile = town.world.state(one.runner_id).profile
        zone = profile.zone
        since, earlier = (moved or {}).get(one.runner_id, (town.now, zone))
        zone = earlier if one.at <= since else zone
        found += _misplaced(one, {"morning": profile.morning, "evening": profile.evening}, zone, town)
    return found


def _misplaced(one: Put, own: dict[str, time], zone: str, town: Town) -> Iterator[str]:
    protocol, shown = town.world.services.protocol, one.at.astimezone(ZoneInfo(zone))
    asked_at = own.get(one.kind)
    if is_quiet(shown.time(), protocol) and not (asked_at and is_quiet(asked_at, protocol)):
        yield f"{one} left at {shown:%H:%M} in {zone}, in quiet hours"
    if asked_at is not None:
        opens, closes = window(one.day, asked_at, zone, protocol)
        if not opens <= one.at <= closes:
            yield f"{one} left at {shown:%d %H:%M} in {zone}, outside the window of {asked_at}"


def unaccounted(town: Town, since: datetime, until: datetime) -> list[str]:
    """Days whose morning question neither left nor is known to be our miss, or both; and days of silence."""
    put = {(one.runner_id, one.day) for one in puts(town) if one.kind == "morning"}
    protocol, found = town.world.services.protocol, []
    for runner_id in ids(town):
        now = town.world.state(runner_id)
        missed = {one.day for one in now.course.asked if one.missed and not one.evening}
        if now.course.silent:
            found.append(f"{runner_id} counts as silent for {now.course.silent} days")
        day = since.date() - timedelta(days=1)
        while (day := day + timedelta(days=1)) < until.date():
            opens, closes = window(day, now.profile.morning, now.profile.zone, protocol)
            if opens > since and closes < until and ((runner_id, day) in put) is (day in missed):
                found.append(f"the morning of {day} of {runner_id}: put and missed are {day in missed}")
    return found


def ids(town: Town) -> list[int]:
    with town.world.services.store.read() as tx:
        return list(tx.execute(select(runner.c.id)).scalars())


def misses(town: Town) -> int:
    return sum(one.missed for known in ids(town) for one in town.world.state(known).course.asked)


# Nights in which clocks change.


@dataclass(frozen=True)
class Night:
    """When a zone's clocks change, and what they show then: before, and after."""

    zone: str
    at: datetime
    before: datetime
    after: datetime

    def __str__(self) -> str:
        return f"{self.zone} {self.before:%b}"

    def odd(self) -> list[time]:
        """Clock times around and within the hour that is skipped or repeated."""
        first, last = sorted((self.before.replace(tzinfo=None), self.after.replace(tzinfo=None)))
        middle = first + (last - first) / 2
        return [one.time() for one in (first - MINUTE, first, middle, last - MINUTE, last)]


def nights(zone: str, year: int = 2026) -> list[Night]:
    there, begin, found = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC), []
    for hour in range(365 * 24):
        at = begin + HOUR * hour
        offset = at.astimezone(there).utcoffset()
        if offset != (at + HOUR).astimezone(there).utcoffset():
            while at.astimezone(there).utcoffset() == offset:
                at += MINUTE
            assert offset is not None
            found.append(Night(zone, at, (at + offset).replace(tzinfo=None), at.astimezone(there)))
    return found


@pytest.fixture(autouse=True, scope="module")
def pinned_zones() -> None:
    """Those of the service, whichever test comes first."""
    use_pinned_zones()


def smooth(town: Town, to: datetime) -> None:
    town.pass_to(to)


def set_back(town: Town, to: datetime) -> None:
    """An hour back."""
    town.set_to(town.now - HOUR)
    town.pass_to(to)


def set_ahead(town: Town, to: datetime) -> None:
    """An hour ahead, and after a while right again."""
    town.set_to(town.now + HOUR)
    town.pass_to(town.now + 20 * MINUTE)
    town.set_to(town.now - HOUR)
    town.pass_to(to)


def down(town: Town, to: datetime) -> None:
    """Nothing is at work for six hours."""
    town.set_to(town.now + 6 * HOUR)
    town.work()
    town.pass_to(to)


FAULTS: list[Callable[[Town, datetime], None]] = [smooth, set_back, set_ahead, down]


def settle_in(town: Town, night: Night) -> None:
    """Runners who are asked at odd times, in the morning or how their run was, and one at the usual ones."""
    for own in night.odd():
        town.runner(night.zone, morning=own)
    _, first, middle, last, _ = night.odd()
    for own in (middle, last):
        town.runner(night.zone, stage=1, morning=first, evening=own)
    town.runner(night.zone, stage=1)


def strikes(force: Force, town: Town, night: Night) -> datetime:
    """When the fault comes: at any moment of that night, or right after somebody was asked."""
    chance = force.chance()
    day = (night.at + HOUR).astimezone(ZoneInfo(night.zone)).date()
    own = chance.choice(night.odd())
    asked = window(day, own, night.zone, town.world.services.protocol)[0] + 2 * MINUTE
    return chance.choice([night.at + HOUR * chance.uniform(-3, 3), asked])


def live_through(force: Force, town: Town, night: Night, fault: Callable[[Town, datetime], None]) -> None:
    began, ends = town.now, night.at + timedelta(hours=28)
    settle_in(town, night)
    town.pass_to(strikes(force, town, night))
    fault(town, ends)
    kinds = Counter(one.kind for one in puts(town))
    print(f"{night} {fault.__name__}: {dict(kinds)}, {misses(town)} missed")
    assert kinds["morning"] and kinds["evening"]
    assert wrong(town) == []
    assert unaccounted(town, began, ends) == []


@pytest.fixture
def sqlite_urls(sqlite_template: Path, tmp_path: Path) -> Callable[[], str]:
    """A fresh database each time it is asked for one."""
    numbers = count()

    def fresh() -> str:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copyfile(sqlite_template, path)
        return f"sqlite:///{path}"

    return fresh


def try_nights(force: Force, urls: Callable[[], str], chosen: Sequence[Night]) -> None:
    """In the short form one fault a night, in turns; in the long one each."""
    for place, night in enumerate(chosen):
        turn = (ZONES.index(night.zone) + place) % len(FAULTS)
        for fault in FAULTS if force.long else FAULTS[turn : turn + 1]:
            with closing(a_town(urls(), night.at - timedelta(hours=30))) as town:
                live_through(force, town, night, fault)


@pytest.mark.parametrize("zone", ZONES[:8])
def test_in_nights_in_which_clocks_change_everyone_is_asked_once_and_in_time(
    force: Force, sqlite_urls: Callable[[], str], zone: str
):
    chosen = nights(zone)
    assert len(chosen) == 2
    try_nights(force, sqlite_urls, chosen)


def test_in_further_zones_too(force: Force, sqlite_urls: Callable[[], str]):
    """Changes at midnight, at a quarter to three, and three times a year."""
    known = [night for zone in ZONES[8:] for night in nights(zone)]
    try_nights(force, sqlite_urls, known if force.long else [force.chance().choice(known)])


@pytest.mark.postgres
@pytest.mark.parametrize(("zone", "fault"), [("America/New_York", set_back), ("America/Nuuk", down)])
def test_on_postgresql_too(force: Force, pg_url: str, zone: str, fault: Callable[[Town, datetime], None]):
    night = force.chance().choice(nights(zone))
    with closing(a_town(pg_url, night.at - timedelta(hours=30))) as town:
        live_through(force, town, night, fault)


# What the judge sees when a guard is off.

MONDAY_AT_EIGHT = datetime(2026, 3, 2, 13, tzinfo=UTC)
NEW_YORK = "America/New_York"


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """A town two hours before everyone is asked."""
    made = a_town(sqlite_url, MONDAY_AT_EIGHT - 2 * HOUR)
    yield made
    made.close()


def as_of(town: Town, runner_id: int) -> dict[str, object]:
    with town.world.services.store.read() as tx:
        row = tx.execute(select(runner).where(runner.c.id == runner_id)).mappings().one()
    return {name: row[name] for name in ("state", "next_due")}


def forget(town: Town, runner_id: int, known: dict[str, object]) -> None:
    """The runner is as they were, as if nobody remembered that they were asked."""
    with town.world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.id == runner_id).values(known))
        tx.execute(delete(journal).where(journal.c.kind != Kind.ENROLLED.value))


def test_a_question_that_the_runner_forgot_is_not_put_again(town: Town):
    """A second guard: one question a kind and day in the table of texts."""
    sam = town.runner(NEW_YORK)
    before = as_of(town, sam)
    town.pass_to(MONDAY_AT_EIGHT + 10 * MINUTE)
    forget(town, sam, before)
    town.pass_to(MONDAY_AT_EIGHT + 90 * MINUTE)
    assert [one.kind for one in puts(town) if one.kind in QUESTIONS] == ["morning"]
    assert wrong(town) == []


def test_with_both_guards_off_the_second_question_is_seen(town: Town):
    """The control: the first one counts as another question."""
    sam = town.runner(NEW_YORK)
    before = as_of(town, sam)
    town.pass_to(MONDAY_AT_EIGHT + 10 * MINUTE)
    forget(town, sam, before)
    with town.world.services.store.begin() as tx:
        tx.execute(update(outbox).where(outbox.c.kind == "morning").values(seq=9))
    town.pass_to(MONDAY_AT_EIGHT + 90 * MINUTE)
    assert wrong(town) == [f"morning of 2026-03-02 was put to {sam} 2 times"]


def test_a_question_without_an_end_is_seen_to_leave_too_late(town: Town):
    """The control: it waited for six hours."""
    town.runner(NEW_YORK)
    town.set_to(MONDAY_AT_EIGHT)
    jobs.recover(town.world.services, town.now)
    jobs.ask(town.world.services, town.now)
    with town.world.services.store.begin() as tx:
        tx.execute(update(outbox).values(expires_at=None))
    town.set_to(town.now + 6 * HOUR)
    town.work()
    assert ["outside the window" in one for one in wrong(town)] == [True]


def test_silence_is_seen(town: Town):
    """The control: nobody answers what they were asked."""
    town.silent = True
    town.runner(NEW_YORK)
    began = town.now
    town.pass_to(began + timedelta(days=3))
    assert unaccounted(town, began, town.now) == ["1 counts as silent for 2 days"]


def test_a_day_that_nobody_can_account_for_is_seen(town: Town):
    """The control: what was queued is gone, and nobody was told."""
    town.runner(NEW_YORK)
    began = town.now
    town.set_to(MONDAY_AT_EIGHT)
    jobs.recover(town.world.services, town.now)
    jobs.ask(town.world.services, town.now)
    with town.world.services.store.begin() as tx:
        tx.execute(update(outbox).values(state="cancelled"))
    town.pass_to(began + timedelta(days=1))
    assert unaccounted(town, began, town.now) == ["the morning of 2026-03-02 of 1: put and missed are False"]


# Away for six hours.


@pytest.fixture
def any_town(database_url: str) -> Iterator[Town]:
    """The same on both databases."""
    made = a_town(database_url, MONDAY_AT_EIGHT - 2 * HOUR)
    yield made
    made.close()


def test_a_question_that_waited_while_we_were_away_is_our_miss(any_town: Town):
    town, services = any_town, any_town.world.services
    sam, began = town.runner(NEW_YORK), any_town.now
    town.set_to(MONDAY_AT_EIGHT)
    jobs.recover(services, town.now)
    assert jobs.ask(services, town.now) == 1  # and then everything stops
    town.set_to(town.now + 6 * HOUR)
    town.pass_to(began + timedelta(days=3))
    assert town.world.outbox("kind", "state")[0] == ("morning", "expired")
    assert [one.missed for one in town.world.state(sam).course.asked] == [True, False, False]
    assert wrong(town) == [] and unaccounted(town, began, town.now) == []


def test_who_wrote_while_we_were_away_is_not_asked_any_more(any_town: Town):
    """Their text is read from the provider's list before anything is asked."""
    town = any_town
    sam, began = town.runner(NEW_YORK, morning=time(13)), any_town.now
    eva = town.runner(NEW_YORK, morning=time(13))
    town.work()
    with town.world.services.store.read() as tx:
        numbers = {one: kept.number for one in (sam, eva) if (kept := runners.get(tx, one))}
    town.door.came.append(Received("SM" + "5" * 32, numbers[sam], OURS, "morning 2", 0, town.now + HOUR))
    town.set_to(MONDAY_AT_EIGHT + 5 * HOUR)  # down since two hours before eight; it is one o'clock
    town.work()
    assert [one.runner_id for one in puts(town) if one.kind == "morning"] == [eva]
    assert town.world.state(sam).course.mornings[-1].day == date(2026, 3, 2)
    town.pass_to(began + timedelta(days=2))
    assert wrong(town) == []
    assert sorted(one.runner_id for one in puts(town) if one.kind == "morning") == [sam, eva, eva]


# A question whose window goes over midnight.

LATE = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)  # Monday, half past eleven


def test_a_question_put_after_midnight_is_of_the_day_it_was_due_on(town: Town):
    town.runner(NEW_YORK, morning=time(23, 30))
    town.pass_to(LATE - 10 * MINUTE)
    town.set_to(LATE + 40 * MINUTE)  # ten past midnight, and within the two hours
    town.work()
    assert [one.day for one in puts(town) if one.kind == "morning"] == [date(2026, 3, 2)]


def put_twice(town: Town, stage: int, wakes: datetime) -> list[bool]:
    """A runner is asked at half past eleven, on two days; of each question, whether it is the second."""
    late = {"evening": time(23, 30)} if stage else {"morning": time(23, 30)}
    town.runner(NEW_YORK, stage=stage, **late)
    town.pass_to(LATE - 10 * MINUTE)
    town.set_to(wakes)
    town.pass_to(LATE + timedelta(days=1, hours=2))
    kind = "evening" if stage else "morning"
    return [one.at >= LATE + timedelta(days=1) for one in puts(town) if one.kind == kind]


@pytest.mark.parametrize("stage", [0, 1])
def test_after_a_question_put_after_midnight_the_next_one_is_not_left_out(town: Town, stage: int):
    assert put_twice(town, stage, wakes=LATE + 40 * MINUTE) == [False, True]


@pytest.mark.parametrize("stage", [0, 1])
def test_nor_is_it_after_one_put_a_minute_before(town: Town, stage: int):
    """The control."""
    assert put_twice(town, stage, wakes=LATE + 28 * MINUTE) == [False, True]


def test_a_question_put_after_midnight_that_is_lost_is_the_miss_of_its_own_day(town: Town):
    sam = town.runner(NEW_YORK, morning=time(23, 30))
    town.pass_to(LATE - 10 * MINUTE)
    town.set_to(LATE + 40 * MINUTE)
    jobs.recover(town.world.services, town.now)
    assert jobs.ask(town.world.services, town.now) == 1  # and then everything stops
    town.set_to(LATE + 6 * HOUR)
    town.work()
    assert [one.day for one in town.world.state(sam).course.asked if one.missed] == [date(2026, 3, 2)]


# Another zone, a minute before midnight.


def move(town: Town, runner_id: int, zone: str, *, at_once: bool) -> None:
    """A runner lives elsewhere from now on. `at_once`: it is looked at once more when they are asked next."""
    with town.world.services.store.begin() as tx:
        kept = runners.get(tx, runner_id, lock=True)
        assert kept is not None
        moved = replace(kept.runner, profile=replace(kept.runner.profile, zone=zone))
        runners.save(tx, [runners.change(kept, moved)])
        if at_once:
            runners.postpone(tx, [runner_id], town.now)


@pytest.mark.parametrize("at_once", [True, False])
def test_who_moves_a_minute_before_midnight_is_asked_once_a_day_all_the_same(
    force: Force, sqlite_url: str, at_once: bool
):
    chance, began = force.chance(), datetime(2026, 3, 4, 12, tzinfo=UTC)
    zones = (*ZONES, "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Honolulu")
    with closing(a_town(sqlite_url, began)) as town:
        moves = []
        for _ in range(force.of(8, 60)):
            here, there = chance.sample(zones, 2)
            own = time(chance.randrange(24), chance.choice((0, 1, 30, 59)))
            sam = town.runner(here, stage=chance.choice((0, 1)), morning=own)
            day = began.astimezone(ZoneInfo(here)).date() + timedelta(days=1)
            moves.append((readings(day, here)[-1][0], sam, here, there))
        for at, sam, _, there in sorted(moves):
            town.pass_to(at)
            move(town, sam, there, at_once=at_once)
        town.pass_to(began + timedelta(days=5))
        print(f"{Counter(one.kind for one in puts(town))}, {misses(town)} missed")
        assert wrong(town, {sam: (at, here) for at, sam, here, _ in moves}) == []
        assert unaccounted(town, began + timedelta(days=3), town.now) == []


# The machine's clock is set while the scheduler is at work.


class Heard(Pulse):
    """Every run of a job is written down, with the instant of its end."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[tuple[str, float]] = []

    def beat(self, name: str) -> None:
        super().beat(name)
        self.ran.append((name, machine.monotonic()))

    def since(self, instant: float) -> set[str]:
        return {name for name, at in list(self.ran) if at > instant}


@dataclass
class Wall:
    """A wall clock that is wrong by as much as it is told to be."""

    by: timedelta = timedelta()

    def __call__(self) -> datetime:
        return wall_clock() + self.by


@dataclass
class Running:
    """A scheduler at work, and its clock, which is wrong until it is set."""

    services: Services
    pulse: Heard
    wall: Wall
    scheduler: BackgroundScheduler

    def set(self) -> float:
        """The clock is set right; when. What was due by the wrong one is due so much sooner or later."""
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=job.next_run_time + self.wall.by)
        self.wall.by = timedelta()
        return machine.monotonic()


EVERYTHING = {job.__name__ for job, _ in clock.EVERY}


@contextmanager
def running(url: str, by: timedelta, *, keeps: bool = True) -> Iterator[Running]:
    """Its clock is going to be set `by` so much. `keeps`: it notices."""
    wall, pulse, stop = Wall(-by), Heard(), threading.Event()
    services = offline(url, wall)
    scheduler = clock.make(BackgroundScheduler, services, pulse)
    keeper = threading.Thread(
        target=clock.keep_time, args=(scheduler, pulse, stop, wall), kwargs={"every": 0.2}
    )
    scheduler.start()
    if keeps:
        keeper.start()
    try:
        assert wait_until(lambda: pulse.since(0) == EVERYTHING, 30)
        yield Running(services, pulse, wall, scheduler)
    finally:
        stop.set()
        if keeps:
            keeper.join()
        scheduler.shutdown()
        services.store.close()


def test_a_clock_that_is_set_back_an_hour_stops_no_job(sqlite_url: str):
    with running(sqlite_url, -HOUR) as one:
        at = one.set()
        assert wait_until(lambda: one.pulse.since(at) == EVERYTHING, 30, step=0.02)
        took = machine.monotonic() - at
        print(f"every job again after {took:.2f} s")
        assert took < 2


def test_if_nobody_notices_they_wait_for_an_hour(sqlite_url: str):
    """The control."""
    with running(sqlite_url, -HOUR, keeps=False) as one:
        at = one.set()
        machine.sleep(2.2)
        ended = Counter(name for name, ended in one.pulse.ran if ended > at)
        assert max(ended.values(), default=0) <= 1  # what was running has ended


def queue_one(services: Services) -> None:
    with services.store.begin() as tx:
        outgoing.queue(tx, [Draft(SAM, "notice-test", "k", "Text", outgoing.NOTICE)], services.clock())


def is_sent(services: Services) -> bool:
    with services.store.read() as tx:
        return tx.execute(select(outbox.c.state)).scalar_one() == "delivered"


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_after_a_large_jump_nothing_is_sent_until_the_clock_has_settled(
    force: Force, sqlite_url: str, by: timedelta
):
    with running(sqlite_url, by) as one:
        at = one.set()
        assert wait_until(lambda: one.pulse.is_held("deliver"), 10, step=0.02)
        queue_one(one.services)
        began = machine.monotonic()
        assert wait_until(lambda: "deliver" in one.pulse.since(began), 10)  # it runs, and does nothing
        assert not is_sent(one.services)
        if force.long:
            assert wait_until(lambda: is_sent(one.services), 30)
            assert machine.monotonic() - at >= SETTLING


def test_after_a_slight_one_it_is(sqlite_url: str):
    """The control."""
    with running(sqlite_url, timedelta(seconds=-20)) as one:
        one.set()
        machine.sleep(0.5)
        queue_one(one.services)
        assert wait_until(lambda: is_sent(one.services), 8)


def test_a_job_that_wakes_before_anybody_has_noticed_asks_nothing_early(sqlite_url: str):
    """At seven the clock is an hour ahead for a moment."""
    at = Clock(MONDAY_AT_EIGHT - HOUR)
    services = offline(sqlite_url, at)
    with services.store.begin() as tx:
        team = people.add_team(tx, "Riverside", "RIVER", NEW_YORK, at())
    with closing(Town(World(services, at, team), DatedDoor(at))) as town:
        town.runner(NEW_YORK)
        pulse, stop = Pulse(), threading.Event()
        scheduler = clock.make(BackgroundScheduler, services, pulse)
        scheduler.start(paused=True)
        keeper = threading.Thread(target=clock.keep_time, args=(scheduler, pulse, stop, at))
        keeper.start()
        clock.run(jobs.ask, 5, services, pulse)
        at.now += HOUR
        clock.run(jobs.ask, 5, services, pulse)  # within the second that `keep_time` takes to notice
        at.now -= HOUR
        clock.run(jobs.deliver, 1, services, pulse)
        stop.set()
        keeper.join()
        scheduler.shutdown()
        assert town.world.outbox("kind") == []
