"""Facts: the append-only history of what happened, and those who read it in order."""
