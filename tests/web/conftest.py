"""A site for the pages' tests."""

from collections.abc import Iterator

import pytest

from tests.service.cast import make_world
from tests.web.site import Site, make_site


@pytest.fixture
def site(sqlite_url: str) -> Iterator[Site]:
    """The web over a world of one team."""
    world = make_world(sqlite_url)
    yield make_site(world)
    world.services.store.close()
