"""The journal folded: how each line moves a course, and by which rule."""

from checkin.core.course.fold import fold, turn

__all__ = ["fold", "turn"]
