"""A forecast in words: an aligned table for people, JSON for machines."""

import json
from collections.abc import Iterator
from typing import Any

from checkin.cost.forecast import MILLICENTS, Forecast

WIDTH = 24


def as_table(made: Forecast) -> str:
    """The whole forecast, per runner-month."""
    return "\n".join([*_rows(made), "", *_sums(made), "", *_assumed(made)])


def _rows(made: Forecast) -> Iterator[str]:
    yield f"{'per runner-month':{WIDTH}} {'texts':>8} {'segments':>9} {'US$':>9}"
    for out, title in ((True, "out"), (False, "in")):
        yield title
        for row in made.rows:
            if row.out is out and row.texts:
                yield _line(made, f"  {row.kind}", row.texts, row.segments, row.millicents)
    texts, segments = (sum(getattr(row, name) for row in made.rows) for name in ("texts", "segments"))
    yield _line(made, "all", texts, segments, made.millicents)


def _line(made: Forecast, name: str, texts: int, segments: int, millicents: float) -> str:
    months = made.months
    money = _dollars(millicents / MILLICENTS / months)
    return f"{name:{WIDTH}} {texts / months:8.1f} {segments / months:9.1f} {money:>9}"


def _dollars(cents: float) -> str:
    return f"{cents / 100:.3f}"


def _sums(made: Forecast) -> Iterator[str]:
    share = 100 * made.cents / made.cost.budget_cents
    verdict = "it holds" if made.holds else "OVER"
    yield _money("budget", made.cost.budget_cents, f"{verdict}: {share:.0f} % of it")
    dearest = made.dearest
    cents = dearest.millicents / MILLICENTS / made.months
    yield _money("dearest template", cents, f"{dearest.key}, {dearest.texts / made.months:.1f} times")
    for number, (kind, cents) in enumerate(made.kinds):
        yield _money("" if number else "a runner-month of kind", cents, kind)


def _money(name: str, cents: float, words: str) -> str:
    return f"{name:{WIDTH}} {'':8} {'':9} {_dollars(cents):>9}   {words}"


def _assumed(made: Forecast) -> Iterator[str]:
    cost = made.cost
    yield (
        f"A segment out costs {_price(cost.out_millicents)} and {_price(cost.out_fee_millicents)} to the "
        f"carrier, in {_price(cost.in_millicents)} and {_price(cost.in_fee_millicents)}."
    )
    yield "Rent and registration of a number come on top."
    yield (
        f"{made.runners} made-up runners, up to {made.weeks} weeks each, seed {made.seed}: "
        f"{made.joined} joined, {made.graduated} graduated."
    )
    yield (
        f"{made.months:.1f} months of {cost.month_days} days, from joining until they graduate or fall "
        "silent for good; joining is spread over them."
    )
    yield f"{made.coaches} coaches are told. Links begin with {made.base}."


def _price(millicents: int) -> str:
    return f"${millicents / MILLICENTS / 100:.4f}"


def as_json(made: Forecast) -> str:
    """The same for machines. Money of the whole cohort in millicents, of a runner-month in cents."""
    cost = made.cost
    rows: list[dict[str, Any]] = [
        {
            "kind": row.kind,
            "direction": "out" if row.out else "in",
            "texts": row.texts,
            "segments": row.segments,
            "millicents": row.millicents,
            "cents_per_runner_month": row.millicents / MILLICENTS / made.months,
        }
        for row in made.rows
    ]
    whole = {
        "runners": made.runners,
        "weeks": made.weeks,
        "seed": made.seed,
        "joined": made.joined,
        "graduated": made.graduated,
        "coaches": made.coaches,
        "runner_months": made.months,
        "month_days": cost.month_days,
        "rows": rows,
        "millicents": made.millicents,
        "cents_per_runner_month": made.cents,
        "budget_cents": cost.budget_cents,
        "holds": made.holds,
        "dearest_template": {
            "key": made.dearest.key,
            "texts": made.dearest.texts,
            "millicents": made.dearest.millicents,
        },
        "cents_by_kind_of_runner": dict(made.kinds),
        "prices_millicents": {
            "out": cost.out_millicents,
            "out_fee": cost.out_fee_millicents,
            "in": cost.in_millicents,
            "in_fee": cost.in_fee_millicents,
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)
