"""Settings, addresses, the command line and start-up: the only place that knows every room."""
