"""A world on each database."""

from tests.service.conftest import world, world_with

__all__ = ["world", "world_with"]
