"""The web killed, slow, without its database or away: every text has its one effect and its one answer."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from sqlalchemy import create_engine, func, make_url, select, update

from checkin import service
from checkin.config import Services, Timing, offline, wall_clock
from checkin.core.events import Enrolled
from checkin.service import operator, outcomes
from checkin.sms import Accepted, Found, Outgoing, printable
from checkin.store import Store, listing, outgoing
from checkin.store.outgoing import Draft
from checkin.store.tables import inbound, journal, outbox, runner
from scheduler import jobs
from tests.faults.delivery.conftest import Force
from tests.faults.delivery.crew import all_settled, crew, wait_until
from tests.faults.delivery.web import ROOT, Site, WebProcess
from tests.faults.delivery.worker import ACCOUNT, OURS, PUBLIC, TOKEN, Spec, services
from tests.service.cast import ANA, MONDAY, SAM, Clock, PickyDoor, World, make_world
from tests.support.twilio import Faults, TwilioProcess

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
TwilioWith = Callable[..., TwilioProcess]
WebWith = Callable[..., WebProcess]

RUNNERS = tuple(f"+12025550{number}" for number in range(101, 121))
OPERATOR = "+12025550191"
HANDS = 8
PATIENT = f"{PUBLIC}/sms#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000"
# Ours are a tenth of the real times or less, Twilio's a fifth: it gives up within three seconds, and nobody
# sends an answer by another way before five.
SCALE = 0.2
LONGEST_WAIT = 120.0  # seconds
UNSENT = ("cancelled", "expired")


@pytest.fixture
def web_with(tmp_path: Path) -> Iterator[Callable[..., WebProcess]]:
    """A web process, not started yet."""
    made: list[WebProcess] = []

    def make(site: Site, chance: random.Random) -> WebProcess:
        made.append(WebProcess(site, tmp_path, chance))
        return made[-1]

    yield make
    for one in made:
        one.end()


@dataclass(frozen=True)
class Before:
    """What there was before the texts came."""

    versions: dict[str, int]
    sids: frozenset[str]
    last_id: int


def enrolled(url: str, numbers: Sequence[str] = RUNNERS) -> Before:
    """Runners with a score of their first morning, who have read all that was sent to them."""
    made = offline(url, wall_clock)
    team = service.add_team(made, "Riverside", "RIVER", "America/New_York")
    service.add_coach(made, "Ana", ANA, team)
    for place, number in enumerate(numbers):
        runner_id = service.add_runner(made, team, f"Runner {place}", number)
        service.enrol(made, runner_id, Enrolled(made.clock()))
        service.receive(made, service.Inbound(f"SM{place:032x}", number, OURS, "morning 3"))
    jobs.deliver(made, made.clock())
    with made.store.read() as tx:
        versions = dict(tx.execute(select(runner.c.number, runner.c.version)).all())
        sids = frozenset(tx.execute(select(inbound.c.sid)).scalars())
        last_id = tx.execute(select(func.max(outbox.c.id))).scalar_one()
    made.store.close()
    return Before(versions, sids, last_id)


def some_texts(count: int, chance: random.Random) -> list[tuple[str, str]]:
    """Numbers and bodies: reminders have each an answer of their own, STATUS always the same."""
    found = []
    for place in range(count):
        reminder = f"REMIND {8 + place // 60 % 12:02}:{place % 60:02}"
        body = chance.choice([reminder, f"CHANGE {chance.randrange(5)}", "STATUS", "STATUS"])
        found.append((RUNNERS[place % len(RUNNERS)], body))
    return found


def some_alike(count: int) -> list[tuple[str, str]]:
    """From a few numbers, all with the same answer."""
    return [(RUNNERS[place % 6], "STATUS") for place in range(count)]


def hand_over(
    twilio: TwilioProcess, texts: Sequence[tuple[str, str]], pause: float, seed: int
) -> list[threading.Thread]:
    """Begin to hand texts over with several hands."""
    waiting: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for one in texts:
        waiting.put(one)

    def work(chance: random.Random) -> None:
        while True:
            try:
                number, body = waiting.get_nowait()
            except Empty:
                return
            twilio.receive(number, OURS, body)
            time.sleep(chance.uniform(0, pause))

    threads = [threading.Thread(target=work, args=(random.Random(seed + hand),)) for hand in range(HANDS)]
    for thread in threads:
        thread.start()
    return threads


def hand_all_over(twilio: TwilioProcess, texts: Sequence[tuple[str, str]], seed: int) -> None:
    for hand in hand_over(twilio, texts, 0.0, seed):
        hand.join()


def is_quiet(store: Store, twilio: TwilioProcess) -> bool:
    """Every text that came is known and handled, and every answer is out."""
    with store.read() as tx:
        known = dict(tx.execute(select(inbound.c.sid, inbound.c.handled_at)).all())
    came = {event["sid"] for event in twilio.history.inbound()}
    return came <= known.keys() and None not in known.values() and all_settled(store)


def problems(store: Store, twilio: TwilioProcess, before: Before) -> list[str]:
    """What is wrong, by the provider's log and the database alone."""
    return [*_kept(store, twilio, before), *_effects(store, twilio, before), *_answers(store, twilio, before)]


