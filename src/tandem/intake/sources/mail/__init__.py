"""Letters to an address."""
