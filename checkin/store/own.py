"""What a runner may see of themselves: their page, their sheet, and everything that is kept of them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from checkin.roster.model import Known
from checkin.sheet.model import Own
from checkin.store import history, runners
from checkin.store.engine import Tx
from checkin.store.joining import Consent
from checkin.store.roster import Export


def own(tx: Tx, runner_id: int) -> Own | None:
    """What their page and sheet are made of; three queries. None: there is no such runner."""
    kept = runners.get(tx, runner_id)
    if kept is None:
        return None
    rulings = history.decisions(tx, runner_id)
    standing = tuple(one.decision for one in reversed(rulings) if one.withdrawn_at is None)
    known = Known(kept.id, kept.number, kept.runner, standing)
    return Own(known, tuple(history.facts(tx, runner_id)))


def everything(found: Export, consents: Sequence[Consent] = ()) -> dict[str, Any]:
    """All that is kept of a runner, as JSON holds it."""
    content = {
        "number": found.kept.number,
        "runner": found.kept.runner,
        "messages": found.messages,
        "journal": found.journal,
        "decisions": found.decisions,
        "consents": consents,
    }
    made: dict[str, Any] = msgspec.to_builtins(content)
    return made
