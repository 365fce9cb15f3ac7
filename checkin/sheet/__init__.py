"""A runner's own page and the sheet for a doctor, as values: what to say and to draw, in no language yet."""
