"""Cost follows what is due: the queries of every minute look only at what waits, on an index."""

import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from checkin.store import Store, Tx, alerts, gauges, inbox, outgoing, people, roster, runners, sending, wake
from tests.store.build import NOW, a_runner

QUERIES: dict[str, Callable[[Tx], Any]] = {
    "any waiting": lambda tx: sending.any_waiting(tx, NOW),
    "waiting": lambda tx: sending.waiting(tx, NOW, 20),
    "waiting, urgent": lambda tx: sending.waiting(tx, NOW, 20, urgent=True),
    "waiting, others": lambda tx: sending.waiting(tx, NOW, 20, urgent=False),
    "to look at": lambda tx: sending.to_look_at(tx, NOW, NOW, 20),
    "newest replies": lambda tx: sending.newest_replies(tx, 0),
    "by the provider's id": lambda tx: outgoing.by_sid(tx, "SM1"),
    "past ids": lambda tx: sending.is_past(tx, "SM1"),
    "held ids": lambda tx: sending.held_sids(tx, ["SM1", "SM2"]),
    "kept callbacks": lambda tx: sending.kept_callbacks(tx, "SM1"),
    "overdue": lambda tx: outgoing.overdue(tx, NOW, 20),
    "unsettled": lambda tx: outgoing.unsettled(tx, "SM1", NOW, NOW, NOW),
    "gauges": lambda tx: gauges.read(tx, NOW),
    "anyone due": lambda tx: runners.any_due(tx, NOW),
    "due": lambda tx: runners.due(tx, NOW, 100),
    "next": lambda tx: wake.next_at(tx, NOW),
    "retry": lambda tx: inbox.to_retry(tx, NOW, 20),
    "by number": lambda tx: runners.by_number(tx, "+12025550101"),
    "conversation": lambda tx: roster.conversation(tx, 1, 40),
    "roster": lambda tx: roster.some(tx, [1], date(2026, 3, 2)),
    "open alerts": alerts.open_ones,
}

# An index that holds waiting rows alone may be read from end to end, and so may the handful of heartbeats; a
# constant is no table.
ALLOWED = re.compile("INDEX|CONSTANT|heartbeat")


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_reads_a_whole_table(sqlite_url: str, name: str):
    plans: list[str] = []

    def explain(connection: Tx, _cursor: object, statement: str, values: Any, *_: object) -> None:
        raw = connection.connection.driver_connection
        assert raw is not None
        if statement.startswith("SELECT"):
            plans.extend(row[3] for row in raw.execute("EXPLAIN QUERY PLAN " + statement, values))

    with closing(Store(sqlite_url)) as store, store.begin() as tx:
        team = people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)
        runners.add(tx, team.id, "+12025550101", a_runner(), NOW)
        event.listen(tx, "before_cursor_execute", explain)
        QUERIES[name](tx)
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") and not ALLOWED.search(plan)] == []
