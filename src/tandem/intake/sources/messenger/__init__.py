"""Messages of any messenger or chat, in a format of our own."""
