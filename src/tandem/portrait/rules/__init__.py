"""How a portrait is found: pure, so that every clause can be found again from the same history."""
