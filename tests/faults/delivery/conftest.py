"""How hard the faults strike, by which chance, and on which database."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checkin.store import Store
from tests.faults.delivery.worker import ACCOUNT, OURS, TOKEN
from tests.support.missing import missing
from tests.support.postgres import EmbeddedPg, NoPostgres
from tests.support.twilio import Config, Faults, TwilioProcess


@dataclass(frozen=True)
class Force:
    """`long`: the form of `make faults`; the short one is part of every run of the tests."""

    long: bool
    seed: int

    def of(self, short: int, long: int) -> int:
        """A number of things to do."""
        return long if self.long else short

    def chance(self) -> random.Random:
        """The run's own chance, printed so that it can be had again by --seed."""
        print(f"seed {self.seed}")
        return random.Random(self.seed)


@pytest.fixture
def force(request: pytest.FixtureRequest) -> Force:
    """Each run has a new chance unless one is named."""
    named = request.config.getoption("--seed")
    return Force(request.config.getoption("--long"), random.randrange(1 << 30) if named is None else named)


@pytest.fixture(scope="session")
def durable_pg() -> Iterator[EmbeddedPg]:
    """A PostgreSQL that keeps what it has committed, whatever happens to it."""
    try:
        server = EmbeddedPg(durable=True).init().start()
    except NoPostgres as error:
        missing("PG", str(error))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def durable_template(durable_pg: EmbeddedPg) -> str:
    """The name of a migrated database to copy."""
    from tests.conftest import migrate

    return durable_pg.make_template(migrate)


@pytest.fixture
def durable_pg_url(durable_pg: EmbeddedPg, durable_template: str) -> Iterator[str]:
    """A fresh, migrated database on it."""
    name = durable_pg.create(durable_template)
    yield durable_pg.sa_url(name)
    durable_pg.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def durable_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database that survives a crash."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "durable_pg_url"))


@pytest.fixture
def store(durable_url: str) -> Iterator[Store]:
    """It, as the test sees it."""
    made = Store(durable_url)
    yield made
    made.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """SQLite alone, for controls: what they break is no database's doing."""
    made = Store(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def twilio_with(tmp_path: Path) -> Iterator[Callable[..., TwilioProcess]]:
    """A fake Twilio in a process of its own, with faults."""
    started: list[TwilioProcess] = []

    def start(seed: int = 0, faults: Faults = Faults(), **more: object) -> TwilioProcess:  # noqa: B008
        config = Config(
            account_sid=ACCOUNT, auth_token=TOKEN, numbers=(OURS,), seed=seed, faults=faults, **more
        )
        started.append(TwilioProcess(config, tmp_path).start())
        return started[-1]

    yield start
    for one in started:
        one.stop()
