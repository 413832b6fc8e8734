"""One folder a door: each announces a subclass of ``tandem.intake.doors.Door`` in its ``door.py``."""
