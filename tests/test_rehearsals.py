"""Every rehearsal holds, and every rule of the protocol has one."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from checkin.config import Settings
from checkin.rehearsal import play, read
from checkin.rehearsal.lines import Holds
from checkin.rehearsal.printing import printed

HERE = Path(__file__).parent
FILES = sorted((HERE / "rehearsals").glob("*.rehearsal"))

# The ids of docs/protocol.md, in the order of its tables.
RULES = [
    *("signup.rest", "signup.running", "gate.yes", "graduate", "relapse", "clear", "dismiss"),
    *("run.severe", "run.step_back", "run.hold", "run.third_hold", "run.ok", "run.unknown"),
    *("run.week_up", "run.not_settling", "gap.down", "gap.rest", "stage.up"),
    *("refer.red_flag", "refer.check", "refer.severe", "refer.worse", "refer.no_better", "refer.long_rest"),
    *("refer.flares", "refer.stalled", "refer.soft_flag", "refer.asked"),
]

# Where the engine's tables and moves name the rules they fire.
CORE = HERE.parent / "checkin" / "core"
TABLES = [*(CORE / "course").glob("*.py"), *map(CORE.joinpath, ("verdict.py", "progress.py", "referral.py"))]
RULE_ID = re.compile(r'"((?:signup|gate|run|gap|stage|refer)\.[a-z_]+|graduate|relapse|clear|dismiss)"')


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_rehearsal_holds(path):
    script = read(path)
    conversation = play(script, Settings())
    told = printed(conversation, ZoneInfo(script.zone), several=len(script.runners) > 1)
    assert conversation.failures == 0, "\n".join(told)


def test_every_rule_has_a_rehearsal():
    assert [rule for rule in RULES if rule not in covered()] == []


def test_these_are_the_rules_that_the_engine_knows():
    known = {rule for path in TABLES for rule in RULE_ID.findall(path.read_text())}
    assert known == set(RULES)


def covered():
    """The rules that some rehearsal names, after "covers:" or by a `rule` line."""
    found = set()
    for path in FILES:
        named = re.findall(r"^# covers:(.*)$", path.read_text(), re.MULTILINE)
        found |= {rule for line in named for rule in RULES if re.search(rf"\b{re.escape(rule)}\b", line)}
        found |= {line.value for line in read(path).lines if isinstance(line, Holds) and line.what == "rule"}
    return found
