"""What was planned: imported plan rows per measure, period, department and seller."""
