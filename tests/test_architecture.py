"""The program's shape, read off its source: who imports whom, who reads the clock, how long things get."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("checkin", "scheduler")

# Imports go down or stay on the level. A new part of checkin gets its place here.
LAYERS = (
    {"core", "protocols"},
    {"store", "texts", "sms", "roster", "numbers", "places", "links", "sheet"},
    {"service", "outbox", "config", "cost", "cohort"},
    {"web", "cli", "rehearsal", "demo", "__main__", "scheduler"},
)
PURE = {
    "core": {"core"},
    "roster": {"core", "roster"},
    "sheet": {"core", "roster", "sheet"},
}  # the standard library and these; never the clock

# A library, and the parts that may know it.
ONLY_IN = {
    "flask": {"web"},
    "apscheduler": {"scheduler", "demo"},
    "twilio.rest": {"sms"},
    "sqlalchemy": {"store", "config"},
    "alembic": {"store"},
    "scheduler": {"scheduler", "rehearsal", "demo"},
    "checkin.web": {"web", "cli", "demo", "__main__"},
}
MAY_READ_CLOCK = ("checkin.config.services", "checkin.demo", "scheduler.__main__")
MAY_READ_ENVIRONMENT = (
    "checkin.config",
    "checkin.cli",
    "checkin.__main__",
    "checkin.web.__main__",
    "checkin.web.wsgi",
    "scheduler.__main__",
)

LONGEST_FUNCTION = 50  # lines
LONGEST_FILE = 300  # lines that are not blank
NEVER_SPLIT = "migrations"  # a migration is one list of steps, written once


@dataclass(frozen=True)
class Source:
    """One Python file."""

    name: str
    module: str
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def part(self) -> str:
        """The room of checkin that it belongs to, or the package."""
        words = self.module.split(".")
        return part_of(words)

    def within(self, modules: Iterable[str]) -> bool:
        """Whether it is one of the modules or below one."""
        return any(is_below(self.module, module) for module in modules)


def is_below(name: str, above: str) -> bool:
    return name == above or name.startswith(above + ".")


def part_of(words: list[str]) -> str:
    return words[0] if words[0] != "checkin" else "".join(words[1:2])


def sources(root: Path, folders: Iterable[str] = PACKAGES) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            relative = path.relative_to(root)
            words = relative.with_suffix("").parts
            is_package = words[-1] == "__init__"
            text = path.read_text(encoding="utf-8")
            module = ".".join(words[:-1] if is_package else words)
            yield Source(str(relative), module, text, ast.parse(text), is_package)


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """The line and the full name of all that is imported, anywhere in the file."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                words = source.module.split(".")
                up = words[: len(words) - node.level + source.is_package]
                base = ".".join([*up, *([base] if base else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def wrong_imports(root: Path) -> Iterator[str]:
    level = {part: height for height, parts in enumerate(LAYERS) for part in parts}
    everything = list(sources(root))
    parts = {source.part for source in everything} - {""}
    for part in sorted(parts - level.keys()):
        yield f"checkin/{part} has no place in LAYERS of tests/test_architecture.py"
    for source in everything:
        for line, name in imported(source):
            where = f"{source.name}:{line} imports {name}"
            target = part_of(name.split(".")) if name.split(".")[0] in PACKAGES else None
            for library, allowed in ONLY_IN.items():
                if is_below(name, library) and source.part not in allowed:
                    yield f"{where}: only {', '.join(sorted(allowed))} may"
            if target and level.get(target, 0) > level.get(source.part, 0) and target not in ONLY_IN:
                yield f"{where}: imports go down, from {source.part or 'checkin'} never to {target}"
            if source.part in PURE and not _is_pure(name, target, PURE[source.part]):
                yield f"{where}: {source.part} knows the standard library and itself"


def _is_pure(name: str, target: str | None, allowed: set[str]) -> bool:
    return target in allowed or name.split(".")[0] in sys.stdlib_module_names


def clock_reads(root: Path) -> Iterator[str]:
    """Whoever asks what time it is, but for the few who may: elsewhere the time is an argument."""
    for source in sources(root):
        if source.within(MAY_READ_CLOCK):
            continue
        classes = {"datetime.datetime", "datetime.date"} | _bound_to(
            source, ("datetime.datetime", "datetime.date")
        )
        clocks = {"time.time", "time.time_ns"} | _bound_to(source, ("time.time", "time.time_ns"))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute):
                asks = node.attr in ("now", "utcnow", "today") and ast.unparse(node.value) in classes
                if asks or ast.unparse(node) in clocks:
                    yield f"{source.name}:{node.lineno} reads the clock: {ast.unparse(node)}"
            elif isinstance(node, ast.Name) and node.id in clocks:
                yield f"{source.name}:{node.lineno} reads the clock: {node.id}"
        if source.part in PURE:
            for line, name in imported(source):
                if is_below(name, "time"):
                    yield f"{source.name}:{line} imports {name}: {source.part} has no clock"


def _bound_to(source: Source, names: tuple[str, ...]) -> set[str]:
    """The names that this file gives to the things imported."""
    return {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in names
    }


def environment_reads(root: Path) -> Iterator[str]:
    for source in sources(root):
        if source.within(MAY_READ_ENVIRONMENT):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv"):
                yield f"{source.name}:{node.lineno} reads the environment: settings are read once, in config"
        for line, name in imported(source):
            if name in ("os.environ", "os.getenv"):
                yield f"{source.name}:{line} imports {name}: settings are read once, in config"


def patches(root: Path) -> Iterator[str]:
    """Tests that reach into code: they pass in a small fake instead."""
    for source in sources(root, ["tests"]):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "monkeypatch.setattr":
                yield f"{source.name}:{node.lineno} patches: pass in a small fake"
            elif isinstance(node, ast.arg) and node.arg == "mocker":
                yield f"{source.name}:{node.lineno} mocks: pass in a small fake"
        for line, name in imported(source):
            if is_below(name, "unittest.mock") or is_below(name, "mock"):
                yield f"{source.name}:{line} imports {name}: pass in a small fake"


def silent_modules(root: Path) -> Iterator[str]:
    for source in sources(root, (*PACKAGES, "tests")):
        if source.text.strip() and not ast.get_docstring(source.tree):
            yield f"{source.name} does not say what it is: one sentence at its head"


def too_long(root: Path) -> Iterator[str]:
    for source in sources(root):
        if NEVER_SPLIT in source.module.split("."):
            continue
        length = sum(1 for line in source.text.splitlines() if line.strip())
        if length > LONGEST_FILE:
            yield f"{source.name} has {length} lines: more than {LONGEST_FILE}, so it becomes a package"
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    where = f"{source.name}:{node.lineno} {node.name}"
                    yield f"{where} has {length} lines: more than {LONGEST_FUNCTION}"


RULES = (wrong_imports, clock_reads, environment_reads, patches, silent_modules, too_long)
Rule = Callable[[Path], Iterator[str]]


@pytest.mark.parametrize("rule", RULES)
def test_the_source_keeps_the_rule(rule: Rule):
    faults = list(rule(ROOT))
    assert not faults, "\n" + "\n".join(faults)


def test_the_procfile_names_what_is_there():
    lines = (ROOT / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", 1) for line in lines)
    assert set(commands) == {"release", "web", "scheduler"}
    for words in map(str.split, commands.values()):
        assert (ROOT / words[0]).exists(), words[0]
    for name in ("web", "scheduler"):
        module = commands[name].split()[-1].replace(".", "/")
        assert (ROOT / module / "__main__.py").exists()


WRONG = (
    (wrong_imports, "checkin/core/x.py", "import msgspec", "core knows"),
    (wrong_imports, "checkin/core/x.py", "def f():\n    from checkin.store import rows", "never to store"),
    (wrong_imports, "checkin/core/a/x.py", "from ...texts import render", "never to texts"),
    (wrong_imports, "checkin/core/__init__.py", "from .. import texts", "never to texts"),
    (wrong_imports, "checkin/store/x.py", "from checkin import service", "never to service"),
    (wrong_imports, "checkin/service.py", "from flask import request", "only web"),
    (wrong_imports, "checkin/web/x.py", "from twilio import rest", "only sms"),
    (wrong_imports, "checkin/web/x.py", "import twilio.rest as t", "only sms"),
    (wrong_imports, "checkin/web/x.py", "from sqlalchemy.sql import select", "only config, store"),
    (wrong_imports, "checkin/cli.py", "from scheduler import jobs", "only demo, rehearsal, scheduler"),
    (wrong_imports, "checkin/service.py", "from apscheduler.events import X", "only demo, scheduler"),
    (wrong_imports, "scheduler/jobs.py", "from checkin.web import create_app", "only __main__, cli"),
    (wrong_imports, "checkin/roster/x.py", "from checkin.store import rows", "roster knows"),
    (wrong_imports, "checkin/attic.py", "", "no place in LAYERS"),
    (clock_reads, "checkin/core/x.py", "from datetime import datetime as d\nd.now()", "d.now"),
    (clock_reads, "checkin/core/x.py", "import datetime\nf = datetime.date.today", "date.today"),
    (clock_reads, "checkin/core/x.py", "from time import monotonic", "has no clock"),
    (clock_reads, "checkin/service.py", "import time\ntime.time()", "time.time"),
    (environment_reads, "checkin/sms.py", "import os\nos.environ['X']", "read once"),
    (environment_reads, "checkin/sms.py", "from os import getenv", "read once"),
    (patches, "tests/test_x.py", "def test(monkeypatch):\n    monkeypatch.setattr(a, 'b', 1)", "patches"),
    (patches, "tests/test_x.py", "from unittest.mock import Mock", "small fake"),
    (patches, "tests/test_x.py", "from unittest import mock", "small fake"),
    (silent_modules, "checkin/x.py", "x = 1", "does not say"),
    (too_long, "checkin/x.py", "x = 1\n" * 301, "301 lines"),
    (too_long, "checkin/x.py", "def f():\n" + "    x = 1\n" * 50, "f has 51 lines"),
)
RIGHT = (
    ("checkin/core/x.py", "from datetime import time\nfrom checkin.core import model\nfrom . import due"),
    ("checkin/web/x.py", "import flask\nfrom checkin import service\nfrom twilio.request_validator import V"),
    ("checkin/rehearsal.py", "from scheduler.jobs import ask"),
    ("checkin/demo/x.py", "import apscheduler\nfrom checkin.web import create_app\nimport scheduler"),
    ("scheduler/jobs.py", "from checkin import service\nfrom checkin.core.model import Runner"),
    ("checkin/store/x.py", "import sqlalchemy\nfrom checkin.core import model"),
    ("checkin/config/services.py", "import os\nfrom datetime import datetime\nos.environ\ndatetime.now()"),
    ("checkin/store/migrations/x.py", "def f():\n" + "    x = 1\n" * 400),
)


def in_a_tree(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return root


@pytest.mark.parametrize(("rule", "name", "text", "said"), WRONG)
def test_a_breach_is_caught(tmp_path: Path, rule: Rule, name: str, text: str, said: str):
    faults = list(rule(in_a_tree(tmp_path, name, text)))
    assert faults and said in faults[0]


@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_what_is_allowed_passes(tmp_path: Path, name: str, text: str):
    tree = in_a_tree(tmp_path, name, f'"""Said."""\n{text}')
    assert [fault for rule in RULES for fault in rule(tree)] == []
