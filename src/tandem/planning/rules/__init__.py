"""Decisions of planning."""
