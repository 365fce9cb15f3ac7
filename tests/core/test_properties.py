"""What holds for every conversation, whatever its order: found by looking for a counterexample."""

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from checkin.core.due import due_on, is_quiet, local
from checkin.core.engine import step
from checkin.core.events import (
    CoachActed,
    Enrolled,
    QuestionLost,
    Say,
    Sort,
    TextReceived,
    TimeArrived,
)
from checkin.core.facts import Kind
from checkin.core.journal import refold
from checkin.core.model import Phase, Place, Standing
from checkin.core.protocol import Protocol
from tests.core.builders import TODAY, World, days, on, protocol
from tests.core.conversations import (
    ACTS,
    Told,
    a_start,
    anything,
    bodies,
    days_told,
    full_days_told,
    play,
    starts,
    told_apart,
)

NOON = on(TODAY)
few = settings(max_examples=40)

instants = st.integers(-20 * 24 * 60, 60 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))
events = st.one_of(
    st.builds(TextReceived, instants, anything),
    st.builds(TextReceived, instants, anything),
    st.builds(TimeArrived, instants),
    st.builds(CoachActed, instants, st.just("Ana"), st.sampled_from(ACTS)),
    st.builds(QuestionLost, instants, st.integers(-60, 20).map(days), st.booleans()),
    st.builds(Enrolled, instants, running=st.booleans()),
)


@few
@given(starts, st.lists(events, max_size=25))
def test_no_event_in_any_order_breaks_a_step(start, happened):
    runner = a_start(start)
    for event in happened:
        done = step(runner, event, protocol())
        runner = done.runner
        if isinstance(event, TimeArrived) and runner.next_due is not None:
            assert runner.next_due > event.at
        if runner.course.standing in (Standing.ACTIVE, Standing.GRADUATED):
            assert runner.next_due is not None
        assert all(one.key and (one.day is not None) for one in done.effects if isinstance(one, Say))


@settings(max_examples=150)
@given(anything)
def test_any_first_text_of_an_invited_runner_is_survived(body):
    world = World()
    world.text(body)
    world.text(body)


# A day of a play: minutes into the day, and what is texted then, or what a coach does.
moments = st.lists(
    st.tuples(st.integers(0, 24 * 60 - 1), st.one_of(bodies, bodies, bodies, st.sampled_from(ACTS))),
    max_size=4,
)


profiles = st.builds(
    dict,
    morning=st.sampled_from([time(8), time(8), time(6), time(10, 30)]),
    evening=st.sampled_from([time(19), time(19), time(16, 30), time(21, 30)]),
    remind=st.sampled_from([time(12, 30), time(17), None]),
    place=st.sampled_from(Place),
)


def live(start, plays, *, outages=(), profile=None) -> World:
    """Play days at arbitrary minutes; the scheduler sleeps through the days of an outage."""
    runner = a_start(start)
    world = World(replace(runner, profile=replace(runner.profile, **(profile or {}))))
    for number, day in enumerate(plays, 1):
        for minute, what in sorted(day, key=lambda one: one[0]):
            at = on(days(number), "00:00") + timedelta(minutes=minute)
            if at < world.now:
                continue
            if number not in outages:
                world.pass_to(at)
            world.now = at
            before = world.course
            if isinstance(what, str):
                world.text(what)
            else:
                world.act(what)
            check_referral(world, before, what)
    world.pass_to(on(days(len(plays) + 3)))
    return world


def check_referral(world, before, what):
    """Nothing but clear, dismiss, 1 after CLEARED or a correction in time leaves DOCTOR-REFERRAL."""
    if before.phase is not Phase.REFERRAL or world.course.phase is Phase.REFERRAL:
        return
    assert before.referral is not None
    if isinstance(what, str):
        assert not before.referral.flagged or before.referral.urgency.value == "routine", what
    kinds = {one.fact.kind for one in world.recent if hasattr(one, "fact")}
    assert kinds & {Kind.CLEARED, Kind.DISMISSED} or "8" in what or "2" in what or "oops" in what, what


