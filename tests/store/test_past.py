"""The recipe of docs/scale.md for a table of past texts runs, and moves what has ended and nothing else."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from checkin.store import Store, outgoing
from checkin.store.outgoing import Draft
from checkin.store.tables import outbox

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def statements(month: datetime) -> list[str]:
    """The page's SQL, its month put in the place of the one that is shown."""
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    following = (month + timedelta(days=31)).replace(day=1)
    here = block.replace("2026_11", f"{month:%Y_%m}").replace("2026-12-01", f"{following:%Y-%m-%d}")
    return [one.strip() for one in here.replace("2026-11-01", f"{month:%Y-%m-%d}").split(";") if one.strip()]


@pytest.mark.postgres
def test_texts_that_have_ended_long_ago_move_to_their_month(pg_url: str):
    store = Store(pg_url)
    long_ago = datetime.now(UTC) - timedelta(days=120)
    with store.begin() as tx:
        outgoing.queue(tx, [Draft("+1", "k", "k", "words", 4, seq=n) for n in range(4)], long_ago)
        ids = list(tx.execute(select(outbox.c.id).order_by(outbox.c.id)).scalars())
        for text_id, state in zip(ids, ("delivered", "cancelled", "queued", "delivered"), strict=True):
            tx.execute(update(outbox).where(outbox.c.id == text_id).values(state=state))
        tx.execute(update(outbox).where(outbox.c.id == ids[3]).values(created_at=datetime.now(UTC)))
    with store.begin() as tx:
        for statement in statements(long_ago.replace(day=1)):
            tx.execute(text(statement))
    with store.read() as tx:
        assert list(tx.execute(select(outbox.c.id).order_by(outbox.c.id)).scalars()) == ids[2:]
        past = tx.execute(text(f"SELECT id FROM outbox_past_{long_ago:%Y_%m} ORDER BY id")).scalars()
        assert list(past) == ids[:2]
    store.close()
