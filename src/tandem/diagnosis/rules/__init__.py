"""Pure rules of the diagnosis: no Django, no clock, no I/O."""
