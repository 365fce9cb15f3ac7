"""What the fake is told: who may call it, where our webhook is, how quickly it walks, what it does wrong."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# What may happen to a create, likeliest to be noticed first. Of several that come up, the first one is done.
BEFORE_ACCEPT = ("slow_down", "daily_limit", "html_503", "error_before_accept")
AFTER_ACCEPT = ("error_after_accept", "drop_after_accept")
ON_READ = ("slow_down", "html_503", "list_fails")
ON_CALLBACK = ("callback_missing", "callback_repeated", "callback_reordered", "callback_early")
ONLY_BY_RULE = ("refuse", "undeliver", "delay", "down")
DOABLE = {*BEFORE_ACCEPT, *AFTER_ACCEPT, *ON_READ, *ON_CALLBACK, *ONLY_BY_RULE}


@dataclass(frozen=True)
class Rule:
    """Does one thing to exactly the requests that match.

    `match` may name `kind` (create; reply, a text in a webhook's answer; read, a list or a fetch), `to` (the
    whole number; of a list, its filter), `body` (a pattern found anywhere in it) and `nth` (a number or
    several: the how-manieth request that matches the rest, from 1). `code` belongs to `refuse` and
    `undeliver`, `status` to `undeliver`, `seconds` to `delay`.
    """

    do: str
    match: Mapping[str, Any] = field(default_factory=dict)
    code: int = 0
    status: str = "undelivered"
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.do not in DOABLE:
            raise ValueError(f"a rule cannot do {self.do!r}")
        if unknown := set(self.match) - {"kind", "to", "body", "nth"}:
            raise ValueError(f"a rule cannot match {sorted(unknown)}")
        if self.do in ("refuse", "undeliver") and not self.code:
            raise ValueError(f"a rule that does {self.do!r} needs a code")
        if self.status not in ("undelivered", "failed"):
            raise ValueError(f"a text cannot end as {self.status!r}")

    def matches(self, kind: str, to: str, body: str) -> bool:
        """Whether it speaks of such a request, whichever of them it may be."""
        named = self.match.get("kind", kind) == kind and self.match.get("to", to) == to
        return named and ("body" not in self.match or re.search(self.match["body"], body) is not None)

    def chooses(self, nth: int) -> bool:
        """Whether it takes the nth request that matches."""
        wanted = self.match.get("nth", nth)
        return nth == wanted if isinstance(wanted, int) else nth in wanted


@dataclass(frozen=True)
class Faults:
    """What goes wrong. The rates are from 0 to 1, rolled for every request; the seed is Config's."""

    delay: tuple[float, float] = (0.0, 0.0)  # seconds between the work and the answer, at least and at most
    slow_down: float = 0.0  # 429, code 20429: never processed
    daily_limit: float = 0.0  # 429, code 63038: never processed
    html_503: float = 0.0  # a load balancer's page: never processed
    error_before_accept: float = 0.0  # 500, code 20500: never processed, and nobody can tell
    error_after_accept: float = 0.0  # the same answer, but the message is there
    drop_after_accept: float = 0.0  # the message is there, the connection closed without an answer
    list_fails: float = 0.0  # 500 for a list or a fetch
    list_lag: float = 0.0  # seconds for which a new message shows in no list and no fetch
    callback_missing: float = 0.0
    callback_repeated: float = 0.0
    callback_reordered: float = 0.0
    callback_early: float = 0.0  # the first callback comes before the create is answered
    down: bool = False  # every connection is closed without an answer, save those to the tests' own door
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        made = tuple(rule if isinstance(rule, Rule) else Rule(**rule) for rule in self.rules)
        object.__setattr__(self, "rules", made)
        object.__setattr__(self, "delay", tuple(self.delay))


@dataclass(frozen=True)
class Config:
    """One account, its numbers and services, our webhook, and how the fake behaves.

    `routes` leads an address of ours to where it is really served, as in
    {"https://checkin.example.org": "http://127.0.0.1:8000"}: signed for the first, carried to the second.
    Nothing is ever carried off this machine.
    """

    account_sid: str = "AC" + "0" * 32
    auth_token: str = "token"  # signs webhooks, and is the account's own password
    keys: tuple[tuple[str, str], ...] = ()  # API keys that may call as well, each with its secret
    numbers: tuple[str, ...] = ()  # that we may send from; none named: any
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # messaging services, their numbers
    webhook_url: str = ""
    fallback_url: str = ""
    routes: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    log: str = ""  # a file; none named: nothing is logged
    seed: int = 0
    faults: Faults = field(default_factory=Faults)
    queued_after: float = 0.002  # seconds from accepted to queued, with a service
    sent_after: float = 0.005
    delivered_after: float = 0.005
    workers: int = 8  # callbacks under way at once
    time_scale: float = 1.0  # of the webhook's time limits: with 0.1 a read waits 1.5 s, not 15
    retry_pause: float = 0.0  # seconds between a webhook's attempts

    @property
    def senders(self) -> frozenset[str]:
        """All our numbers."""
        return frozenset(self.numbers).union(*self.services.values())


def dumps(config: Config) -> str:
    """The config as JSON."""
    return json.dumps(asdict(config), indent=1)


def loads(text: str) -> Config:
    """The config that `dumps` wrote; an unknown name is an error."""
    read = json.loads(text)
    read["faults"] = Faults(**read.get("faults", {}))
    read["keys"] = tuple((key, secret) for key, secret in read.get("keys", ()))
    read["numbers"] = tuple(read.get("numbers", ()))
    read["services"] = {sid: tuple(pool) for sid, pool in read.get("services", {}).items()}
    return Config(**read)