def _kept(store: Store, twilio: TwilioProcess, before: Before) -> Iterator[str]:
    with store.read() as tx:
        handled = dict(tx.execute(select(inbound.c.sid, inbound.c.handled_at)).all())
    kept = handled.keys() - before.sids
    came = {event["sid"] for event in twilio.history.inbound()}
    taken = {event["sid"] for event in twilio.history.webhooks() if event["status"] == 200}
    yield from (f"{sid} was taken and not kept" for sid in sorted(taken - kept))
    yield from (f"{sid} never became known" for sid in sorted(came - kept))
    yield from (f"{sid} never came" for sid in sorted(kept - came))
    yield from (f"{sid} was not handled" for sid in sorted(kept) if handled[sid] is None)


def _effects(store: Store, twilio: TwilioProcess, before: Before) -> Iterator[str]:
    """A text changes its runner once, and a correction writes one line."""
    came = twilio.history.inbound()
    texts = Counter(event["from"] for event in came)
    changes = Counter(event["from"] for event in came if event["body"].startswith("CHANGE"))
    lines = select(runner.c.number, func.count()).join(journal).where(journal.c.kind == "morning")
    with store.read() as tx:
        versions = dict(tx.execute(select(runner.c.number, runner.c.version)).all())
        written = dict(tx.execute(lines.group_by(runner.c.number)).all())
    for number, version in before.versions.items():
        steps = versions[number] - version
        if steps != texts[number]:
            yield f"{number} sent {texts[number]} texts and was changed {steps} times"
        if written[number] - 1 != changes[number]:
            yield f"{number} corrected {changes[number]} times, and {written[number] - 1} lines say so"


def _answers(store: Store, twilio: TwilioProcess, before: Before) -> Iterator[str]:
    rows = select(outbox).where(outbox.c.id > before.last_id)
    with store.read() as tx:
        texts = tx.execute(rows).all()
    answered = {text.reply_to for text in texts}
    had = Counter((event["to"], event["body"]) for event in twilio.history.accepted())
    due = Counter((text.number, printable(text.body)) for text in texts if text.state not in UNSENT)
    yield from (f"{to} never had {body!r} ({count} times)" for (to, body), count in (due - had).items())
    yield from (f"{to} had {body!r} {count} times too often" for (to, body), count in (had - due).items())
    for event in twilio.history.inbound():
        if event["sid"] not in answered:
            yield f"{event['sid']} has no answer"
    yield from (f"text {text.id} ended {text.state}" for text in texts if text.state in ("unknown", "failed"))
    yield from (str(event) for event in twilio.history.violations())


def kill_now_and_then(
    web: WebProcess, chance: random.Random, going_on: Callable[[], bool], least: int
) -> None:
    while going_on() or web.kills < least:
        if chance.random() < 0.8:  # else it may be killed while it starts
            web.wait()
        time.sleep(chance.uniform(1, 2))
        web.kill()
        time.sleep(chance.uniform(0, 0.5))
        web.start()


