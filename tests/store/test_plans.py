"""Cost follows what is due: the queries of every minute look only at what waits, on an index."""

import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from checkin.store import Store, Tx, inbox, outgoing, people, roster, runners, wake
from tests.store.build import NOW, a_runner

QUERIES: dict[str, Callable[[Tx], Any]] = {
    "claim": lambda tx: outgoing.claim(tx, NOW, NOW, 20, ("reminder",)),
    "overdue": lambda tx: outgoing.overdue(tx, NOW, 20),
    "unsettled": lambda tx: outgoing.unsettled(tx, NOW, 20),
    "due": lambda tx: runners.due(tx, NOW, 100),
    "next": lambda tx: wake.next_at(tx, NOW),
    "retry": lambda tx: inbox.to_retry(tx, NOW, 20),
    "by number": lambda tx: runners.by_number(tx, "+12025550101"),
    "conversation": lambda tx: roster.conversation(tx, 1, 40),
    "roster": lambda tx: roster.members(tx, 1, date(2026, 3, 2)),
}

# An index that holds waiting rows alone may be read from end to end; a constant is no table.
ALLOWED = re.compile("INDEX|CONSTANT")


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
