"""The scheduler: APScheduler as a clock, and the jobs it wakes. No rules, no wording, no SQL."""
