"""What a runner's text means, in English, Spanish or both."""

from checkin.core.reading.reader import label, read

__all__ = ["label", "read"]
