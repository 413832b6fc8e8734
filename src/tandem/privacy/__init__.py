"""Consent with each lead, and the rights of the person behind it: a copy of what is kept, and being forgotten.

Forgetting empties every personal column and leaves the rows, so that no figure moves. Which columns are personal each
room declares in its ``personal.py``.
"""
