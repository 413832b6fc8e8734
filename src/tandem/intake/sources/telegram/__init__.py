"""Messages to a Telegram bot."""
