"""A changed copy of a frozen value."""

from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["changed"]

Value = TypeVar("Value")

if TYPE_CHECKING:
    from dataclasses import replace as changed
else:

    def changed(value: Value, /, **changes: Any) -> Value:
        """A copy of a frozen value with some fields changed: dataclasses.replace without its cost.

        A course has over thirty fields and changes several times a step; going through __init__ took
        most of a step's time.
        """
        copy = object.__new__(type(value))
        copy.__dict__.update(value.__dict__, **changes)
        return copy
