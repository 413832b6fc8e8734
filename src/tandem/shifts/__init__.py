"""Shifts and absences: who writes down when whom works. The hours themselves, and who is there, are asked of ``people``."""
