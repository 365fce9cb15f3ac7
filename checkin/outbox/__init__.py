"""Queued rows to the door: claimed, checked once more, handed over outside any transaction, settled."""

from checkin.outbox.deliver import deliver
from checkin.outbox.expire import expire
from checkin.outbox.settle import settle

__all__ = ["deliver", "expire", "settle"]
