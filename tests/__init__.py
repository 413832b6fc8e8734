"""Tests of the house as a whole, and what every test may use: a database cluster, a browser, a runner."""
