"""Messages of Avito."""
