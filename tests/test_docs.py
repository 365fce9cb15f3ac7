"""The documents name only what is there, and every setting and command they rely on."""

import re
from pathlib import Path

import pytest

from checkin.config import NAMES

ROOT = Path(__file__).parent.parent
HAZARDS = (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([a-z]+_[a-z0-9_]+)`", HAZARDS))))
def test_a_rehearsal_behind_a_hazard_is_there(name):
    assert (ROOT / "tests" / "rehearsals" / f"{name}.rehearsal").exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(?:tests|docs)/[\w/]+\.(?:py|md)", HAZARDS))))
def test_a_file_behind_a_hazard_is_there(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_a_link_of_the_readme_leads_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize("setting", sorted(NAMES.values()))
def test_the_readme_names_every_setting(setting):
    assert f"`{setting}`" in README


def test_the_protocol_page_names_every_rule_and_no_other():
    from tests.test_rehearsals import RULES

    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    named = set(
        re.findall(r"`((?:run|gap|refer|stage|signup|gate)\.\w+|graduate|relapse|clear|dismiss)`", page)
    )
    assert named == set(RULES)
