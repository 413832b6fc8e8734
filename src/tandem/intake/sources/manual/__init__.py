"""What colleagues enter by hand: no door to the outside, but with a receipt like all others."""
