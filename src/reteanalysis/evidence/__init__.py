"""What surrounds a value: what chance alone would give, how far it moves with other projects, other years, missing partners."""
