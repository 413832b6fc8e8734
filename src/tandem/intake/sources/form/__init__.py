"""Forms of ours: shown at an address here, framed by, or copied into, the company's own pages."""
