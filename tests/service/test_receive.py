"""One text in: kept raw, handled once, answered, and never lost, whatever it holds."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from checkin import service
from checkin.core.model import Standing
from checkin.store import Unavailable, runners
from checkin.store.tables import inbound, outbox, runner
from tests.service.cast import OURS, SAM, SPANISH, STRANGER, World, make_world

ANY_TEXT = ["", "\0", "\ud800", "4\0", "\\u0000", "💥" * 500, "a" * 200_000, "\n\r\t\x0b", "\u202e4"]


def rows(world: World, *columns: str) -> list[tuple[object, ...]]:
    with world.services.store.read() as tx:
        return [
            tuple(row) for row in tx.execute(select(*(inbound.c[c] for c in columns)).order_by(inbound.c.sid))
        ]


def break_state(world: World, runner_id: int, state: str = "{}") -> str:
    """The runner can't be read from now on; what they were."""
    with world.services.store.begin() as tx:
        before = tx.execute(select(runner.c.state).where(runner.c.id == runner_id)).scalar_one()
        tx.execute(update(runner).where(runner.c.id == runner_id).values(state=state))
    return str(before)


def test_an_answer_is_said_back_and_recorded(world: World):
    sam = world.runner()
    world.at(hours=8)
    world.work()
    world.at(hours=8, minutes=10)
    replies = world.says(SAM, "4")
    assert "4" in replies[0]
    assert [morning.score for morning in world.state(sam).course.mornings] == [4]
    texts = [(text.incoming, text.body) for text in world.conversation(sam)]
    assert texts[1:] == [(True, "4"), *((False, reply) for reply in replies)]


def test_the_same_text_again_has_no_second_effect(world: World):
    sam = world.runner()
    world.at(hours=8)
    world.work()
    sid = "SM" + "a" * 32
    assert world.says(SAM, "4", sid)
    before = world.state(sam), world.outbox("id")
    assert world.says(SAM, "4", sid) == []
    assert world.says(SAM, "9", sid) == []
    assert (world.state(sam), world.outbox("id")) == before


@pytest.mark.parametrize("body", ANY_TEXT)
def test_any_text_is_kept_as_it_came_and_answered(world: World, body: str):
    sam = world.runner()
    world.says(SAM, body)
    assert rows(world, "body", "failure") == [(body, None)]
    assert [text.body for text in world.conversation(sam) if text.incoming] == [body]


def test_a_text_that_breaks_us_is_kept_and_the_runner_untouched(
    world: World, caplog: pytest.LogCaptureFixture
):
    sam = world.runner()
    before = break_state(world, sam)
    assert world.says(SAM, "secret words 4") == []
    ((body, handled, attempts, failure, whose),) = rows(
        world, "body", "handled_at", "attempts", "failure", "runner_id"
    )
    assert (body, handled, attempts, whose) == ("secret words 4", None, 1, sam)
    assert "Error" in str(failure)
    assert "secret" not in caplog.text and SAM not in caplog.text

    break_state(world, sam, before)
    world.clock.now += timedelta(minutes=2)
    world.work()
    assert rows(world, "attempts", "next_try") == [(1, None)]
    replies = [text.state for text in world.conversation(sam) if text.kind == "reply"]
    assert replies and set(replies) == {"delivered"}


def test_a_text_that_always_breaks_us_is_tried_three_times(world: World):
    sam = world.runner()
    break_state(world, sam)
    world.says(SAM, "4")
    for _ in range(5):
        world.clock.now += timedelta(hours=2)
        world.work()
    assert rows(world, "attempts", "next_try", "handled_at") == [(3, None, None)]


def test_danger_words_are_answered_even_while_we_are_broken(world: World):
    sam = world.runner()
    break_state(world, sam)
    (reply,) = world.says(SAM, "chest pain and can't breathe")
    assert "911" in reply


def test_a_database_that_is_gone_keeps_nothing_and_says_so(world: World):
    world.runner()
    with world.services.store.begin() as tx:
        inbound.drop(tx)
    with pytest.raises(Exception, match="inbound"):
        world.says(SAM, "4")


