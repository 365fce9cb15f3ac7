"""Deliveries broken on purpose: kills, stalls, a lying provider, a database that goes away."""
