"""The first page of 10,000 runners: at most twice the time of one page's worth, by as many queries."""

import pytest

from tests.service.cast import make_world
from tests.web.site import Site, make_site
from tests.web.test_roster_pages import MANY, crowd, crowd_more, took


@pytest.mark.bench
@pytest.mark.parametrize("path", ["/", "/?show=need", "/?find=copy+7", "/?sort=name&from=50"])
def test_a_page_costs_the_same_for_any_team(database_url: str, path: str):
    world = make_world(database_url)
    site: Site = make_site(world)
    crowd(site, 150)
    site.sign_in()
    few, few_queries = took(site, path)
    crowd_more(site, MANY - 150)
    many, queries = took(site, path)
    world.services.store.close()
    print(f"\n{path}: 150 runners {few * 1000:.0f} ms, {MANY} {many * 1000:.0f} ms, {queries} queries")
    assert queries == few_queries
    assert many < 2 * few
