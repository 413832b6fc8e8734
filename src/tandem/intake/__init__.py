"""Every lead that reaches the company, by any door; the import of exports is the first of them."""
