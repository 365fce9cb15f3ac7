"""Joining and leaving as the service keeps them: consents, caps, marks, and nothing left of the erased."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from checkin import service
from checkin.core.model import Standing
from checkin.service import Inbound, Refused
from checkin.store import joining, people, runners
from checkin.store.joining import MINOR, OPTED_OUT
from checkin.store.tables import metadata
from tests.service.cast import OURS, SAM, SPANISH, STRANGER, World

ANSWERS = ("Sam", "1", "no", "6:30")


def joins(world: World, number: str = STRANGER) -> int:
    """A stranger joins by the team's word, all the way."""
    for body in ("RIVER", "YES", *ANSWERS):
        assert world.says(number, body)
    return runner_id(world, number)


def runner_id(world: World, number: str) -> int:
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, number)
    assert kept is not None
    return kept.id


def is_known(world: World, number: str) -> bool:
    with world.services.store.read() as tx:
        return runners.by_number(tx, number) is not None


def mark(world: World, number: str) -> str:
    with world.services.store.read() as tx:
        found = joining.mark_of(tx, number)
    return found.why if found else ""


def rows_with(world: World, number: str) -> set[str]:
    """The tables in which a number still stands, in any column."""
    with world.services.store.read() as tx:
        return {
            table.name
            for table in metadata.sorted_tables
            if any(number in str(value) for row in tx.execute(select(table)) for value in row)
        }


def test_a_consent_is_on_record_with_the_words_the_time_and_the_message(world: World):
    world.says(STRANGER, "River", sid="SM" + "a" * 32)
    world.at(minutes=5)
    world.says(STRANGER, "yes", sid="SM" + "b" * 32)
    with world.services.store.read() as tx:
        (consent,) = joining.consents(tx, runner_id(world, STRANGER))
    assert consent.source == "keyword RIVER"
    assert "Riverside Achilles check-in" in consent.words and "18 or over" in consent.words
    assert (consent.agreed_at, consent.sid) == (world.clock.now, "SM" + "b" * 32)
    assert consent.edition == world.services.texts.edition(["join.consent", "join.agree"], "en")


def test_an_invitation_keeps_what_the_coach_said(world: World):
    world.coach()
    sam = service.invite(world.services, world.team, "Sam", SAM, statement="Sam is 34 and asked for it.")
    with world.services.store.read() as tx:
        (consent,) = joining.consents(tx, sam)
    assert (consent.source, consent.statement) == ("invitation", "Sam is 34 and asked for it.")
    assert consent.agreed_at is None
    assert "Ana sees your answers" in consent.words


def test_consent_after_long_silence_is_a_consent_of_its_own(world: World):
    sam = world.runner()
    world.says(SAM, "3")
    world.at(days=40)
    world.says(SAM, "3")
    world.says(SAM, "ok", sid="SM" + "c" * 32)
    with world.services.store.read() as tx:
        (consent,) = joining.consents(tx, sam)
    assert (consent.source, consent.sid) == ("after a long silence", "SM" + "c" * 32)
    assert "still you" in consent.words


@pytest.mark.parametrize("body", ["RIVER", "river!", "Join River", "hi, river please"])
def test_the_word_joins_in_a_few_words(world: World, body: str):
    assert "Riverside" in world.says(STRANGER, body)[0]


@pytest.mark.parametrize("body", ["the river is high and I ran along it", "rivers", "hello"])
def test_other_texts_with_the_word_do_not(world: World, body: str):
    assert world.says(STRANGER, body) == []


def test_joins_are_capped_by_team_and_an_operator_hears_of_it(world: World):
    world.services = replace(world.services, protocol=capped(world, most_team=2))
    for last in (71, 72):
        assert world.says(f"+120255501{last}", "RIVER")
    assert world.says("+12025550173", "RIVER") == []
    assert not is_known(world, "+12025550173")
    world.at(days=1, minutes=1)
    assert world.says("+12025550173", "RIVER")


def test_joins_are_capped_by_all_teams_together(world: World):
    world.services = replace(world.services, protocol=capped(world, most_all=1))
    with world.services.store.begin() as tx:
        people.add_team(tx, "Hill", "HILL", "America/New_York", world.clock.now)
    assert world.says("+12025550171", "RIVER")
    assert world.says("+12025550172", "HILL") == []


def test_joins_are_capped_by_number(world: World):
    world.services = replace(world.services, protocol=capped(world, most_number=1))
    assert world.says(STRANGER, "RIVER")
    with world.services.store.begin() as tx:
        runners.erase(tx, runner_id_in(tx))
    assert world.says(STRANGER, "RIVER") == []


def runner_id_in(tx):
    kept = runners.by_number(tx, STRANGER)
    assert kept is not None
    return kept.id


def capped(world: World, **caps: int):
    protocol = world.services.protocol
    return replace(protocol, join=replace(protocol.join, **caps))


def test_only_countries_that_are_served_may_join(world: World):
    settings = replace(world.services.settings, countries=("US",))
    world.services = replace(world.services, settings=settings)
    assert world.says(SPANISH, "RIVER") == []
    assert not is_known(world, SPANISH)
    assert world.says(STRANGER, "RIVER")


def test_a_minor_leaves_nothing_but_the_refusal(world: World):
    world.says(STRANGER, "RIVER")
    world.says(STRANGER, "Yes. I'm 16")
    assert not is_known(world, STRANGER)
    assert mark(world, STRANGER) == MINOR
    # The answer is a text to that number, forgotten a week later.
    assert rows_with(world, STRANGER) == {"mark", "outbox"}
    assert "18 and over" in world.says(STRANGER, "RIVER")[0]
    assert not is_known(world, STRANGER)


def test_the_erased_leave_nothing_but_a_mark(world: World):
    joins(world)
    world.at(hours=9)
    world.says(STRANGER, "4")
    world.says(STRANGER, "delete my data")
    assert "All erased" in world.says(STRANGER, "DELETE")[0]
    assert mark(world, STRANGER) == OPTED_OUT
    assert rows_with(world, STRANGER) == {"mark", "outbox"}
    world.at(days=9)
    tidy(world)
    assert rows_with(world, STRANGER) == {"mark"}


def tidy(world: World) -> None:
    from scheduler import jobs

    jobs.tidy(world.services, world.clock.now)


def test_nothing_that_waited_goes_to_the_erased(world: World):
    sam = world.runner()
    world.at(hours=8)
    service.arrive(world.services, sam, world.clock.now)
    world.says(SAM, "delete my data")
    world.says(SAM, "delete")
    bodies = [body for (body,) in world.outbox("body")]
    assert len(bodies) == 1 and "All erased" in bodies[0]


def test_what_came_before_the_erasure_is_not_kept_a_second_time(world: World):
    world.runner()
    world.says(SAM, "RIVER", sid="SM" + "d" * 32)
    came = world.clock.now
    world.at(minutes=2)
    world.says(SAM, "delete my data")
    world.says(SAM, "delete")
    known = Inbound("SM" + "d" * 32, SAM, OURS, "RIVER")
    assert service.missed(world.services, [(known, came)], world.clock.now) == 0
    later = Inbound("SM" + "e" * 32, SAM, OURS, "RIVER")
    assert (
        service.missed(world.services, [(later, world.clock.now + timedelta(seconds=1))], world.clock.now)
        == 1
    )


def test_nobody_may_invite_a_number_that_wants_no_texts(world: World):
    sam = world.runner()
    world.says(SAM, "STOP")
    service.tidy_away(world.services, sam, world.clock.now)
    with pytest.raises(Refused, match="asked for no more texts"):
        service.invite(world.services, world.team, "Sam", SAM)
    assert world.says(SAM, "RIVER")  # they may always come back by themselves
    assert mark(world, SAM) == ""


def test_who_is_erased_without_an_opt_out_may_be_invited_again(world: World):
    sam = world.runner()
    service.tidy_away(world.services, sam, world.clock.now)
    assert mark(world, SAM) == ""
    assert service.invite(world.services, world.team, "Sam", SAM)


def test_one_number_is_in_one_team(world: World):
    world.runner()
    with world.services.store.begin() as tx:
        people.add_team(tx, "Hill", "HILL", "America/New_York", world.clock.now)
    (said,) = world.says(SAM, "HILL")
    assert "is with Riverside already" in said


def test_the_team_s_word_brings_back_who_had_stopped(world: World):
    sam = world.runner()
    world.says(SAM, "STOP")
    assert world.says(SAM, "river")
    assert world.state(sam).course.standing is Standing.ACTIVE


@pytest.mark.parametrize(
    ("answered", "body", "standing"),
    [
        ("STOP", "BASTA YA", Standing.OPTED_OUT),
        ("STOP", "stop", Standing.OPTED_OUT),
        ("HELP", "HELP", Standing.ACTIVE),
    ],
)
def test_what_the_carrier_has_answered_is_not_answered_twice(world: World, answered, body, standing):
    sam = world.runner()
    text = Inbound("SM" + "f" * 32, SAM, OURS, body, answered=answered)
    assert service.receive(world.services, text) == ()
    assert world.state(sam).course.standing is standing


def test_a_danger_sign_is_answered_whatever_the_carrier_said(world: World):
    world.coach()
    world.runner()
    text = Inbound("SM" + "f" * 32, SAM, OURS, "felt a pop, stop", answered="STOP")
    service.receive(world.services, text)
    assert ("coach.same_day",) in world.outbox("key")


@pytest.mark.parametrize("word", ["STOP", "HELP", "YES", "PAUSE", "4", "STATUS", "START"])
def test_a_word_that_means_something_else_is_no_team_s(world: World, word: str):
    with pytest.raises(Refused):
        service.add_team(world.services, "Hill", word, "America/New_York")
    assert service.add_team(world.services, "Hill", "HILLTOP", "America/New_York")


def test_an_evening_before_the_morning_is_refused(world: World):
    from datetime import time

    with pytest.raises(Refused, match="must come after"):
        service.invite(world.services, world.team, "Sam", SAM, morning=time(9), evening=time(8))
