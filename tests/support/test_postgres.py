"""The PostgreSQL harness: it comes back after a kill with every commit, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.support.missing import missing
from tests.support.postgres import PREFIX, EmbeddedPg, NoPostgres, copy_install, find_binaries

pytestmark = pytest.mark.postgres


def ended(process: psutil.Process, within: float = 10) -> bool:
    """Whether the process ends soon: gone, or dead and not yet fetched by its new parent."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_databases_are_fresh_and_apart(pg):
    one, two = pg.create(), pg.create()
    with psycopg.connect(pg.dsn(one)) as connection:
        connection.execute("CREATE TABLE only_here (x int)")
    with psycopg.connect(pg.dsn(two), autocommit=True) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
        pg.drop(two)  # though somebody is connected
    pg.drop(one)


def test_a_template_is_copied_with_what_the_migration_made(pg):
    def migration(url: str) -> None:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE made (x int)")

    copy = pg.create(pg.make_template(migration, name="tried"))
    with psycopg.connect(pg.dsn(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM made").fetchone() == (0,)
    pg.drop(copy)


@pytest.mark.fault
def test_no_commit_is_lost_by_kill_9():
    try:
        server = EmbeddedPg(durable=True).init().start()
    except NoPostgres as error:
        missing("PG", str(error))
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (x int)")
        for round_ in range(3):
            with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
                connection.execute("INSERT INTO kept VALUES (%s)", [round_])
                family = psutil.Process(server.process.pid).children(recursive=True)
                server.kill9()
                assert all(ended(one) for one in family)
                with pytest.raises(psycopg.OperationalError):
                    connection.execute("SELECT 1")
            server.start()
        with psycopg.connect(server.dsn("postgres")) as connection:
            assert connection.execute("SELECT array_agg(x ORDER BY x) FROM kept").fetchone() == ([0, 1, 2],)
    finally:
        server.stop()
    assert not server.root.exists()


@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_the_server_ends_with_killed_tests():
    script = (
        "import time; from tests.support.postgres import EmbeddedPg\n"
        "server = EmbeddedPg().init().start()\n"
        "print(server.process.pid, server.root, server.home, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    line = parent.stdout.readline().split()
    if not line:
        missing("PG", "PostgreSQL did not start in another process")
    pid, folders = int(line[0]), [Path(folder) for folder in line[1:]]
    assert all(folder.name.startswith(PREFIX) for folder in folders)
    server = psutil.Process(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    assert ended(server), "the server outlived the tests"
    subprocess.run(["rm", "-rf", *folders], check=True)


def test_binaries_named_by_hand_that_are_not_there_are_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(NoPostgres, match="PG_BIN"):
        find_binaries()


def test_binaries_that_the_server_may_not_reach_are_copied(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root changes to another user")
    hidden = copy_install(find_binaries().parent, tmp_path)
    tmp_path.chmod(0o700)
    server = EmbeddedPg(hidden / "bin").init().start()
    try:
        assert server.binaries.is_relative_to(server.root)
        server.admin("SELECT 1")
    finally:
        server.stop()
