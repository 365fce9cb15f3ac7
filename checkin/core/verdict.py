"""The verdict on a run: exactly one rule, the worst first, by the run and the next morning."""

from collections.abc import Callable
from dataclasses import dataclass

from checkin.core.protocol import Protocol


@dataclass(frozen=True)
class RunFacts:
    """What a verdict rests on. `pain` and `stiffness` 0-10, None unknown; `bad` the next morning was
    a bad one; `bads` bad mornings in the last days, that one included; `holds` HOLDs in a row before."""

    pain: int | None
    masked: bool = False
    stiffness: int | None = None
    bad: bool = False
    bads: int = 0
    holds: int = 0


Predicate = Callable[[RunFacts, Protocol], bool]


def _severe(run: RunFacts, p: Protocol) -> bool:
    return run.pain is not None and run.pain >= p.run.severe


def _sore(run: RunFacts, p: Protocol) -> bool:
    return run.pain is not None and run.pain >= p.run.hold


def _step_back(run: RunFacts, p: Protocol) -> bool:
    if run.pain is not None and run.pain >= p.run.step_back:
        return True
    if run.stiffness is not None and run.stiffness >= p.bad.stiffness:
        return True
    return run.bad and (_sore(run, p) or run.bads > 1)


def _hold(run: RunFacts, p: Protocol) -> bool:
    stiff = run.stiffness is not None and run.stiffness >= p.run.hold_stiffness
    return _sore(run, p) or stiff or run.bad


def _third_hold(run: RunFacts, p: Protocol) -> bool:
    return _hold(run, p) and run.holds + 1 >= p.run.holds


def _ok(run: RunFacts, p: Protocol) -> bool:
    return run.pain is not None and run.stiffness is not None and not run.masked


TABLE: tuple[tuple[str, Predicate], ...] = (
    ("run.severe", _severe),
    ("run.step_back", _step_back),
    ("run.third_hold", _third_hold),
    ("run.hold", _hold),
    ("run.ok", _ok),
    ("run.unknown", lambda run, p: True),
)
AT_ONCE = TABLE[:2]


def verdict(run: RunFacts, protocol: Protocol) -> str:
    """The rule for a run whose next morning has come, or will not come any more."""
    return next(rule for rule, holds in TABLE if holds(run, protocol))


def at_once(pain: int | None, protocol: Protocol) -> str:
    """The rule that a run's pain alone decides, "" if the next morning has a say."""
    run = RunFacts(pain)
    return next((rule for rule, holds in AT_ONCE if holds(run, protocol)), "")
