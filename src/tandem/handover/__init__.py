"""Who answers for a lead: the seller it was given to, and when; the clocks of what was promised about it; returns."""
