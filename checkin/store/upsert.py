"""Inserts that leave alone what is there already; both databases have them, each under its own import."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from checkin.store.engine import Tx


def insert_into(tx: Tx, table: Table) -> Any:
    """The database's own INSERT, which knows ON CONFLICT."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)


def insert_once(tx: Tx, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Inserts the rows that break no uniqueness; how many those were."""
    if not rows:
        return 0
    return counted(tx, insert_into(tx, table).on_conflict_do_nothing(), rows)


def counted(tx: Tx, statement: Any, rows: Sequence[dict[str, Any]] | None = None) -> int:
    """Executes an INSERT; how many rows it wrote, which SQLAlchemy forgets unless asked to remember."""
    return tx.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount
