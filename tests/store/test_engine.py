"""The store's transactions: one writer at a time, nothing half done, nothing lost."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from checkin.store import Store, StoreError, Unavailable, migrate, people, runners, savepoint
from checkin.store.people import Team
from checkin.store.tables import team as teams
from checkin.store.types import escape, unescape
from tests.store.build import NOW, a_runner


@pytest.mark.parametrize(
    "body",
    ["", "4", "\\", "\0", "a\0b\\u0000", "\ud83d", "\\\ud800\\\\", "😀 ñ ‮", "'; DROP TABLE runner; --"],
)
def test_text_of_any_characters_comes_back_as_it_was(store: Store, body: str):
    assert unescape(escape(body)) == body
    escape(body).encode()
    with store.begin() as tx:
        kept = people.add_team(tx, body, "K", "UTC", NOW)
    with store.read() as tx:
        assert people.team_by_id(tx, kept.id) == kept


def test_a_time_without_a_zone_is_refused(store: Store):
    row = {"name": "x", "keyword": "X", "zone": "UTC", "created_at": datetime(2026, 3, 2)}  # noqa: DTZ001
    with pytest.raises(Exception, match="without a zone"), store.begin() as tx:
        tx.execute(insert(teams).values(row))


def test_a_transaction_that_raises_leaves_nothing(store: Store):
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)
        raise ZeroDivisionError
    with store.read() as tx:
        assert people.teams(tx) == []


def test_a_savepoint_that_raises_leaves_the_rest(store: Store):
    with store.begin() as tx:
        people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)
        with pytest.raises(ZeroDivisionError), savepoint(tx):
            people.add_team(tx, "Hill", "HILL", "UTC", NOW)
            raise ZeroDivisionError
        people.add_team(tx, "Lake", "LAKE", "UTC", NOW)
    with store.read() as tx:
        assert [team.name for team in people.teams(tx)] == ["Riverside", "Lake"]


def test_no_update_is_lost_between_threads(store: Store, team: Team):
    with store.begin() as tx:
        runner_id = runners.add(tx, team.id, "+12025550101", a_runner(stage=0), NOW).id

    def count() -> None:
        for _ in range(20):
            with store.begin() as tx:
                kept = runners.get(tx, runner_id, lock=True)
                assert kept is not None
                course = replace(kept.runner.course, stage=kept.runner.course.stage + 1)
                runners.save(tx, [runners.change(kept, replace(kept.runner, course=course))])

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        kept = runners.get(tx, runner_id)
    assert kept is not None
    assert (kept.runner.course.stage, kept.version) == (120, 121)


def test_a_reader_does_not_wait_for_a_writer(store: Store):
    with store.begin() as tx:
        people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)
        with store.read() as reading:
            assert people.teams(reading) == []


def test_a_reader_cannot_write_on_sqlite(sqlite_url: str):
    with closing(Store(sqlite_url)) as store, pytest.raises(Unavailable), store.read() as tx:
        people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)


def test_a_lock_held_by_a_foreign_program_is_reported_not_swallowed(sqlite_url: str):
    with closing(Store(sqlite_url)) as store:
        with closing(sqlite3.connect(store.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable), store.begin():
                pass
        with store.begin() as tx:  # the gate was given back
            people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)


def test_sqlite_is_set_up_to_survive(sqlite_url: str):
    with closing(Store(sqlite_url)) as store, store.begin() as tx:
        pragmas = [tx.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


def test_an_empty_database_is_refused_with_a_word_on_what_to_do(tmp_path: Path):
    path = tmp_path / "empty.db"
    with pytest.raises(StoreError, match="checkin db upgrade"):
        Store(f"sqlite:///{path}").check()
    assert not path.exists()


def test_a_database_of_another_program_is_refused(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes, and no database at all. " * 40)
    with pytest.raises(StoreError, match="cannot be"), closing(Store(f"sqlite:///{path}")) as store:
        store.check()
    with pytest.raises(StoreError, match="not a database"):
        migrate.upgrade(f"sqlite:///{path}")
