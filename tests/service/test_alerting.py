"""Alerts: with the runner's page, taken once for all, told again until then, and never with nobody."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from checkin import service
from checkin.core.events import Act, CoachActed
from checkin.core.facts import Fact, Kind
from checkin.core.reading.model import Tier
from checkin.service import doing, operator
from checkin.sms import Sender, SmsError, of_request
from checkin.store import alerts, belonging, history, people
from checkin.store.history import Line
from checkin.store.tables import coach
from checkin.texts import septets
from scheduler import jobs
from tests.service.cast import ANA, OURS, SAM, PickyDoor, World

WorldWith = Callable[..., World]
BEN, CY, KIM = "+12025550191", "+12025550192", "+12025550102"
OPERATOR, OWN = "+12025550150", "+18005550100"
NEW_YORK = ZoneInfo("America/New_York")
SITE = "https://checkin.example.org"


def having(world: World, **settings: str) -> World:
    services = replace(world.services, settings=replace(world.services.settings, **settings))
    return replace(world, services=services)


def alerted(world: World, *coaches: str, words: str = "felt a pop") -> int:
    """A danger sign of Sam's, and what is due is sent; the runner's id."""
    for number in coaches:
        world.coach(number, {ANA: "Ana", BEN: "Ben", CY: "Cy"}[number])
    sam = world.runner()
    world.says(SAM, words)
    world.work()
    return sam


def bodies(world: World, number: str) -> list[str]:
    return [str(body) for to, body in world.outbox("number", "body") if to == number]


def sent(door: PickyDoor, number: str) -> list[str]:
    return [text.body for text in door.sent if text.to == number]


def last_alert(world: World, number: str) -> tuple[int, str]:
    found = [
        (i, s)
        for i, s, n, kind in world.outbox("id", "sid", "number", "kind")
        if (n, kind) == (number, "alert")
    ]
    return int(str(found[-1][0])), str(found[-1][1])


def fails(world: World, number: str, code: int | None, state: str = "undelivered") -> None:
    text_id, sid = last_alert(world, number)
    assert service.report(world.services, text_id, state, sid, code, world.clock.now)


def troubles(world: World) -> list[str]:
    with world.services.store.read() as tx:
        return [one.key for one in operator.troubles(tx, world.clock.now)]


def work(world: World) -> None:
    world.work()
    jobs.alerts(world.services, world.clock.now)
    world.work()


# The address of the runner's page.

SIGNS = {"emergency": "chest pain now", "same_day": "felt a pop", "crisis": "I want to kill myself"}


@pytest.mark.parametrize("key", sorted(SIGNS))
def test_an_alert_carries_the_address_of_the_runners_page(world: World, key: str):
    world = having(world, public_url=SITE)
    sam = alerted(world, ANA, words=SIGNS[key])
    (said,) = bodies(world, ANA)
    assert (f"coach.{key}",) in world.outbox("key")
    assert said.endswith(f" {SITE}/runners/{sam}")
    assert (septets(said) or 999) <= 160


def test_so_does_one_about_somebody_who_had_stopped(world: World):
    world = having(world, public_url=SITE)
    world.coach()
    sam = world.runner()
    world.says(SAM, "STOP")
    world.says(SAM, "chest pain")
    assert bodies(world, ANA)[-1].endswith(
        f"not told what to do. Call them now. Reply OK. {SITE}/runners/{sam}"
    )


def test_an_address_that_does_not_fit_is_left_out(world: World):
    world = having(world, public_url="https://a-rather-long-name-of-a-club.checkin.example.org")
    world.coach()
    world.runner(name="W" * 20)
    world.says(SAM, "chest pain now")
    (said,) = bodies(world, ANA)
    assert said.endswith("on it.") and "http" not in said


def test_alerts_leave_by_their_own_sender_and_questions_do_not(world_with: WorldWith):
    door = PickyDoor(senders=(Sender(OURS, 1000.0), Sender(OWN, 1000.0)))
    world = world_with(door)
    world.runner(KIM, "Kim")
    alerted(world, ANA)
    world.at(hours=8)
    world.work()
    assert {(text.to, text.sender) for text in door.sent} >= {(ANA, OWN), (KIM, OURS)}
    assert {text.sender for text in door.sent if text.to == KIM} == {OURS}


# Taken.


def take(world: World, runner_id: int, way: str) -> None:
    if way == "text":
        assert world.says(ANA, "OK")
    else:
        service.act(
            world.services, runner_id, CoachActed(world.clock.now, "Ana", Act(way), "spoke with them")
        )


@pytest.mark.parametrize("way", ["text", "acknowledge", "clear", "dismiss"])
def test_the_others_hear_that_one_has_taken_it(world: World, way: str):
    sam = alerted(world, ANA, BEN)
    world.at(hours=9)
    before = len(bodies(world, ANA))
    take(world, sam, way)
    world.work()
    assert bodies(world, BEN)[-1] == "Ana has taken it: Sam. Nothing for you to do."
    assert [body for body in bodies(world, ANA)[before:] if "taken it" in body] == []
    for hours in (10, 13, 34):
        world.at(hours=hours)
        world.work()
    assert len(bodies(world, BEN)) == 2


def test_while_nobody_has_they_hear_the_alert_itself_again(world: World):
    """The control."""
    alerted(world, ANA, BEN)
    for hours in (3, 8, 34):
        world.at(hours=hours)
        world.work()
    assert ["taken" in body for body in bodies(world, BEN)] == [False] * 3


@pytest.mark.parametrize(("words", "at_once"), [("felt a pop", False), ("chest pain now", True)])
def test_at_night_they_hear_it_in_the_morning_but_of_an_emergency_at_once(
    world: World, words: str, *, at_once: bool
):
    world.at(hours=2)
    alerted(world, ANA, BEN, words=words)
    take(world, 1, "text")
    world.work()
    hears = [state for body, state in world.outbox("body", "state") if "taken it" in str(body)]
    assert hears == ["delivered" if at_once else "queued"]
    world.at(hours=8)
    world.work()
    assert [state for body, state in world.outbox("body", "state") if "taken it" in str(body)] == [
        "delivered"
    ]


def test_only_who_was_told_and_still_coaches_the_team_hears_it(world_with: WorldWith):
    world = world_with(PickyDoor())
    hill = service.add_team(world.services, "Hill", "HILL", "UTC")
    service.add_coach(world.services, "Dee", "+12025550193", hill)
    alerted(world, ANA, BEN, CY)
    fails(world, CY, 30006)
    with world.services.store.begin() as tx:
        ben = people.coach_by_number(tx, BEN)
        assert ben is not None
        belonging.unassign(tx, ben.id, world.team.id)
    take(world, 1, "text")
    work(world)
    assert [number for number, key in world.outbox("number", "key") if key == "coach.taken"] == []


def test_several_that_are_taken_at_once_are_one_text(world: World):
    alerted(world, ANA, BEN)
    world.runner(KIM, "Kim")
    world.says(KIM, "felt a pop")
    world.work()
    (thanks,) = world.says(ANA, "OK")
    assert "2 alerts" in thanks
    assert [body for body in bodies(world, BEN) if "taken" in body] == [
        "Ana has taken it: Sam and 1 more. Nothing for you to do."
    ]


def test_what_waits_is_not_sent_any_more_once_it_is_taken(world_with: WorldWith):
    """Ben's phone is off; his alert waits to be sent anew while Ana takes it."""
    door = PickyDoor()
    world = world_with(door)
    alerted(world, ANA, BEN)
    fails(world, BEN, 30003)
    take(world, 1, "text")
    world.clock.now += timedelta(minutes=10)
    work(world)
    assert len(sent(door, BEN)) == 1


