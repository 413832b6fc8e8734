"""Money, periods, working time, texts in two languages: no Django, no clock, no I/O."""
