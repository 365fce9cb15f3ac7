"""What texts will cost: a made-up cohort played through the engine, and every segment counted."""

from checkin.cost.cohort import RUNNERS, SEED, WEEKS
from checkin.cost.forecast import Forecast, NobodyJoined, Row, forecast
from checkin.cost.life import Setting
from checkin.cost.table import as_json, as_table

__all__ = [
    "RUNNERS",
    "SEED",
    "WEEKS",
    "Forecast",
    "NobodyJoined",
    "Row",
    "Setting",
    "as_json",
    "as_table",
    "forecast",
]
