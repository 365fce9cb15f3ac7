"""What Alembic runs: the migrations, inside the transaction that `checkin.store.migrate` has opened."""

from alembic import context

from checkin.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