def killed(
    force: Force,
    url: str,
    twilio_with: TwilioWith,
    web_with: WebWith,
    texts: int,
    kills: int,
    forgets: float = 0.0,
    alike: bool = False,
    **twilios: float,
) -> tuple[TwilioProcess, Before]:
    """Texts handed over while the web is killed every second or two, until everything is quiet."""
    chance = force.chance()
    before = enrolled(url)
    twilio = twilio_with(force.seed, webhook_url=PATIENT, time_scale=SCALE, retry_pause=0.2, **twilios)
    spec = Spec(url, twilio.url, recovers=True, seed=force.seed)
    web = web_with(Site(spec, dawdles=0.15, forgets=forgets), chance)
    twilio.point(routes={PUBLIC: web.url})
    web.start()
    web.wait()
    with crew(spec):
        all_texts = some_alike(texts) if alike else some_texts(texts, chance)
        hands = hand_over(twilio, all_texts[HANDS:], 0.4, force.seed)
        kill_now_and_then(web, chance, lambda: any(hand.is_alive() for hand in hands), kills)
        web.kill()
        hand_all_over(twilio, all_texts[:HANDS], force.seed)  # nobody is there for these
        web.start()
        store = Store(url)
        wait_until(lambda: is_quiet(store, twilio), LONGEST_WAIT if not forgets else 3)
        twilio.settle()  # late word of one text may say that what was taken for it is another's
        wait_until(lambda: is_quiet(store, twilio), LONGEST_WAIT if not forgets else 0)
        store.close()
    tries = Counter(event["error"] for event in twilio.history.webhooks())
    lost = sum(not event["delivered"] for event in twilio.history.inbound())
    ways = Counter(event["via"] for event in twilio.history.accepted())
    print(f"{web.kills} kills; tries {dict(tries)}; {lost} given up; answers {dict(ways)}")
    return twilio, before


