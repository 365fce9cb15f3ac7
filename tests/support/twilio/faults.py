"""What goes wrong with one request: by the rules, else by a die whose rolls do not depend on timing."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.support.twilio.config import AFTER_ACCEPT, BEFORE_ACCEPT, ON_CALLBACK, ON_READ, Faults, Rule

MOST_STEPS = 3  # queued, sent, delivered
CREATE = (*BEFORE_ACCEPT, *AFTER_ACCEPT)


@dataclass(frozen=True)
class Verdict:
    """What happens to one request. `fault` "" is none; `code` is that of a refusal, 0 is none."""

    fault: str = ""
    code: int = 0
    delay: float = 0.0
    ends: tuple[str, int] | None = None  # the last status of a text that does not arrive, and its code
    missing: tuple[bool, ...] = (False,) * MOST_STEPS  # for each callback
    repeated: tuple[bool, ...] = (False,) * MOST_STEPS
    reordered: bool = False
    early: bool = False


class Script:
    """The faults in force. They can be replaced at any time."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._faults = faults
        self._matched: Counter[int] = Counter()
        self._seen: Counter[tuple[str, str, str, str]] = Counter()

    @property
    def faults(self) -> Faults:
        """What is in force now."""
        return self._faults

    def replace(self, faults: Faults) -> None:
        """Other faults from here on; their rules count from one."""
        with self._lock:
            self._faults = faults
            self._matched.clear()

    def create(self, to: str, body: str) -> Verdict:
        """What happens to a message that is to be created."""
        return self._judge("create", CREATE, to, body)

    def reply(self, to: str, body: str) -> Verdict:
        """What happens to a message in a webhook's answer: there is no answer to it that could go wrong."""
        return self._judge("reply", (), to, body)

    def read(self, to: str, address: str) -> Verdict:
        """What happens to a list or a fetch."""
        return self._judge("read", ON_READ, to, "", address)

    def _judge(self, kind: str, answers: Sequence[str], to: str, body: str, address: str = "") -> Verdict:
        asked = (kind, to, body)
        doable = {*answers, *_also(kind)}
        with self._lock:
            faults = self._faults
            key = (*asked, address)
            self._seen[key] += 1
            # Not by the order in which requests come: with several senders that is never the same twice.
            chance = Random(f"{self._seed} {key} {self._seen[key]}")
            rules = [
                rule for index, rule in enumerate(faults.rules) if self._hits(index, rule, doable, asked)
            ]
        return _verdict(faults, rules, [name for name in answers if _comes_up(chance, faults, name)], chance)

    def _hits(self, index: int, rule: Rule, doable: set[str], asked: tuple[str, str, str]) -> bool:
        if rule.do not in doable or not rule.matches(*asked):
            return False
        self._matched[index] += 1
        return rule.chooses(self._matched[index])


def _also(kind: str) -> tuple[str, ...]:
    """What rules may do to such a request beyond its answer."""
    if kind == "read":
        return ("delay", "down")
    sent = (*ON_CALLBACK, "refuse", "undeliver")
    return sent if kind == "reply" else (*sent, "delay", "down")


def _verdict(faults: Faults, rules: Sequence[Rule], rolled: Sequence[str], chance: Random) -> Verdict:
    by_rule = {rule.do: rule for rule in reversed(rules)}  # of two that do the same, the first holds
    answers = [rule.do for rule in rules if rule.do in ("down", *CREATE, *ON_READ)]
    refuse, undeliver, delay = by_rule.get("refuse"), by_rule.get("undeliver"), by_rule.get("delay")
    rolled_delay = chance.uniform(*faults.delay)
    missing = _each(chance, faults.callback_missing)
    repeated = _each(chance, faults.callback_repeated)
    return Verdict(
        fault=next(iter([*answers, *rolled]), ""),
        code=refuse.code if refuse else 0,
        delay=delay.seconds if delay else rolled_delay,
        ends=(undeliver.status, undeliver.code) if undeliver else None,
        missing=(True,) * MOST_STEPS if "callback_missing" in by_rule else missing,
        repeated=(True,) * MOST_STEPS if "callback_repeated" in by_rule else repeated,
        reordered=_comes_up(chance, faults, "callback_reordered") or "callback_reordered" in by_rule,
        early=_comes_up(chance, faults, "callback_early") or "callback_early" in by_rule,
    )


def _comes_up(chance: Random, faults: Faults, name: str) -> bool:
    rate: float = getattr(faults, name)
    return chance.random() < rate


def _each(chance: Random, rate: float) -> tuple[bool, ...]:
    return tuple(chance.random() < rate for _ in range(MOST_STEPS))