@few
@given(starts, st.lists(moments, max_size=12), profiles)
def test_a_day_has_at_most_three_started_texts_and_none_in_quiet_hours(start, plays, profile):
    world = live(start, plays, profile=profile)
    quiet = protocol().quiet
    counted: Counter = Counter()
    asked: Counter = Counter()
    for at, one in world.said():
        here = local(at, world.runner.profile.zone)
        if one.sort in (Sort.REPLY, Sort.URGENT) or one.key.startswith("cleared."):
            continue  # a reply, an urgent text, or what a coach's act brings at once
        counted[here.date()] += 1
        chosen = {Sort.EVENING: [profile["evening"], profile["morning"]]}.get(one.sort, [profile["morning"]])
        if not any(is_quiet(clock, quiet.start, quiet.end) for clock in chosen):
            assert not is_quiet(here.time(), quiet.start, quiet.end), one.key
        asked[(here.date(), one.key)] += one.sort in (Sort.MORNING, Sort.EVENING)
    assert all(count <= protocol().texts.most for count in counted.values()), counted
    again = {
        local(at, world.runner.profile.zone).date() for at, one in world.said() if one.key == "after.later"
    }
    for (day, key), count in asked.items():
        assert count <= 1 + (key == "ask.evening" and day in again), key
    facts = Counter((one.kind, one.day) for one in world.runner.journal)
    assert all(facts[(Kind.ASKED_MORNING, day)] <= 1 for _, day in facts)


@few
@given(starts, st.lists(moments, max_size=12), st.sets(st.integers(1, 12)))
def test_what_we_missed_is_never_asked_late_and_never_their_silence(start, plays, outages):
    world = live(start, plays, outages=outages)
    for at, one in world.said():
        if one.until is not None:
            assert at <= one.until, one.key
    for at, _ in world.said(Sort.MORNING):
        due = due_on(
            local(at, world.runner.profile.zone).date(), world.runner.profile.morning, "America/New_York"
        )
        assert due is not None
        assert due <= at <= due + timedelta(minutes=protocol().ask.window_minutes)


@few
@given(starts, st.integers(1, 60 * 24 * 30))
def test_waking_late_asks_nothing_stale(start, minutes):
    world = World(a_start(start))
    at = NOON + timedelta(minutes=minutes)
    effects = world.jump_to(at)
    said = [one for one in effects if isinstance(one, Say)]
    assert all(one.until is None or one.until >= at for one in said)
    assert sum(one.sort is Sort.MORNING for one in said) <= 1
    assert world.runner.next_due is not None
    assert world.runner.next_due > at
    if world.course.phase is not Phase.REFERRAL:
        assert world.course.silent == 0
        missed = sum(one.missed for one in world.course.asked)
        whole_days = (world.day - TODAY).days
        if not world.course.graduated:
            assert whole_days - 1 <= missed <= whole_days


@few
@given(starts, st.lists(moments, max_size=40))
def test_the_journal_from_enrolment_folds_to_the_same_course(start, plays):
    world = World(a_start(start))
    first = world.runner.base
    trimmed: tuple = ()
    for number, day in enumerate(plays, 1):
        for minute, what in sorted(day, key=lambda one: one[0]):
            at = max(world.now, on(days(number), "00:00") + timedelta(minutes=minute))
            while world.runner.next_due is not None and world.runner.next_due <= at:
                trimmed += _trimmed(world, TimeArrived(world.runner.next_due))
            event = CoachActed(at, "Ana", what) if not isinstance(what, str) else TextReceived(at, what)
            world.now = at
            trimmed += _trimmed(world, event)
    runner = world.runner
    course, decisions = refold(first, (*trimmed, *runner.journal), protocol())
    assert course == runner.course
    assert refold(runner.base, runner.journal, protocol()) == (runner.course, runner.decisions)
    assert decisions[len(decisions) - len(runner.decisions) :] == runner.decisions
    assert runner.last == next((one for one in reversed(decisions) if one.moved), None)


def _trimmed(world: World, event) -> tuple:
    """The lines that a step put away into the base, as they stood then."""
    before = {one.seq: one for one in world.runner.journal}
    effects = world.event(event)
    before |= {one.fact.seq: one.fact for one in effects if hasattr(one, "fact")}
    left = {one.seq for one in world.runner.journal}
    gone = [one for seq, one in before.items() if seq not in left]
    return tuple(sorted(gone, key=lambda one: one.day))


@few
@given(starts, st.lists(days_told, max_size=14))
def test_told_twice_is_as_good_as_told_once(start, told):
    once, twice = play(a_start(start), told), play(a_start(start), told, twice=True)
    assert told_apart(once.course) == told_apart(twice.course)


