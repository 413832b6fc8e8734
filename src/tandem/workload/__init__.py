"""How much work leads really take, what else eats the day, and whether there are people enough for it."""
