"""How fast each kind of sender may send."""

import pytest

from checkin.sms import Account, TwilioDoor, rate_of


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("+12025550100", 1),
        ("+14165550100", 1),  # Canada
        ("+18005550100", 3),
        ("+18335550100", 3),
        ("+447400123456", 10),
        ("72345", 100),
        ("728345", 100),
        ("MG" + "0" * 32, 1),  # its owner says how many numbers it has
    ],
)
def test_a_sender_has_the_rate_of_its_kind(name: str, rate: float):
    assert rate_of(name) == rate


def door(**account: object) -> TwilioDoor:
    return TwilioDoor(Account("AC1", "AC1", "token", **account))  # type: ignore[arg-type]


def test_urgent_texts_have_a_lane_of_their_own_if_they_have_a_sender_of_their_own():
    assert [(one.name, one.rate) for one in door(sender="+12025550100").senders] == [("+12025550100", 1)]
    both = door(service="MG1", alert_sender="+18005550100", rate=20)
    assert [(one.name, one.rate) for one in both.senders] == [("MG1", 20), ("+18005550100", 3)]
    same = door(sender="+12025550100", alert_sender="+12025550100")
    assert len(same.senders) == 1
