"""Texts: a key and its values become one SMS, and what it costs."""

from checkin.texts.gsm import segments, septets
from checkin.texts.rendering import FALLBACK, Texts

__all__ = ["FALLBACK", "Texts", "segments", "septets"]
