"""The decisions of the diagnosis: pure functions of what was counted, without Django, clock or I/O."""
