"""Shifts and absences: who writes down when whom works. Who is there when, is asked of ``people.presence``."""
