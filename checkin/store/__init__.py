"""The store: tables, transactions, and typed queries by subject. Core values go in and come out."""

from checkin.store.engine import Store, StoreError, Taken, Tx, Unavailable, savepoint

__all__ = ["Store", "StoreError", "Taken", "Tx", "Unavailable", "savepoint"]