@few
@given(starts, st.lists(days_told, max_size=14))
@example({"stage": 3, "runs": "9:4:hold 5:4:hold"}, [Told(3, 8, slip=True)])
def test_a_slip_corrected_at_once_leaves_no_trace(start, told):
    right, wrong = play(a_start(start), told), play(a_start(start), told, slip=True)
    assert told_apart(right.course) == told_apart(wrong.course)


@few
@given(starts, st.lists(full_days_told, max_size=14))
def test_told_the_next_morning_is_as_good_as_told_in_time(start, told):
    tidy, late = play(a_start(start), told), play(a_start(start), told, late=True)
    assert told_apart(tidy.course) == told_apart(late.course)


@few
@given(starts, st.lists(moments, max_size=10), st.integers(0, 10))
def test_a_correction_never_lifts_a_sign(start, plays, score):
    world = live(start, plays)
    if world.course.referral is None or not world.course.referral.flagged:
        return
    world.text(f"change to {score}")
    assert world.course.referral is not None
    assert world.course.referral.flagged


def test_two_years_of_runs_that_are_never_told_leave_a_bounded_runner():
    world = World(a_start({"stage": 3, "runs": "5:2:ok", "origin": days(-9)}))
    for _ in range(730):
        world.next_day("08:05").text("morning 2")
    assert len([one for one in world.course.runs if one.pain is None]) > 20
    assert len(world.course.runs) <= 92
    assert len(world.runner.journal) < 150


def test_two_years_of_play_leave_a_bounded_runner():
    world = World(a_start({"stage": 3, "runs": "5:2:ok"}))
    pattern = [3, 2, 4, None, 3, 2, 6, 3, None, 2, 3, 3, 5, 3]
    for number in range(730):
        world.next_day("08:05")
        if world.course.phase is Phase.REFERRAL:
            world.text("CLEARED")
            world.text("1")
        score = pattern[number % len(pattern)]
        if score is not None:
            world.text(f"morning {score}")
            world.text("N" if world.course.check else "Y")
        if number % 5 == 0:
            world.at("20:00").text("run pain 2")
    runner, course = world.runner, world.course
    assert len(runner.journal) < 150
    assert len(runner.decisions) < 100
    assert len(course.mornings) <= 92
    assert len(course.runs) <= 92
    assert len(course.asked) <= 72
    assert len(course.step_backs) + len(course.returns) < 40
    assert len(runner.talk.tips) + len(runner.talk.loads) < 30


def _files() -> tuple[Protocol, ...]:
    """The shipped file, a milder and a stricter one, each of which knows the others."""
    shipped = protocol()
    milder = replace(
        shipped,
        digest="milder",
        run=replace(shipped.run, step_back=7),
        check=replace(shipped.check, pain=7),
        leave=replace(shipped.leave, stiffness=5),
        stage_up=replace(shipped.stage_up, days=3),
    )
    stricter = replace(
        shipped,
        digest="stricter",
        run=replace(shipped.run, step_back=5, hold=4, rest_days=28),
        leave=replace(shipped.leave, stiffness=3, sore_days=4, step_back_days=5),
        settling=replace(shipped.settling, mornings=2),
        gap=replace(shipped.gap, down_days=3, rest_days=7),
    )
    files = (shipped, milder, stricter)
    return tuple(replace(one, past=files) for one in files)


FILES = _files()


@few
@given(starts, st.lists(st.tuples(moments, st.integers(0, 2)), max_size=40))
def test_whatever_files_hold_in_turn_the_days_that_are_over_stay_as_they_were_judged(start, plays):
    world = World(a_start(start))
    for number, (day, file) in enumerate(plays, 1):
        world.protocol = FILES[file]
        for minute, what in sorted(day, key=lambda one: one[0]):
            world.pass_to(max(world.now, on(days(number), "00:00") + timedelta(minutes=minute)))
            world.event(
                CoachActed(world.now, "Ana", what)
                if not isinstance(what, str)
                else TextReceived(world.now, what)
            )
            for other in FILES:  # whichever holds now: the same course, and the same decisions
                runner = world.runner
                assert refold(runner.base, runner.journal, other) == (runner.course, runner.decisions)
