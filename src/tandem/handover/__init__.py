"""Who answers for a lead: the seller it was given to, and when."""