def test_else_it_is(world_with: WorldWith):
    """The control."""
    door = PickyDoor()
    world = world_with(door)
    alerted(world, ANA, BEN)
    fails(world, BEN, 30003)
    world.clock.now += timedelta(minutes=10)
    work(world)
    assert len(sent(door, BEN)) == 2


def test_what_is_on_its_way_when_it_is_taken_is_not_sent_anew(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    alerted(world, ANA, BEN)
    take(world, 1, "text")
    fails(world, BEN, 30003)
    world.clock.now += timedelta(minutes=10)
    work(world)
    assert [body for body in sent(door, BEN) if "Reply OK" in body] == [sent(door, BEN)[0]]


def test_of_two_who_take_it_at_once_one_has_it(world: World):
    sam = alerted(world, ANA, BEN)
    said: dict[str, list[str]] = {}
    gate = threading.Barrier(2)

    def takes(number: str) -> None:
        gate.wait()
        text = service.Inbound(f"SM{number[-3:]:0>32}", number, OURS, "OK")
        said[number] = [reply.body for reply in service.receive(world.services, text)]

    threads = [threading.Thread(target=takes, args=(number,)) for number in (ANA, BEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("taken by you" in body for (body,) in said.values()) == [False, True]
    alert = world.state(sam).talk.alert
    taker = next(number for number, (body,) in said.items() if "taken by you" in body)
    assert alert is not None and alert.acknowledged == {ANA: "Ana", BEN: "Ben"}[taker]


# Nobody has it.

ENDS = {
    "a landline, by callback": lambda world: fails(world, ANA, 30006),
    "off, by callback": lambda world: fails(world, ANA, 30003),
    "no reason, by callback": lambda world: fails(world, ANA, None, "failed"),
    "held back": lambda world: fails(world, ANA, 30007),
    "opted out, by callback": lambda world: fails(world, ANA, 21610, "failed"),
    "too late at the provider": lambda world: fails(world, ANA, 30036, "failed"),
    "cancelled at the provider": lambda world: fails(world, ANA, None, "cancelled"),
}


@pytest.mark.parametrize("others", [(), (BEN,)])
@pytest.mark.parametrize("how", sorted(ENDS))
def test_an_alert_that_fails_is_another_coachs_or_the_operators(
    world_with: WorldWith, how: str, others: tuple[str, ...]
):
    door = PickyDoor()
    world = having(world_with(door), operator_number=OPERATOR)
    alerted(world, ANA, *others)
    ENDS[how](world)
    work(world)
    assert len([body for body in sent(door, OPERATOR) if "no coach" in body]) == (0 if others else 1)
    assert len(sent(door, BEN)) == len(others)


@pytest.mark.parametrize("others", [(), (BEN,)])
@pytest.mark.parametrize(("status", "code"), [(400, 21610), (400, 21614), (400, 21211), (400, 21408)])
def test_so_is_one_that_is_refused(world_with: WorldWith, status: int, code: int, others: tuple[str, ...]):
    class Refuses(PickyDoor):
        def send(self, text):
            if text.to == ANA:
                raise SmsError("no", of_request(status, code), code)
            return super().send(text)

    door = Refuses()
    world = having(world_with(door), operator_number=OPERATOR)
    alerted(world, ANA, *others)
    work(world)
    assert len([body for body in sent(door, OPERATOR) if "no coach" in body]) == (0 if others else 1)
    assert len(sent(door, BEN)) == len(others)


@pytest.mark.parametrize("others", [(), (BEN,)])
def test_so_is_one_of_which_nothing_is_ever_known(world_with: WorldWith, others: tuple[str, ...]):
    class Silent(PickyDoor):
        def send(self, text):
            if text.to == ANA:
                raise SmsError("no answer", of_request(500, 20500), 20500)
            return super().send(text)

    door = Silent()
    world = having(world_with(door), operator_number=OPERATOR)
    alerted(world, ANA, *others)
    for _ in range(60):
        world.clock.now += timedelta(minutes=1)
        world.work()
    states = [
        state
        for number, kind, state in world.outbox("number", "kind", "state")
        if (number, kind) == (ANA, "alert")
    ]
    assert "unknown" in states
    assert bool([body for body in sent(door, OPERATOR) if "no coach" in body]) is not bool(others)


@pytest.mark.parametrize("mark", [people.set_stopped, people.set_bad])
@pytest.mark.parametrize("others", [(), (BEN,)])
def test_a_coach_who_stopped_or_has_a_bad_number_leaves_it_to_the_others(
    world_with: WorldWith, mark: Callable[..., None], others: tuple[str, ...]
):
    door = PickyDoor()
    world = having(world_with(door), operator_number=OPERATOR)
    ana = world.coach()
    with world.services.store.begin() as tx:
        mark(tx, ana.id, world.clock.now)
    alerted(world, *others)
    work(world)
    assert sent(door, ANA) == []
    assert (len(sent(door, BEN)), len(sent(door, OPERATOR))) == ((1, 0) if others else (0, 1))


def gone(world: World, way: str) -> None:
    with world.services.store.begin() as tx:
        ana = people.coach_by_number(tx, ANA)
        assert ana is not None
        if way == "removed":
            belonging.unassign(tx, ana.id, world.team.id)
        else:
            tx.execute(delete(coach).where(coach.c.id == ana.id))


@pytest.mark.parametrize("others", [(), (BEN,)])
@pytest.mark.parametrize("when", ["before it leaves", "after it left"])
@pytest.mark.parametrize("way", ["removed", "erased"])
def test_an_alert_of_a_coach_who_is_gone_is_another_coachs_or_the_operators(
    world_with: WorldWith, way: str, when: str, others: tuple[str, ...]
):
    door = PickyDoor()
    world = having(world_with(door), operator_number=OPERATOR)
    for number in (ANA, *others):
        world.coach(number, number)
    world.runner()
    world.says(SAM, "felt a pop")
    if when == "after it left":
        world.work()
    gone(world, way)
    world.clock.now += timedelta(minutes=1)
    work(world)
    assert len(sent(door, OPERATOR)) == (0 if others else 1)
    world.clock.now += timedelta(minutes=1)
    work(world)
    assert len(sent(door, OPERATOR)) == (0 if others else 1)


def test_what_was_taken_needs_nobody(world_with: WorldWith):
    """The control."""
    door = PickyDoor()
    world = having(world_with(door), operator_number=OPERATOR)
    alerted(world, ANA)
    take(world, 1, "text")
    gone(world, "erased")
    world.clock.now += timedelta(minutes=1)
    work(world)
    assert sent(door, OPERATOR) == []


def test_a_second_alert_that_reaches_nobody_is_told_as_soon_as_the_operator_may_be_texted(
    world_with: WorldWith,
):
    door = PickyDoor()
    world = having(world_with(door), operator_number=OPERATOR)
    alerted(world)
    world.clock.now += timedelta(minutes=5)
    world.runner(KIM, "Kim")
    world.says(KIM, "felt a pop")
    counts = []
    for _ in range(30):
        work(world)
        counts.append(len(sent(door, OPERATOR)))
        world.clock.now += timedelta(minutes=1)
    assert (counts[0], counts[9], counts[10], counts[-1]) == (1, 1, 2, 2)


def test_without_an_operators_number_it_is_logged_and_shown(
    world_with: WorldWith, caplog: pytest.LogCaptureFixture
):
    world = world_with(PickyDoor())
    alerted(world, ANA)
    assert troubles(world) == []
    gone(world, "removed")
    world.clock.now += timedelta(minutes=1)
    for _ in range(3):
        work(world)
        world.clock.now += timedelta(minutes=1)
    assert troubles(world) == ["alert"]
    said = [one for one in caplog.records if one.levelname == "CRITICAL"]
    assert len(said) == 1 and "Sam" not in said[0].getMessage()


# Told again.


def moments(world: World, until: timedelta, step: int) -> list[str]:
    """When Ana's alerts were written, by the clock in New York, from now on."""
    end = world.clock.now + until
    while world.clock.now <= end:
        jobs.ask(world.services, world.clock.now)
        world.clock.now += timedelta(minutes=step)
    rows = world.outbox("created_at", "number", "kind")
    return [
        at.astimezone(NEW_YORK).strftime("%d %H:%M")
        for at, number, kind in rows
        if (number, kind) == (ANA, "alert") and isinstance(at, datetime)
    ]


@pytest.mark.parametrize(
    ("words", "hour", "told"),
    [
        ("chest pain now", 23.75, ["02 23:45", "03 00:00", "03 00:15"]),
        ("felt a pop", 10, ["02 10:00", "02 13:00", "03 08:00"]),
        ("felt a pop", 22, ["02 22:00", "03 01:00", "03 08:00"]),
        ("felt a pop", 6, ["02 06:00", "02 08:00", "02 09:00"]),  # eight comes first
        ("felt a pop", 5, ["02 05:00", "02 08:00", "03 08:00"]),  # both at once
        ("felt a pop", 8, ["02 08:00", "02 11:00", "03 08:00"]),
    ],
)
def test_an_alert_is_told_three_times_at_its_times(world: World, words: str, hour: float, told: list[str]):
    world.at(hours=hour)
    alerted(world, ANA, words=words)
    assert moments(world, timedelta(days=3), 5) == told


@pytest.mark.parametrize("way", ["text", "acknowledge"])
@pytest.mark.parametrize(("words", "after"), [("chest pain now", 0.3), ("felt a pop", 4)])
def test_it_is_told_until_somebody_takes_it(world: World, way: str, words: str, after: float):
    world.at(hours=10)
    sam = alerted(world, ANA, words=words)
    assert len(moments(world, timedelta(hours=after), 5)) == 2
    take(world, sam, way)
    assert len(moments(world, timedelta(days=2), 15)) == 2


@pytest.mark.parametrize(
    ("night", "told"),
    [
        (datetime(2026, 3, 8, 3, tzinfo=UTC), ["07 22:00", "08 01:00", "08 08:00"]),  # 02:00 is 03:00
        (datetime(2026, 3, 8, 5, tzinfo=UTC), ["08 00:00", "08 04:00", "08 08:00"]),
        (datetime(2026, 11, 1, 3, tzinfo=UTC), ["31 23:00", "01 01:00", "01 08:00"]),  # 02:00 is 01:00
    ],
)
def test_three_hours_are_three_hours_in_the_nights_in_which_clocks_change(
    world: World, night: datetime, told: list[str]
):
    world.clock.now = night
    alerted(world, ANA)
    assert moments(world, timedelta(days=1), 5) == told


def test_eight_is_where_the_runner_is(world: World):
    """Sam runs in Los Angeles for a team in New York: their eight, when both are awake."""
    world.coach()
    world.runner(zone="America/Los_Angeles")
    world.at(hours=13)
    world.says(SAM, "felt a pop")
    assert moments(world, timedelta(days=1), 5) == ["02 13:00", "02 16:00", "03 11:00"]


def test_after_an_outage_it_is_told_once_and_goes_on_from_there(world: World):
    """Nobody was at work at 01:00 and at 08:00."""
    world.at(hours=22)
    alerted(world, ANA)
    world.at(hours=34)
    assert moments(world, timedelta(days=2), 30) == ["02 22:00", "03 10:00", "04 08:00"]


# Alarm fatigue.


def flag(
    seq: int, at: datetime, tier: Tier = Tier.SAME_DAY, *, kind: Kind = Kind.FLAG, void: bool = False
) -> Fact:
    return Fact(seq, at, at.date(), kind, tier=tier if kind is Kind.FLAG else None, void=void)


def test_alerts_per_hundred_runner_weeks_and_how_many_were_false(world: World):
    sam, kim = world.runner(), world.runner(KIM, "Kim")
    begun = world.clock.now
    day = timedelta(days=1)
    with world.services.store.begin() as tx:
        lines = [
            Line(sam, flag(50, begun + day)),
            Line(sam, flag(51, begun + 2 * day, Tier.SOON)),  # no alert
            Line(kim, flag(50, begun + 3 * day, Tier.EMERGENCY)),
            Line(kim, flag(51, begun + 4 * day, kind=Kind.CHECK_YES)),
        ]
        history.record(tx, lines, begun)
        false = Line(kim, flag(50, begun + 3 * day, Tier.EMERGENCY, void=True), replaces=True)
        history.record(tx, [false], begun + 5 * day)
        whole = alerts.budget(tx, begun, begun + 70 * day)
        later = alerts.budget(tx, begun + 4 * day, begun + 18 * day)
        none = alerts.budget(tx, begun + 60 * day, begun + 60 * day)
    assert (whole.alerts, whole.taken_back, round(whole.runner_weeks, 6)) == (3, 1, 20)
    assert (round(whole.rate, 6), round(whole.false_share, 6)) == (15, round(1 / 3, 6))
    assert (later.alerts, later.taken_back, round(later.runner_weeks, 6)) == (1, 0, 4)
    assert (none.rate, none.false_share) == (0, 0)


def test_a_dismissed_sign_counts_as_false_and_one_who_left_counts_until_then(world: World):
    sam = alerted(world, ANA)
    take(world, sam, "dismiss")
    world.runner(KIM, "Kim")
    begun = world.clock.now
    world.clock.now += timedelta(weeks=1)
    world.says(KIM, "STOP")
    with world.services.store.read() as tx:
        found = alerts.budget(tx, begun - timedelta(hours=1), begun + timedelta(weeks=9))
    assert (found.alerts, found.taken_back) == (1, 1)
    assert 10 <= found.runner_weeks < 10.01


def test_two_coaches_of_one_name_hear_of_each_other(world: World):
    ana, other = world.coach(), world.coach(BEN, "Ana")
    sam = world.runner()
    world.says(SAM, "felt a pop")
    world.work()
    doing.do(world.services, sam, CoachActed(world.clock.now, "Ana", Act.ACKNOWLEDGE), ana.id)
    taken = [number for number, key in world.outbox("number", "key") if key == "coach.taken"]
    assert taken == [other.number]
