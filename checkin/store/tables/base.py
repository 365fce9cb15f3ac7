"""What the tables share: how rows are numbered, what goes with what, and indexes of the few that wait."""

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, MetaData, text

REVISION = "0006"  # the newest migration; an older database is refused with a word on what to do

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER numbers its own rows on SQLite


def within(table: str) -> ForeignKey:
    """Goes when what it belongs to goes."""
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


def partial(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that wait for something. Queries name the state as a literal, never as a
    parameter: neither database knows that a parameter will be what the index holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
