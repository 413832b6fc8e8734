"""What marketing does and pays for: sources, campaigns, creatives and spend rows."""
