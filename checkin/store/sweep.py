"""Many runners changed at once: ranked anew, or in a team that has a new name."""

import logging
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from checkin.core.protocol import Protocol
from checkin.roster.key import key
from checkin.store.codec import pack_runner, unpack_runner
from checkin.store.engine import Tx
from checkin.store.runners import RANKED, built_in
from checkin.store.tables import runner

log = logging.getLogger(__name__)

RANK_AGAIN = update(runner).where(runner.c.id == bindparam("at_id"))
RENAME = update(runner).where(runner.c.id == bindparam("at_id"))
RENAME = RENAME.values(state=bindparam("named"), version=runner.c.version + 1)


def rank_again(tx: Tx, protocol: Protocol | None = None, team_id: int | None = None) -> int:
    """Rank everyone anew, or one team, after the table of ranks or a protocol changed; how many could not be
    read. It reads the runners' table alone: a migration calls it."""
    last, broken, rule = 0, 0, protocol or built_in()
    query = select(runner.c.id, runner.c.number, runner.c.state).where(runner.c.id > bindparam("last"))
    if team_id is not None:
        query = query.where(runner.c.team_id == team_id)
    while found := tx.execute(query.order_by(runner.c.id).limit(100), {"last": last}).all():
        rows = []
        for at_id, number, state in found:
            try:
                rows.append({"at_id": at_id, **vars(key(unpack_runner(state), number, rule))})
            except Exception:
                broken += 1
        if rows:
            tx.execute(RANK_AGAIN.values({name: bindparam(name) for name in RANKED}), rows)
        last = found[-1].id
    return broken


def call_team(tx: Tx, team_id: int, name: str) -> None:
    """A team has a new name, by which its runners know it from now on. Who cannot be read keeps the old."""
    query = select(runner.c.id, runner.c.state).where(runner.c.team_id == team_id).order_by(runner.c.id)
    rows = []
    for runner_id, state in tx.execute(query.with_for_update()).all():
        try:
            value = unpack_runner(state)
        except Exception as error:
            log.error("runner %d cannot be read (%s)", runner_id, type(error).__name__)
            continue
        named = replace(value, profile=replace(value.profile, team=name))
        rows.append({"at_id": runner_id, "named": pack_runner(named)})
    if rows:
        tx.execute(RENAME, rows)
