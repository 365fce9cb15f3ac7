"""Migrations reach the tables that the queries use, from any state and on both databases."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from checkin.store import Store, StoreError, migrate
from checkin.store.tables import REVISION, metadata


def test_the_migrations_make_the_tables_of_the_program(store: Store):
    with store.begin() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_the_program_asks_for():
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_upgrading_again_changes_nothing(database_url: str, store: Store):
    store.check()
    migrate.upgrade(database_url)
    store.check()


def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path, sqlite_url: str):
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    with closing(Store(url, durable=False)) as at_once, closing(Store(sqlite_url)) as migrated:
        migrate.fresh(at_once)
        at_once.check()
        assert _schema(at_once) == _schema(migrated)


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'half.db'}"
    with closing(Store(url)) as store:
        with store.begin() as tx:
            tx.execute(text("CREATE TABLE runner (id INTEGER)"))
        with pytest.raises(StoreError, match="runner already exists"):
            migrate.upgrade(url)
        with store.read() as tx:
            assert inspect(tx).get_table_names() == ["runner"]


def test_a_database_of_a_newer_program_is_left_alone(database_url: str, store: Store):
    with store.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        migrate.upgrade(database_url)
    with pytest.raises(StoreError, match="9999"):
        store.check()


def test_the_tables_can_be_taken_away_again(store: Store):
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    with store.begin() as tx:
        config.attributes["connection"] = tx
        command.downgrade(config, "base")
        assert inspect(tx).get_table_names() == ["alembic_version"]


def _schema(store: Store) -> set[str]:
    """Every table, index and constraint, whatever the order and the spacing."""
    with store.read() as tx:
        found = tx.execute(text("SELECT name, sql FROM sqlite_master WHERE name != 'alembic_version'")).all()
    return {f"{name}: {sorted((sql or '').replace(',', ' ').split())}" for name, sql in found}
