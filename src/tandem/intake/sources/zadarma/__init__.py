"""Calls of Zadarma and Novofon."""
