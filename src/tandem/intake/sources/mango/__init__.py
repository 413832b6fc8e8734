"""Calls of Mango Office."""
