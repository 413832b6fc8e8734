"""Why revenue moved, exactly: how much, by which cause, whose it is, since when; and what nobody can tell yet."""
