"""What buyers say: why they bought, why they refused, to whom we lost them, and what we changed because of it."""
