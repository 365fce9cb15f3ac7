"""The database itself: a write transaction at a time on SQLite, row locks on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from checkin.store.gate import Busy, Gate
from checkin.store.tables import REVISION

# A process whose machine is gone, or that was stopped in the middle, must not hold its locks for hours.
OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "timezone=UTC",
        "lock_timeout=10s",
        "statement_timeout=30s",
        "idle_in_transaction_session_timeout=15s",
        "tcp_keepalives_idle=10",
        "tcp_keepalives_interval=5",
        "tcp_keepalives_count=3",
    )
)
KEEP_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}

Tx = Connection  # a transaction, as every query takes it


class StoreError(Exception):
    """The database cannot be used as it is; the message says what to do."""


class Taken(StoreError):
    """What was to be written is another row's. Nothing of the transaction was kept."""


class Unavailable(StoreError):
    """The database cannot be used right now: locked, full, gone. Nothing of the transaction was kept."""


class Store:
    """A database by its address. Nothing is opened before the first transaction.

    `durable=False` leaves out the wait for the disk: for databases that nobody will miss after a power cut.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer, self._reader = _sqlite(url, self.path, durable)
        else:
            self._writer = self._reader = _postgresql(url)

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(self.url.database or "")

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that may write. It commits at the end, and nothing of it stays if it raises."""
        with _translated(), self._writer.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads; on SQLite it never waits for a writer."""
        with _translated(), self._reader.begin() as tx:
            yield tx

    def revision(self) -> str | None:
        """The migration the database is at; None for an empty one."""
        if self.is_sqlite and not self.path.exists():
            return None  # looking must not make the file
        try:
            with self._reader.begin() as tx:
                return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except ProgrammingError:
            return None
        except OperationalError as error:
            if "no such table" in str(error.orig):
                return None
            raise StoreError(f"the database at {self.shown} cannot be opened: {error.orig}") from error
        except DBAPIError as error:
            raise StoreError(f"the database at {self.shown} cannot be read: {error.orig}") from error

    def check(self) -> None:
        """Refuse a database that is not at the newest migration."""
        found = self.revision()
        if found == REVISION:
            return
        if found is None:
            raise StoreError(f"the database at {self.shown} has no tables yet: run `checkin db upgrade`")
        raise StoreError(
            f"the database at {self.shown} is at migration {found}, this program needs {REVISION}: "
            "run `checkin db upgrade` with the newest program"
        )

    @property
    def shown(self) -> str:
        """The address without a password."""
        return self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


@contextmanager
def savepoint(tx: Tx) -> Iterator[None]:
    """A part of a transaction: if it raises, it leaves nothing, and the rest of the transaction may go on."""
    with _translated(), tx.begin_nested():
        yield


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except Busy as error:
        raise Unavailable(f"the database cannot be used: {error}") from error
    except IntegrityError as error:
        raise Taken(f"another row has it: {type(error.orig).__name__}") from error
    except (OperationalError, InterfaceError) as error:
        said = str(_first(error).orig).strip().partition("\n")[0]  # the lines after it may hold values
        raise Unavailable(f"the database cannot be used: {said}") from error


def _first(error: DBAPIError) -> DBAPIError:
    """What went wrong first: taking back a part of a transaction may fail as well, and would hide it."""
    while isinstance(error.__context__, DBAPIError):
        error = error.__context__
    return error


def _postgresql(url: str) -> Engine:
    address = make_url(url)
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(
        address,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": OPTIONS, **KEEP_ALIVE},
    )


def _sqlite(url: str, path: Path, durable: bool) -> tuple[Engine, Engine]:
    """An engine for writers and one for readers.

    Writers queue at a gate before BEGIN IMMEDIATE: SQLite's own waiting is unfair. Every commit happens
    behind it, and so does the checkpoint that a commit may start.
    """
    writer, reader = create_engine(url), create_engine(url)
    gate = Gate(path.with_name(path.name + ".wlock"))

    @event.listens_for(writer, "connect")
    def _open_writer(connection: Any, entry: ConnectionPoolEntry) -> None:
        _prepare(connection, durable)
        entry.info["gate"] = gate.ticket()

    @event.listens_for(writer, "begin")
    def _enter(connection: Tx) -> None:
        connection.info["gate"].enter()
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    # Not "commit": that event comes before the COMMIT reaches SQLite.
    @event.listens_for(writer, "checkin")
    def _leave(_connection: Any, entry: ConnectionPoolEntry) -> None:
        if ticket := entry.info.get("gate"):
            ticket.leave()

    @event.listens_for(writer, "close")
    def _close(_connection: Any, entry: ConnectionPoolEntry) -> None:
        if ticket := entry.info.pop("gate", None):
            ticket.close()

    @event.listens_for(reader, "connect")
    def _open_reader(connection: Any, _entry: ConnectionPoolEntry) -> None:
        _prepare(connection, durable)
        connection.execute("PRAGMA query_only=ON")

    @event.listens_for(reader, "begin")
    def _read(connection: Tx) -> None:
        connection.exec_driver_sql("BEGIN")

    return writer, reader


def _prepare(connection: Any, durable: bool) -> None:
    connection.isolation_level = None  # SQLAlchemy, not the driver, begins transactions
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
    connection.execute("PRAGMA foreign_keys=ON")