def test_a_locked_database_is_no_fault_of_the_text(sqlite_url: str):
    world = make_world(sqlite_url)
    world.runner()
    with closing(sqlite3.connect(world.services.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            world.says(SAM, "4")
    assert rows(world, "sid") == []
    assert world.says(SAM, "4")
    world.services.store.close()


def test_a_number_we_do_not_know_hears_nothing(world: World):
    assert world.says(STRANGER, "hello") == []
    assert world.says("12345", "4") == []
    assert world.says("", "4") == []
    assert world.outbox("id") == []


def test_danger_words_from_a_stranger_are_answered_once_a_day(world: World):
    (reply,) = world.says(STRANGER, "my chest hurts, can't breathe")
    assert "911" in reply
    assert world.says(STRANGER, "my chest hurts, can't breathe") == []
    assert world.says("+447400123456", "chest pain") != []
    world.at(hours=25)
    assert world.says(STRANGER, "chest pain") == [reply]


def test_the_keyword_invites_and_yes_joins(world: World):
    consent, agree = world.says(STRANGER, " river! ")
    assert "Riverside" in consent and "STOP" in consent and "/privacy" in agree
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, STRANGER)
    assert kept is not None
    assert (kept.runner.course.standing, kept.runner.profile.zone) == (Standing.INVITED, "America/New_York")
    for answer in ("yes", "Sam", "1", "N", "6:30"):
        assert world.state(kept.id).course.standing is Standing.INVITED
        assert world.says(STRANGER, answer)
    assert world.state(kept.id).course.standing is Standing.ACTIVE
    assert world.state(kept.id).next_due is not None


def test_a_foreign_number_joins_in_its_own_zone_and_language(world: World):
    world.says(SPANISH, "RIVER")
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, SPANISH)
    assert kept is not None
    profile = kept.runner.profile
    assert (profile.country, profile.language) == ("ES", "es")
    assert profile.zone in ("Atlantic/Canary", "Europe/Madrid")


@pytest.mark.parametrize("word", ["STOP", "stop", " Stopall ", "UNSUBSCRIBE"])
def test_the_carrier_answers_its_own_stop(world: World, word: str):
    sam = world.runner()
    assert world.says(SAM, word) == []
    assert world.state(sam).course.standing is Standing.OPTED_OUT


def test_stop_takes_back_what_still_waits(world: World):
    sam = world.runner()
    world.at(hours=8)
    service.arrive(world.services, sam, world.clock.now)
    assert world.outbox("kind", "state") == [("morning", "queued")]
    world.says(SAM, "STOP")
    assert ("morning", "cancelled") in world.outbox("kind", "state")


def test_at_once_many_texts_twice_each_count_once(world: World):
    """Few enough to be quick, the same on both databases."""
    sam = world.runner()
    world.at(hours=8)
    world.work()
    texts = [service.Inbound(f"SM{n:032x}", SAM, OURS, f"{n % 11}") for n in range(20)] * 2
    failures: list[Exception] = []

    def send(mine: list[service.Inbound]) -> None:
        for text in mine:
            try:
                service.receive(world.services, text)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=send, args=(texts[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(rows(world, "sid")) == 20
    assert [failed for (failed,) in rows(world, "failure") if failed] == []
    with world.services.store.read() as tx:
        kept = runners.get(tx, sam)
        replied = tx.execute(select(outbox.c.reply_to).where(outbox.c.kind == "reply")).scalars().all()
    assert kept is not None and kept.version == 1 + 1 + 1 + 20  # added, enrolled, asked
    assert len(set(replied)) <= 20
    assert len(replied) == len(set(replied)) or max(map(replied.count, replied)) <= 2


def test_a_body_is_read_without_what_no_writing_has(world: World):
    sam = world.runner()
    world.says(SAM, "popped\ud800\0 it")
    assert "\ud800" not in repr(replace(world.state(sam)))


def test_what_a_text_was_read_as_is_on_record(world: World):
    world.runner()
    world.at(hours=8)
    world.work()
    for body in ("4", "STATUS", "felt a pop"):
        world.says(SAM, body)
    assert [label for (label,) in rows(world, "label")] == ["score:4", "status", "red_flag"]


def test_a_text_waits_for_an_earlier_one_only_while_somebody_is_at_work(world: World):
    """With the scheduler down for minutes, silence would be worse than a wrong order."""
    world.runner()
    service.keep(world.services, service.Inbound("SM" + "a" * 32, SAM, OURS, "4"))
    world.clock.now += timedelta(seconds=5)
    assert world.says(SAM, "STATUS") == []
    world.clock.now += timedelta(minutes=5)
    assert world.says(SAM, "STATUS")
