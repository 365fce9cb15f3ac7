"""The step's benchmark, run with the others."""

import pytest

from tests.bench import bench_step


@pytest.mark.bench
def test_a_step_costs_little_after_90_days():
    figures = bench_step.main()
    assert max(figures.values()) < 10_000
