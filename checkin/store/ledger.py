"""The texts that we started for a runner, as the ledger of their page needs them."""

from datetime import date

from sqlalchemy import func, select

from checkin.sheet.ledger import Sent
from checkin.store.engine import Tx
from checkin.store.tables import outbox

AT = func.coalesce(outbox.c.sent_at, outbox.c.not_before, outbox.c.created_at)


def started(tx: Tx, runner_id: int, since: date) -> list[Sent]:
    """Those of a local day `since` or later; answers to their texts are not among them."""
    query = select(outbox.c.kind, outbox.c.local_date, AT, outbox.c.state, outbox.c.code)
    query = query.where(
        outbox.c.runner_id == runner_id, outbox.c.kind != "reply", outbox.c.local_date >= since
    )
    return [Sent(*row) for row in tx.execute(query)]
