"""Calls of any telephony, in a format of our own."""
