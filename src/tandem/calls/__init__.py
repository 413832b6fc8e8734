"""Reviews of calls: a few are drawn by lot, and it is looked whether what was agreed was asked."""
