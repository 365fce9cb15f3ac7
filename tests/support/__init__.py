"""What the tests stand on: a PostgreSQL and a browser of their own, on any machine."""
