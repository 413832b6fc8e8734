"""A seller's work and what it brings: contacts made, stages passed, deals, invoices and payments."""
