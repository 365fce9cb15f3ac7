"""Brings a database to the newest migration: empty, older or already there; one process at a time."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from checkin.store.engine import Store, StoreError, Unavailable
from checkin.store.tables import REVISION, metadata

FOLDER = Path(__file__).with_name("migrations")
LOCK = 0x636865636B  # PostgreSQL's advisory lock; SQLite has its write transaction


def upgrade(url: str) -> None:
    """Migrate the database at `url`. All of it happens in one transaction, or none of it."""
    store = Store(url)
    try:
        _upgrade(store)
    except Unavailable as error:
        raise StoreError(f"{store.shown}: {error}") from error
    except DBAPIError as error:
        raise StoreError(f"{store.shown} cannot be migrated: {error.orig}") from error
    finally:
        store.close()


def fresh(store: Store) -> None:
    """Make the tables of an empty database at once, as the migrations would: for demos and rehearsals."""
    with store.begin() as tx:
        metadata.create_all(tx)
        tx.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        tx.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


def _upgrade(store: Store) -> None:
    # Alembic takes a third of a second to import, and only this command needs it.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with store.begin() as tx:
        if not store.is_sqlite:
            tx.execute(text("SET LOCAL statement_timeout = 0"))
            tx.execute(text("SET LOCAL lock_timeout = 0"))
            tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = tx
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"the database at {store.shown} was made by a newer program, or is not ours: {error}"
            ) from error
