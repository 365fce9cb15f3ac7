"""The database fixtures: fresh and migrated on both databases, each test with its own."""

import pytest
from sqlalchemy import create_engine, inspect, text


@pytest.mark.parametrize("turn", [1, 2])
def test_a_database_is_migrated_and_nobody_elses(database_url, turn):
    engine = create_engine(database_url)
    try:
        assert "alembic_version" in inspect(engine).get_table_names()
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE left_behind (x int)"))
    finally:
        engine.dispose()
