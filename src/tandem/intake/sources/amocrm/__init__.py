"""Deals and contacts as amoCRM tells of them."""
