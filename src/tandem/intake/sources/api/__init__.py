"""Tandem's own JSON API for leads, with a key for each source."""
