"""Seeing who gets which lead and why: loads, what nobody could take, receipts, and what another rule would do."""