def is_whole(url: str) -> bool:
    if not url.startswith("sqlite"):
        return True
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_web_killed_at_any_moment_loses_no_text_and_answers_none_twice(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    twilio, before = killed(force, durable_url, twilio_with, web_with, force.of(60, 500), force.of(2, 20))
    assert problems(store, twilio, before) == []
    assert is_whole(durable_url)


def test_a_web_killed_at_any_moment_answers_none_twice_though_phones_are_slow_to_say_so(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    """By then an answer that was taken for lost is on its way again."""
    if not force.long:
        pytest.skip("waits for slow phones, half a minute: only in the long form")
    twilio, before = killed(
        force, durable_url, twilio_with, web_with, 150, 10, alike=True, delivered_after=9.0
    )
    assert problems(store, twilio, before) == []


def test_a_web_that_answers_without_keeping_is_noticed(
    force: Force, sqlite_store: Store, sqlite_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    """The control."""
    twilio, before = killed(force, sqlite_url, twilio_with, web_with, 32, 0, forgets=0.5)
    assert any("too often" in problem for problem in problems(sqlite_store, twilio, before))


def told_again(twilio: TwilioProcess) -> tuple[list[tuple[str, str]], ...]:
    """The answers to a text, to the same text again, and once more after the first answer has arrived."""

    def answers() -> list[tuple[str, str]]:
        return [(event["m"], event["body"]) for event in twilio.history.accepted()]

    sid = twilio.receive(RUNNERS[0], OURS, "REMIND 09:07")["sid"]
    first = answers()
    twilio.receive_again(sid)
    second = answers()[len(first) :]
    assert twilio.callback(twilio.history.accepted()[0]["sid"], "delivered") == 204
    twilio.receive_again(sid)
    return first, second, answers()[len(first + second) :]


def repeated(
    force: Force, url: str, twilio_with: TwilioWith, web_with: WebWith, *, repeats: bool = False
) -> tuple[list[tuple[str, str]], ...]:
    enrolled(url, RUNNERS[:1])
    twilio = twilio_with(force.seed, Faults(callback_missing=1.0), webhook_url=f"{PUBLIC}/sms")
    web = web_with(Site(Spec(url, twilio.url), repeats=repeats), force.chance())
    twilio.point(routes={PUBLIC: web.url})
    web.start()
    web.wait()
    return told_again(twilio)


def test_a_text_that_comes_again_is_answered_as_before_until_the_answer_has_arrived(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    first, second, third = repeated(force, durable_url, twilio_with, web_with)
    assert first and second == first and third == []


def test_an_answer_given_at_every_time_is_noticed(
    force: Force, sqlite_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    """The control."""
    first, _, third = repeated(force, sqlite_url, twilio_with, web_with, repeats=True)
    assert first and third == first


EVE, ANN, BOB, CAL, DEE, FAY = RUNNERS[:6]
# Who wrote what, in minutes after midnight, while nobody was there: the order is that of the instants.
MISSED = (
    (EVE, 490, "2"),
    (ANN, 500, "5"),
    (BOB, 510, "2"),
    (CAL, 525, "STOP"),
    (DEE, 545, "felt a pop"),
    (ANN, 550, "CHANGE 3"),
    (EVE, 600, "no run today"),
)
LINES = [
    (ANN, "morning", 500),
    (ANN, "morning", 500),  # as corrected: it still belongs to when it was told first
    (BOB, "morning", 510),
    (CAL, "stopped", 525),
    (DEE, "flag", 545),
    (EVE, "morning", 490),
    (EVE, "no-run", 600),
]
TOLD = ("morning", "no-run", "stopped", "flag")


def minutes(after_midnight: float) -> datetime:
    return MONDAY + timedelta(minutes=after_midnight)


@pytest.fixture
def team_with(twilio_with: TwilioWith) -> Iterator[Callable[..., tuple[World, TwilioProcess]]]:
    """A team on a clock of its own, with the real door to the fake, and the real times."""
    made: list[World] = []

    def make(url: str, seed: int, **timing: timedelta) -> tuple[World, TwilioProcess]:
        twilio, clock = twilio_with(seed), Clock()
        known = services(Spec(url, twilio.url))
        settings = replace(known.settings, operator_number=OPERATOR)
        known = replace(known, clock=clock, timing=Timing(**timing), settings=settings)
        team = service.add_team(known, "Riverside", "RIVER", "America/New_York")
        made.append(World(known, clock, team))
        made[-1].coach()
        for number in (EVE, ANN, BOB, CAL, DEE, FAY):
            runner_id = service.add_runner(known, team, number[-3:], number)
            service.enrol(known, runner_id, Enrolled(clock(), stage=3))
        return made[-1], twilio

    yield make
    for one in made:
        one.services.store.close()


def do(world: World, minute: float, *chosen: Callable[[Services, datetime], int]) -> None:
    """Some jobs at some time of the day."""
    world.clock.now = minutes(minute)
    for job in chosen:
        job(world.services, world.clock.now)


def two_hours_away(world: World, twilio: TwilioProcess, chance: random.Random) -> None:
    """Questions are asked at eight; then nobody is there; and at noon, when nudges fall due, we are back."""
    do(world, 480, jobs.ask, jobs.deliver)
    for number, minute, body in chance.sample(MISSED, len(MISSED)):
        twilio.inbound(number, OURS, body, at=minutes(minute))
    do(world, 721, jobs.ask, jobs.deliver, jobs.recover, jobs.deliver)
    do(world, 1141, jobs.ask, jobs.deliver)


def wrongs_of_the_day(world: World, twilio: TwilioProcess) -> list[str]:
    """What should not have come of it, by the provider's log and the database alone."""
    store = world.services.store
    return [*_recovered(store, twilio), *_asked(store, twilio), *_told(store), *_sent(store, twilio)]


def _recovered(store: Store, twilio: TwilioProcess) -> Iterator[str]:
    """Each text once, at its own time, and handled in its order."""
    wanted = [(number, body, minutes(minute)) for number, minute, body in MISSED]
    columns = (inbound.c.number, inbound.c.body, inbound.c.received_at)
    with store.read() as tx:
        rows = tx.execute(select(*columns, inbound.c.sid).order_by(inbound.c.received_at)).all()
        answers = tx.execute(select(outbox.c.reply_to).where(outbox.c.kind == "reply").order_by(outbox.c.id))
        answered = list(dict.fromkeys(answers.scalars()))
    if [tuple(row[:3]) for row in rows] != wanted:
        yield f"recovered were {rows}"
    if answered != [row.sid for row in rows if row.body != "STOP"]:
        yield "the answers are not in the order of the texts"
    if len(twilio.history.inbound()) != len(MISSED):
        yield "the list was not what came"


def _told(store: Store) -> Iterator[str]:
    """What a runner told belongs to when they told it."""
    columns = (runner.c.number, journal.c.kind, journal.c.at)
    told = select(*columns, journal.c.day).join(journal).where(journal.c.kind.in_(TOLD))
    with store.read() as tx:
        lines = tx.execute(told.order_by(runner.c.number, journal.c.seq, journal.c.revision)).all()
        scores = (
            select(journal.c.fact).join(runner).where(runner.c.number == ANN, journal.c.kind == "morning")
        )
        last = tx.execute(scores.order_by(journal.c.revision.desc())).scalars().first()
    wanted = sorted((number, kind, minutes(minute)) for number, kind, minute in LINES)
    if sorted(tuple(line[:3]) for line in lines) != wanted or {line.day for line in lines} != {MONDAY.date()}:
        yield f"the journals say {lines}"
    if '"score":3' not in str(last):
        yield f"the correction came to {last}"


def _asked(store: Store, twilio: TwilioProcess) -> Iterator[str]:
    """Questions and nudges that went out, and to whom."""
    with store.read() as tx:
        kinds = {str(id_): kind for id_, kind in tx.execute(select(outbox.c.id, outbox.c.kind))}
    went = [(kinds[event["m"]], event["to"]) for event in twilio.history.accepted()]
    for kind, wanted in (("nudge", [FAY]), ("evening", [ANN, BOB]), ("alert", [ANA])):
        had = sorted({to for sort, to in went if sort == kind})
        if had != wanted:
            yield f"{kind}: {had}"
    if [kind for kind, to in went if to == CAL] != ["morning"]:
        yield "something went to one who had stopped"


def _sent(store: Store, twilio: TwilioProcess) -> Iterator[str]:
    """Each text once, by the API, and nothing was even tried in vain."""
    with store.read() as tx:
        texts = tx.execute(select(outbox.c.number, outbox.c.body, outbox.c.state)).all()
    due = Counter((number, printable(body)) for number, body, state in texts if state not in UNSENT)
    had = Counter((event["to"], event["body"]) for event in twilio.history.accepted())
    if due != had:
        yield f"sent were {had}, due {due}"
    yield from (f"by {event['via']}" for event in twilio.history.accepted() if event["via"] != "api")
    yield from (str(event) for event in twilio.history.refused() + twilio.history.violations())


TeamWith = Callable[..., tuple[World, TwilioProcess]]


def test_after_two_hours_away_every_text_is_read_in_its_order_before_anyone_is_asked(
    force: Force, durable_url: str, team_with: TeamWith
):
    world, twilio = team_with(durable_url, force.seed)
    two_hours_away(world, twilio, force.chance())
    assert wrongs_of_the_day(world, twilio) == []


def test_asking_before_the_list_is_read_is_noticed(force: Force, sqlite_url: str, team_with: TeamWith):
    """The control: what was known in the morning counts as known all day."""
    world, twilio = team_with(sqlite_url, force.seed, known=timedelta(days=1))
    two_hours_away(world, twilio, force.chance())
    found = wrongs_of_the_day(world, twilio)
    assert any(problem.startswith("nudge") for problem in found), found


def no_list(world: World, twilio: TwilioProcess) -> list[str]:
    """The list fails from before the questions until long after; what was wrong about it."""
    do(world, 470, jobs.recover)
    twilio.faults(list_fails=1.0)
    twilio.inbound(BOB, OURS, "4", at=minutes(484))
    failing = asked = None
    for minute in range(472, 500):
        do(world, minute, jobs.recover, jobs.ask, jobs.deliver)
        failing = failing or (minute if _fails(world) else None)
        asked = asked or (minute if twilio.history.bodies_to(FAY) else None)
    assert failing is not None
    found = [] if asked == failing + 16 else [f"failing at {failing}, asked at {asked}"]
    if len(twilio.history.bodies_to(OPERATOR)) != 1 or "listing" not in _troubles(world):
        found.append("the operator does not know")
    twilio.faults()
    do(world, 501, jobs.recover, jobs.deliver)
    with world.services.store.read() as tx:
        kept = tx.execute(select(inbound.c.number, inbound.c.received_at, inbound.c.handled_at)).all()
    if [tuple(row) for row in kept] != [(BOB, minutes(484), minutes(501))]:
        found.append(f"recovered were {kept}")
    if sum("Stiffness 4" in body for body in twilio.history.bodies_to(BOB)) != 1:
        found.append("what was recovered has no answer")
    return found + [str(event) for event in twilio.history.violations()]


def runner_of(world: World, number: str) -> int:
    with world.services.store.read() as tx:
        return int(tx.execute(select(runner.c.id).where(runner.c.number == number)).scalar_one())


def _fails(world: World) -> bool:
    with world.services.store.read() as tx:
        known = listing.state(tx)
    return known is not None and known.failing_since is not None


def _troubles(world: World) -> list[str]:
    with world.services.store.read() as tx:
        return [one.key for one in operator.troubles(tx, world.clock.now)]


def test_while_the_list_fails_nothing_is_asked_for_a_while_and_then_the_operator_is_told(
    force: Force, durable_url: str, team_with: TeamWith
):
    assert no_list(*team_with(durable_url, force.seed)) == []


@pytest.mark.parametrize("patience", [timedelta(0), timedelta(days=1)])
def test_too_little_or_too_much_patience_with_the_list_is_noticed(
    force: Force, sqlite_url: str, team_with: TeamWith, patience: timedelta
):
    """The control."""
    found = no_list(*team_with(sqlite_url, force.seed, patience=patience))
    assert any("asked at" in problem for problem in found), found


def test_a_correction_does_not_overtake_a_text_that_waits(durable_url: str, team_with: TeamWith):
    """The fallback took the score; the next text found /sms at work again, before the score was handled."""
    world, _ = team_with(durable_url, 0)
    do(world, 480, jobs.ask, jobs.deliver)
    service.keep(world.services, service.Inbound(f"SM{1:032x}", ANN, OURS, "5"))
    world.clock.now += timedelta(seconds=3)
    service.receive(world.services, service.Inbound(f"SM{2:032x}", ANN, OURS, "CHANGE 3"))
    do(world, 481, jobs.recover)
    assert [morning.score for morning in world.state(runner_of(world, ANN)).course.mornings] == [3]


def test_an_answer_to_a_text_before_the_first_question_is_worth_sending_that_morning(
    sqlite_url: str, team_with: TeamWith
):
    world, twilio = team_with(sqlite_url, 0)
    do(world, 470, jobs.recover)
    twilio.inbound(BOB, OURS, "morning 4", at=minutes(478))
    do(world, 541, jobs.recover, jobs.deliver)
    assert any("Stiffness 4" in body for body in twilio.history.bodies_to(BOB))


GONE = "https://gone.example.org/sms"  # no route leads there
FALLBACK = f"{PUBLIC}/sms/fallback"
DANGER = "chest pain and can't breathe"


def by_the_fallback(
    force: Force, url: str, twilio_with: TwilioWith, web_with: WebWith, *, works: bool = True
) -> tuple[TwilioProcess, Before]:
    """Texts that /sms keeps and answers too late, and texts of which it never hears."""
    chance, before = force.chance(), enrolled(url)
    twilio = twilio_with(force.seed, webhook_url=f"{PUBLIC}/sms#rt=300", fallback_url=FALLBACK)
    spec = Spec(url, twilio.url, recovers=works, settles=works)
    web = web_with(Site(spec, dawdles=1.0), chance)
    twilio.point(routes={PUBLIC: web.url})
    web.start()
    web.wait()
    texts = some_texts(40, chance)
    slow = force.of(4, 20)
    hand_all_over(twilio, texts[:slow], force.seed)
    twilio.point(webhook_url=GONE)
    hand_all_over(twilio, [*texts[slow:], (RUNNERS[0], DANGER)], force.seed)
    assert all(event["delivered"] for event in twilio.history.inbound())
    assert twilio.history.accepted() == []  # the fallback answers with no word
    with crew(spec), closing(Store(url)) as store:
        wait_until(lambda: is_quiet(store, twilio), LONGEST_WAIT if works else 1)
        twilio.settle()
        wait_until(lambda: is_quiet(store, twilio), LONGEST_WAIT if works else 0)
    return twilio, before


def test_what_reached_the_fallback_is_answered_once_by_the_worker(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    twilio, before = by_the_fallback(force, durable_url, twilio_with, web_with)
    assert problems(store, twilio, before) == []
    assert {event["via"] for event in twilio.history.accepted()} == {"api"}
    assert ANA in {event["to"] for event in twilio.history.accepted()}  # the danger words
    tried = [(event["fallback"], event["error"]) for event in twilio.history.webhooks()]
    assert {(False, "rt"), (False, "ct"), (True, None)} == set(tried)


def test_a_worker_that_reads_and_settles_nothing_is_noticed(
    force: Force, sqlite_store: Store, sqlite_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    """The control."""
    twilio, before = by_the_fallback(force, sqlite_url, twilio_with, web_with, works=False)
    found = problems(sqlite_store, twilio, before)
    assert any("was not handled" in problem for problem in found)
    assert any("never had" in problem for problem in found)


def gone(url: str) -> str:
    """The address of a database that is not there."""
    name = "/nowhere/gone.db" if url.startswith("sqlite") else "gone"
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else can write to it."""
    engine = create_engine(url)
    lock = "BEGIN IMMEDIATE" if url.startswith("sqlite") else "LOCK TABLE inbound IN ACCESS EXCLUSIVE MODE"
    with engine.connect() as connection:
        connection.exec_driver_sql(lock)
        yield
        connection.rollback()
    engine.dispose()


def without_a_database(
    force: Force, twilio_with: TwilioWith, web_with: WebWith, url: str, fallback: str = FALLBACK
) -> tuple[TwilioProcess, list[str]]:
    """Danger words and others while the web cannot use its database; what was wrong with what came of it."""
    twilio = twilio_with(force.seed, webhook_url=f"{PUBLIC}/sms", fallback_url=fallback)
    web = web_with(Site(Spec(url, twilio.url)), force.chance())
    twilio.point(routes={PUBLIC: web.url})
    web.start()
    web.wait()
    hand_all_over(twilio, [(ANN, DANGER), (BOB, "STATUS")], force.seed)
    web.kill()
    said = twilio.history.bodies_to(ANN)
    found = [] if len(said) == 1 and "911" in said[0] else [f"in danger, and told {said}"]
    if twilio.history.bodies_to(BOB):
        found.append("answered without a database")
    statuses = {event["status"] for event in twilio.history.webhooks() if event["sid"] == sid_of(twilio, BOB)}
    return twilio, found if statuses == {503} else [*found, f"refused with {statuses}"]


def sid_of(twilio: TwilioProcess, number: str) -> str:
    return next(str(event["sid"]) for event in twilio.history.inbound() if event["from"] == number)


def once_it_is_back(url: str, twilio: TwilioProcess, before: Before) -> list[str]:
    with closing(Store(url)) as store, crew(Spec(url, twilio.url, recovers=True)):
        assert wait_until(lambda: is_quiet(store, twilio), LONGEST_WAIT)
        return problems(store, twilio, before)


@pytest.mark.parametrize("how", ["gone", "locked"])
def test_without_a_database_danger_words_are_answered_and_all_is_handled_once_it_is_back(
    force: Force, durable_url: str, twilio_with: TwilioWith, web_with: WebWith, how: str
):
    if how == "locked" and not force.long:
        pytest.skip("waits for locks, half a minute: only in the long form")
    before = enrolled(durable_url)
    with locked(durable_url) if how == "locked" else nullcontext():
        url = durable_url if how == "locked" else gone(durable_url)
        twilio, found = without_a_database(force, twilio_with, web_with, url)
    assert found == []
    (static,) = twilio.history.bodies_to(ANN)
    assert once_it_is_back(durable_url, twilio, before) == [f"{ANN} had {static!r} 1 times too often"]


def test_without_a_fallback_danger_words_wait_for_the_database(
    force: Force, sqlite_url: str, twilio_with: TwilioWith, web_with: WebWith
):
    """The control."""
    _, found = without_a_database(force, twilio_with, web_with, gone(sqlite_url), fallback="")
    assert found == ["in danger, and told []"]


# The web as production makes it, given one text; whether it has loaded the client that only senders need.
LOADED = """
import os, sys
from checkin.config import connect
from checkin.web.wsgi import create
from tests.support.twilio.courier import sign

fields = {"MessageSid": "SM" + "a" * 32, "AccountSid": os.environ["TWILIO_ACCOUNT_SID"], "Body": "STATUS"}
fields |= {"From": sys.argv[1], "To": os.environ["TWILIO_FROM"]}
url = os.environ["PUBLIC_URL"] + "/sms"
signature = sign(os.environ["TWILIO_AUTH_TOKEN"], url, fields)
answer = create().test_client().post(url, data=fields, headers={"X-Twilio-Signature": signature})
if sys.argv[2] == "warm":
    connect(os.environ).door.warm()
print(answer.status_code, "<Message" in answer.text, "twilio.rest" in sys.modules)
"""


def loaded(url: str, warm: str) -> str:
    enrolled(url, RUNNERS[:1])
    environ = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "SECRET_KEY": "s" * 40,
        "PUBLIC_URL": PUBLIC,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": OURS,
    }
    command = [sys.executable, "-c", LOADED, RUNNERS[0], warm]
    done = subprocess.run(
        command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_web_that_has_answered_never_loaded_the_client_for_sending(sqlite_url: str):
    assert loaded(sqlite_url, "cold") == "200 True False"


def test_a_client_for_sending_is_noticed(sqlite_url: str):
    """The control."""
    assert loaded(sqlite_url, "warm") == "200 True True"


# What these tests, or their making, have found.


def test_a_text_in_danger_that_could_not_be_handled_at_once_has_its_own_answer_later(sqlite_url: str):
    world = make_world(sqlite_url, PickyDoor())
    world.runner()
    world.at(hours=9)
    with world.services.store.begin() as tx:
        whole = tx.execute(select(runner.c.state)).scalar_one()
        tx.execute(update(runner).values(state="{}"))
    assert "911" in world.says(SAM, "felt a pop")[0]
    with world.services.store.begin() as tx:
        tx.execute(update(runner).values(state=whole))
    world.at(hours=9, minutes=2)
    world.work()
    bodies = [str(body) for (body,) in world.outbox("body")]
    world.services.store.close()
    assert any("The tendon may be torn" in body for body in bodies), bodies


class Slow(PickyDoor):
    """Its list knows what it was given. Phones there take long to say that a text has come."""

    def send(self, text: Outgoing) -> Accepted:
        self.known.insert(0, Found(f"SM{len(self.known):032x}", "sent"))
        return Accepted(self.known[0].sid)


def go_on(world: World, minutes: int) -> None:
    for _ in range(6 * minutes):
        world.clock.now += timedelta(seconds=10)
        jobs.deliver(world.services, world.clock.now)
        jobs.settle(world.services, world.clock.now)


def two_alike(url: str) -> tuple[World, Slow]:
    """The web was killed before the first answer left, and again before it heard that the second had."""
    door = Slow()
    world = make_world(url, door)
    world.runner()
    world.at(hours=9)
    world.says(SAM, "STATUS")
    world.clock.now += timedelta(seconds=30)
    world.says(SAM, "STATUS")
    second = max(int(str(found)) for (found,) in world.outbox("id"))
    door.known.append(Found("SMsecond", "sent"))
    go_on(world, 10)
    assert len(door.known) == 2  # one was taken for the other, which is all the same to their reader
    service.report(world.services, second, "delivered", "SMsecond", None, world.clock.now, SAM)
    go_on(world, 10)
    return world, door


def test_late_word_of_one_of_two_alike_sends_neither_again(sqlite_url: str):
    world, door = two_alike(sqlite_url)
    world.services.store.close()
    assert len(door.known) == 2


def test_late_word_of_one_of_two_alike_alarms_nobody(sqlite_url: str):
    """Neither went out twice, and the word is about the one that has that message now."""
    world, _ = two_alike(sqlite_url)
    with world.services.store.read() as tx:
        troubles = [one.key for one in operator.troubles(tx, world.clock.now)]
    states = dict(world.outbox("sid", "state"))
    world.services.store.close()
    assert (troubles, states["SMsecond"]) == ([], "delivered")


@pytest.mark.postgres
def test_of_two_texts_alike_to_a_coach_the_one_that_is_found_is_not_taken_for_both(pg_url: str):
    """Nothing locks both: a runner's texts have the runner for that."""
    world = make_world(pg_url, PickyDoor())
    now, store = world.clock.now, world.services.store
    alike = Draft(ANA, "coach", "k", "words", outgoing.NOTICE, coach_id=world.coach().id, attempt=1)
    with store.begin() as tx:
        outgoing.queue(tx, [replace(alike, state="sending", claimed_at=now, seq=seq) for seq in (1, 2)], now)
        both = outgoing.texts(tx, select(*outgoing.FIELDS).order_by(outbox.c.id))
    known = (Found("SMone", "sent"),)
    finding = [
        threading.Thread(target=outcomes.found, args=(world.services, one, known, now)) for one in both
    ]
    with store.begin() as tx:  # both have looked whose it is, and wait to write down that it is theirs
        tx.execute(select(outbox.c.id).with_for_update())
        for one in finding:
            one.start()
        assert wait_until(lambda: waiting_for_locks(store) == 2, 10)
    for one in finding:
        one.join()
    sids = [sid for (sid,) in world.outbox("sid")]
    store.close()
    assert sorted(sids, key=str) == [None, "SMone"]


def waiting_for_locks(store: Store) -> int:
    """How many transactions of a PostgreSQL database wait for another."""
    waits = "SELECT wait_event_type FROM pg_stat_activity WHERE datname = current_database()"
    with store.read() as tx:
        return list(tx.exec_driver_sql(waits).scalars()).count("Lock")
