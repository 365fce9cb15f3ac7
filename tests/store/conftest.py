"""A store, and a team in it."""

from collections.abc import Iterator

import pytest

from checkin.store import Store, people
from checkin.store.people import Team
from tests.store.build import NOW


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A fresh store: each test runs on SQLite and on PostgreSQL."""
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture
def team(store: Store) -> Team:
    """A team."""
    with store.begin() as tx:
        return people.add_team(tx, "Riverside", "RIVER", "America/New_York", NOW)
