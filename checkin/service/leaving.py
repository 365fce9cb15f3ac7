"""Who goes: everything about a runner is erased, but a mark that no text may go to their number."""

from datetime import datetime

from checkin.config import Services
from checkin.core.model import Standing
from checkin.store import Tx, joining, runners
from checkin.store.runners import Kept


def forget(services: Services, runner_id: int, now: datetime) -> None:
    """Erase a runner who asked for it: every text, score, decision and consent. Nothing if there is none."""
    with services.store.begin() as tx:
        kept = runners.get(tx, runner_id, lock=True)
        if kept is not None:
            erase(tx, kept, joining.OPTED_OUT, now)


def tidy_away(services: Services, runner_id: int, now: datetime) -> None:
    """Erase a runner for whoever runs the service. The number stays marked only if it had opted out."""
    with services.store.begin() as tx:
        kept = runners.get(tx, runner_id, lock=True)
        if kept is None:
            return
        if kept.runner.course.standing is Standing.OPTED_OUT:
            erase(tx, kept, joining.OPTED_OUT, now)
        else:
            runners.erase(tx, kept.id)


def erase(tx: Tx, kept: Kept, why: str, now: datetime) -> None:
    """Erase a locked runner, and leave the mark."""
    runners.erase(tx, kept.id)
    joining.put_mark(tx, kept.number, why, now)
