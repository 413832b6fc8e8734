"""Tandem: one agreement, one journey and one set of numbers for marketing and sales."""
