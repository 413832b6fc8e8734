"""Who looked at whose personal data: one row a look, never changed, and none of it personal itself."""
