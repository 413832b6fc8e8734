"""The catalogue of measures, one object a number, and the fact store they are computed in."""
