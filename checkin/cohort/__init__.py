"""Made-up runners who answer as people do, seeded: for the demo and for forecasts."""
