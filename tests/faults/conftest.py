"""Worlds on each database, and the web over them."""

from collections.abc import Callable, Iterator

import pytest

from tests.service.cast import PickyDoor, World, make_world
from tests.web.site import Site, make_site


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The service with a team."""
    made = make_world(database_url)
    yield made
    made.services.store.close()


@pytest.fixture
def world_with(database_url: str) -> Iterator[Callable[..., World]]:
    """The same, with a door of one's own."""
    made: list[World] = []

    def make(door: object) -> World:
        made.append(make_world(database_url, door))
        return made[-1]

    yield make
    for one in made:
        one.services.store.close()


@pytest.fixture
def site(world: World) -> Site:
    """The web with all that production has."""
    return make_site(world)


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[World]:
    """A service for what no database has a say in; its door hears back later."""
    made = make_world(sqlite_url, PickyDoor())
    yield made
    made.services.store.close()


@pytest.fixture
def lite_site(lite: World) -> Site:
    """The web over it."""
    return make_site(lite)
