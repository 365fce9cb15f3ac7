"""Fixtures that every test may use: databases, a browser, and at the end a word on what could not be done."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests.support.missing import MARK, missing
from tests.support.postgres import EmbeddedPg, NoPostgres

# What Hypothesis remembers lies with the other caches. Time is no criterion: machines are busy.
set_hypothesis_home_dir(Path(__file__).parents[1] / ".pytest_cache" / "hypothesis")
settings.register_profile("everyday", deadline=None)
if "CI" not in os.environ:  # there Hypothesis has a profile of its own: no chance, no memory
    settings.load_profile("everyday")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the fault tests strike."""
    parser.addoption("--long", action="store_true", help="the fault tests in their long form")
    parser.addoption("--seed", type=int, default=None, help="the chance by which the fault tests strike")


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest migration."""
    from checkin.store.migrate import upgrade

    upgrade(url)


@pytest.fixture(scope="session")
def pg() -> Iterator[EmbeddedPg]:
    """A PostgreSQL server for this worker, fast and careless; crash tests start their own, durable."""
    try:
        server = EmbeddedPg().init().start()
    except NoPostgres as error:
        missing("PG", str(error))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def pg_template(pg: EmbeddedPg) -> str:
    """The name of a migrated database to copy."""
    return pg.make_template(migrate)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    path = tmp_path / "checkin.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def pg_url(pg: EmbeddedPg, pg_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = pg.create(pg_template)
    yield pg.sa_url(name)
    pg.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database: each test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")


@pytest.fixture(scope="session")
def browser():
    """A real browser for this worker."""
    # Playwright takes a while to import: only the tests that need it wait.
    from playwright.sync_api import sync_playwright

    from tests.support.browser import NoBrowser, launch

    with sync_playwright() as playwright:
        try:
            started = launch(playwright)
        except NoBrowser as error:
            missing("BROWSER", str(error))
        yield started
        started.close()


@pytest.fixture
def page(browser):
    """A fresh page; an error on it, or a request that leaves the machine, fails the test."""
    from tests.support.browser import open_page

    with open_page(browser) as opened:
        yield opened


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say plainly, after all the rest, what this machine could not do, once for each reason."""
    yield
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MARK in text:
            reason = text.split(MARK, 1)[1]
            reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in reasons.items():
        terminalreporter.write_sep("!", "not done here", yellow=True)
        terminalreporter.write_line(f"{count} tests did not run: {reason}", yellow=True)
