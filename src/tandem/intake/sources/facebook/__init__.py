"""Lead ads of Facebook and Instagram."""
