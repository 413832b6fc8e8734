"""The chance to buy inside each grade: a readable card of points, trained, adopted and signed like a clause."""
